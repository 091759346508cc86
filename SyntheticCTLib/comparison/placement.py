"""The CT on the sCT's grid: used as it is, resampled, registered, or moved by a given transform."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import SimpleITK as sitk  # noqa: N813 - the name that the whole field uses

from SyntheticCTLib.comparison.document import PlacedCT
from SyntheticCTLib.comparison.same_patient import PatientLikeness, patient_likeness
from SyntheticCTLib.errors import InputError, NoAnswerError
from SyntheticCTLib.evaluation.source_image import SourceImage
from SyntheticCTLib.hounsfield import OUTSIDE_HU
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.progress import UNWATCHED, Watch
from SyntheticCTLib.registration.landmarks import LandmarkPairs
from SyntheticCTLib.registration.options import RegistrationOptions
from SyntheticCTLib.registration.pipeline import Registration, register
from SyntheticCTLib.registration.transforms import move, read_transform
from SyntheticCTLib.registration.verdict import open_direction
from SyntheticCTLib.sentences import Sentence
from SyntheticCTLib.surface.measure.position import OpenDirection, Position

#: Steps of ``registration.register`` behind each kind. A transform file is the alternative.
REGISTRATIONS: dict[str, tuple[str, ...]] = {
    "rigid": ("rigid",),
    "affine": ("rigid", "affine"),
    "deformable": ("rigid", "deformable"),
}

#: Kinds that look for nothing: one grid as it is, and the places in the files taken as true.
NONE = "none"
IDENTITY = "identity"

#: The kind, and its only step, where points of both images say where the CT belongs.
BY_LANDMARKS = "landmarks"


@dataclass(frozen=True, eq=False)
class Placement:
    """Where the CT went.

    Attributes:
        ct: the CT on the sCT's grid, HU.
        labels: the CT's labels on the same grid; None when none were given.
        covered: bool ``[k, j, i]``, where the CT says something.
        kind: "none", "identity", "rigid", "affine", "deformable",
            "landmarks" or "given transform".
        description: what was done, in words.
        registration: transform, merit and warnings; None when nothing was registered.
        same_patient: whether the CT fits as one of the same patient; None where nobody can tell.
    """

    ct: Volume
    labels: Volume | None
    covered: np.ndarray
    kind: str
    description: str
    registration: Registration | None = None
    same_patient: PatientLikeness | None = None

    @property
    def told(self) -> PlacedCT:
        """All of it but the images, for a record."""
        found = self.registration
        if found is None:
            return PlacedCT(self.kind, self.description)
        warnings = [*self._of_another, *found.warnings]
        return PlacedCT(self.kind, self.description, warnings, found.record, self.same_patient)

    @property
    def _of_another(self) -> tuple[str, ...]:
        """The sentence that it looks like another patient's, if it does."""
        found = self.same_patient
        return () if found is None or not found.other_patient else (found.sentence,)

    @property
    def position(self) -> Position:
        """How far the place of the CT can be believed."""
        found = self.registration
        if found is None:
            return Position()
        open_one, doubts = open_direction(found.certainty), (*self._of_another, *found.doubts)
        if open_one is None:
            return Position(True, doubts)
        direction = OpenDirection(open_one[0], found.certainty[-1].direction, open_one[1])
        return Position(True, doubts, direction)


def place(
    sct: Volume,
    ct: Volume,
    labels: Volume | None = None,
    *,
    registration: str | Path | sitk.Transform | LandmarkPairs | Placement | None = None,
    start: str | Path | sitk.Transform | None = None,
    source: SourceImage | None = None,
    watch: Watch = UNWATCHED,
) -> Placement:
    """Bring the CT, and what was drawn on it, onto the sCT's grid, resampled once.

    A registration looks for the CT's place on the image that the sCT was made from where there is
    one: fitted to the sCT itself, it would also take away what the sCT got wrong.

    Args:
        sct: synthetic CT, HU; gives the grid.
        ct: real CT, HU.
        labels: of the CT, on its grid; moved with it.
        registration: one of ``REGISTRATIONS``; "identity" to trust the places that the files hold;
            a transform, or a file with one, from points of the sCT to points of the CT; landmarks
            of the sCT and the CT; None or "none" for images on one grid; where the CT was placed
            for another sCT of one image.
        start: a transform, or a file with one, from which one of ``REGISTRATIONS`` begins.
        source: the image that the sCT was made from, on the sCT's grid.

    Raises:
        InputError: different grids without a registration, an unknown kind, no overlap, a start
            of what does not search.
    """
    searches = isinstance(registration, str) and registration in REGISTRATIONS
    if start is not None and not searches:
        raise InputError(
            f"Only a registration ({', '.join(REGISTRATIONS)}) begins somewhere: choose one, or "
            "leave the start out."
        )
    if isinstance(registration, Placement):
        _check_same_place(sct, registration.ct)
        return registration
    if registration is None or registration == NONE:
        _check_same_place(sct, ct)
        return Placement(
            ct,
            labels,
            np.ones(sct.array.shape, bool),
            NONE,
            Sentence(
                "The CT was taken as it is, on the sCT's grid. Nothing was registered, so whatever "
                "the two are apart counts as error of the sCT."
            ),
        )
    if registration == IDENTITY:
        words = Sentence(
            "The CT was resampled onto the sCT's grid by the places that the files hold."
        )
        return _moved(sct, ct, labels, sitk.Transform(3, sitk.sitkIdentity), IDENTITY, words)
    return _registered(sct, ct, labels, _search(registration, start), source, watch)


@dataclass(frozen=True)
class _Search:
    """What is looked for: a kind, its steps, and what they start from."""

    kind: str
    steps: tuple[str, ...] = ()
    start: sitk.Transform | None = None
    pairs: LandmarkPairs | None = None


def _registered(
    sct: Volume,
    ct: Volume,
    labels: Volume | None,
    search: _Search,
    source: SourceImage | None,
    watch: Watch,
) -> Placement:
    """The CT where it fits, and whether it looks like one of the same patient."""
    found = register(
        sct if source is None else source.volume,
        ct,
        RegistrationOptions(steps=search.steps),
        fixed_mask=None if source is None else source.field_of_view,
        initial=search.start,
        fixed_landmarks=None if search.pairs is None else search.pairs.fixed,
        moving_landmarks=None if search.pairs is None else search.pairs.moving,
        watch=watch,
    )
    target = "sCT" if source is None else "image that the sCT was made from"
    words = _words(found, search.steps, target)
    moved = _moved(sct, ct, labels, found.transform, search.kind, words, found)
    fits = patient_likeness(source, moved.ct, moved.covered, found.merit.sharpness)
    return replace(moved, same_patient=fits)


def _search(
    registration: str | Path | sitk.Transform | LandmarkPairs,
    start: str | Path | sitk.Transform | None,
) -> _Search:
    if isinstance(registration, LandmarkPairs):
        return _Search(BY_LANDMARKS, (BY_LANDMARKS,), pairs=registration)
    if isinstance(registration, str) and registration in REGISTRATIONS:
        known = None if start is None else _transform(start)
        return _Search(registration, REGISTRATIONS[registration], known)
    return _Search("given transform", start=_transform(registration))


def _words(found: Registration, steps: tuple[str, ...], target: str) -> Sentence:
    if found.by_landmarks is not None:
        return Sentence(
            "The CT was placed by landmarks and resampled once. {fit}",
            fit=found.by_landmarks.sentence,
        )
    if not steps:
        return Sentence("The CT was moved by the given transform and resampled once.")
    return Sentence(
        "The CT was registered to the {target} ({steps}, by mutual information {compared}) "
        "and resampled once.",
        target=Sentence(target),
        steps=_in_order(steps),
        compared=Sentence("round bone" if found.record.compared == "bone" else "of the bodies"),
    )


def _in_order(steps: tuple[str, ...]) -> Sentence:
    if len(steps) == 1:
        return Sentence(steps[0])
    first, second = steps
    return Sentence("{first} and then {second}", first=Sentence(first), second=Sentence(second))


def _check_same_place(sct: Volume, ct: Volume) -> None:
    if sct.grid.same(ct.grid):
        return
    raise InputError(
        f"The CT ({ct.grid.describe(origin=True)}) is not on the sCT's grid "
        f"({sct.grid.describe(origin=True)}): choose a registration ({', '.join(REGISTRATIONS)} or "
        f"a transform file), or {IDENTITY!r} if the places in both files can be trusted."
    )


def _transform(registration: str | Path | sitk.Transform) -> sitk.Transform:
    if isinstance(registration, sitk.Transform):
        return registration
    if not Path(registration).is_file():
        kinds = ", ".join((NONE, IDENTITY, *REGISTRATIONS))
        raise InputError(
            f"A registration is one of {kinds}, or a transform file; there is no file "
            f"{str(registration)!r}."
        )
    return read_transform(registration)


def _moved(
    sct: Volume,
    ct: Volume,
    labels: Volume | None,
    transform: sitk.Transform,
    kind: str,
    description: str,
    registration: Registration | None = None,
) -> Placement:
    whole = ct.with_array(np.ones(ct.array.shape, np.uint8))
    covered = move(whole, sct, transform, interpolation="nearest", outside=0.0).array > 0
    if not covered.any():
        raise NoAnswerError(
            f"After the registration ({kind}) the CT lies nowhere on the sCT: give a transform or "
            "check that both are of the same patient and region."
        )
    return Placement(
        move(ct, sct, transform, outside=OUTSIDE_HU),
        None
        if labels is None
        else move(labels, sct, transform, interpolation="nearest", outside=0.0),
        covered,
        kind,
        description,
        registration,
    )
