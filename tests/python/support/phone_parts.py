"""The phone's services in software: a key store, clocks and counters, in folders that outlive the process."""

import json
import os
import threading
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from ikdcore import (
    BootReading,
    DeviceClock,
    KeyAuth,
    KeySpec,
    Keystore,
    KeystoreLevel,
    KeyUse,
    LogLine,
    LogSink,
    PlatformError,
    PrfKind,
    RollbackCounters,
    Severity,
)

NONCE_BYTES = 12
SECRET_BYTES = 32
MOST_SEALED = 4096
# The platform's number for a mistake of the caller: wrong kind of key, input out of range.
MISUSE = 1


class SystemClock(DeviceClock):
    """The clocks of a Linux system: the kernel's boot clock counts sleep and cannot be set."""

    def __init__(self) -> None:
        self._boot_id = uuid.UUID(Path("/proc/sys/kernel/random/boot_id").read_text().strip()).bytes

    def read(self) -> BootReading:
        boot_ms = time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000
        return BootReading(wall_ms=time.time_ns() // 1_000_000, boot_ms=boot_ms, boot_id=self._boot_id)


class SoftKeystore(Keystore):
    """A key store in a folder, one file for each key, so that another process can use the same keys."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._turn = threading.Lock()

    def level(self) -> KeystoreLevel:
        return KeystoreLevel.SOFTWARE

    def prf_kind(self) -> PrfKind:
        return PrfKind.HMAC

    def screen_lock_set(self) -> bool:
        return True

    def create_key(self, alias: str, spec: KeySpec) -> None:
        if spec.auth == KeyAuth.BIOMETRIC:
            raise PlatformError.Unavailable()
        if spec.usage == KeyUse.SIGN:
            secret = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value.to_bytes(SECRET_BYTES)
        else:
            secret = os.urandom(SECRET_BYTES)
        with self._turn:
            if self._file(alias).exists():
                raise PlatformError.AlreadyExists()
            write_whole(self._file(alias), json.dumps({"use": spec.usage.name, "secret": secret.hex()}))

    def delete_key(self, alias: str) -> None:
        self._file(alias).unlink(missing_ok=True)

    def list_keys(self, prefix: str) -> list[str]:
        return sorted(file.stem for file in self._folder.glob("*.key") if file.stem.startswith(prefix))

    def prf(self, alias: str, input: bytes) -> bytes:
        key = self._usable(alias, KeyUse.PRF)
        if len(input) != SECRET_BYTES:
            raise misuse()
        mac = hmac.HMAC(key, hashes.SHA256())
        mac.update(input)
        return mac.finalize()

    def seal(self, alias: str, plain: bytes, aad: bytes) -> bytes:
        key = self._usable(alias, KeyUse.SEAL)
        if len(plain) > MOST_SEALED:
            raise misuse()
        nonce = os.urandom(NONCE_BYTES)
        return nonce + AESGCM(key).encrypt(nonce, plain, aad)

    def unseal(self, alias: str, sealed: bytes, aad: bytes) -> bytes:
        key = self._usable(alias, KeyUse.SEAL)
        try:
            return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], aad)
        except (InvalidTag, ValueError):
            raise PlatformError.Refused() from None

    def public_key(self, alias: str) -> bytes:
        key = _signing_key(self._load(alias, KeyUse.SIGN)["secret"])
        return key.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)

    def sign(self, alias: str, data: bytes) -> bytes:
        key = _signing_key(self._usable(alias, KeyUse.SIGN).hex())
        r, s = decode_dss_signature(key.sign(data, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(SECRET_BYTES) + s.to_bytes(SECRET_BYTES)

    def _file(self, alias: str) -> Path:
        return self._folder / f"{alias}.key"

    def _load(self, alias: str, use: KeyUse) -> dict[str, Any]:
        try:
            key: dict[str, Any] = json.loads(self._file(alias).read_text())
        except FileNotFoundError:
            raise PlatformError.NotFound() from None
        if key["use"] != use.name:
            raise misuse()
        return key

    def _usable(self, alias: str, use: KeyUse) -> bytes:
        return bytes.fromhex(self._load(alias, use)["secret"])


class FileCounters(RollbackCounters):
    """Counters in files. On a phone they must be stored where a restored backup does not overwrite them."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._turn = threading.Lock()

    def read(self, id: str) -> int | None:
        file = self._file(id)
        return int(file.read_text()) if file.exists() else None

    def advance(self, id: str, to: int) -> None:
        with self._turn:
            present = self.read(id)
            if present is not None and present > to:
                raise PlatformError.Refused()
            write_whole(self._file(id), str(to))

    def remove(self, id: str) -> None:
        self._file(id).unlink(missing_ok=True)

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}.count"


class KeptLog(LogSink):
    """Records the lines of the library's log."""

    def __init__(self, lowest: Severity = Severity.DEBUG) -> None:
        self._lowest = lowest
        self.lines: list[LogLine] = []

    def lowest(self) -> Severity:
        return self._lowest

    def log(self, line: LogLine) -> None:
        self.lines.append(line)


class FailingKeystore(Keystore):
    """A key store with one failing call that the test chooses."""

    def __init__(self, inner: Keystore, call: str, failure: Callable[[], BaseException]) -> None:
        self._inner, self._call, self._failure = inner, call, failure

    def _do(self, call: str, *args: Any) -> Any:
        if call == self._call:
            raise self._failure()
        return getattr(self._inner, call)(*args)

    def level(self) -> KeystoreLevel:
        level: KeystoreLevel = self._do("level")
        return level

    def prf_kind(self) -> PrfKind:
        kind: PrfKind = self._do("prf_kind")
        return kind

    def screen_lock_set(self) -> bool:
        return bool(self._do("screen_lock_set"))

    def create_key(self, alias: str, spec: KeySpec) -> None:
        self._do("create_key", alias, spec)

    def delete_key(self, alias: str) -> None:
        self._do("delete_key", alias)

    def list_keys(self, prefix: str) -> list[str]:
        keys: list[str] = self._do("list_keys", prefix)
        return keys

    def prf(self, alias: str, input: bytes) -> bytes:
        return bytes(self._do("prf", alias, input))

    def seal(self, alias: str, plain: bytes, aad: bytes) -> bytes:
        return bytes(self._do("seal", alias, plain, aad))

    def unseal(self, alias: str, sealed: bytes, aad: bytes) -> bytes:
        return bytes(self._do("unseal", alias, sealed, aad))

    def public_key(self, alias: str) -> bytes:
        return bytes(self._do("public_key", alias))

    def sign(self, alias: str, data: bytes) -> bytes:
        return bytes(self._do("sign", alias, data))


def write_whole(file: Path, text: str) -> None:
    """Atomic, so that a killed process leaves the old file or the new one."""
    draft = file.with_suffix(".new")
    draft.write_text(text)
    draft.replace(file)


def misuse() -> Exception:
    """This kind of key does not support the requested operation."""
    failure: Exception = PlatformError.Failed(transient=False, number=MISUSE)
    return failure


def _signing_key(secret: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int(secret, 16), ec.SECP256R1())
