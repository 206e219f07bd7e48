"""What the memory search looks for, and the process that is searched."""

import subprocess
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import cbor2

from .citizen import photograph
from .vault_file import VaultFile

PROGRAM = Path(__file__).parent.parent / "scanned_app.py"
# Bytes of a document that are looked for at once. A copy that was partly overwritten still has whole windows.
WINDOW = 32
WINDOWS_A_DOCUMENT = 12
# Shorter texts of documents are words that the library knows anyway: names of places, of religions.
SHORTEST_TEXT = 12
# The key in use while unlocked: all others are derived from it.
MASTER = "what HKDF extracts from the DEK"


def keys(vault: VaultFile) -> dict[str, bytes]:
    """The keys that exist in memory while unlocked, or while a PIN is tried."""
    return {
        "what Argon2id made of the PIN": vault.stretched,
        "KEK": vault.kek,
        "DEK": vault.dek,
        MASTER: vault.extracted,
        **{f"key {number}, derived": key for number, key in enumerate(vault.derived)},
        **{f"key {number}, of a record": record.sealing_key for number, record in enumerate(vault.records)},
    }


def documents(vault: VaultFile, handed_out: Collection[str]) -> dict[str, bytes]:
    """Pieces of every document: windows of its bytes, and its longer texts.

    Left out is what proves nothing: texts that were handed out (the NIK that Python typed into the form, the name in
    what the key store signs), and windows that are in more than one picture (tables of the JPEG format).
    """
    bodies = [record.body for record in vault.documents()]
    pictures = [*bodies, photograph()]
    pieces = {}
    for number, body in enumerate(bodies):
        step = (len(body) - WINDOW) // (WINDOWS_A_DOCUMENT - 1)
        for window in range(WINDOWS_A_DOCUMENT):
            piece = body[window * step : window * step + WINDOW]
            told = any(text.encode() in piece for text in handed_out)
            if sum(piece in picture for picture in pictures) == 1 and not told:
                pieces[f"document {number}, window {window}"] = piece
        texts = set(_texts(cbor2.loads(body))) - set(handed_out)
        for at, text in enumerate(sorted(texts)):
            pieces[f"document {number}, text {at}"] = text.encode()
    return pieces


def _texts(value: Any) -> Iterator[str]:
    """The longer texts of a container, also of those nested in byte strings."""
    match value:
        case str():
            if len(value) >= SHORTEST_TEXT:
                yield value
        case bytes():
            try:
                yield from _texts(cbor2.loads(value))
            except Exception:
                return  # A signature, a hash, a picture.
        case dict():
            for inner in value.values():
                yield from _texts(inner)
        case list() | tuple():
            for inner in value:
                yield from _texts(inner)
        case cbor2.CBORTag():
            yield from _texts(value.value)


class ScannedApp:
    """The app in its own process, which pauses after each word it prints."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.id = process.pid

    def goes_on_to(self, word: str, tell: str = "") -> None:
        """Continues it until it prints the word."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(tell + "\n")
        self._process.stdin.flush()
        said = self._process.stdout.readline().strip()
        if said != word:
            raise AssertionError(f"the scanned app says {said!r} instead of {word!r}")


@contextmanager
def running(folder: Path, nik: str, way: str) -> Iterator[ScannedApp]:
    """Starts it; it waits for its first word."""
    command = [sys.executable, str(PROGRAM), str(folder), nik, way]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield ScannedApp(process)
        finally:
            process.kill()
