"""A comparison's folder: whole or not at all, and its tables say what the figures say."""

import base64
import csv
import hashlib
import json
import re
import shutil
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest

from SyntheticCTLib.comparison.folder import read_comparison, read_document
from SyntheticCTLib.errors import Cancelled, InputError
from SyntheticCTLib.files.volumes import read_volume
from SyntheticCTLib.jobs.report import ReportJob
from SyntheticCTLib.progress import UNWATCHED, CancelToken, Watch
from SyntheticCTLib.report.build import html, write_report
from SyntheticCTLib.report.folder import write_comparison
from SyntheticCTLib.report.surface_page import write_surface_page
from SyntheticCTLib.surface.files.reading import read_surface
from SyntheticCTLib.surface.measure.options import AccuracyOptions
from SyntheticCTLib.surface.measure.verdict import unmeasured
from SyntheticCTLib.surface.mesh import point_array
from SyntheticCTLib.synthesis.expected_accuracy import ExpectedAccuracy

#: Elements that HTML lets stand alone.
VOID = {"meta", "img", "br", "hr", "link", "input"}


class Page(HTMLParser):
    """Checks that elements are closed in order, and keeps text and addresses."""

    def __init__(self, text):
        super().__init__()
        self.open, self.text, self.addresses, self.names = [], "", [], []
        self.attributes = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.names.append(tag)
        self.attributes += attrs
        self.addresses += [value for name, value in attrs if name in ("src", "href", "data")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.names.append(tag)
        self.attributes += attrs
        self.addresses += [value for name, value in attrs if name in ("src", "href", "data")]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


@pytest.fixture(scope="module")
def page(folder):
    return Page((folder / "report.html").read_text(encoding="utf-8"))


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_json_holds_the_figures(failed, folder):
    saved = json.loads((folder / "comparison.json").read_text(encoding="utf-8"))
    for name, value in json.loads(json.dumps(failed.to_dict())).items():
        assert name in ("title", "pictures") or saved[name] == value


def numbers_of(content, place=()):
    """Where a JSON document has its numbers."""
    if isinstance(content, (dict, list)):
        items = content.items() if isinstance(content, dict) else enumerate(content)
        return [found for key, item in items for found in numbers_of(item, (*place, key))]
    return [place] if type(content) in (int, float) else []


def test_a_number_that_cannot_be_is_one_sentence_and_never_on_the_page(folder, tmp_path):
    text = (folder / "comparison.json").read_text(encoding="utf-8")
    places = numbers_of(json.loads(text))

    def refusal(place, value):
        document = json.loads(text)
        holder = document
        for key in place[:-1]:
            holder = holder[key]
        holder[place[-1]] = value
        (tmp_path / "comparison.json").write_text(json.dumps(document), encoding="utf-8")
        try:
            read_document(tmp_path)
        except InputError as error:
            return str(error)
        return ""

    assert len(places) > 300
    # What follows from other numbers is not read, and whole numbers may be as long as they like.
    derived = {"dice", "precision", "recall", "interquartile_range_mm", "format"}
    for place in places[::7]:
        if place[-1] not in derived:
            for value in (float("nan"), float("-inf")):
                assert "comparison.json cannot be read" in refusal(place, value), place
    assert "cannot be 1000" in refusal(("evaluation", "figures", "psnr", "value"), 10**400)
    assert "cannot be 1000" in refusal(("evaluation", "region", "voxels"), 10**400)
    never = {"voxels": -1, "points": -1, "share": 1.01, "2 mm": -0.5, "required_share": 7, "mm": -2}
    named = [place for place in places if place[-1] in never]
    assert {place[-1] for place in named} >= {"voxels", "points", "share", "2 mm"}
    for place in named:
        sentence = refusal(place, never[place[-1]])
        assert f"{place[-1]} cannot be {never[place[-1]]}" in sentence, place
    for place, value, words in [
        (("evaluation", "figures", "bone_dice", "value"), 1.2, "bone_dice cannot be 1.2"),
        (("evaluation", "figures", "mae", "value"), -3, "mae cannot be -3.0: it is 0 or more"),
        (("evaluation", "bone_curve", 0, "common_voxels"), 10**9, "bone in both images"),
        (("surface", "distance_histogram", "edges_mm", 3), 99, "rising edges"),
        (("verdict", "answer"), "passed", "says passed, but its share is"),
        (("verdict", "highest_share"), 0, "highest_share cannot be 0 where lowest_share is"),
        (("surface", "overall", "pooled", "lower_quartile_mm"), 99, "median_mm cannot be"),
        (
            ("surface", "overall", "pooled", "largest_mm"),
            0,
            "largest_mm cannot be 0 where",
        ),
        (("surface", "overall", "pooled", "within", "1 mm"), 1, "within.2 mm cannot be"),
        (("inputs", "ct", "range", 1), -5000, "highest cannot be -5000 where lowest is"),
        (("inputs", "ct", "spacing_mm", 1), 0, "spacing_mm cannot be 0"),
        (("pictures", "joint_histogram", "edges_hu", 0), -1e300, "cannot be -1e+300"),
        (("pictures", "joint_histogram", "edges_hu", 0), 9e3, "edges_hu must rise"),
        (("pictures", "slices", 0, "file"), "x" * 300, "file cannot have 300 characters"),
    ]:
        assert words in refusal(place, value)


def test_the_folder_comes_back_as_it_was_written(failed, folder):
    found = read_comparison(folder)
    document = replace(found.document, title="", pictures=None)
    assert document == failed.document
    assert found.ct is None
    assert set(found.meshes) == {"sct", "ct"}
    assert found.difference.grid.same(failed.sct.grid)


def test_the_tables_agree_with_the_figures(failed, folder):
    figures = failed.evaluation.figures
    for row in rows(folder / "image_metrics.csv"):
        assert float(row["value"]) == figures[row["key"]].value
    tissues = rows(folder / "tissues.csv")
    assert [int(row["voxels"]) for row in tissues] == [t.voxels for t in failed.evaluation.tissues]
    surface = rows(folder / "surface_distance.csv")
    both = failed.surface.comparison.overall.sct_to_ct
    assert float(surface[0]["share_within_2_mm"]) == both.within[2.0]
    assert {row["bone"] for row in surface} == {"all bones", "long bone"}
    assert (
        float(rows(folder / "segmentation.csv")[0]["dice"])
        == failed.document.segmentation.dice.value
    )


def test_the_joint_histogram_counts_every_voxel(failed, folder):
    found = rows(folder / "joint_histogram.csv")
    total = sum(int(v) for row in found for v in list(row.values())[1:])
    assert total == failed.evaluation.region.voxels


def test_the_distance_histogram_agrees_with_the_share_within(failed, folder):
    found = rows(folder / "distance_histogram.csv")
    within = sum(
        float(row["share_of_sct_surface"])
        for row in found
        if max(abs(float(row["from_mm"])), abs(float(row["below_mm"]))) <= 2
    )
    assert within == pytest.approx(
        failed.surface.comparison.overall.sct_to_ct.within[2.0], abs=0.01
    )
    total = sum(float(row["share_of_ct_surface"]) for row in found)
    assert total == pytest.approx(1.0)


def test_difference_map_and_surfaces_read_back(failed, folder):
    difference = read_volume(folder / "difference.nii.gz")
    assert difference.grid.apart(failed.sct.grid) <= 1e-3
    assert np.abs(difference.array - failed.difference.array).max() <= 0.5
    for name, surface in (
        ("sct", failed.surface.sct_surface),
        ("ct", failed.surface.ct_surface),
    ):
        mesh = read_surface(folder / f"bone_{name}.vtp")
        assert mesh.GetNumberOfCells() == len(surface.triangles)
        assert point_array(mesh, "signed distance mm") is not None


def test_the_page_is_well_formed_and_needs_nothing_else(page):
    assert page.open == []
    assert page.addresses
    assert all(address.startswith("data:image/png;base64,") for address in page.addresses)
    assert not {"script", "link", "iframe", "object"} & set(page.names)
    assert ("http-equiv", "Content-Security-Policy") in page.attributes
    assert any((value or "").startswith("default-src 'none'") for _, value in page.attributes)


def test_the_page_says_the_answer_first_and_the_sign_at_every_legend(page):
    text = page.text
    assert text.index("Cannot tell") < text.index("What was compared")
    assert "red where the sCT is darker, blue where it is brighter" in text
    assert "Red: the sCT's bone is too small; blue: it is too large." in text
    assert "too large" in text
    assert "Not for clinical use" in text


def test_the_page_tells_where_the_sct_comes_from(page):
    assert "mr-to-ct-<test>" in page.text  # escaped in the file, or it would be an element
    assert "ab" * 32 in page.text
    assert "The slices are too thick." in page.text
    assert "Case <7> & co" in page.text


def test_the_report_is_made_again_from_the_folder_alone(folder, tmp_path):
    first = (folder / "report.html").read_text(encoding="utf-8")
    again = write_report(folder, tmp_path / "again.html")
    assert again.read_text(encoding="utf-8") == first
    renamed = write_report(folder, tmp_path / "renamed.html", title="Another")
    assert "<h1>Another</h1>" in renamed.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("lowest", "highest", "told"),
    [
        (0.1, 0.9, "25.6 %, as expected."),
        (0.5, 0.9, "25.6 %, worse than expected."),
        (0.1, 0.2, "25.6 %, better than expected."),
    ],
)
def test_what_was_expected_without_the_ct_stands_beside_what_was_measured(
    folder, lowest, highest, told
):
    saved = read_document(folder)
    assert "Without the CT" not in html(saved, folder / "pictures")
    expected = ExpectedAccuracy(2.0, 200.0, 0.6, lowest, highest, 0.78, 8, 1.5)
    made = replace(saved, provenance=replace(saved.provenance, expected=expected))
    doubted = Page(html(made, folder / "pictures")).text
    assert made.verdict.answer == "cannot tell"
    assert expected.sentence in doubted
    assert " expected." not in doubted

    made = replace(made, verdict=replace(made.verdict, answer="not passed"))
    text = Page(html(made, folder / "pictures")).text

    assert f"{expected.sentence} Measured: " in text
    assert told in text.replace("\u2009", " ").replace("\u00a0", " ")


def test_readers_scores_are_a_part_of_the_report(folder, tmp_path):
    table = tmp_path / "scores.csv"
    rows = ["A,orbit,sCT,7", "A,orbit,CT,8", "A,ramus,sCT,9", "A,ramus,CT,9"]
    table.write_text("\n".join(["reader,landmark,image,score", *rows]), encoding="utf-8")
    text = write_report(folder, tmp_path / "read.html", readers=table).read_text(encoding="utf-8")
    assert "1 reader scored 2 landmarks" in text
    assert "sCT 8.00, CT 8.50" in text
    assert "Readers" not in (folder / "report.html").read_text(encoding="utf-8")


def test_surfaces_to_be_turned_run_one_known_script_and_fetch_nothing(folder, tmp_path):
    written = write_surface_page(folder, tmp_path / "bone-3d.html")

    text = written.read_text(encoding="utf-8")
    [script] = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'; connect-src data: blob:" in text
    page = Page(text.replace(script, ""))
    embedded = [address for address in page.addresses if address.startswith("data:model/gltf")]
    assert len(embedded) == 2
    assert base64.b64decode(embedded[0].partition(",")[2])[:4] == b"glTF"
    assert all(address.startswith("data:") for address in page.addresses)
    assert "Case <7> & co" in page.text
    assert len(text) < 5_000_000


def test_a_report_names_the_page_to_turn_surfaces_on_and_no_old_one_stays(failed, tmp_path):
    made = tmp_path / "made"
    write_comparison(failed, made, interactive=True)
    assert (made / "bone-3d.html").stat().st_size < 5_000_000
    assert 'href="bone-3d.html"' in (made / "report.html").read_text(encoding="utf-8")
    write_comparison(failed, made)
    assert not (made / "bone-3d.html").exists()
    assert "bone-3d.html" not in (made / "report.html").read_text(encoding="utf-8")


def test_no_surfaces_no_page_to_turn_them(folder, tmp_path):
    shutil.copy(folder / "comparison.json", tmp_path)
    with pytest.raises(InputError, match=r"holds no bone_sct\.vtp: no bone surfaces were compared"):
        ReportJob(str(tmp_path), interactive=True).run(UNWATCHED)
    assert [path.name for path in tmp_path.iterdir()] == ["comparison.json"]


def test_a_folder_without_a_comparison_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"holds no comparison\.json"):
        write_report(tmp_path)


@pytest.mark.parametrize("read", [write_report, read_comparison, read_document])
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"format": 1', "Expecting"),
        ('{"format": 99}', "format 99; this version reads 1"),
        ('{"format": 1}', "it lacks created"),
        ("[]", "must be an object"),
    ],
)
def test_every_reader_says_the_same_of_damaged_figures(tmp_path, read, text, words):
    (tmp_path / "comparison.json").write_text(text, encoding="utf-8")
    sentence = rf"comparison\.json cannot be read \(.*{words}.*\): run the comparison again\."
    with pytest.raises(InputError, match=sentence):
        read(tmp_path)


def test_a_figure_of_a_wrong_type_is_named(folder, tmp_path):
    saved = json.loads((folder / "comparison.json").read_text(encoding="utf-8"))
    saved["pictures"]["slices"][1]["slice"] = "<script>"
    (tmp_path / "comparison.json").write_text(json.dumps(saved), encoding="utf-8")
    with pytest.raises(InputError, match=r"pictures\.slices\[1\]\.slice cannot be '<script>'"):
        read_document(tmp_path)


def test_a_hostile_comparison_is_text_on_the_page(folder, tmp_path):
    """Every text of the figures as an element that would run."""
    shutil.copytree(folder, tmp_path / "hostile")
    path = tmp_path / "hostile" / "comparison.json"
    hostile = _hostile(json.loads(path.read_text(encoding="utf-8")))
    path.write_text(json.dumps(hostile), encoding="utf-8")
    text = write_report(path.parent).read_text(encoding="utf-8")
    page = Page(text)
    assert page.open == []
    assert "script" not in page.names
    assert "onerror" not in {name for name, _ in page.attributes}
    assert page.text.count(HOSTILE) > 60
    assert all(address.startswith("data:image/png;base64,") for address in page.addresses)


HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>&amp;"

#: What is no free text: names of files, and what a reader checks.
_KEPT = {"file", "view", "created", "format", "answer"}


def _hostile(value, name=""):
    if isinstance(value, dict):
        (bone,) = value.values() if name == "bones" else (None,)
        named = value if bone is None else {HOSTILE: bone}
        return {key: _hostile(item, key) for key, item in named.items()}
    if isinstance(value, list):
        return [_hostile(item, name) for item in value]
    return HOSTILE if isinstance(value, str) and name not in _KEPT else value


def test_a_cancelled_write_leaves_nothing(failed, tmp_path):
    cancel = CancelToken()

    def stop_at_the_end(progress):
        if progress.stage == "writing":
            cancel.cancel()

    with pytest.raises(Cancelled):
        write_comparison(failed, tmp_path / "new", watch=Watch(stop_at_the_end, cancel))
    assert list(tmp_path.iterdir()) == []


def test_other_files_stay_and_those_of_an_older_comparison_go(failed, folder, tmp_path):
    target = tmp_path / "kept"
    target.mkdir()
    (target / "mine.txt").write_text("mine", encoding="utf-8")
    (target / "sensitivity.csv").write_text("mine too", encoding="utf-8")
    (target / "comparison.json").write_text("{}", encoding="utf-8")
    nobody = unmeasured(AccuracyOptions(), "No bone.")
    nothing = {"surface": None, "verdict": nobody, "segmentation": None}
    without = replace(failed, surface=None, document=replace(failed.document, **nothing))
    written = write_comparison(without, target)
    assert (target / "mine.txt").read_text(encoding="utf-8") == "mine"
    assert not (target / "sensitivity.csv").exists()
    assert "bone_sct.vtp" not in written
    assert "Cannot tell" in Page(written["report.html"].read_text(encoding="utf-8")).text


def test_a_file_or_a_missing_parent_is_refused_as_folder(failed, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="is a file"):
        write_comparison(failed, tmp_path / "file")
    with pytest.raises(InputError, match="does not exist"):
        write_comparison(failed, tmp_path / "no" / "folder")


def test_a_comparison_that_calls_the_settings_a_recipe_is_read(folder, tmp_path):
    saved = json.loads((folder / "comparison.json").read_text(encoding="utf-8"))
    saved["parameters"]["recipe"] = saved["parameters"].pop("settings")
    saved["surface"]["recipe"] = saved["surface"].pop("settings")
    (tmp_path / "comparison.json").write_text(json.dumps(saved), encoding="utf-8")
    assert read_document(tmp_path) == read_document(folder)
