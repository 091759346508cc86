"""``python -m SyntheticCTLib.cli``: the command line without the installed ``synthetic-ct``."""

import sys

from SyntheticCTLib.cli import main

if __name__ == "__main__":
    sys.exit(main())
