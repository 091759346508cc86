"""Several networks at a time, on this machine or a cluster, give what one after the other gives."""

import csv
import json

import pytest

from SyntheticCTLib.cli import main

pytestmark = pytest.mark.slow


@pytest.fixture
def recipe(make_recipe, tmp_path):
    path = tmp_path / "tiny.json"
    path.write_text(json.dumps(make_recipe(steps=1, batch_size=1).to_dict()), encoding="utf-8")
    return path


def cross_validated(recipe, pairs, output, *more):
    command = ["cross-validate", recipe, pairs, "-o", output, "--folds", 2, "--device", "cpu"]
    return main([str(word) for word in (*command, "--threads", 1, "--quiet", *more)])


def scores(folder):
    with (folder / "scores.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def one_by_one(recipe, aligned_pairs, tmp_path):
    for name in ("seed_0/fold_1_all", "seed_0/fold_0_all"):
        output = tmp_path / "alone"
        assert cross_validated(recipe, aligned_pairs, output, "--network", name) == 0
        assert not (output / "summary.md").exists()
    assert cross_validated(recipe, aligned_pairs, output) == 0
    assert (output / "summary.md").is_file()
    return scores(output)


def test_processes_of_this_machine(recipe, aligned_pairs, tmp_path, one_by_one):
    output = tmp_path / "side_by_side"
    assert cross_validated(recipe, aligned_pairs, output, "--workers", 2) == 0
    assert scores(output) == one_by_one


def test_a_cluster(recipe, aligned_pairs, tmp_path, one_by_one):
    import distributed

    output = tmp_path / "cluster"
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1"
    ) as cluster:
        address = cluster.scheduler_address
        assert cross_validated(recipe, aligned_pairs, output, "--dask", address) == 0
    assert scores(output) == one_by_one


def test_a_network_that_fails_leaves_the_others(recipe, aligned_pairs, tmp_path, capsys):
    (tmp_path / "out" / "seed_0").mkdir(parents=True)
    (tmp_path / "out" / "seed_0" / "fold_0_all").write_text("a file in its place")

    assert cross_validated(recipe, aligned_pairs, tmp_path / "out", "--workers", 2) == 2
    told = capsys.readouterr().err
    assert "1 of 2 networks could not be trained" in told
    assert "seed_0/fold_0_all: " in told
    assert (tmp_path / "out" / "seed_0" / "fold_1_all" / "scores.csv").is_file()


def test_a_network_that_is_none_is_refused(recipe, aligned_pairs, tmp_path, capsys):
    assert cross_validated(recipe, aligned_pairs, tmp_path / "out", "--network", "fold_7") == 2
    assert "this cross-validation has seed_0/fold_0_all, seed_0/fold_1_all." in (
        capsys.readouterr().err
    )
    assert not (tmp_path / "out").exists()
