"""A surface as Encapsulated STL: the mesh in a patient's study, in its frame of reference."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.sr.codedict import codes
from pydicom.sr.coding import Code
from pydicom.uid import EncapsulatedSTLStorage

from SyntheticCTLib.dicom.new_object import new_object, referenced_series
from SyntheticCTLib.dicom.objects import coded, slice_reference
from SyntheticCTLib.dicom.options import UUID_ROOT
from SyntheticCTLib.dicom.statement import NOT_FOR_CLINICAL_USE
from SyntheticCTLib.dicom.study_context import StudyContext
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.surface.files.reading import check_places

_TITLE = "Bone surface"

#: Of binary STL: free text, the number of triangles, and each of them.
_HEADER_BYTES, _COUNT_BYTES, _TRIANGLE_BYTES = 80, 4, 50
_TRIANGLE = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")])


def encapsulated_stl(
    path: str | Path, context: StudyContext, *, uid_root: str = UUID_ROOT
) -> Dataset:
    """A surface's file in a study.

    Args:
        path: binary STL in LPS mm, as ``synthetic-ct surface`` writes it.
        context: of the series whose frame of reference the coordinates are in.
        uid_root: what new UIDs begin with.

    Raises:
        InputError: there is no series, or the file is no binary STL.
    """
    path = Path(path)
    if context.is_new:
        raise InputError("A surface in DICOM belongs to a study: name a series of it with --like.")
    content = checked_stl(path)
    dataset = new_object(context, EncapsulatedSTLStorage, "M3D", _TITLE, uid_root)
    dataset.AcquisitionDateTime = ""
    dataset.BurnedInAnnotation = "NO"
    dataset.DocumentTitle = f"{_TITLE} - {NOT_FOR_CLINICAL_USE}"
    dataset.ConceptNameCodeSequence = coded(_model_of(context))
    dataset.MIMETypeOfEncapsulatedDocument = "model/stl"
    dataset.EncapsulatedDocumentLength = len(content)
    dataset.EncapsulatedDocument = content + b"\0" * (len(content) % 2)
    dataset.MeasurementUnitsCodeSequence = coded(codes.UCUM.Millimeter)
    dataset.ModelModification = "NO"
    dataset.ModelMirroring = "NO"
    sources = {item.instance: slice_reference(item) for item in context.slices}
    dataset.SourceInstanceSequence = Sequence(sources.values())
    dataset.ReferencedSeriesSequence = Sequence([referenced_series(context)])
    return dataset


def _model_of(context: StudyContext) -> Code:
    """What kind of model a surface is, by the series that it belongs to (CID 7061)."""
    of_mr = any(header.get("Modality") == "MR" for header in context.headers)
    found: Code = codes.LN.MR3DCAMModel if of_mr else codes.LN.CT3DCAMModel
    return found


def checked_stl(path: Path) -> bytes:
    """What is in a binary STL file in LPS.

    Raises:
        InputError: it is none, has no triangle, one that cannot be, or is in RAS.
        OSError: it cannot be read.
    """
    content = path.read_bytes()
    start = _HEADER_BYTES + _COUNT_BYTES
    count = int.from_bytes(content[_HEADER_BYTES:start], "little")
    if len(content) != start + count * _TRIANGLE_BYTES or count == 0:
        raise InputError(
            f"{path} is no binary STL: write the surface again with `synthetic-ct surface`."
        )
    triangles = np.frombuffer(content, _TRIANGLE, offset=start)
    check_places(path, triangles["corners"])
    if b"SPACE=RAS" in content[:_HEADER_BYTES]:
        raise InputError(f"{path} is in RAS coordinates; DICOM has LPS: export it in LPS.")
    return content
