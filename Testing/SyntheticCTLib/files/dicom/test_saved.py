"""A DICOM file on a full disk: the system's error, not pydicom's words and trace about it."""

import errno

import numpy as np
import pydicom
import pytest
from pydicom.uid import SecondaryCaptureImageStorage, generate_uid

from SyntheticCTLib.dicom.objects import save
from SyntheticCTLib.errors import sentence_of
from SyntheticCTLib.files.atomic import naming
from SyntheticCTLib.files.dicom.saved import save_dataset


def an_image():
    image = pydicom.Dataset()
    image.SOPClassUID, image.SOPInstanceUID = SecondaryCaptureImageStorage, generate_uid()
    image.Rows, image.Columns, image.BitsAllocated = 1000, 1000, 16
    image.PixelData = np.zeros((1000, 1000), np.uint16).tobytes()
    return image


def test_a_disk_that_takes_no_more_is_told_as_that(tmp_path):
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
    try:
        with pytest.raises(OSError, match="File too large") as caught, naming(tmp_path / "ct.dcm"):
            save(an_image(), tmp_path / "ct.dcm")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert caught.value.errno == errno.EFBIG
    assert sentence_of(caught.value).startswith(
        f"{tmp_path / 'ct.dcm'} cannot be written: it would"
    )


def test_a_name_that_cannot_be_written_keeps_its_reason(tmp_path):
    image = an_image()
    image.file_meta = pydicom.dataset.FileMetaDataset()
    image.file_meta.TransferSyntaxUID = pydicom.uid.ExplicitVRLittleEndian
    with pytest.raises(FileNotFoundError):
        save_dataset(image, tmp_path / "missing" / "ct.dcm")
