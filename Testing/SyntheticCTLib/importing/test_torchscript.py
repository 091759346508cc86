"""A TorchScript network gives the same voxels here, and nothing of its file is kept but data."""

import json
import zipfile

import numpy as np
import pytest
import torch
from torch import nn

from SyntheticCTLib import synthesize
from SyntheticCTLib.cli import main
from SyntheticCTLib.errors import InputError, ModelError
from SyntheticCTLib.importing import torchscript_process
from SyntheticCTLib.importing.add import add_model
from SyntheticCTLib.importing.families import look
from SyntheticCTLib.models import load_model


class Network(nn.Module):
    """Two depths, with what nnU-Net exports have: strides, instance norm, a transposed step."""

    def __init__(self):
        super().__init__()
        self.first = nn.Sequential(
            nn.Conv3d(1, 4, 3, padding=1), nn.InstanceNorm3d(4, affine=True), nn.LeakyReLU(0.01)
        )
        self.down = nn.Sequential(
            nn.Conv3d(4, 8, 3, stride=2, padding=1), nn.BatchNorm3d(8), nn.ReLU(inplace=True)
        )
        self.up = nn.ConvTranspose3d(8, 4, 2, stride=2)
        self.last = nn.Conv3d(8, 1, 1)

    def forward(self, image):
        fine = self.first(image)
        coarse = self.up(self.down(fine))
        coarse = coarse[:, :, : fine.shape[2], : fine.shape[3], : fine.shape[4]]
        grown = nn.functional.interpolate(
            nn.functional.max_pool3d(coarse, 2), scale_factor=2.0, mode="trilinear"
        )
        return self.last(torch.cat((fine, grown), dim=1))


@pytest.fixture(scope="module")
def network():
    torch.manual_seed(5)
    return Network().eval()


def written(folder, network, about):
    path = folder / "tiny.pt"
    torch.jit.trace(network, torch.randn(1, 1, 8, 16, 16)).save(path)
    path.with_suffix(".json").write_text(json.dumps(about))
    return path


@pytest.fixture
def file(tmp_path, network, about):
    return written(tmp_path, network, about)


@pytest.fixture(scope="module")
def added(network, about, tmp_path_factory):
    """The network once added, for the tests that look at what came of it: each opening takes a
    process."""
    folder = tmp_path_factory.mktemp("added")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SYNTHETICCT_HOME", str(folder / "home"))
        return add_model(str(written(folder, network, about)), agree=lambda offer: True)


def in_tiles(network, mr):
    """What the network says of an MR, by a plain loop over tiles at half steps; HU."""
    values = mr.array.astype(np.float64)
    values = torch.from_numpy(((values - values.mean()) / values.std()).astype(np.float32))
    total, count = torch.zeros(values.shape), torch.zeros(values.shape)
    starts = [
        np.linspace(0, n - side, -(-(n - side) // (side // 2)) + 1).round().astype(int)
        for n, side in zip(values.shape, (8, 16, 16), strict=True)
    ]
    for k in starts[0]:
        for j in starts[1]:
            for i in starts[2]:
                place = (slice(k, k + 8), slice(j, j + 16), slice(i, i + 16))
                with torch.inference_mode():
                    total[place] += network(values[place][None, None])[0, 0]
                count[place] += 1
    return (total / count).numpy() * 300.0 + 100.0


def test_the_same_voxels_come_out(added, network, mr):
    made = synthesize(mr, added.info.folder)

    assert added.trial.difference < 1e-5
    wanted = np.clip(in_tiles(network, mr), -1024, 3071)
    assert np.abs(made.volume.array - wanted).max() <= 0.51
    assert made.field_of_view.array.all()
    assert made.record.model.sha256 == added.info.sha256


def test_what_is_installed_holds_data_alone(added):
    folder = added.info.folder

    assert folder.parts[-3:] == ("home", "models", "tiny")
    kinds = {path.suffix for path in folder.rglob("*") if path.is_file()}
    assert kinds == {".json", ".safetensors", ".md", ""}
    definition = json.loads((folder / "configs" / "inference.json").read_text())["network_def"]
    assert definition["network"]["_target_"] == "SyntheticCTLib.networks.GraphNetwork"
    told = load_model(folder).info.metadata.synthetic_ct.imported
    assert (told.family, told.licence) == ("TorchScript", "CC-BY-NC-4.0")
    assert told.source == "tiny.pt", "the folders above may be called after people"


def test_the_offer_says_what_one_should_know(added):
    text = "\n".join(added.offer.lines)
    for said in ("CT from MR", "leg", "CC-BY-NC-4.0", "random numbers", "no commercial use"):
        assert said in text
    assert "is a program" in text


def test_nobody_who_is_not_asked_installs_anything(file, home, capsys):
    assert main(["models", "add", str(file)]) == 2
    assert not (home / "models").exists()
    assert "Not agreed to" in capsys.readouterr().err


@pytest.mark.slow
def test_the_command_line_adds_it_and_lists_it(file, capsys):
    assert main(["--json", "models", "add", str(file), "--yes", "--name", "my-leg"]) == 0
    assert json.loads(capsys.readouterr().out)["id"] == "my-leg"
    assert main(["models"]) == 0
    assert "my-leg" in capsys.readouterr().out


def test_a_name_that_is_taken_is_refused(file, add, home):
    (home / "models" / "tiny").mkdir(parents=True)
    with pytest.raises(InputError, match="There is a model tiny already"):
        add(file)
    with pytest.raises(InputError, match="mr-to-ct-limb already"):
        add(file, name="mr-to-ct-limb")


@pytest.mark.slow
def test_axes_in_the_other_order(file, network, tmp_path, add, write_about, mr):
    class Backwards(nn.Module):
        def __init__(self):
            super().__init__()
            self.inner = network

        def forward(self, image):
            return self.inner(image.permute(0, 1, 4, 3, 2)).permute(0, 1, 4, 3, 2)

    path = tmp_path / "ijk.pt"
    torch.jit.trace(Backwards().eval(), torch.randn(1, 1, 16, 16, 8)).save(path)
    write_about(path.with_suffix(".json"), axes="ijk")
    add(file), add(path)

    assert np.array_equal(synthesize(mr, "ijk").volume.array, synthesize(mr, "tiny").volume.array)


def test_what_its_json_lacks_is_named(file):
    file.with_suffix(".json").write_text('{"input": "MR"}')
    with pytest.raises(ModelError, match=r"patch_size, input_scale, output_scale"):
        look(file.parent, {})
    file.with_suffix(".json").write_text('{"inptu": "MR"}')
    with pytest.raises(ModelError, match="inptu"):
        look(file.parent, {})


class Leaks(nn.Module):
    def forward(self, image):
        torch.save(image, "leaked.pt")
        return image


class Wakes(nn.Module):
    def __init__(self):
        super().__init__()
        self.loaded = 0

    @torch.jit.export
    def __getstate__(self):
        return (self.loaded, self.training)

    @torch.jit.export
    def __setstate__(self, state: tuple[int, bool]):
        self.loaded = state[0]
        self.training = state[1]

    def forward(self, image):
        return image * 2


def test_code_that_runs_at_opening_is_refused_unopened(file):
    torch.jit.script(Wakes()).save(file)
    with pytest.raises(ModelError, match="__setstate__"):
        look(file.parent, {})


def test_an_operation_that_is_not_allowed_is_refused_before_it_runs(file, tmp_path, capsys):
    torch.jit.script(Draws()).save(file)

    assert torchscript_process.main([str(file), str(tmp_path), "[1, 1, 8, 8, 8]"]) == 1

    assert "aten::randn_like" in capsys.readouterr().out
    assert not (tmp_path / "graph.json").exists()


class Draws(nn.Module):
    def forward(self, image):
        return image + torch.randn_like(image)


@pytest.mark.slow
def test_a_file_that_writes_files_is_refused(file, add, tmp_path):
    try:
        torch.jit.script(Leaks()).save(file)
    except (RuntimeError, torch.jit.frontend.NotSupportedError):
        pytest.skip("this PyTorch compiles no such code")
    with pytest.raises(ModelError):
        add(file)
    assert not list(tmp_path.rglob("leaked.pt"))


def test_a_cut_file_is_refused_with_a_sentence(file, add):
    content = file.read_bytes()
    with zipfile.ZipFile(file) as packed:
        names = packed.namelist()
    assert any("/code/" in name for name in names)
    file.write_bytes(content[: len(content) // 2])
    with pytest.raises(ModelError, match="No model is recognised"):
        add(file)
