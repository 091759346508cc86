"""Arguments of the commands that carry out a job come from the job's class."""

import argparse

import pytest

from SyntheticCTLib.cli import CommandParser
from SyntheticCTLib.cli.job_command import add_job_parser, job_of
from SyntheticCTLib.jobs.compare import CompareJob
from SyntheticCTLib.jobs.finetune import FinetuneJob
from SyntheticCTLib.jobs.phantom import PhantomJob
from SyntheticCTLib.jobs.prepare import PrepareJob
from SyntheticCTLib.jobs.prepare_cbct import PrepareCbctJob
from SyntheticCTLib.jobs.register import RegisterJob
from SyntheticCTLib.jobs.registry import kinds_of_job
from SyntheticCTLib.jobs.segment import SegmentJob
from SyntheticCTLib.jobs.shared_options import ScanOptions, SourceOptions
from SyntheticCTLib.jobs.surface import SurfaceJob
from SyntheticCTLib.jobs.synthesize import SynthesizeJob
from SyntheticCTLib.jobs.train import TrainJob
from SyntheticCTLib.jobs.training_options import MachineOptions, RecipeChanges, StatementOptions
from SyntheticCTLib.options import declared
from SyntheticCTLib.registration.options import RegistrationOptions
from SyntheticCTLib.segmentation.options import TotalSegmentatorOptions
from SyntheticCTLib.simulation.phantom.options import PhantomOptions
from SyntheticCTLib.surface.make.settings import SurfaceSettings
from SyntheticCTLib.surface.measure.options import AccuracyOptions
from SyntheticCTLib.synthesis.options import SynthesisOptions


def parser_of(kind):
    parser = CommandParser()
    add_job_parser(parser.add_subparsers(dest="command"), kind, summary="s", description="d")
    return parser


def job(kind, *words):
    return job_of(parser_of(kind).parse_args([kind.name, *words]), kind)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["synthesize", "a", "-o", "b"], SynthesizeJob("a", "b")),
        (
            ["synthesize", "a", "-o", "b", "--n4", "--no-record", "--overlap", "0.25"],
            SynthesizeJob(
                "a",
                "b",
                options=SynthesisOptions(bias_correction=True, overlap=0.25),
                write_record=False,
            ),
        ),
        (
            ["compare", "a", "b", "-o", "c", "--required", "90", "--no-sensitivity"],
            CompareJob(
                "a", "b", "c", options=AccuracyOptions(required_share=0.9, sensitivity=False)
            ),
        ),
        (
            ["compare", "a", "b", "-o", "c", "--source", "d", "--source-modality", "CBCT"],
            CompareJob("a", "b", "c", scanned=SourceOptions("d", "CBCT")),
        ),
        (
            ["surface", "a", "-o", "b", "--decimate", "50", "--inner-walls", "--islands", "7"],
            SurfaceJob(
                "a",
                "b",
                options=AccuracyOptions(SurfaceSettings(decimation=0.5, outer_surface_only=False)),
                smallest_shell_mm3=7.0,
            ),
        ),
        (
            ["register", "a", "b", "--steps", "rigid", "deformable", "--grid-mm", "40"],
            RegisterJob(
                "a", "b", options=RegistrationOptions(steps=("rigid", "deformable"), grid_mm=40.0)
            ),
        ),
        (
            ["register", "a", "b", "--steps"],
            RegisterJob("a", "b", options=RegistrationOptions(steps=())),
        ),
        (["segment", "a", "-o", "b", "--tissues"], SegmentJob("a", "b")),
        (
            ["segment", "a", "-o", "b", "--task", "total", "--fast"],
            SegmentJob("a", "b", "total", TotalSegmentatorOptions(speed="fast")),
        ),
        (
            ["phantom", "a", "--size", "8", "8", "4", "--format", "mha"],
            PhantomJob("a", PhantomOptions(size=(8, 8, 4)), "mha"),
        ),
        (
            ["prepare", "a", "b", "--refuse", "x=moved", "--refuse", "y=other leg"],
            PrepareJob("a", "b", ("x=moved", "y=other leg")),
        ),
        (
            ["prepare-cbct", "thorax=a", "b", "-o", "c", "--spacing", "1", "2", "3", "--truncated"],
            PrepareCbctJob(
                ("thorax=a", "b"), "c", spacing=(1.0, 2.0, 3.0), how=ScanOptions(truncated=True)
            ),
        ),
        (
            ["train", "a", "b", "-o", "c", "--folds", "0", "2", "--steps", "9", "--threads", "2"],
            TrainJob(
                *("a", "b", "c"),
                folds=(0, 2),
                changes=RecipeChanges(steps=9),
                machine=MachineOptions(threads=2),
            ),
        ),
        (
            ["finetune", "m", "--pairs", "a", "-o", "b", "--name", "Ours", "--run", "c"],
            FinetuneJob("m", "a", "b", "c", said=StatementOptions("Ours")),
        ),
    ],
)
def test_words_of_a_command_are_its_job(words, expected):
    assert job(type(expected), *words[1:]) == expected


@pytest.mark.parametrize("kind", [CompareJob, SurfaceJob], ids=lambda kind: kind.name)
@pytest.mark.parametrize("flag", ["--smoothing", "--smooth"])
def test_smoothing_has_its_earlier_name_too(kind, flag):
    places = ["a", "b"] if kind is CompareJob else ["a"]
    made = job(kind, *places, "-o", "c", flag, "20")
    assert made.options.settings.smoothing_iterations == 20


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["synthesize", "a", "-o", "b", "--blending", "none"], "--blending cannot be 'none'"),
        (["compare", "a", "b", "-o", "c", "--tolerance", "two"], "--tolerance"),
        (["case", "a", "b", "--required", "0.95"], "0.95 is less than 1 %: give per cent, 95"),
        (["segment", "a", "-o", "b", "--tissues", "--task", "total"], "--tissues"),
        (["segment", "a", "-o", "b", "--fast", "--fastest"], "--fast"),
        (["phantom", "a", "--size", "8", "8"], "--size"),
        (["surface", "a"], "-o/--output"),
        (["prepare-cbct", "-o", "a"], "CTS"),
        (["plan", "a", "b", "-o", "c", "--patch", "8", "8"], "--patch"),
    ],
)
def test_wrong_words_are_refused_in_a_sentence(words, told, capsys):
    with pytest.raises(SystemExit, match="2"):
        job(kinds_of_job()[words[0]], *words[1:])
    sentence = capsys.readouterr().err
    assert told in sentence
    assert sentence.count("\n") == 1


@pytest.mark.parametrize("kind", kinds_of_job().values(), ids=kinds_of_job())
def test_help_tells_every_option(kind):
    parser = parser_of(kind)._subparsers._group_actions[0].choices[kind.name]
    texts = [action.help for action in parser._actions if action.help != argparse.SUPPRESS]

    for one in declared(kind):
        if one.option.shown and not one.option.constants:
            assert any(one.option.help.split("%")[0] in text for text in texts)
    assert "--smooth " not in parser.format_help()


def test_a_share_is_shown_in_per_cent():
    text = parser_of(CompareJob)._subparsers._group_actions[0].choices["compare"].format_help()
    assert "(default: 95)" in " ".join(text.split())
