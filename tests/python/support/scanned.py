"""What the memory search looks for, and the process that is searched."""

import re
import subprocess
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cbor2

from .citizen import photograph
from .vault_file import TABLE_ANSWERS, TABLE_ATTACHMENTS, VaultFile

PROGRAM = Path(__file__).parent.parent / "scanned_app.py"
# Bytes of a document that are looked for at once. A copy that was partly overwritten still has whole windows.
WINDOW = 32
WINDOWS_A_DOCUMENT = 12
# Bytes before a text of CBOR, at most.
LENGTH_OF_TEXT = 3
# Shorter texts of documents are words that the library knows anyway: names of places, of religions.
SHORTEST_TEXT = 12
# What is XORed with each byte of a text that the process must not hold as a Python object.
SCRAMBLE = 0xA5
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
    pieces: dict[str, bytes] = {}
    for number, body in enumerate(bodies):
        pieces.update(_windows(f"document {number}", body, [*bodies, photograph()], handed_out))
        texts = set(_texts(cbor2.loads(body))) - set(handed_out)
        for at, text in enumerate(sorted(texts)):
            pieces[f"document {number}, text {at}"] = text.encode()
    return pieces


@dataclass(frozen=True)
class Planned:
    """An application that the scanned process fills in."""

    service: str
    # The choices, by field.
    choices: dict[str, str]
    # What nobody but the person knows, by field.
    texts: dict[str, str]
    papers: tuple[str, ...] = ()
    queued: bool = False

    def told(self) -> dict[str, Any]:
        """For the process: what is entered is scrambled."""
        entered = {**self.choices, **self.texts}
        answers = [(field, bytes(byte ^ SCRAMBLE for byte in text.encode()).hex()) for field, text in entered.items()]
        return {"service": self.service, "answers": answers, "papers": self.papers, "queued": self.queued}


def applications(vault: VaultFile, plan: list[Planned], handed_out: Collection[str]) -> dict[str, bytes]:
    """What is looked for of applications: each text as it was typed, each choice as a screen gets it, each NIK as the
    library keeps it, and windows of the saved answers and papers."""
    pieces = {}
    for planned in plan:
        for field, text in planned.texts.items():
            pieces[f"answer {field}"] = text.encode()
            if field.endswith("_nik"):
                pieces[f"number {field}"] = int(text).to_bytes(8, sys.byteorder)
        for field, text in planned.choices.items():
            pieces[f"choice {field}"] = field.encode() + len(text).to_bytes(4) + text.encode()
    for number, record in enumerate(vault.of(TABLE_ANSWERS)):
        pieces.update(_windows(f"saved answers {number}", record.body, [record.body], handed_out))
    # Each application has the same picture.
    for paper in {record.body for record in vault.of(TABLE_ATTACHMENTS)}:
        pieces.update(_windows("paper", paper, [paper, photograph()], handed_out))
    return pieces


def _windows(name: str, body: bytes, among: list[bytes], handed_out: Collection[str]) -> Iterator[tuple[str, bytes]]:
    """Pieces of a body, but those that are in several of these, or have a part of what was handed out."""
    told = [found.span() for text in handed_out for found in re.finditer(re.escape(text.encode()), body)]
    step = (len(body) - WINDOW) // (WINDOWS_A_DOCUMENT - 1)
    for window in range(WINDOWS_A_DOCUMENT):
        start, end = window * step, window * step + WINDOW
        piece = body[start:end]
        # A text begins with its length, which is handed out with it.
        apart = all(end <= first - LENGTH_OF_TEXT or last <= start for first, last in told)
        if apart and sum(piece in other for other in among) == 1:
            yield f"{name}, window {window}", piece


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
