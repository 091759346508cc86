"""The worker process: ``python -m SyntheticCTLib.worker JOB.json``, see ``jobs.worker``.

Beside the jobs of ``jobs`` it carries out a study of many patients, the job ``cohort``.
"""

import sys

from SyntheticCTLib.jobs.job import Job
from SyntheticCTLib.jobs.registry import FURTHER
from SyntheticCTLib.jobs.worker import main


def _cohort() -> type[Job]:
    from SyntheticCTLib.cohort.job import CohortJob  # of no use to any other job

    return CohortJob


FURTHER["cohort"] = _cohort

if __name__ == "__main__":
    sys.exit(main())
