"""The cost of crossing the boundary from Python. `cargo xtask bench` runs this and makes a table of what it prints:
lines `bench<TAB>name<TAB>median<TAB>ninetieth percentile`, in microseconds.

Wants an `ikdcore` whose library was built with the feature `probe`, the folder of the tests' support code on the path,
and the running service as the tests do. "Of it" is the part of other libraries.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from argon2.low_level import Type, hash_secret_raw
from ikdcore import Ikd, Probe, ProbeListener, Stage, ViewKind, probe_bytes, probe_call, probe_slice, showing

from support import sandbox, vault_file
from support.citizen import PIN, walk
from support.phone import Phone

# Sizes of pictures, bytes: a preview frame, a frame of a good camera, a large one.
PICTURES = {"0.3 MB": 300_000, "1 MB": 1_000_000, "12 MB": 12_000_000}
# Enough for a median, and for nine of ten.
FEWEST = 20
MOST = 2000
# Seconds. Slow calls are measured for this long, but at least FEWEST times.
LONGEST = 2.0
PROCESSES = 7
# A new process: nothing of the library is loaded, the files are in the system's cache.
IMPORT = "import time; start = time.perf_counter(); import ikdcore; middle = time.perf_counter()"
FIRST_CALL = "ikdcore.probe_call(7); print((middle - start) * 1e6, (time.perf_counter() - middle) * 1e6)"


# What tests install has no probe: the type checker does not know its names.
class Echo(ProbeListener):  # type: ignore[misc]
    """Receives callbacks."""

    def echo(self, value: int) -> int:
        return value


def report(name: str, seconds: list[float]) -> None:
    """A line for `cargo xtask bench`."""
    ordered = sorted(seconds)
    median, ninetieth = (ordered[int((len(ordered) - 1) * share)] * 1e6 for share in (0.5, 0.9))
    print(f"bench\t{name}\t{median:.3f}\t{ninetieth:.3f}", flush=True)


def measured(call: Callable[[], object], most: int = MOST) -> list[float]:
    """How long the same call took, many times."""
    for _ in range(3):
        call()
    seconds: list[float] = []
    end = time.perf_counter() + LONGEST
    while len(seconds) < most and (len(seconds) < FEWEST or time.perf_counter() < end):
        start = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - start)
    return seconds


async def awaited(call: Callable[[], Awaitable[object]], times: int) -> list[float]:
    """The same for coroutines."""
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        await call()
        seconds.append(time.perf_counter() - start)
    return seconds


def loading() -> None:
    """Library load and first call, each in its own process."""
    # As in an installed wheel, whose modules were compiled once.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-c", f"{IMPORT}; {FIRST_CALL}"]
    imports, calls = [], []
    for _ in range(PROCESSES + 1):
        ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        load, call = (float(part) / 1e6 for part in ran.stdout.split())
        imports.append(load)
        calls.append(load + call)
    report("import of the package", imports[1:])
    report("library load and first call", calls[1:])


async def calls() -> None:
    """Calls that do nothing."""
    probe, echo = Probe(), Echo()
    report("function call", measured(lambda: probe_call(7)))
    report("method call", measured(lambda: probe.call(7)))
    report("call that calls back", measured(lambda: probe.call_back(echo, 7)))
    report("async call, ready at once", await awaited(lambda: probe.call_async(7), times=500))


def pictures() -> None:
    """A camera's picture, borrowed and copied."""
    for name, size in PICTURES.items():
        picture = bytes(size)
        report(f"picture of {name}, `&[u8]`", measured(lambda picture=picture: probe_slice(picture)))  # type: ignore[misc]
    for name, size in PICTURES.items():
        picture = bytes(size)
        report(f"picture of {name}, `Vec<u8>`", measured(lambda picture=picture: probe_bytes(picture)))  # type: ignore[misc]


def opening(phone: Phone) -> None:
    """A cold start without loading the library. Closing is not measured."""
    seconds = []
    for _ in range(200):
        start = time.perf_counter()
        app = phone.open()
        seconds.append(time.perf_counter() - start)
        # Releases the folder: one app at a time.
        del app
    report("`open` on an existing vault", seconds)


async def unlocking(app: Ikd, phone: Phone) -> None:
    """From the PIN to the documents."""
    seconds = []
    for _ in range(FEWEST):
        app.lock().lock()
        seconds += await awaited(lambda: app.lock().unlock(PIN), times=1)
        # The background sync of an unlock must end before the next one.
        await app.documents().sync()
    report("unlock, key derivation included", seconds)
    passes, memory_kib, lanes = vault_file.cost(phone)
    alone = measured(lambda: hash_secret_raw(PIN.encode(), bytes(16), passes, memory_kib, lanes, 32, Type.ID), FEWEST)
    report("of it the key derivation, by argon2-cffi", alone)


def rotating(app: Ikd, phone: Phone) -> None:
    """One code after the other."""
    audience = next(one.number for one in app.presenter().audiences() if ViewKind.BASIC in one.views)
    with showing(app, ViewKind.BASIC, audience) as codes:
        report("one code: sign, seal, draw", measured(codes.next_frame, most=200))
    viewing = phone.keystore.list_keys("ikd.view.")[0]
    signing = measured(lambda: phone.keystore.sign(viewing, bytes(400)), most=200)
    report("of it the signature, by a Python key store in files", signing)


async def used(phone: Phone) -> None:
    """Operations that a person waits for, on a phone with documents."""
    app = phone.open()
    await app.lock().unlock(PIN)
    await app.documents().sync()
    rotating(app, phone)
    await unlocking(app, phone)
    app.lock().lock()


async def registered(phone: Phone) -> None:
    """A phone with documents on it, locked."""
    sandbox.lift_limits()
    app = phone.open()
    await walk(app, sandbox.adults()[0], lambda stage: isinstance(stage, Stage.UNLOCKED))
    await app.documents().sync()
    app.lock().lock()


async def main() -> None:
    loading()
    await calls()
    pictures()
    with tempfile.TemporaryDirectory(dir=sandbox.folder()) as folder:
        phone = Phone(Path(folder))
        await registered(phone)
        opening(phone)
        await used(phone)


asyncio.run(main())
