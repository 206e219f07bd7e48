"""The app in a process whose memory is searched: python scanned_app.py FOLDER NIK library|records

It registers and fetches documents, locks, unlocks, opens every document, shows a QR, and locks again. At each word that
it says it stands still until it is told a line.

In the way `library` the documents' records are handed back to the library as they came, so that nothing of them ever
becomes an object of Python: what is found then is the library's. In the way `records` they are read as usual and
dropped before locking: what is found beyond that is Python's."""

import asyncio
import gc
import sys
from pathlib import Path
from typing import Any

from ikdcore import Documents, Stage, ViewKind, _generated, showing

from support.citizen import PIN, walk
from support.phone import Phone
from support.sandbox import Person


def said(word: str) -> str:
    """Prints a word and waits for a line."""
    print(word, flush=True)
    return sys.stdin.readline().strip()


def raw(documents: Documents, wanted: str) -> Any:
    """A document as the library wrote it for Python, not yet read; to be given back by `free`."""
    lib, text = _generated._UniffiLib, _generated._UniffiFfiConverterString
    return _generated._uniffi_rust_call_with_error(
        _generated._UniffiFfiConverterTypeIkdError,
        lib.uniffi_ikd_fn_method_documents_open,
        documents._uniffi_clone_handle(),
        text.lower(wanted),
    )


async def main(folder: Path, nik: str, way: str) -> None:
    app = Phone(folder).open()
    sys.stdin.readline()
    await walk(app, Person(nik, ""), lambda stage: isinstance(stage, Stage.UNLOCKED))
    await app.documents().sync()
    app.lock().lock()
    await app.lock().unlock(PIN)
    await app.documents().sync()
    ids = said("ids").split()
    documents = app.documents()
    opened: list[Any] = [raw(documents, wanted) if way == "library" else documents.open(wanted) for wanted in ids]
    audience = app.presenter().audiences()[0].number
    with showing(app, ViewKind.BASIC, audience) as codes:
        codes.next_frame()
    said("unlocked")
    if way == "library":
        for buffer in opened:
            buffer.free()
    del opened, documents, codes
    gc.collect()
    app.lock().lock()
    gc.collect()
    said("locked")
    del app
    gc.collect()
    said("closed")


asyncio.run(main(Path(sys.argv[1]), sys.argv[2], sys.argv[3]))
