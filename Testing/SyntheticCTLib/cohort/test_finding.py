"""Cases are found in a table, by patterns, by DICOM tags; what is unclear is said, not guessed."""

import pytest

from SyntheticCTLib.cohort.case_inputs import CaseInputs, checked_cases, missing_file
from SyntheticCTLib.cohort.case_table import read_case_table, write_case_table
from SyntheticCTLib.cohort.find_cases import find_cases
from SyntheticCTLib.cohort.options import FindOptions
from SyntheticCTLib.errors import InputError


def touch(folder, *names):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
    return folder


def found(folder, **options):
    return find_cases(folder, FindOptions(**options), folder / "links")


def test_columns_of_files_and_groups(tmp_path):
    touch(tmp_path, "a.nii.gz", "b.nii.gz", "m.nii.gz")
    table = tmp_path / "cases.csv"
    table.write_text(
        "\ufeffPatient;CBCT;CT;ROI;Site\nÄ 1;a.nii.gz;b.nii.gz;m.nii.gz;north\n;;;;\n", "utf-8"
    )
    (case,) = found(table)
    assert (case.id, case.groups, missing_file(case)) == ("Ä 1", {"site": "north"}, "")
    assert case.files == {
        what: str(tmp_path / name)
        for what, name in (("mr", "a.nii.gz"), ("ct", "b.nii.gz"), ("mask", "m.nii.gz"))
    }
    assert case.folder_name == "Ä_1"


def test_a_missing_file_is_a_problem_of_its_case_alone(tmp_path):
    touch(tmp_path, "a.nii.gz")
    table = tmp_path / "cases.csv"
    table.write_text("id,mr,ct\n1,a.nii.gz,\n2,a.nii.gz,gone.nii.gz\n")
    first, second = found(table)
    assert missing_file(first) == ""
    assert "gone.nii.gz does not exist" in missing_file(second)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name,mr\n1,a\n", "no column 'id'"),
        ("id,ct\n1,a\n", "no column 'mr'"),
        ("id,mr\n,a\n", "Row 2 .* no id"),
        ("id,mr,cbct\n1,a,b\n", "mean the same"),
        ("id,mr,mr\n1,a,b\n", "mean the same: id, mr, mr"),
        ("", "is empty: its first row names"),
        ("id,mr\n1,a\n1,b\n", "'1' and '1'"),
        ("id,mr\n", "No case"),
    ],
)
def test_a_table_that_is_none_is_refused(tmp_path, text, words):
    table = tmp_path / "cases.csv"
    table.write_text(text)
    with pytest.raises(InputError, match=words):
        found(table)


def test_an_expression_that_is_none_is_refused_whatever_is_searched(tmp_path):
    with pytest.raises(InputError, match=r"--ct-series '\(\(' is no regular expression"):
        FindOptions(ct_series="((")


def test_names_that_are_one_folder_are_refused():
    with pytest.raises(InputError, match="'a b' and 'A_b'"):
        checked_cases([CaseInputs("a b", "x"), CaseInputs("A_b", "y")], "here")


def test_a_table_is_read_as_it_was_written(tmp_path):
    cases = [
        CaseInputs("1", "/a", "/b", mask="/m", groups={"site": "x", "region": ""}),
        CaseInputs("2", "s3://bucket/mr.nii.gz", groups={"site": "y", "region": "knee"}),
        CaseInputs("3", "", groups={"site": "y", "region": "knee"}, problem="Two series fit."),
    ]
    write_case_table(cases, tmp_path / "cases.csv")
    assert read_case_table(tmp_path / "cases.csv") == cases


def test_a_table_with_the_line_ends_of_old_macs_is_read_and_an_endless_cell_is_one_sentence(
    tmp_path,
):
    table = tmp_path / "cases.csv"
    table.write_bytes(b"id,mr\rp1,mr.nii.gz\r")
    assert [case.id for case in read_case_table(table)] == ["p1"]
    table.write_text("id,mr\np1," + "x" * 200_000)
    with pytest.raises(InputError, match="no table"):
        read_case_table(table)


@pytest.mark.parametrize(
    "names",
    [
        ("p1_mr_t1.nii.gz", "p1_ct.nii.gz", "p2_mr_t1.nii.gz"),
        ("p1/mr.mha", "p1/ct.mha", "p2/mr.mha"),
        ("AB/p1/cbct.mha", "AB/p1/ct.mha", "AB/p2/cbct.mha"),
    ],
)
def test_usual_names_are_found_without_a_pattern(tmp_path, names):
    touch(tmp_path, *names, "notes.txt", ".hidden/p3/mr.mha")
    options = {"mr_files": "AB/{id}/cbct*", "ct_files": "AB/{id}/ct*"} if "/p1/" in names[0] else {}
    cases = found(tmp_path, **options)
    assert [case.id for case in cases] == ["p1", "p2"]
    assert [bool(case.ct) for case in cases] == [True, False]


def test_patterns_find_masks_and_transforms(tmp_path):
    touch(tmp_path, "mr/7.nrrd", "ct/7.nrrd", "m/7.nrrd", "t/7.tfm")
    (case,) = found(
        tmp_path,
        mr_files="mr/{id}.nrrd",
        ct_files="ct/{id}.nrrd",
        mask_files="m/{id}.nrrd",
        transform_files="t/{id}.tfm",
    )
    assert case.id == "7"
    assert case.files["transform"] == str(tmp_path / "t/7.tfm")
    assert case.files["mask"] == str(tmp_path / "m/7.nrrd")


def test_two_files_of_one_case_are_refused(tmp_path):
    touch(tmp_path, "1_mr_t1.nii", "1_mr_t2.nii")
    with pytest.raises(InputError, match=r"two files for its MR: 1_mr_t1.nii and 1_mr_t2.nii"):
        found(tmp_path)


def test_a_pattern_without_id_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"must hold .id. once"):
        found(tmp_path, mr_files="mr*.nii")


def test_nothing_there_is_refused(tmp_path):
    with pytest.raises(InputError, match="does not exist"):
        found(tmp_path / "no")
    with pytest.raises(InputError, match="No case was found"):
        found(tmp_path)


def test_series_of_a_dicom_root_are_told_apart_by_their_tags(tmp_path, write_dicom):
    mr = {"Modality": "MR", "Manufacturer": "Maker", "MagneticFieldStrength": "3"}
    write_dicom(tmp_path / "p1/all", PatientID="p1", SeriesInstanceUID="1.1", **mr)
    write_dicom(tmp_path / "p1/all", PatientID="p1", SeriesInstanceUID="1.2", Modality="CT")
    write_dicom(tmp_path / "p2/mr", PatientID="p2", SeriesInstanceUID="2.1", **mr)
    write_dicom(tmp_path / "p3/t1", PatientID="p3", SeriesInstanceUID="3.1", **mr)
    write_dicom(
        tmp_path / "p3/t2", PatientID="p3", SeriesInstanceUID="3.2", SeriesDescription="T2", **mr
    )
    first, second, third = found(tmp_path)
    assert first.groups == {"scanner": "Maker 3", "sequence": "Thigh"}
    # Both lie in one folder, and a reader wants one series a folder.
    assert [path.name for path in sorted((tmp_path / "links/p1").iterdir())] == ["ct", "mr"]
    assert len(list((tmp_path / "links/p1/mr").iterdir())) == 4
    assert second.mr == str(tmp_path / "p2/mr")
    assert second.ct is None
    assert third.problem == (
        '2 series of MR or cone-beam CT fit ("Thigh"; "T2"): say which by --mr-series.'
    )
    *_, third = found(tmp_path, mr_series="^t2$")
    assert third.mr == str(tmp_path / "p3/t2")
