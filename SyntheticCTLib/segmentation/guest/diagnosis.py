"""Why TotalSegmentator failed, as one sentence that says what to do."""

from __future__ import annotations

import re

from SyntheticCTLib.errors import ResourceError
from SyntheticCTLib.segmentation.guest.process import Ended

NOT_INSTALLED = (
    "TotalSegmentator is not installed: run 'synthetic-ct setup-totalsegmentator', or name a "
    "Python that has it in SYNTHETICCT_TOTALSEGMENTATOR (inside Slicer: install its extension)."
)
NEEDS_LICENCE = (
    "This TotalSegmentator task needs a licence number: get one (free for non-commercial use) at "
    "https://backend.totalsegmentator.com/license-academic/ and give it to TotalSegmentator once "
    "with totalseg_set_license."
)
NO_WEIGHTS = (
    "TotalSegmentator's weights for this task are not here and could not be downloaded: "
    "connect to the network once, or put them into the folder that TOTALSEG_WEIGHTS_PATH names."
)
OUT_OF_MEMORY = (
    "TotalSegmentator ran out of memory: use --fast or --fastest, choose fewer structures, or "
    "--device cpu if it was the graphics card's."
)
MIXED_BUILDS = (
    "TotalSegmentator's torch and torchvision are of different builds (CPU and CUDA): install both "
    "from one source, for example with PIP_INDEX_URL set for setup-totalsegmentator."
)
DISK_FULL = "TotalSegmentator ran out of disk space: free some, its temporary folder included."

#: Texts of TotalSegmentator 2.13 to 2.18, nnU-Net 2, torch and requests. The first that is found
#: counts, so a cause stands before what follows from it.
_CAUSES: tuple[tuple[str, str], ...] = (
    (r"No module named '?totalsegmentator", NOT_INSTALLED),
    (
        r"requires a license|[Ii]nvalid license number|license number has not been set",
        NEEDS_LICENCE,
    ),
    (
        r"CUDA out of memory|OutOfMemoryError|can't allocate memory|not enough memory|"
        r"\bMemoryError\b|Unable to allocate|Cannot allocate memory|failed to map segment|"
        r"CUDA error: out of memory",
        OUT_OF_MEMORY,
    ),
    (r"No space left on device", DISK_FULL),
    (r"operator torchvision::\w+ does not exist", MIXED_BUILDS),
    (
        r"Max retries exceeded|NameResolutionError|ConnectionError|ProxyError|SSLError|"
        r"ConnectTimeout|ReadTimeout|Temporary failure in name resolution|HTTPError|"
        r"nnUNet_results.*does not exist",
        NO_WEIGHTS,
    ),
    # nnU-Net's words when the system killed one of its processes, which it does for memory.
    (r"background workers? (is|are) (no longer|not) alive", OUT_OF_MEMORY),
)

#: Exit codes of a process that the kernel killed; on Linux that is the out-of-memory killer.
_KILLED = (-9, 137)


def explain(ended: Ended) -> ResourceError:
    """The error for a TotalSegmentator that ended badly."""
    for pattern, sentence in _CAUSES:
        if re.search(pattern, ended.output):
            return ResourceError(sentence)
    if ended.code in _KILLED:
        return ResourceError(OUT_OF_MEMORY)
    last = next((line for line in reversed(ended.output.splitlines()) if line.strip()), "no words")
    return ResourceError(f"TotalSegmentator failed (exit code {ended.code}): {last.strip()}")
