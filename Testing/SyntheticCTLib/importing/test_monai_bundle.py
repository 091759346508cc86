"""A MONAI bundle gives the voxels of MONAI's own sliding window; nothing in it is evaluated."""

import json

import numpy as np
import pytest
import torch
from monai.inferers import SlidingWindowInferer
from monai.networks.nets import UNet
from monai.transforms import NormalizeIntensity

from SyntheticCTLib import synthesize
from SyntheticCTLib.errors import ModelError
from SyntheticCTLib.importing.families import look
from SyntheticCTLib.models import load_model

NETWORK = {
    "_target_": "UNet",
    "spatial_dims": 3,
    "in_channels": 1,
    "out_channels": 1,
    "channels": [4, 8],
    "strides": [2],
    "num_res_units": 1,
    "norm": "batch",
}


def configuration():
    return {
        "imports": ["$import os"],
        "output": "$os.system('touch ' + '/tmp/should-not-be')",
        "size": [16, 16, 8],
        "network_def": dict(NETWORK),
        "preprocessing": {
            "_target_": "Compose",
            "transforms": [
                {"_target_": "LoadImaged", "keys": "image"},
                {"_target_": "EnsureChannelFirstd", "keys": "image"},
                {"_target_": "Orientationd", "keys": "image", "axcodes": "RAS"},
                {"_target_": "NormalizeIntensityd", "keys": "image"},
            ],
        },
        "inferer": {
            "_target_": "SlidingWindowInferer",
            "roi_size": "@size",
            "overlap": 0.4,
            "mode": "gaussian",
        },
        "postprocessing": {
            "_target_": "Compose",
            "transforms": [
                {
                    "_target_": "ScaleIntensityRanged",
                    "keys": "pred",
                    "a_min": -1,
                    "a_max": 1,
                    "b_min": -1024,
                    "b_max": 2000,
                },
                {"_target_": "SaveImaged", "keys": "pred"},
            ],
        },
    }


@pytest.fixture(scope="module")
def network():
    torch.manual_seed(7)
    arguments = {key: value for key, value in NETWORK.items() if key != "_target_"}
    return UNet(**arguments).eval()


@pytest.fixture
def bundle(tmp_path, network):
    return write(tmp_path / "bundle", network, configuration())


def write(folder, network, content):
    (folder / "configs").mkdir(parents=True)
    (folder / "models").mkdir()
    (folder / "configs" / "inference.json").write_text(json.dumps(content))
    metadata = {"name": "Bundle", "version": "0.3", "copyright": "Apache-2.0"}
    (folder / "configs" / "metadata.json").write_text(json.dumps(metadata))
    torch.save(network.state_dict(), folder / "models" / "model.pt")
    return folder


def by_monai(network, mr):
    """HU [k, j, i] by MONAI's transforms and inferer, in its order of axes."""
    ras = mr.array.transpose(2, 1, 0)[::-1, ::-1].copy()  # i to the right, j to the front
    shown = torch.as_tensor(NormalizeIntensity()(torch.from_numpy(ras)[None]))[None]
    inferer = SlidingWindowInferer((16, 16, 8), overlap=0.4, mode="gaussian")
    with torch.inference_mode():
        made = inferer(shown.float(), network)[0, 0].numpy()
    hu = (made + 1) / 2 * 3024.0 - 1024.0
    return np.clip(hu[::-1, ::-1].transpose(2, 1, 0), -1024, 3071)


def test_the_same_voxels_as_monai(bundle, network, add, mr):
    add(bundle, about={"input": "MR", "regions": ["leg"]})

    made = synthesize(mr, "bundle").volume.array

    wanted = by_monai(network, mr)
    assert np.ptp(wanted) > 300
    assert np.abs(made - wanted).max() <= 1e-3 * np.ptp(wanted)


def test_an_image_smaller_than_a_tile_too(bundle, network, add, make_mr):
    add(bundle, about={"input": "MR"})
    small = make_mr((6, 12, 20))

    made = synthesize(small, "bundle").volume.array

    assert np.abs(made - by_monai(network, small)).max() <= 1e-3 * 3000


def test_what_the_bundle_says_is_kept(bundle, add):
    info = add(bundle, about={"input": "MR"}).info

    assert (info.orientation, info.patch_size, info.tiling.overlap) == ("RAS", (8, 16, 16), 0.4)
    assert info.tiling.steps == "fixed"
    assert info.metadata.version == "0.3"
    imported = info.metadata.synthetic_ct.imported
    assert (imported.licence, imported.source) == ("Apache-2.0", bundle.name)


def test_nothing_is_evaluated(tmp_path, network):
    content = configuration()
    content["network_def"]["channels"] = "$[4, 8] + __import__('os').system('true') * [0]"
    folder = write(tmp_path / "expression", network, content)

    with pytest.raises(ModelError, match="nothing of a bundle is evaluated"):
        look(folder, {"input": "MR"})


def test_a_class_that_is_no_network_of_monais_is_refused(tmp_path, network):
    content = configuration()
    content["network_def"] = {"_target_": "subprocess.Popen", "args": ["true"]}
    folder = write(tmp_path / "popen", network, content)

    with pytest.raises(ModelError, match=r"'subprocess\.Popen' is none of MONAI's"):
        look(folder, {"input": "MR"})


def test_a_transform_that_is_not_known_is_named(tmp_path, network):
    content = configuration()
    content["preprocessing"]["transforms"].append({"_target_": "HistogramNormalized"})
    folder = write(tmp_path / "histogram", network, content)

    with pytest.raises(ModelError, match="HistogramNormalize"):
        look(folder, {"input": "MR"})


class Runs:
    """A pickle that would run a command when it is read."""

    def __init__(self, path):
        self._path = path

    def __reduce__(self):
        import os

        return os.system, (f"touch {self._path}",)


def test_a_pickle_that_runs_code_is_refused_and_leaves_nothing(bundle, add, tmp_path, home):
    torch.save({"state_dict": Runs(tmp_path / "owned")}, bundle / "models" / "model.pt")

    with pytest.raises(ModelError, match="wants to run code"):
        add(bundle, about={"input": "MR"})

    assert not (tmp_path / "owned").exists()
    assert not list((home / "models").iterdir())


def test_weights_of_another_network_are_refused(bundle, add):
    torch.save(UNet(3, 1, 1, (4, 8, 16), (2, 2)).state_dict(), bundle / "models" / "model.pt")

    with pytest.raises(ModelError, match="do not fit its network"):
        add(bundle, about={"input": "MR"})


def test_slice_by_slice(tmp_path, add, make_mr):
    mr = make_mr((5, 24, 20))
    torch.manual_seed(1)
    flat = {**NETWORK, "spatial_dims": 2}
    network = UNet(2, 1, 1, (4, 8), (2,), num_res_units=1, norm="batch").eval()
    content = {**configuration(), "network_def": flat, "size": [16, 16]}
    add(write(tmp_path / "flat", network, content), about={"input": "MR"})

    assert load_model("flat").info.patch_size == (1, 16, 16)
    made = synthesize(mr, "flat").volume.array
    ras = mr.array.transpose(2, 1, 0)[::-1, ::-1].copy()
    shown = torch.as_tensor(NormalizeIntensity()(torch.from_numpy(ras)[None]))[None]
    inferer = SlidingWindowInferer((16, 16), overlap=0.4, mode="gaussian")
    with torch.inference_mode():
        slices = [inferer(shown[..., k].float(), network)[0, 0] for k in range(ras.shape[2])]
    wanted = (torch.stack(slices, -1).numpy() + 1) / 2 * 3024.0 - 1024.0
    wanted = np.clip(wanted[::-1, ::-1].transpose(2, 1, 0), -1024, 3071)
    assert np.abs(made - wanted).max() <= 1e-3 * np.ptp(wanted)
