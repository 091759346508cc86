"""An ONNX file gives the voxels of ONNX Runtime; nothing outside its folder is read."""

import numpy as np
import pytest
import torch
from torch import nn

from SyntheticCTLib import synthesize
from SyntheticCTLib.errors import ModelError

onnx = pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")

pytestmark = pytest.mark.families


class Network(nn.Module):
    """The layers of published regressions: strides, norms, both ways to enlarge, a skip."""

    def __init__(self):
        super().__init__()
        self.first = nn.Sequential(
            nn.Conv3d(1, 4, 3, padding=1), nn.InstanceNorm3d(4, affine=True), nn.LeakyReLU(0.01)
        )
        self.down = nn.Sequential(
            nn.Conv3d(4, 8, 3, stride=2, padding=1), nn.BatchNorm3d(8), nn.PReLU()
        )
        self.up = nn.ConvTranspose3d(8, 4, 2, stride=2)
        self.last = nn.Conv3d(8, 1, 1)

    def forward(self, image):
        fine = self.first(image)
        coarse = self.up(self.down(fine))
        grown = nn.functional.interpolate(
            nn.functional.max_pool3d(coarse, 2), scale_factor=2.0, mode="trilinear"
        )
        return torch.tanh(self.last(torch.cat((fine, grown), dim=1)))


@pytest.fixture
def file(tmp_path, write_about):
    torch.manual_seed(3)
    path = tmp_path / "tiny.onnx"
    shown = torch.randn(1, 1, 8, 16, 16)
    torch.onnx.export(Network().eval(), (shown,), path, dynamo=False, opset_version=17)
    write_about(path.with_suffix(".json"), output_scale={"mean": 1023.5, "sd": 2047.5})
    return path


def by_onnxruntime(path, mr):
    """HU by tiles at half steps, joined by their mean."""
    import onnxruntime

    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    values = mr.array.astype(np.float64)
    values = ((values - values.mean()) / values.std()).astype(np.float32)
    total, count = np.zeros(values.shape), np.zeros(values.shape)
    starts = [
        np.linspace(0, n - side, -(-(n - side) // (side // 2)) + 1).round().astype(int)
        for n, side in zip(values.shape, (8, 16, 16), strict=True)
    ]
    for k in starts[0]:
        for j in starts[1]:
            for i in starts[2]:
                place = (slice(k, k + 8), slice(j, j + 16), slice(i, i + 16))
                total[place] += session.run(None, {name: values[place][None, None]})[0][0, 0]
                count[place] += 1
    return total / count * 2047.5 + 1023.5


def test_the_same_voxels_as_onnxruntime(file, add, mr):
    added = add(file)
    made = synthesize(mr, "tiny").volume.array

    wanted = by_onnxruntime(file, mr)
    difference = np.abs(made - wanted).max() / np.ptp(wanted)
    print(f"ONNX: largest difference {difference:.2e} of {np.ptp(wanted):.0f} HU")
    assert added.trial.difference < 1e-4
    assert difference <= 1e-3


def test_weights_outside_the_folder_are_refused(file, add, tmp_path):
    model = onnx.load(file)
    onnx.save(model, file, save_as_external_data=True, location="w.bin", size_threshold=0)
    model = onnx.load(file, load_external_data=False)
    for tensor in model.graph.initializer:
        for entry in tensor.external_data:
            if entry.key == "location":
                entry.value = "../../etc/passwd"
    file.write_bytes(model.SerializeToString())

    with pytest.raises(ModelError, match="outside its folder"):
        add(file)
