"""Phones for the tests. One whole journey makes a phone with documents; tests work on copies of it."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from ikdcore import Ikd, Stage

from support import sandbox
from support.citizen import PIN, walk
from support.phone import Phone
from support.sandbox import Person


@dataclass(frozen=True)
class Registered:
    """A locked phone with documents, and the stages of its journey."""

    phone: Phone
    holder: Person
    stages: list[Stage]


@pytest.fixture(scope="session", autouse=True)
def a_service_without_limits() -> None:
    sandbox.lift_limits()


@pytest.fixture(scope="session")
def registered(tmp_path_factory: pytest.TempPathFactory) -> Registered:
    """The whole journey, once."""
    phone, holder, stages = Phone(tmp_path_factory.mktemp("registered")), sandbox.adults()[0], list[Stage]()

    async def journey() -> None:
        app = phone.open()
        await walk(app, holder, lambda stage: isinstance(stage, Stage.UNLOCKED), stages.append)
        # The background sync that starts with a new PIN runs before this one.
        await app.documents().sync()
        app.lock().lock()

    asyncio.run(journey())
    return Registered(phone, holder, stages)


@pytest.fixture
def holder(registered: Registered) -> Person:
    """The holder of the documents on `locked_phone`."""
    return registered.holder


@pytest.fixture
def locked_phone(registered: Registered, tmp_path: Path) -> Phone:
    """A copy of the registered phone for one test, locked."""
    return registered.phone.copy_to(tmp_path / "phone")


@pytest.fixture
async def app(locked_phone: Phone) -> Ikd:
    """The app on a phone with documents, unlocked."""
    app = locked_phone.open()
    await app.lock().unlock(PIN)
    return app


@pytest.fixture
def new_phone(tmp_path: Path) -> Phone:
    """A phone without data."""
    return Phone(tmp_path / "phone")


@pytest.fixture
def slow_answers() -> Iterator[Callable[[str], None]]:
    """Delays answers under a path for longer than any test waits, until the test ends."""
    yield lambda path: sandbox.delay_answers(path, milliseconds=60_000)
    sandbox.clear_faults()
