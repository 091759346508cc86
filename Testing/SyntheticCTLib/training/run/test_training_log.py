"""The log of a run that goes on has no row twice."""

from SyntheticCTLib.training.run.training_log import TrainingLog


def test_rows_after_the_checkpoint_are_dropped_when_a_run_goes_on(tmp_path):
    log = TrainingLog(tmp_path / "steps.csv")
    for step in (10, 20, 30):
        log.append({"step": step, "loss": 1.0 / step})
    log.cut_after(20)
    log.append({"step": 30, "loss": 0.5})
    assert [(row["step"], row["loss"]) for row in log.rows()[1:]] == [("20", "0.05"), ("30", "0.5")]
