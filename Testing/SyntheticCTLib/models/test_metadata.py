"""The schema of a model's metadata says what the reader reads, and every model follows it.

``python Testing/SyntheticCTLib/models/test_metadata.py`` writes the schema after a change.
"""

import copy
import dataclasses
import json
import types
import typing

import pytest

from SyntheticCTLib.errors import ModelError
from SyntheticCTLib.files.plain_json import Record
from SyntheticCTLib.models.catalogue import BUNDLED_MODELS, list_models
from SyntheticCTLib.models.info import METADATA_FILE, read_info
from SyntheticCTLib.models.metadata import ModelMetadata

BUNDLED = sorted(path.parts[-3] for path in BUNDLED_MODELS.glob(f"*/{METADATA_FILE}"))

SCHEMA = BUNDLED_MODELS / "metadata.schema.json"

#: What the types of the fields do not say.
LIMITS = {
    "sha256": {"pattern": "^[0-9a-f]{64}$"},
    "weights_sha256": {"pattern": "^[0-9a-f]{64}$"},
    "overlap": {"minimum": 0, "exclusiveMaximum": 1},
    "patch_size": {"items": {"type": "integer", "minimum": 1}},
    "size_divisor": {"items": {"type": "integer", "minimum": 1}},
    "spacing_mm": {"items": {"type": "number", "exclusiveMinimum": 0}},
    "mirror_axes": {"items": {"enum": [0, 1, 2]}, "uniqueItems": True},
    "flip_axes": {"items": {"enum": [0, 1, 2]}, "uniqueItems": True},
    "residual_sd": {"exclusiveMinimum": 0},
    "clip": {"exclusiveMinimum": 0},
}

PLAIN = {str: "string", int: "integer", float: "number", bool: "boolean"}


def schema():
    parts = {}
    top = described(ModelMetadata, parts)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Metadata of a SyntheticCT model (configs/metadata.json)",
        **top,
        "$defs": parts,
    }


def described(kind, parts):
    """The schema of a record; those inside it go into ``parts``."""
    hints, required, properties = typing.get_type_hints(kind), [], {}
    if kind.FORMAT is not None:
        properties["format"] = {"const": kind.FORMAT}
    for field in dataclasses.fields(kind):
        properties[field.name] = of_type(hints[field.name], parts) | LIMITS.get(field.name, {})
        if field.default is field.default_factory is dataclasses.MISSING:
            required.append(field.name)
    if "weights" in properties:  # None only until they are written
        required.append("weights")
    return {"type": "object", "required": required, "properties": properties}


def of_type(kind, parts):
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        some = of_type(arguments[0], parts)
        return some if "$ref" in some else {"type": [some["type"], "null"]}
    if origin is typing.Literal:
        return {"enum": list(arguments)}
    if origin is dict:
        inner = {} if arguments[1] is typing.Any else of_type(arguments[1], parts)
        return {"type": "object"} | ({"additionalProperties": inner} if inner else {})
    if origin in (tuple, list):
        length = {} if ... in arguments else {n: len(arguments) for n in ("minItems", "maxItems")}
        return {"type": "array", "items": of_type(arguments[0], parts), **length}
    if issubclass(kind, Record):
        if kind.__name__ not in parts:
            parts[kind.__name__] = None  # against a record within itself
            parts[kind.__name__] = described(kind, parts)
        return {"$ref": f"#/$defs/{kind.__name__}"}
    return {"type": PLAIN[kind]}


@pytest.fixture(scope="module")
def validator():
    jsonschema = pytest.importorskip("jsonschema")
    content = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(content)
    return jsonschema.Draft202012Validator(content)


def written(folder):
    return json.loads((folder / METADATA_FILE).read_text(encoding="utf-8"))


def test_the_schema_beside_the_models_is_that_of_the_reader():
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == schema()


@pytest.mark.parametrize("name", BUNDLED)
def test_every_bundled_model_follows_the_schema(name, validator):
    validator.validate(written(BUNDLED_MODELS / name))
    assert read_info(BUNDLED_MODELS / name).id == name


def test_what_is_written_follows_the_schema_and_comes_back(model_folder, validator):
    content = written(model_folder)
    validator.validate(content)
    assert content["synthetic_ct"]["format"] == 1
    assert ModelMetadata.from_dict(content).to_dict() == content


def test_a_file_of_before_the_format_is_read(model_folder):
    content = written(model_folder)
    del content["synthetic_ct"]["format"]
    (model_folder / METADATA_FILE).write_text(json.dumps(content), encoding="utf-8")
    assert read_info(model_folder).version == "0.1.0"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda block: block.update(format=2), "format 2; this version reads 1"),
        (lambda block: block.pop("weights"), "lacks synthetic_ct.weights"),
        (lambda block: block["frame"].pop("orientation"), "lacks synthetic_ct.frame.orientation"),
        (lambda block: block.update(outside_value="-1024"), "outside_value cannot be '-1024'"),
        (lambda block: block["blending"].update(kind="median"), "kind cannot be 'median'"),
        (lambda block: block["blending"].update(overlap=1.0), "overlap must be"),
        (lambda block: block.update(patch_size=[8, 0, 8]), "patch_size must be positive"),
        (lambda block: block.update(mirror_axes=[0, 0]), "mirror_axes must be some of"),
        (
            lambda block: block.update(training={"recipe": "r", "steps": 1, "flip_axes": [3]}),
            "training.flip_axes must be some of",
        ),
    ],
)
def test_the_schema_and_the_reader_refuse_the_same(model_folder, validator, change, words):
    content = copy.deepcopy(written(model_folder))
    change(content["synthetic_ct"])
    assert not validator.is_valid(content)
    (model_folder / METADATA_FILE).write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(ModelError, match=words):
        read_info(model_folder)


def test_a_schema_beside_the_models_is_no_model():
    assert SCHEMA.name not in {info.id for info in list_models()}


if __name__ == "__main__":
    SCHEMA.write_text(json.dumps(schema(), indent=2) + "\n", encoding="utf-8")
