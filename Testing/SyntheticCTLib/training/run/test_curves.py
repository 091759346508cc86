"""The picture of a run shows what its logs say."""

import json
from xml.etree import ElementTree

import pytest

from SyntheticCTLib.cli import main
from SyntheticCTLib.errors import InputError
from SyntheticCTLib.training.run.curves import curves_svg, read_curves, waiting_share
from SyntheticCTLib.training.run.training_log import TrainingLog


@pytest.fixture
def run(tmp_path):
    # Steps of 2 s, of which a quarter is waiting; step 20 was done again after a kill.
    steps = TrainingLog(tmp_path / "steps.csv")
    for step, loss in ((10, 1.0), (20, 9.0), (20, 0.5), (30, 0.25)):
        rate = {"learning_rate": "1e-3", "seconds": 2.0 * step, "data_seconds": 0.5}
        steps.append({"step": step, "loss": loss, **rate})
    validation = TrainingLog(tmp_path / "validation.csv")
    for step, name, mae, dice in ((20, "p", 60, 0.5), (20, "q", 80, ""), (30, "p", 50, 0.6)):
        validation.append({"step": step, "name": name, "mae": mae, "bone_dice": dice})
    return tmp_path


def test_logs_are_read_with_repeated_steps_counted_once(run):
    curves = read_curves(run)
    assert curves.steps.tolist() == [10, 20, 30]
    assert curves.loss.tolist() == [1.0, 0.5, 0.25]
    assert curves.seconds_per_step.tolist() == [2.0, 2.0, 2.0]
    assert waiting_share(curves) == pytest.approx(0.25)
    assert curves.validation == {
        "mae": [(20, [60.0, 80.0]), (30, [50.0])],
        "bone_dice": [(20, [0.5]), (30, [0.6])],
    }


def test_the_picture_is_well_formed_and_has_a_chart_for_each_figure(run):
    root = ElementTree.fromstring(curves_svg(read_curves(run), "a <run>"))
    space = "{http://www.w3.org/2000/svg}"
    charts = root.findall(f"{space}svg")
    assert [chart.get("aria-label").partition(":")[0] for chart in charts] == [
        "Training loss by step, as logged and smoothed",
        "MAE of held-out patients, HU",
        "Dice of bone, held-out patients",
        "Share of the time in which the device waits for patches, by step",
    ]
    tops = [float(chart.get("y")) for chart in charts]
    assert tops == sorted(set(tops))
    # The loss falls, so its line goes down the page.
    points = charts[0].findall(f".//{space}polyline")[0].get("points").split()
    assert float(points[0].split(",")[1]) < float(points[-1].split(",")[1])


def test_the_command_says_where_the_run_stands(run, capsys):
    assert main(["curves", str(run), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["step"], said["seconds_per_step"]) == (30, 2.0)
    assert (run / "curves.svg").read_text(encoding="utf-8").startswith("<svg")


def test_a_run_without_entries_is_refused(tmp_path):
    with pytest.raises(InputError, match="has no curves yet"):
        read_curves(tmp_path)
    with pytest.raises(InputError, match="does not exist"):
        read_curves(tmp_path / "missing")
