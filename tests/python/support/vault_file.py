"""Reads a vault from its files, written from docs/formats/vault.md alone, independent of the library."""

import hmac
import shutil
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cbor2
from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from .phone import Phone

NONCE_BYTES = 12
# Bytes of a sealed part before its ciphertext, and within them.
RECORD_HEAD = 36
TABLE_DOCUMENTS = 2
TABLE_ANSWERS = 7
TABLE_ATTACHMENTS = 9


@dataclass(frozen=True)
class Record:
    """One record of the vault, opened."""

    table: int
    key: bytes
    sealing_key: bytes
    meta: bytes
    body: bytes


@dataclass(frozen=True)
class VaultFile:
    """The content that the PIN and the phone's keys open."""

    stretched: bytes
    kek: bytes
    dek: bytes
    # HKDF's first half over the DEK: all that is needed to derive the keys below.
    extracted: bytes
    # Keys of the index of each table, and of the manifest.
    derived: list[bytes]
    records: list[Record]

    def documents(self) -> list[Record]:
        """The documents, as the service issued them."""
        return self.of(TABLE_DOCUMENTS)

    def of(self, table: int) -> list[Record]:
        """The records of a table."""
        return [record for record in self.records if record.table == table]


def read(phone: Phone, pin: str) -> VaultFile:
    """Opens the vault of a phone, also while an app has it open: works on a copy of the files."""
    header, rows = _contents(phone)
    vault_id, slot = _header(phone, header)
    generation, memory_kib, passes, lanes, salt, sealed, prf_kind = slot
    if prf_kind != 0:
        raise AssertionError("the phone's key store computes HMAC")
    stretched = hash_secret_raw(pin.encode(), salt, passes, memory_kib, lanes, 32, Type.ID)
    answer = phone.keystore.prf(f"ikd.pin.{vault_id.hex()}.{generation}", stretched)
    kek = _hkdf(vault_id, stretched + answer, b"ikd/v1/kek/pin")
    opened = _aead(kek, sealed, b"ikd/v1/slot/1" + vault_id + generation.to_bytes(4))
    dek, of_vault = opened[:32], opened[32:]
    if of_vault != vault_id:
        raise AssertionError("the slot belongs to another vault")
    records = [_record(vault_id, dek, *row) for row in rows]
    tables = sorted({record.table for record in records})
    derived = [_hkdf(vault_id, dek, b"ikd/v1/idx" + table.to_bytes(2)) for table in tables]
    derived.append(_hkdf(vault_id, dek, b"ikd/v1/man"))
    return VaultFile(stretched, kek, dek, hmac.digest(vault_id, dek, "sha256"), derived, records)


def cost(phone: Phone) -> tuple[int, int, int]:
    """The cost of stretching the PIN on this phone: passes, memory in KiB, lanes."""
    _, memory_kib, passes, lanes, *_ = _header(phone, _contents(phone)[0])[1]
    return passes, memory_kib, lanes


def _contents(phone: Phone) -> tuple[bytes, list[tuple[bytes, bytes, bytes]]]:
    """The header, and the sealed records: id, meta, body."""
    with tempfile.TemporaryDirectory(dir=phone.folder) as copy:
        for file in phone.data.rglob("vault.db*"):
            shutil.copy(file, copy)
        with closing(sqlite3.connect(Path(copy) / "vault.db")) as database:
            header = database.execute("SELECT blob FROM hdr").fetchone()[0]
            return header, database.execute("SELECT rid, meta, data FROM rec JOIN body USING (rid)").fetchall()


def _header(phone: Phone, blob: bytes) -> tuple[bytes, list[Any]]:
    """Vault id and PIN slot."""
    if blob[:5] != b"IKDH\x03" or blob[9] != 1:
        raise AssertionError("not a header of version 3")
    epoch, vault_id, length = blob[5:9], blob[10:26], int.from_bytes(blob[26:28])
    sealed = blob[28 : 28 + length]
    plain = phone.keystore.unseal(f"ikd.epoch.{int.from_bytes(epoch)}", sealed, b"ikd/v1/hdr" + vault_id + epoch)
    header = cbor2.loads(plain[2 : 2 + int.from_bytes(plain[:2])])
    return vault_id, header[5]


def _record(vault_id: bytes, dek: bytes, rid: bytes, meta: bytes, body: bytes) -> Record:
    table = meta[6:8]
    key = _hkdf(vault_id, dek, b"ikd/v1/rec" + table + rid)
    contents = []
    for number, part in enumerate((meta, body)):
        if part[:6] != b"IKDR\x01\x01":
            raise AssertionError("not a record of version 1, suite 1")
        aad = b"ikd/v1/rec" + vault_id + part[:RECORD_HEAD] + rid + bytes([number])
        plain = AESGCM(key).decrypt(part[20:32], part[RECORD_HEAD:], aad)
        contents.append(plain[4 : 4 + int.from_bytes(plain[:4])])
    length = int.from_bytes(contents[0][:2])
    return Record(int.from_bytes(table), contents[0][2 : 2 + length], key, contents[0][2 + length :], contents[1])


def _aead(key: bytes, sealed: bytes, aad: bytes) -> bytes:
    return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], aad)


def _hkdf(salt: bytes, secret: bytes, info: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, info).derive(secret)
