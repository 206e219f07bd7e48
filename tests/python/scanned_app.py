"""The app in a process whose memory is searched: python scanned_app.py FOLDER NIK library|records|application

It registers and fetches documents, locks, unlocks, opens every document, shows a QR, and locks again. At each word that
it says it stands still until it is told a line.

In the way `library` the documents' records are handed back to the library as they came, so that nothing of them ever
becomes an object of Python: what is found then is the library's. In the way `records` they are read as usual and
dropped before locking: what is found beyond that is Python's.

In the way `application` it opens no document: it fills in applications, queues one, and locks. What is entered comes
scrambled and is unscrambled in the library's own memory, so that it never becomes an object of Python either."""

import asyncio
import ctypes
import gc
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from ikdcore import Applications, Paper, Stage, ViewKind, _generated, showing

from support.citizen import PIN, photograph, walk
from support.phone import Phone
from support.sandbox import Person
from support.scanned import SCRAMBLE


def said(word: str) -> str:
    """Prints a word and waits for a line."""
    print(word, flush=True)
    return sys.stdin.readline().strip()


def call(method: str, called: Any, *arguments: Any) -> Any:
    """Calls a method of the library with arguments as it reads them. Gives a buffer that is not read yet, and is to be
    given back by `free`."""
    return _generated._uniffi_rust_call_with_error(
        _generated._UniffiFfiConverterTypeIkdError,
        getattr(_generated._UniffiLib, f"uniffi_ikd_fn_method_{method}"),
        called._uniffi_clone_handle(),
        *arguments,
    )


def text(plain: str) -> Any:
    """A text for the library."""
    return _generated._UniffiFfiConverterString.lower(plain)


def unscrambled(scrambled: bytes) -> Any:
    """The same, of a text that Python must not hold: byte by byte into memory of the library, which frees it."""
    buffer = _generated._UniffiRustBuffer.alloc(len(scrambled))
    for at, byte in enumerate(scrambled):
        buffer.data[at] = byte ^ SCRAMBLE
    buffer.len = len(scrambled)
    return buffer


@contextmanager
def key_store_wipes() -> Iterator[None]:
    """What the key store signs is copied for Python. Here it gets bytes that can be wiped, and they are, as a shell's
    should be: a submission has all answers in it."""
    handed_over: list[bytearray] = []

    def lift(buffer: Any) -> bytearray:
        copy = bytearray(buffer.len)
        ctypes.memmove((ctypes.c_char * len(copy)).from_buffer(copy), buffer.data, len(copy))
        buffer.free()
        handed_over.append(copy)
        return copy

    with patch.object(_generated._UniffiFfiConverterBytes, "lift", lift):
        yield
    for copy in handed_over:
        copy[:] = bytes(len(copy))


def fill_in(applications: Applications, plan: list[dict[str, Any]]) -> list[Any]:
    """Fills in a draft of each service of the plan, and queues those that it says. Returns what screens show before
    that: pages and drafts."""
    shown, paper = [], Paper.of(photograph())
    for planned in plan:
        draft = applications.start(planned["service"])
        for field, scrambled in planned["answers"]:
            entered = unscrambled(bytes.fromhex(scrambled))
            call("applications_set_answer", applications, text(draft), text(field), entered)
        for kind in planned["papers"]:
            applications.attach(draft, kind, 1, paper)
            shown.append(call("applications_paper", applications, text(draft), text(kind), 1))
        shown.append(call("applications_open", applications, text(draft)))
        if planned["queued"]:
            with key_store_wipes():
                applications.queue(draft)
    return shown


async def main(folder: Path, nik: str, way: str) -> None:
    app = Phone(folder).open()
    sys.stdin.readline()
    await walk(app, Person(nik, ""), lambda stage: isinstance(stage, Stage.UNLOCKED))
    await app.documents().sync()
    app.lock().lock()
    await app.lock().unlock(PIN)
    await app.documents().sync()
    told = said("ready")
    documents, applications = app.documents(), app.applications()
    opened: list[Any]
    match way:
        case "library":
            opened = [call("documents_open", documents, text(wanted)) for wanted in told.split()]
        case "records":
            opened = [documents.open(wanted) for wanted in told.split()]
        case _:
            opened = fill_in(applications, json.loads(told))
    audience = app.presenter().audiences()[0].number
    with showing(app, ViewKind.BASIC, audience) as codes:
        codes.next_frame()
    said("unlocked")
    if way != "records":
        for buffer in opened:
            buffer.free()
    del opened, documents, applications, codes
    gc.collect()
    app.lock().lock()
    gc.collect()
    said("locked")
    del app
    gc.collect()
    said("closed")


asyncio.run(main(Path(sys.argv[1]), sys.argv[2], sys.argv[3]))
