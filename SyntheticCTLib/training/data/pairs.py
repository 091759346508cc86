"""Find the MR-CT pairs of a folder, and say what is wrong with them before any work starts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from SyntheticCTLib.errors import InputError
from SyntheticCTLib.files.folders import files_like
from SyntheticCTLib.files.text_files import read_rows
from SyntheticCTLib.files.volumes import read_volume
from SyntheticCTLib.image.volume import Volume
from SyntheticCTLib.training.data.before_work import check_each
from SyntheticCTLib.training.data.pair_checks import check_images

#: Names of the files: ``<id>_ct.nii.gz`` and ``<id>_mr.nii.gz`` or ``<id>_mr_<anything>.nii.gz``.
_CT_SUFFIX = "_ct.nii.gz"
_MR_PATTERN = "*_mr*.nii.gz"

#: Optional table beside the pairs, with the columns ``id`` and ``region``.
INDEX_TABLE = "index.csv"


@dataclass(frozen=True)
class PairFiles:
    """The files of one pair.

    Attributes:
        name: its id.
        mr, ct: where they are.
        region: part of the body, if the folder's table says so, or "".
    """

    name: str
    mr: Path
    ct: Path
    region: str = ""


def find_pair_files(folder: Path) -> list[PairFiles]:
    """The pairs in a folder, sorted by id.

    Raises:
        InputError: no folder, no pairs, a file without its partner, or several MRs for one CT. The
            text names every such file.
    """
    if not folder.is_dir():
        raise InputError(f"The folder {folder} does not exist: check the name.")
    found = files_like(folder, f"*{_CT_SUFFIX}")
    cts = {path.name.removesuffix(_CT_SUFFIX): path for path in found}
    mrs: dict[str, list[Path]] = {}
    for path in files_like(folder, _MR_PATTERN):
        mrs.setdefault(path.name.rpartition("_mr")[0], []).append(path)
    faults = [f"{cts[name]} has no MR ({name}_mr.nii.gz)." for name in sorted(cts.keys() - mrs)]
    for name, paths in mrs.items():
        if name not in cts:
            faults.append(f"{paths[0]} has no CT ({name}{_CT_SUFFIX}).")
        elif len(paths) > 1:
            faults.append(f"{name} has {len(paths)} MRs ({', '.join(p.name for p in paths)}).")
    if faults:
        raise InputError("Add or remove files: " + " ".join(faults))
    if not cts:
        listed = ", ".join(sorted(path.name for path in folder.iterdir())[:3]) or "it is empty"
        raise InputError(
            f"{folder} holds no pairs, which are called <id>_mr.nii.gz (or <id>_mr_t1.nii.gz) and "
            f"<id>{_CT_SUFFIX}; found: {listed}."
        )
    regions = _regions(folder)
    return [PairFiles(n, mrs[n][0], cts[n], regions.get(n, "")) for n in sorted(cts)]


def read_pair_files(files: PairFiles) -> tuple[Volume, Volume]:
    """Read and check one pair.

    Raises:
        InputError: a file that cannot be read, holds NaN or one value only, an MR where the CT
            should be or the reverse, or a CT that is not in HU. The text names the file.
    """
    mr, ct = read_volume(files.mr), read_volume(files.ct)
    check_images(files.mr, mr, files.ct, ct)
    return mr, ct


def check_all(pairs: list[PairFiles]) -> None:
    """Read every pair once.

    Raises:
        InputError: one sentence for each pair that cannot be used.
    """
    check_each(pairs, read_pair_files)


def _regions(folder: Path) -> dict[str, str]:
    table = folder / INDEX_TABLE
    if not table.is_file():
        return {}
    return {row["id"]: row.get("region", "") for row in read_rows(table) if "id" in row}
