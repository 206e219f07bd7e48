"""What is left in memory after locking: nothing of the library's; what Python keeps is counted and printed.

Another process runs the app, and its whole writable memory is searched for keys and documents, which were learnt from
the vault's files by their documented format."""

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from support import memory, sandbox, scanned, vault_file
from support.citizen import PIN
from support.memory import Hit
from support.phone import Phone
from support.sandbox import Person
from support.scanned import Planned


@dataclass(frozen=True)
class Found:
    """What was found in one process, unlocked and locked."""

    unlocked: list[Hit]
    locked: list[Hit]

    def keys(self, hits: list[Hit]) -> list[str]:
        """The hits that are keys."""
        return [str(hit) for hit in hits if not hit.what.startswith(("document", "PIN"))]

    def documents(self, hits: list[Hit]) -> list[str]:
        """The hits that are pieces of documents."""
        return [str(hit) for hit in hits if hit.what.startswith("document")]


def found_in_a_process(folder: Path, person: Person, way: str) -> Found:
    with scanned.running(folder, person.nik, way) as app:
        app.goes_on_to("ready")
        vault = vault_file.read(Phone(folder), PIN)
        needles = {
            **scanned.keys(vault),
            **scanned.documents(vault, handed_out={person.nik, person.name}),
            "PIN": PIN.encode(),
        }
        app.goes_on_to("unlocked", tell=" ".join(record.key.hex() for record in vault.documents()))
        unlocked = memory.scan(app.id, needles)
        app.goes_on_to("locked")
        return Found(unlocked, memory.scan(app.id, needles))


# A birth, with another person's name and NIK; a move, with an address; a letter, which is queued. Child and witness are
# made up, and so is the NIK.
PLAN = [
    Planned(
        "kelahiran",
        choices={"asal_usul": "1", "tempat_dilahirkan": "2", "penolong": "3"},
        texts={
            "anak_nama": "BUNGA YANG TIDAK BOLEH TERBACA",
            "saksi1_nama": "SAKSI RAHASIA CONTOH",
            "saksi1_nik": "9971014107660007",
        },
    ),
    Planned(
        "surat-pindah",
        choices={"tujuan_rumah": "2", "alasan": "7"},
        texts={
            "tujuan_jalan": "JALAN TANPA NAMA NOMOR 77",
            "tujuan_desa": "DESA TERSEMBUNYI CONTOH",
            "alasan_lain": "Alasan yang hanya saya tahu",
        },
        papers=("surat-pemilik-rumah",),
    ),
    Planned(
        "golongan-darah",
        choices={"golongan_baru": "7", "surat_tanggal": "02-01-2026"},
        texts={"surat_nomor": "LAB/RAHASIA/2026/77", "surat_penerbit": "RS Contoh Yang Tersembunyi"},
        papers=("surat-golongan-darah",),
        queued=True,
    ),
]


@pytest.fixture(scope="module")
def application(folder: Path, records: Found) -> Found:
    """Applications were filled in and shown, and one was queued. The same phone, the next process."""
    person = sandbox.adults()[2]
    with scanned.running(folder, person.nik, "application") as app:
        app.goes_on_to("ready")
        app.goes_on_to("unlocked", tell=json.dumps([planned.told() for planned in PLAN]))
        vault = vault_file.read(Phone(folder), PIN)
        needles = scanned.applications(vault, PLAN, handed_out={person.nik, person.name})
        unlocked = memory.scan(app.id, needles)
        app.goes_on_to("locked")
        return Found(unlocked, memory.scan(app.id, needles))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the scanned phone is."""
    return tmp_path_factory.mktemp("scanned")


@pytest.fixture(scope="module")
def library(folder: Path) -> Found:
    """No part of a document became a Python object, so all that is found is the library's. The process also made the
    registration, so portrait, PIN and documents passed through it."""
    return found_in_a_process(folder, sandbox.adults()[2], "library")


@pytest.fixture(scope="module")
def records(folder: Path, library: Found) -> Found:
    """Documents were read as Python objects and dropped before locking. The same phone, the next process."""
    return found_in_a_process(folder, sandbox.adults()[2], "records")


def test_the_key_of_an_open_vault_is_found(library: Found) -> None:
    assert any(hit.what == scanned.MASTER for hit in library.unlocked)


def test_documents_in_use_are_found(library: Found) -> None:
    seen = {hit.what.split(",")[0] for hit in library.unlocked if hit.what.startswith("document")}
    assert len(seen) > 4


def test_neither_the_pins_key_nor_the_vaults_is_in_memory_after_lock(library: Found) -> None:
    main = [hit for hit in library.keys(library.locked) if not hit.startswith("key ")]
    assert main == []


def test_no_key_at_all_is_in_memory_after_lock(library: Found) -> None:
    assert library.keys(library.locked) == []


def test_nothing_of_a_document_is_in_the_librarys_memory_after_lock(library: Found) -> None:
    assert library.documents(library.locked) == []


def test_answers_choices_and_papers_that_a_screen_shows_are_found(application: Found) -> None:
    seen = {hit.what for hit in application.unlocked}
    for planned in PLAN:
        for field in planned.texts:
            assert f"answer {field}" in seen
        for field in planned.choices.keys() - {"surat_tanggal"}:
            assert f"choice {field}" in seen
    assert len([what for what in seen if what.startswith("paper")]) > 4


def test_nothing_of_an_application_is_in_the_librarys_memory_after_lock(application: Found) -> None:
    assert [str(hit) for hit in application.locked] == []


def test_reading_records_in_python_leaves_no_key_behind(records: Found) -> None:
    main = [hit for hit in records.keys(records.locked) if not hit.startswith("key ")]
    assert main == []


def test_what_python_still_holds_after_lock_is_counted(library: Found, records: Found) -> None:
    left = {
        way: Counter(_kind(hit) for hit in found.locked) for way, found in (("library", library), ("records", records))
    }
    # Shown by `cargo xtask test`, for docs/security.md.
    for way, counts in left.items():
        for kind in ("key", "piece of a document", "PIN"):
            print(f"after lock, way {way}: {counts[kind]} x {kind}")
    # Dropped Python objects are not wiped: finding none would mean that the search looked in the wrong place.
    assert left["records"]["piece of a document"] > 0
    assert left["records"]["PIN"] > 0


def _kind(hit: Hit) -> str:
    if hit.what == "PIN":
        return "PIN"
    return "piece of a document" if hit.what.startswith("document") else "key"
