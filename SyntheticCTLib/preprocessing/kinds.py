"""Kinds of image, MR, CT and cone-beam CT, and how each shows what its scan saw."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.image.modality import guess_modality
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.preprocessing.cone_beam import calibrate, cone_beam_field_of_view
from SyntheticCTLib.preprocessing.field_of_view import ct_field_of_view, mr_field_of_view


def _as_it_is(volume: Volume) -> Volume:
    return volume


def _calibrated(volume: Volume) -> Volume:
    return calibrate(volume).volume


@dataclass(frozen=True, eq=False)
class Kind:
    """One kind of image.

    Attributes:
        name: as DICOM and model metadata have it.
        article: the name in a sentence.
        field_of_view: what the scan of an image of this kind saw, bool ``[k, j, i]``; whoever asks
            which voxels were scanned asks this.
        in_hounsfield: the image on the scale of HU; None where the kind has no such scale.
    """

    name: str
    article: str
    field_of_view: Callable[[Volume], np.ndarray]
    in_hounsfield: Callable[[Volume], Volume] | None


MR = Kind("MR", "an MR", mr_field_of_view, None)
CT = Kind("CT", "a CT", ct_field_of_view, _as_it_is)
CBCT = Kind("CBCT", "a CBCT", cone_beam_field_of_view, _calibrated)

KINDS = {kind.name: kind for kind in (MR, CT, CBCT)}


def kind_named(name: str) -> Kind:
    """The kind of a name.

    Raises:
        InputError: there is none.
    """
    if name not in KINDS:
        raise InputError(f'The modality "{name}" is unknown: use {", ".join(KINDS)}.')
    return KINDS[name]


def kind_of(volume: Volume) -> Kind | None:
    """What an image is by its header, else by its values; None where they do not tell."""
    return KINDS.get(guess_modality(volume))
