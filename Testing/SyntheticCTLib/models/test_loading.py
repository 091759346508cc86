"""Weights load as they were saved; every kind of damage is one sentence."""

import json
import subprocess
import sys

import pytest
import torch
from safetensors.torch import load_file, save_file

from SyntheticCTLib.errors import ModelError
from SyntheticCTLib.models import load_model, read_info, verify


def edit_metadata(folder, change):
    path = folder / "configs" / "metadata.json"
    content = json.loads(path.read_text())
    change(content["synthetic_ct"])
    path.write_text(json.dumps(content))


def put_weights(folder, weights):
    """Replace the weights by others, with a fitting hash."""
    import hashlib

    path = folder / "models" / "model.safetensors"
    save_file(weights, path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    edit_metadata(folder, lambda block: block["weights"].update(sha256=digest))


def test_weights_come_back_in_single_precision_rounded_to_half(model_folder, network):
    model = load_model("tiny", paths=[model_folder.parent])

    for name, value in model.network().state_dict().items():
        assert value.dtype == torch.float32
        assert torch.equal(value, network.state_dict()[name].half().float())
    assert not model.network().training
    assert model.metadata.name == "Tiny test model"


def test_changed_weights_are_damaged(model_folder):
    path = model_folder / "models" / "model.safetensors"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)

    with pytest.raises(ModelError, match="weights of model tiny are damaged"):
        load_model(model_folder)
    with pytest.raises(ModelError, match="SHA-256"):
        verify(model_folder)


def test_cut_off_weights_are_damaged(model_folder):
    path = model_folder / "models" / "model.safetensors"
    path.write_bytes(path.read_bytes()[:100])

    with pytest.raises(ModelError, match="has 100 bytes"):
        load_model(model_folder)


def test_missing_weights_are_named(model_folder):
    (model_folder / "models" / "model.safetensors").unlink()

    with pytest.raises(ModelError, match="lacks its weights"):
        load_model(model_folder)


def test_weights_in_another_format_are_refused(model_folder):
    import hashlib

    path = model_folder / "models" / "model.safetensors"
    path.write_bytes(b"PK\x03\x04 a pickle in a zip")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    edit_metadata(model_folder, lambda block: block["weights"].update(sha256=digest))

    with pytest.raises(ModelError, match="not in the safetensors format"):
        load_model(model_folder)


def test_weights_of_another_shape_are_refused(model_folder):
    weights = load_file(model_folder / "models" / "model.safetensors")
    name = next(iter(weights))
    weights[name] = torch.zeros(2, 3)
    put_weights(model_folder, weights)

    with pytest.raises(ModelError, match=r"do not fit its network: .* is \(2, 3\) in the weights"):
        load_model(model_folder)


def test_lacking_weights_are_refused(model_folder):
    weights = load_file(model_folder / "models" / "model.safetensors")
    weights.popitem()
    put_weights(model_folder, weights)

    with pytest.raises(ModelError, match="nothing in the weights"):
        load_model(model_folder)


def test_a_network_that_is_not_allowed_is_refused(model_folder):
    path = model_folder / "configs" / "inference.json"
    content = json.loads(path.read_text())
    content["network_def"] = {"_target_": "os.system", "command": "true"}
    path.write_text(json.dumps(content))

    with pytest.raises(ModelError, match=r"os\.system"):
        load_model(model_folder)


def test_expressions_in_the_configuration_are_not_executed(model_folder, tmp_path):
    path = model_folder / "configs" / "inference.json"
    content = json.loads(path.read_text())
    witness = tmp_path / "executed"
    content["imports"] = [f"$open({str(witness)!r}, 'w')"]
    content["device"] = f"$open({str(witness)!r}, 'w')"
    path.write_text(json.dumps(content))

    load_model(model_folder)

    assert not witness.exists()


def test_weights_outside_the_folder_are_refused(model_folder):
    edit_metadata(model_folder, lambda block: block["weights"].update(file="../../secret"))

    with pytest.raises(ModelError, match="outside the model folder"):
        load_model(model_folder)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda block: block.pop("frame"), "it lacks synthetic_ct.frame"),
        (lambda block: block.update(patch_size=[8, 0, 8]), "patch_size must be positive"),
        (lambda block: block.update(patch_size=[8, 8]), "must have 3 entries, not 2"),
        (lambda block: block["blending"].update(kind="median"), "kind cannot be 'median'"),
        (lambda block: block["blending"].update(overlap=1.5), r"not 1\.5"),
        (lambda block: block.update(mirror_axes=[3]), r"some of 0, 1 and 2, not \[3\]"),
        (lambda block: block["frame"].update(spacing_mm=[1, 1, -3]), "spacing_mm must be positive"),
    ],
)
def test_wrong_metadata_are_named(model_folder, change, words):
    edit_metadata(model_folder, change)

    with pytest.raises(ModelError, match=words):
        read_info(model_folder)


def test_a_folder_without_metadata_is_no_model(tmp_path):
    with pytest.raises(ModelError, match="is not a model folder"):
        read_info(tmp_path)


def test_listing_and_verifying_load_no_torch(model_folder):
    script = (
        "import sys; from SyntheticCTLib.models import list_models, verify; list_models(); "
        f"verify({str(model_folder)!r}); assert not {{'torch', 'monai'}} & set(sys.modules)"
    )

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
