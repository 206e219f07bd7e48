"""A phone: a folder that outlives the process, with separate folders for data, keys and counters."""

import shutil
from pathlib import Path

from ikdcore import AppVersion, Config, Ikd, Keystore, LogSink, PhoneServices

from . import sandbox
from .phone_parts import FileCounters, SoftKeystore, SystemClock


class Phone:
    """A phone in its own folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._clock = SystemClock()
        self.keystore = SoftKeystore(folder / "keys")

    @property
    def data(self) -> Path:
        """The app's private folder."""
        return self.folder / "data"

    def config(self) -> Config:
        """The configuration of an app for the running service."""
        return Config(
            data_dir=str(self.data),
            service=sandbox.service(),
            service_roots=sandbox.service_roots(),
            trust_root=sandbox.trust_root(),
            embedded_trust=sandbox.trust_bundle(),
            link_host=sandbox.service().removeprefix("https://"),
            app_version=AppVersion(major=0, minor=1, patch=0),
        )

    def services(self, keystore: Keystore | None = None, log: LogSink | None = None) -> PhoneServices:
        """The phone's services for the core; a test may pass another key store or a log."""
        return PhoneServices(
            keystore=keystore or self.keystore,
            clock=self._clock,
            counters=FileCounters(self.folder / "counters"),
            biometrics=None,
            log=log,
        )

    def open(self, keystore: Keystore | None = None, log: LogSink | None = None) -> Ikd:
        """The app on this phone. One at a time."""
        return Ikd.open(self.config(), self.services(keystore, log))

    def copy_to(self, other: Path) -> "Phone":
        """The same phone in another folder, keys and all. No app may be open on this one."""
        shutil.copytree(self.folder, other, dirs_exist_ok=True)
        return Phone(other)
