"""The worker process: ``python -m SyntheticCTLib.worker JOB.json``, see ``jobs.worker``."""

import sys

from SyntheticCTLib.jobs.worker import main

if __name__ == "__main__":
    sys.exit(main())
