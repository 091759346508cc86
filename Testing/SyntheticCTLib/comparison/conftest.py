"""One small phantom, and it against a copy that is moved to the patient's left, for the folder."""

from dataclasses import replace

import numpy as np
import pytest

from SyntheticCTLib.comparison.compare import compare
from SyntheticCTLib.report.folder import write_comparison
from SyntheticCTLib.simulation.phantom.limb_phantom import make_limb_phantom
from SyntheticCTLib.synthesis.record import SynthesisRecord

SHIFT_MM = 5.0


@pytest.fixture(scope="session")
def phantom():
    return make_limb_phantom(size=(56, 56, 16), spacing=(2.5, 2.5, 8.0), noise=0)


@pytest.fixture(scope="session")
def shifted(phantom):
    """The phantom's CT, two voxels further left: there bone is too large."""
    return replace(phantom.ct, array=np.roll(phantom.ct.array, 2, axis=2))


@pytest.fixture(scope="session")
def failed(phantom, shifted):
    """A comparison that cannot pass, with everything that a comparison can have."""
    bone = (phantom.ct.array > 200).astype(np.uint8)
    moved = np.roll(bone, 2, axis=2)
    record = {
        "model": {"id": "mr-to-ct-<test>", "version": "1.0", "sha256": "ab" * 32},
        "seconds": {"predicting": 12.5},
        "warnings": [{"code": "spacing", "sentence": "The slices are too thick."}],
    }
    return compare(
        shifted,
        phantom.ct,
        source=phantom.mr,
        labels=phantom.ct.with_array(bone),
        sct_labels=phantom.ct.with_array(moved),
        names={1: "long bone"},
        provenance=SynthesisRecord.from_dict(record),
    )


@pytest.fixture(scope="session")
def folder(failed, tmp_path_factory):
    """Its files."""
    target = tmp_path_factory.mktemp("written") / "comparison"
    write_comparison(failed, target, title="Case <7> & co")
    return target
