"""Children that die with the launcher, and room for many sockets."""

import ctypes
import os
import resource
import signal
import sys
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)  # loaded here: nothing may be loaded between fork and exec


def leash() -> Callable[[], None]:
    """A function for the child, between fork and exec: the kernel kills it when its parent dies.

    The kernel watches the parent's *thread*: call the fork from one that lives as long as the child
    should.  On systems other than Linux nothing is done; the guardian is the net there.
    """
    parent = os.getpid()

    def die_with_parent() -> None:
        if sys.platform == "linux":
            _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
            if os.getppid() != parent:  # it died before the leash was on
                os._exit(1)

    return die_with_parent


def allow_many_files() -> None:
    """Raise the limit of open files, which children inherit: every browser holds a socket of web."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 65536 if hard == resource.RLIM_INFINITY else min(hard, 65536)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
