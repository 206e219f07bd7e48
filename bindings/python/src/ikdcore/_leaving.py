"""Waits at exit until the library's threads no longer need the interpreter.

CPython before 3.14 terminates a foreign thread that enters the interpreter during finalization. That aborts a Rust
thread in the middle of its stack, and the process with it: SIGABRT after the program's last line. The library's threads
enter the interpreter to wake a coroutine, to call the phone's services, and to release both. So this waits at exit
until the library has released all Python objects. That is the case when the app was released and its last task has
ended.
"""

import atexit
import gc
import time
from typing import Any

from . import _generated

# Seconds to wait while the program still holds an app: enough for running calls; the app itself will not be released.
LIMIT_WITH_APP = 1.0
# Seconds to wait otherwise: the library releases everything as soon as its threads are scheduled.
LIMIT = 60.0
STEP = 0.002


def _held_by_library() -> int:
    """Number of Python objects that the library holds: phone services, observers, coroutines to wake."""
    maps = [getattr(kind, "_handle_map", None) for kind in vars(_generated).values() if isinstance(kind, type)]
    waiting: Any = _generated._UniffiContinuationHandleMap
    return len(waiting) + sum(len(held) for held in maps if held is not None)


def _holds_an_app() -> bool:
    apps = (_generated.Ikd, _generated.Account)
    return any(isinstance(thing, apps) for thing in gc.get_objects())


def wait_until_released() -> None:
    """Returns when the library holds no Python objects, at the latest after the limit that applies."""
    gc.collect()
    end = time.monotonic() + (LIMIT_WITH_APP if _holds_an_app() else LIMIT)
    while _held_by_library() and time.monotonic() < end:
        time.sleep(STEP)
    # The thread that released the last object still has to leave the interpreter.
    time.sleep(STEP)


def prepare() -> None:
    """Registers the wait for the end of the program."""
    atexit.register(wait_until_released)
