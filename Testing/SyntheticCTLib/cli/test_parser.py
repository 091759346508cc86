"""A wrong argument is one sentence with the nearest right one."""

import pytest

from SyntheticCTLib.cli import main


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("synthesise a -o b", "COMMAND cannot be 'synthesise': did you mean synthesize?"),
        ("synthesize a -o b --modl x", "There is no argument '--modl': did you mean --model?"),
        (
            "synthesize a -o b --modality PET",
            "--modality cannot be 'PET': choose from MR, CT, CBCT.",
        ),
        ("synthesize a", "The following arguments are required: -o/--output."),
        ("synthesize a --ouput b", "There is no argument '--ouput': did you mean --output?"),
        ("synthesize a -x --modality MR", "There is no argument '-x'."),
        ("synthesize --model=x --quiet a", "The following arguments are required: -o/--output."),
        ("--quite", "There is no argument '--quite': did you mean --quiet?"),
        ("synthesize a b -o c", "There is no argument 'b'."),
        (
            "surface a -o b --threshold 200HU",
            "Argument --threshold takes a number, without a unit; got '200HU'.",
        ),
        (
            "surface a -o b --smoothing 1.5",
            "Argument --smoothing takes a whole number, without a unit; got '1.5'.",
        ),
    ],
)
def test_it_is_one_line_and_ends_with_2(given, sentence, capsys):
    with pytest.raises(SystemExit) as ended:
        main(given.split())
    shown = capsys.readouterr().err
    assert ended.value.code == 2
    assert shown.startswith(f"synthetic-ct: {sentence} See synthetic-ct ")
    assert shown.count("\n") == 1
