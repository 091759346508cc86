"""Files whose branches the tests do not take are named."""

from tools.branch_coverage import below


def entry(covered, branches):
    return {"summary": {"covered_branches": covered, "num_branches": branches}}


def test_files_below_the_limit_are_named_the_worst_first():
    files = {"good.py": entry(9, 10), "poor.py": entry(8, 10), "worst.py": entry(0, 4)}
    assert below({"files": files}, enough=90) == [("worst.py", 0.0, 4), ("poor.py", 80.0, 2)]


def test_a_file_without_branches_is_not():
    assert below({"files": {"plain.py": entry(0, 0)}}) == []
