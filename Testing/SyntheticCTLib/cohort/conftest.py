"""A phantom's images as two cases of a folder, and a small untrained model for them."""

import shutil

import pytest

from SyntheticCTLib.simulation.phantom.limb_phantom import make_limb_phantom
from SyntheticCTLib.simulation.phantom.options import PhantomOptions

SPACING = (4.0, 4.0, 12.0)


@pytest.fixture(scope="session")
def small_model(tmp_path_factory, make_model_folder):
    folder = tmp_path_factory.mktemp("models") / "untrained"
    return make_model_folder(folder, spacing_mm=SPACING, overlap=0.25)


@pytest.fixture(scope="session")
def phantom(tmp_path_factory):
    folder = tmp_path_factory.mktemp("phantom")
    make_limb_phantom(PhantomOptions(size=(64, 64, 16), spacing=SPACING)).write(folder)
    return folder


@pytest.fixture
def images(phantom, tmp_path):
    """``images/one/mr.nii.gz`` and so on, of two cases."""
    folder = tmp_path / "images"
    for name in ("one", "two"):
        shutil.copytree(phantom, folder / name)
    return folder


@pytest.fixture
def write_dicom():
    """Write a small series into a folder: ``write_dicom(folder, Modality="MR", ...)``."""
    import pydicom
    from pydicom.dataset import FileDataset, FileMetaDataset
    from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian

    def write(folder, slices=4, **fields):
        folder.mkdir(parents=True, exist_ok=True)
        for k in range(slices):
            meta = FileMetaDataset()
            meta.MediaStorageSOPClassUID = CTImageStorage
            meta.MediaStorageSOPInstanceUID = f"{fields['SeriesInstanceUID']}.{k + 1}"
            meta.TransferSyntaxUID = ExplicitVRLittleEndian
            image = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
            image.SOPClassUID, image.SOPInstanceUID = CTImageStorage, meta[0x0002, 0x0003].value
            image.SeriesDescription, image.Rows, image.Columns = "Thigh", 2, 2
            for word, value in fields.items():
                setattr(image, word, value)
            pydicom.dcmwrite(
                folder / f"{fields['SeriesInstanceUID']}_{k}.dcm", image, enforce_file_format=True
            )

    return write
