"""Lets the library's threads finish with Python before the interpreter ends.

A thread that is not Python's and enters the interpreter while it ends is ended there and then (CPython before 3.14),
which takes a Rust thread down in the middle of its stack and with it the process: SIGABRT after the program's last
line. Threads of the library enter to wake a coroutine, to use what the phone lends, and to give that back. So at exit
this waits until all of it has been given back, which is when the app was dropped and its last task has ended.
"""

import atexit
import gc
import time
from typing import Any

from . import _generated

# Seconds. The program itself still holds an app: waiting longer than for what is under way would not help.
HELD = 1.0
# Seconds. Nobody holds one: the library gives everything back as soon as its threads get their turn.
LIMIT = 60.0
STEP = 0.002


def _lent() -> int:
    """How many objects of Python the library holds: parts of phones, observers, coroutines to wake."""
    maps = [getattr(kind, "_handle_map", None) for kind in vars(_generated).values() if isinstance(kind, type)]
    waiting: Any = _generated._UniffiContinuationHandleMap
    return len(waiting) + sum(len(held) for held in maps if held is not None)


def _holds_an_app() -> bool:
    apps = (_generated.Ikd, _generated.Account)
    return any(isinstance(thing, apps) for thing in gc.get_objects())


def wait_until_all_is_given_back() -> None:
    """Returns as soon as the library holds nothing of Python's; after a second if the program still holds an app."""
    gc.collect()
    end = time.monotonic() + (HELD if _holds_an_app() else LIMIT)
    while _lent() and time.monotonic() < end:
        time.sleep(STEP)
    # The thread that gave back the last one has to leave the interpreter yet.
    time.sleep(STEP)


def prepare() -> None:
    """Has this waited for at the end of the program."""
    atexit.register(wait_until_all_is_given_back)
