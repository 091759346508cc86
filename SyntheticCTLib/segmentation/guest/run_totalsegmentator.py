"""Run by the guest's own Python: TotalSegmentator's command line, which ends when it has failed.

nnU-Net feeds its network from a thread that waits for room in a queue. When the network has failed,
out of memory for example, nobody makes room, and Python waits for that thread before it ends.
"""

import os
import sys
import traceback
from pathlib import Path

# Python looks for modules beside this file first: ours are none of its business.
sys.path = [folder for folder in sys.path if Path(folder) != Path(__file__).parent]

from totalsegmentator.bin.TotalSegmentator import main  # noqa: E402

if __name__ == "__main__":  # its workers import this file
    code: object = 0
    try:
        main()
    except SystemExit as ended:
        code = ended.code or 0
    except BaseException:
        traceback.print_exc()
        code = 1
    if not isinstance(code, int):
        sys.stderr.write(f"{code}\n")
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
