"""What other programs take of a step of the window's thread is told from what it takes itself."""

import hashlib
import os
import sys
import threading
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Testing" / "Slicer"))

from waiting import timed  # noqa: E402

#: How long the threads of these tests compute, s of processor time.
WORK = 0.05

needs_linux = pytest.mark.skipif(
    not Path("/proc/thread-self/schedstat").is_file(), reason="Linux tells how long threads wait."
)


def compute():
    """Keep a core for ``WORK``, mostly without Python's lock."""
    data, ends = bytes(1 << 20), time.thread_time() + WORK
    while time.thread_time() < ends:
        hashlib.sha256(data)


def crowd_a_core(name):
    """Stand still for two threads that compute on one core; how long by the clock, s.

    The first is called ``name``, and both live on, as Mesa's threads do.
    """
    core, begun = {min(os.sched_getaffinity(0))}, time.monotonic()
    soon, done, over = threading.Event(), threading.Barrier(3), threading.Event()

    def work(name):
        os.sched_setaffinity(0, core)
        Path("/proc/thread-self/comm").write_text(name)
        soon.wait()
        time.sleep(WORK / 2)  # the window stands still by then
        compute()
        done.wait()
        over.wait()

    for each in (name, "another"):
        threading.Thread(target=work, args=(each,)).start()
    soon.set()
    done.wait()
    took = time.monotonic() - begun
    threading.Timer(WORK, over.set).start()
    return took


def test_a_step_that_sleeps_or_computes_takes_all_of_it():
    assert timed(lambda: time.sleep(WORK)) >= WORK
    assert timed(compute) >= WORK * 0.8  # Linux counts in ticks


@needs_linux
def test_what_a_drawing_thread_waits_for_a_core_is_not_the_steps():
    clock = []
    taken = timed(lambda: clock.append(crowd_a_core("llvmpipe-0")))
    assert WORK / 2 < taken < clock[0] - WORK / 2


@needs_linux
def test_what_any_other_thread_waits_for_is_the_steps():
    clock = []
    taken = timed(lambda: clock.append(crowd_a_core("reader")))
    assert clock[0] > 1.5 * WORK
    assert taken > clock[0] * 0.6
