"""Which networks a cross-validation trains, and on which patients each is scored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.training.data.aligned_pairs import find_pairs
from SyntheticCTLib.training.data.folds import read_folds, read_groups
from SyntheticCTLib.training.run.run import Split

#: Settings of the generalisation experiments, after the AJNR 2022 bone-MRI study.
ALL = "all"
ONLY = "only"
WITHOUT = "without"


@dataclass(frozen=True)
class Experiment:
    """One network to train.

    Attributes:
        setting: what it learns from: "all", "only <group>" or "without <group>".
        split: its patients; those held out are scored.
    """

    setting: str
    split: Split

    @property
    def folder_name(self) -> str:
        """A name for its folder."""
        kept = "".join(c if c.isalnum() or c in "-_" else "_" for c in self.setting)
        return f"fold_{self.split.fold}_{kept}"


def plan_experiments(
    folder: Path, *, folds: int, groups: Mapping[str, str] | None = None
) -> list[Experiment]:
    """All networks of one repeat.

    Each fold holds out its patients from a network that learns from all others. With groups, two
    more for each group and fold: one that learns from that group only, scored on every patient of
    the fold (train on one subset, test on another), and one that learns from all other groups,
    scored on that group's patients. Beside "all" they show what local data add. Of two groups all
    others are the other group, whose network is there already: the second kind is left out.

    Raises:
        InputError: fewer than two folds, or more folds than patients.
    """
    names = find_pairs(folder)
    if not 2 <= folds <= len(names):
        raise InputError(f"{len(names)} pairs cannot be parted into {folds} folds.")
    of_fold = read_folds(folder, names, folds)
    kinds = sorted(set((groups or {}).values()))
    experiments = []
    for fold in range(folds):
        held_out = [name for name in names if of_fold[name] == fold]
        others = [name for name in names if of_fold[name] != fold]
        experiments.append(Experiment(ALL, Split(others, held_out, fold)))
        for group in kinds:
            assert groups is not None
            local = [name for name in others if groups[name] == group]
            foreign = [name for name in others if groups[name] != group]
            tested = [name for name in held_out if groups[name] == group]
            experiments.append(Experiment(f"{ONLY} {group}", Split(local, held_out, fold)))
            if len(kinds) > 2:
                experiments.append(Experiment(f"{WITHOUT} {group}", Split(foreign, tested, fold)))
    return [e for e in experiments if e.split.training and e.split.held_out]


def groups_of(folder: Path, names: Sequence[str], column: str) -> dict[str, str]:
    """Group of each patient by a column of the folder's table.

    Raises:
        InputError: no such column, a patient without an entry, or one group only.
    """
    groups = read_groups(folder, column)
    missing = [name for name in names if not groups.get(name)]
    if missing:
        raise InputError(f"The table of {folder} has no {column} for {', '.join(missing)}.")
    found = {name: groups[name] for name in names}
    if len(set(found.values())) < 2:
        raise InputError(f"All pairs have the same {column}: there is nothing to compare.")
    return found
