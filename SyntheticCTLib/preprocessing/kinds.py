"""Kinds of image: MR, CT and cone-beam CT, and everything that differs between them.

Nobody else asks which of them an image is: what depends on it is an attribute of ``Kind``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.hounsfield import OUTSIDE_HU
from SyntheticCTLib.image.checks import check_mr, check_volume
from SyntheticCTLib.image.modality import IN_HOUNSFIELD, guess_modality
from SyntheticCTLib.image.once import once_a_volume
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.preprocessing.body_mask import ct_body, mr_body
from SyntheticCTLib.preprocessing.cone_beam import calibrate, cone_beam_field_of_view
from SyntheticCTLib.preprocessing.field_of_view import ct_field_of_view, mr_field_of_view
from SyntheticCTLib.preprocessing.mr_scale import AIR_SIGNAL


def _as_it_is(volume: Volume) -> Volume:
    return volume


def _calibrated(volume: Volume) -> Volume:
    return calibrate(volume).volume


def _cone_beam_learnt_from(volume: Volume) -> Volume:
    from SyntheticCTLib.preprocessing.shading.cut_body import shown_to_network  # its fits are slow

    return shown_to_network(volume)


@dataclass(frozen=True, eq=False)
class Kind:
    """One kind of image.

    Attributes:
        name: as DICOM and model metadata have it.
        article: the name in a sentence.
        synthetic: what people call a synthetic image of this kind.
        empty: the value of nothing on that scale.
        check: refuses a volume that cannot be an image of this kind.
        field_of_view: what the scan of an image as it was read saw, bool ``[k, j, i]``; whoever
            asks which voxels were scanned asks this.
        on_scale: an image as it was read, on the scale on which it is looked at and measured.
        body: the body in an image on that scale, bool ``[k, j, i]``, inside the field of view.
        learnt_from: the same, as a synthesis shows it to a network, so a training does, too; None
            where that is ``on_scale``.
        looks_like: names of other kinds that values alone cannot tell from this one.
    """

    name: str
    article: str
    synthetic: str
    empty: float
    check: Callable[[Volume], None]
    field_of_view: Callable[[Volume], np.ndarray]
    on_scale: Callable[[Volume], Volume]
    body: Callable[[Volume], np.ndarray]
    looks_like: tuple[str, ...] = ()
    learnt_from: Callable[[Volume], Volume] | None = None

    @property
    def in_hounsfield(self) -> bool:
        """Whether the values of an image on that scale are HU."""
        return self.name in IN_HOUNSFIELD


MR = Kind(
    "MR",
    "an MR",
    "sMRI",
    empty=AIR_SIGNAL,
    check=check_mr,
    field_of_view=mr_field_of_view,
    on_scale=_as_it_is,
    body=once_a_volume(mr_body, np.copy),
)
CT = Kind(
    "CT",
    "a CT",
    "sCT",
    empty=OUTSIDE_HU,
    check=check_volume,
    field_of_view=ct_field_of_view,
    on_scale=_as_it_is,
    body=once_a_volume(ct_body, np.copy),
    looks_like=("CBCT",),
)
CBCT = Kind(
    "CBCT",
    "a CBCT",
    "sCBCT",
    empty=OUTSIDE_HU,
    check=check_volume,
    field_of_view=cone_beam_field_of_view,
    on_scale=_calibrated,
    body=once_a_volume(partial(ct_body, name="CBCT"), np.copy),
    looks_like=("CT",),
    learnt_from=_cone_beam_learnt_from,
)

KINDS = {kind.name: kind for kind in (MR, CT, CBCT)}


def kind_named(name: str) -> Kind:
    """The kind of a name.

    Raises:
        InputError: there is none.
    """
    if name not in KINDS:
        raise InputError(f'The modality "{name}" is unknown: use {", ".join(KINDS)}.')
    return KINDS[name]


#: What other programs call their images, and the kinds that these are.
_SAID = {"CBCT": CBCT, "CONE": CBCT, "MR": MR, "T1": MR, "T2": MR, "CT": CT}


def kind_said(words: str) -> Kind | None:
    """The kind of image that another program's words name ("T1w MRI", "cbct"); None if none."""
    said = words.strip().upper()
    return next((kind for start, kind in _SAID.items() if said.startswith(start)), None)


#: Words of a cone-beam CT's DICOM header, where Modality says CT of both.
_CONE_BEAM = re.compile(r"\bcbct\b|cone.?beam|\bobi\b|\bxvi\b", re.IGNORECASE)


def kind_in_dicom(modality: str, descriptions: str) -> Kind | None:
    """The kind of a DICOM series; None if it is of another kind.

    Args:
        modality: its Modality (0008,0060).
        descriptions: what else its header says of it: image type, series, device.
    """
    kind = KINDS.get(modality)
    return CBCT if kind is CT and _CONE_BEAM.search(descriptions) else kind


def kind_of(volume: Volume) -> Kind | None:
    """What an image is by its header, else by its values; None where they do not tell."""
    return KINDS.get(guess_modality(volume))


def source_kind(volume: Volume) -> Kind:
    """What a synthetic CT's source is by its header, else by its values.

    A synthetic CT is made from an MR or a CBCT, so what only looks like a CT is a CBCT, as many a
    linac's header calls it; what looks like nothing known is taken for an MR.
    """
    kind = kind_of(volume) or MR
    return CBCT if kind is CT else kind
