"""What is not used any more goes back: cycles at once, and pages between what is in use."""

import subprocess
import sys
import weakref

import pytest

from events.workers import memory

# A process of its own: what a test run has in memory would blur it.  Bytes of 2 kB are malloc's.
HOLES = """
import os
from events.workers import memory

def resident():
    return int(open("/proc/self/statm").read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

held = [os.urandom(2000) for number in range(50_000)]
del held[::100]
kept = held[::100]
del held
before = resident()
memory.give_back()
print(before - resident())
"""


class Node:
    """Something that reaches itself."""

    def __init__(self) -> None:
        self.other = self


def test_what_only_reaches_itself_is_freed() -> None:
    node = weakref.ref(Node())
    memory.give_back()
    assert node() is None


@pytest.mark.skipif(memory._trim is None, reason="malloc_trim is glibc's")
def test_pages_between_what_is_in_use_go_back_to_the_system() -> None:
    told = subprocess.run([sys.executable, "-c", HOLES], capture_output=True, text=True, check=True)
    assert int(told.stdout) > 50_000_000  # of the 100 MB; without it they stay to the last page
