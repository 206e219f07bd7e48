"""What crossing the boundary costs from Python: one JSON object a line, `{"row": ..., "microseconds": median, ...}`.

Wants an `ikdcore` whose library was built with the feature `probe`, the folder of the tests' support code on the path,
and the running service as the tests do. A row with a `peer` carries the same thing done by somebody else, or in the way
that is not recommended, or a part of it that is not ours, measured in the same run.
"""

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import ikdcore
from argon2.low_level import Type, hash_secret_raw
from ikdcore import Ikd, Probe, ProbeListener, Stage, ViewKind, probe_bytes, probe_call, probe_slice, showing

from support import sandbox, vault_file
from support.citizen import PIN, walk
from support.phone import Phone

MEGABYTE = 1_000_000
FRAMES = {"0.3 MB": 300_000, "1 MB": MEGABYTE, "12 MB": 12 * MEGABYTE}
# A new process: nothing of the library is loaded, the file is in the system's cache.
FIRST_CALL = """
import time
start = time.perf_counter()
import ikdcore
loaded = time.perf_counter()
ikdcore.error_text(ikdcore.ErrorCode.OFFLINE)
called = time.perf_counter()
print((loaded - start) * 1e6, (called - loaded) * 1e6)
"""
LOAD_ALONE = """
import ctypes, sys, time
start = time.perf_counter()
ctypes.CDLL(sys.argv[1])
print((time.perf_counter() - start) * 1e6)
"""


# What tests install has no probe: the type checker does not know its names.
class Echo(ProbeListener):  # type: ignore[misc]
    """Is called back."""

    def echo(self, value: int) -> int:
        return value


def row(name: str, microseconds: float, **more: float | str) -> None:
    print(json.dumps({"row": name, "microseconds": round(microseconds, 2), **more}), flush=True)


def median(work: Callable[[], object], times: int, batches: int = 15) -> float:
    """Median of the batches' means, microseconds a call; one batch before, to warm up."""
    means = []
    for _ in range(batches + 1):
        start = time.perf_counter()
        for _ in range(times):
            work()
        means.append((time.perf_counter() - start) / times * 1e6)
    return statistics.median(means[1:])


async def median_async(work: Callable[[], Awaitable[object]], times: int, batches: int = 15) -> float:
    """The same for coroutines."""
    means = []
    for _ in range(batches + 1):
        start = time.perf_counter()
        for _ in range(times):
            await work()
        means.append((time.perf_counter() - start) / times * 1e6)
    return statistics.median(means[1:])


async def calls() -> None:
    """What a call costs that does nothing."""
    probe, echo = Probe(), Echo()
    row("trivial call", median(lambda: probe_call(7), 2000))
    row("object call", median(lambda: probe.call(7), 2000))
    row("callback", median(lambda: probe.call_back(echo, 7), 500))
    row("async call that is ready", await median_async(lambda: probe.call_async(7), 200))


def frames() -> None:
    """A camera's frame, lent and copied."""
    for name, size in FRAMES.items():
        frame = bytes(size)
        copied = median(lambda frame=frame: probe_bytes(frame), 1, batches=9)  # type: ignore[misc]
        lent = median(lambda frame=frame: probe_slice(frame), 500)  # type: ignore[misc]
        row(f"frame of {name}, lent", lent, peer="copied (Vec<u8>)", peer_microseconds=round(copied, 2))


def loading() -> None:
    """Library load and first call, each time in a new process."""
    imported, called = [], []
    # As in an installed wheel, whose modules were compiled once.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-c", FIRST_CALL]
    for _ in range(8):
        printed = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
        load, call = map(float, printed.split())
        imported.append(load)
        called.append(call)
    library = next(Path(ikdcore.__file__).parent.glob("*ikd.*"))
    alone = [
        float(subprocess.run([sys.executable, "-c", LOAD_ALONE, library], capture_output=True, check=True).stdout)
        for _ in range(7)
    ]
    row("import of the package", statistics.median(imported[1:]))
    row("load of the library alone", statistics.median(alone))
    row("first call", statistics.median(called[1:]))


async def rotating(app: Ikd, phone: Phone) -> None:
    """One code after the other, for a basic view."""
    audience = next(one.number for one in app.presenter().audiences() if ViewKind.BASIC in one.views)
    with showing(app, ViewKind.BASIC, audience) as codes:
        rotation = median(codes.next_frame, 1, batches=41)
    viewing = phone.keystore.list_keys("ikd.view.")[0]
    phone.keystore.presence_proved()
    signing = median(lambda: phone.keystore.sign(viewing, bytes(400)), 1, batches=41)
    signer = "its signature alone, by the key store in Python"
    row("one QR rotation", rotation, peer=signer, peer_microseconds=round(signing, 2))


async def unlocking(app: Ikd, phone: Phone) -> None:
    """From the PIN to the documents."""
    app.lock().lock()
    cost = vault_file.cost(phone)
    alone = median(lambda: hash_secret_raw(PIN.encode(), bytes(16), *cost, 32, Type.ID), 1, batches=7)
    times = []
    for _ in range(7):
        start = time.perf_counter()
        await app.lock().unlock(PIN)
        times.append((time.perf_counter() - start) * 1e6)
        # The sync in the background that an unlock begins must not run into the next one.
        await app.documents().sync()
        app.lock().lock()
    kdf = "Argon2id of the same cost alone, by argon2-cffi"
    row("unlock", statistics.median(times), peer=kdf, peer_microseconds=round(alone, 2))


async def used(phone: Phone) -> None:
    """What a person waits for, on a phone with documents; leaves it locked and closed."""
    sandbox.lift_limits()
    app = phone.open()
    await walk(app, sandbox.adults()[0], lambda stage: isinstance(stage, Stage.UNLOCKED))
    await app.documents().sync()
    await rotating(app, phone)
    await unlocking(app, phone)


def opening(phone: Phone) -> None:
    """A cold start, but for the library itself."""
    times = []
    for _ in range(15):
        start = time.perf_counter()
        app = phone.open()
        times.append((time.perf_counter() - start) * 1e6)
        # Gives the folder back; one app at a time.
        del app
    row("open on an existing vault", statistics.median(times))


async def main() -> None:
    await calls()
    frames()
    loading()
    with tempfile.TemporaryDirectory(dir=sandbox.folder()) as folder:
        phone = Phone(Path(folder))
        await used(phone)
        opening(phone)


asyncio.run(main())
