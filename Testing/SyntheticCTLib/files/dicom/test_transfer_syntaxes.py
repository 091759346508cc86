"""Pixels that dcmtk packed, by every way that it knows without loss, are the same values."""

import shutil
import subprocess

import numpy as np
import pydicom
import pytest
from pydicom.encaps import encapsulate
from pydicom.uid import HTJ2KLossless

from SyntheticCTLib.files.dicom.series import read_series
from Testing.SyntheticCTLib.files.dicom.written_series import (
    HU,
    OBLIQUE,
    refused,
    rewritten,
    write_enhanced,
    write_slices,
)

WAYS = {
    "JPEG Lossless, Non-Hierarchical, First-Order": ["dcmcjpeg", "+e1"],
    "JPEG Lossless, Non-Hierarchical (": ["dcmcjpeg", "+el"],
    "JPEG-LS Lossless": ["dcmcjpls"],
    "RLE Lossless": ["dcmcrle"],
    "Explicit VR Big Endian": ["dcmconv", "+tb"],
    "Deflated Explicit VR": ["dcmconv", "+td"],
    "Implicit VR": ["dcmconv", "+ti"],
}


def packed(source, target, way):
    if shutil.which(way[0]) is None:
        pytest.skip(f"{way[0]} (Debian's dcmtk) is not installed.")
    target.mkdir()
    for path in source.iterdir():
        subprocess.run([*way, path, target / path.name], check=True, capture_output=True)
    return pydicom.dcmread(next(target.iterdir())).file_meta.TransferSyntaxUID.name


@pytest.mark.parametrize("name", WAYS)
@pytest.mark.parametrize("signed", [False, True])
def test_a_series_keeps_its_values(tmp_path, name, signed):
    def with_sign(image, number):
        values = np.frombuffer(image.PixelData, np.uint16).astype(np.int32) - 1024
        image.PixelRepresentation, image.RescaleIntercept = 1, 0
        image.PixelData = values.astype(np.int16).tobytes()

    expected = write_slices(tmp_path / "s", direction=OBLIQUE)
    if signed:
        rewritten(tmp_path / "s", with_sign)
    assert packed(tmp_path / "s", tmp_path / "packed", WAYS[name]).startswith(name)
    found = read_series(tmp_path / "packed")
    np.testing.assert_array_equal(found.array, HU)
    assert found.grid.apart(expected.grid) <= 1e-3


@pytest.mark.parametrize("name", WAYS)
def test_all_slices_in_one_file_keep_their_values(tmp_path, name):
    (tmp_path / "s").mkdir()
    expected = write_enhanced(tmp_path / "s" / "all.dcm")
    assert packed(tmp_path / "s", tmp_path / "packed", WAYS[name]).startswith(name)
    np.testing.assert_array_equal(read_series(tmp_path / "packed").array, expected.array)


def test_what_nobody_here_can_unpack_is_named_with_what_to_do(tmp_path):
    def high_throughput(image, number):
        image.file_meta.TransferSyntaxUID = HTJ2KLossless
        image.PixelData = encapsulate([b"no pixels of ours"])
        image["PixelData"].is_undefined_length = True

    write_slices(tmp_path / "s")
    rewritten(tmp_path / "s", high_throughput)
    refused(tmp_path / "s", "High-Throughput JPEG 2000", "Export it without compression")
