"""A study's page: every number leads to its patient's report, and who has none is said with why."""

import csv
import json
import re
from pathlib import Path

import numpy as np
import pytest

from SyntheticCTLib.cli import main
from SyntheticCTLib.cohort.case_inputs import CaseInputs
from SyntheticCTLib.cohort.case_table import write_case_table
from SyntheticCTLib.cohort.case_task import CaseRecord
from SyntheticCTLib.cohort.figures.agreement import agreements
from SyntheticCTLib.cohort.figures.columns import BY_NAME
from SyntheticCTLib.cohort.figures.patients import compared, read_patients
from SyntheticCTLib.cohort.folder import CASE_RECORD, CASES_TABLE, STUDY, PlannedCase, case_folder
from SyntheticCTLib.cohort.pages.page import write_study_report
from SyntheticCTLib.cohort.study import Study, write_study
from SyntheticCTLib.comparison.compare import compare
from SyntheticCTLib.comparison.folder import DOCUMENT
from SyntheticCTLib.files.plain_json import write_json
from SyntheticCTLib.files.volumes import read_volume
from SyntheticCTLib.guards.commissioned import read_commissioned
from SyntheticCTLib.jobs.case import CaseOptions
from SyntheticCTLib.synthesis.record import ModelUsed, SynthesisRecord

IDS = ("a", "b <2>", "c")


def record(name):
    return CaseRecord(name, "done", "", "f", False, 1, 3.0, 5 * 10**8, "here", "2026-01-01T00:00")


def documents_of(phantom, brighter):
    """Comparisons of the phantom's CT with itself, so many HU brighter."""
    ct = read_volume(phantom / "ct.nii.gz")
    made = SynthesisRecord(ModelUsed("tiny", "1", "ab"))
    return [
        compare(
            ct.with_array(ct.array + np.int16(more), modality="CT"),
            ct,
            registration="identity",
            provenance=made,
            sensitivity=False,
        ).document
        for more in brighter
    ]


@pytest.fixture(scope="module")
def documents(phantom):
    return documents_of(phantom, (10, 20, 60))


def carried_out(study, inputs, document):
    """What a case leaves in its study."""
    folder = case_folder(study, inputs.folder_name)
    (folder / "comparison").mkdir(parents=True)
    write_json(document, folder / "comparison" / DOCUMENT)
    write_json(document.provenance, folder / "sct.json")
    write_json(record(inputs.id), folder / CASE_RECORD)
    return PlannedCase(inputs, "done", "", record=record(inputs.id))


@pytest.fixture
def study(tmp_path, documents):
    plan = []
    for name, site, document in zip(IDS, ("north", "north", "south"), documents, strict=True):
        inputs = CaseInputs(name, "mr", "ct", groups={"site": site})
        plan.append(carried_out(tmp_path, inputs, document))
    plan.append(PlannedCase(CaseInputs("d", "mr", "ct"), "failed", "Its MR shows no body."))
    return tmp_path, plan


def test_who_is_shown_the_page_learns_no_folders_names(study):
    folder, plan = study
    mr = str(Path("data", "Smith^Jo", "mr.nii.gz"))
    plan[-1] = PlannedCase(CaseInputs("d", mr, "ct"), "cannot", f"The mr {mr} does not exist.")
    how = CaseOptions(model=str(Path("home", "Jo Smith", "tiny")))
    files = write_study_report(folder, Study(how=how), plan)
    told = [files[name].read_text(encoding="utf-8") for name in ("index.html", "failures.csv")]
    assert not any("Smith" in text for text in told)
    assert all("The mr mr.nii.gz does not exist." in text for text in told)


def rows_of(path):
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_tables_have_every_patient_and_the_summary_of_those_with_figures(study):
    folder, plan = study
    write_study_report(folder, Study(), plan)
    rows = rows_of(folder / "patients.csv")
    assert [row["patient"] for row in rows] == [*IDS, "d"]
    assert [float(row["mae_hu"]) for row in rows[:3]] == pytest.approx([10, 20, 60], abs=0.5)
    assert rows[3]["answer"] == "failed"
    assert rows[3]["mae_hu"] == ""
    summary = {row["figure"]: row for row in rows_of(folder / "summary.csv")}
    assert summary["mae_hu"]["patients"] == "3"
    assert float(summary["mae_hu"]["mean"]) == pytest.approx(30, abs=0.5)
    assert set(summary) <= set(BY_NAME)
    assert rows_of(folder / "failures.csv") == [{"patient": "d", "reason": "Its MR shows no body."}]
    assert rows_of(folder / "runs.csv")[0]["peak_bytes"] == "500000000"


def test_bias_and_limits_of_agreement_are_those_of_the_patients(study):
    folder, plan = study
    found = {one.tissue: one for one in agreements(read_patients(folder, plan))}
    muscle = found["soft tissue"]
    assert muscle.bias == pytest.approx(30, abs=0.5)
    sd = np.std([10, 20, 60], ddof=1)
    assert muscle.upper - muscle.bias == pytest.approx(1.96 * sd, rel=0.02)
    differences = [difference for _, _, difference in muscle.points]
    assert differences == pytest.approx([10, 20, 60], abs=0.5)


def test_the_page_leads_to_every_report_and_loads_nothing(study):
    folder, plan = study
    write_study_report(folder, Study(), plan)
    text = (folder / "index.html").read_text(encoding="utf-8")
    reports = {f"cases/{CaseInputs(name, '').folder_name}/comparison/report.html" for name in IDS}
    links = set(re.findall(r'href="([^"]+)"', text))
    assert reports <= links
    assert {Path(link).name for link in links - reports} >= {"patients.csv", "study.toml"}
    assert "b &lt;2&gt;" in text
    assert "<2>" not in text
    assert "Its MR shows no body." in text
    assert "of 4 passed" in text
    assert "By site" in text
    assert re.search("https?:", text) is None
    assert text.count("<circle") >= 3 * 2 * 3


def written_down(folder, plan, how=None):
    """The choices and the cases of a study, as its runner leaves them."""
    write_study(Study(source=str(folder / CASES_TABLE), how=how or CaseOptions()), folder / STUDY)
    write_case_table([case.inputs for case in plan], folder / CASES_TABLE)


def test_the_command_holds_two_studies_against_each_other(study, capsys):
    folder, plan = study
    written_down(folder, plan)
    command = ["compare-studies", str(folder), str(folder), "-o", str(folder / "paired"), "--quiet"]
    assert main([*command, "--margin", "mae_hu=5", "--margin", "bone_dice=0.1", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    figures = {one["figure"]: one for one in told["figures"]}
    assert (figures["mae_hu"]["difference"], figures["mae_hu"]["patients"]) == (0, 3)
    assert all(Path(path).is_file() for path in told["files"].values())
    for nothing in ("mae_hu", "mae_hu=inf", "mae_hu=nan", "share_within=1", "bone_dice=-0.1"):
        assert main([*command, "--margin", nothing]) == 2
    assert "FIGURE=VALUE" in capsys.readouterr().err


def test_the_command_commissions_no_site_of_few_patients(study, capsys):
    folder, plan = study
    written_down(folder, plan)
    assert main(["commission", str(folder), "--quiet"]) == 2
    assert "5 patients with a CT or more" in capsys.readouterr().err
    assert not (folder / "commission.json").exists()


def test_the_command_commissions_a_site_by_its_own_patients(
    documents, phantom, small_model, tmp_path, capsys
):
    mr = str(phantom / "mr.nii.gz")
    plan = [
        carried_out(tmp_path, CaseInputs(name, mr, "ct", groups={"site": "north"}), document)
        for name, document in zip(
            "abcde", [*documents, *documents_of(phantom, (15, 30))], strict=True
        )
    ]
    plan.append(PlannedCase(CaseInputs("f", mr, "ct"), "failed", "Its MR shows no body."))
    written_down(tmp_path, plan, CaseOptions(model=str(small_model)))

    assert main(["commission", str(tmp_path), "--quiet"]) == 0

    assert (
        "83.3\u00a0% of further patients" in capsys.readouterr().out
    )  # 5 of 6 are above the lowest
    known = read_commissioned(tmp_path / "commission.json")
    shares = [p.figures["share_within"] for p in compared(read_patients(tmp_path, plan))]
    assert known.patients == tuple("abcde")
    assert known.groups == {"site": ["north"]}
    assert (known.lowest_share, known.expected_share) == (min(shares), np.median(shares))
    mae = next(level for level in known.levels if level.figure == "mae_hu")
    assert (mae.bad, mae.level) == ("above", pytest.approx(60, abs=0.5))
    assert mae.between == pytest.approx(5 / 6)
    page = (tmp_path / "certificate.html").read_text(encoding="utf-8")
    for words in (
        "Half of the 5 patients",
        "1 further patient has no figures and counts nowhere",
        "site north",
    ):
        assert words in page
    assert "not for clinical use" in page
    assert re.search("https?:", page) is None
