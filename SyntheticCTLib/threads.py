"""How threads that compute together wait for each other."""

from __future__ import annotations

import os

#: A variable of OpenMP (its specification 5.2, chapter 21), by which PyTorch computes on a CPU.
_POLICY = "OMP_WAIT_POLICY"


def sleep_while_waiting() -> None:
    """Have PyTorch's threads sleep while they wait, unless the environment says otherwise.

    They would turn in a loop, which holds up whatever else wants the processor: beside one busy
    process on two cores a synthesis took a quarter longer. For a process of our own, before PyTorch
    is loaded; later nothing changes.
    """
    os.environ.setdefault(_POLICY, "passive")
