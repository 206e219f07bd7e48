"""Stage observers."""

import asyncio
import threading

import pytest
from ikdcore import Ikd, Stage, StageObserver, stages

from support.citizen import PIN, name_of
from support.phone import Phone


class Kept(StageObserver):
    """Records each stage and the thread it was called on."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.threads: list[int] = []

    def stage_changed(self, stage: Stage) -> None:
        self.names.append(name_of(stage))
        self.threads.append(threading.get_ident())


def test_an_observer_gets_the_current_stage_at_once(locked_phone: Phone) -> None:
    heard = Kept()
    observation = locked_phone.open().observe(heard)
    observation.end()
    assert heard.names == ["LOCKED"]


async def test_an_observer_gets_stages_in_order(locked_phone: Phone) -> None:
    app, heard = locked_phone.open(), Kept()
    observation = app.observe(heard)
    await app.lock().unlock(PIN)
    app.lock().lock()
    observation.end()
    assert heard.names == ["LOCKED", "UNLOCKED", "LOCKED"]


async def test_an_observer_gets_an_unlock_on_a_thread_of_the_library(locked_phone: Phone) -> None:
    app, heard = locked_phone.open(), Kept()
    observation = app.observe(heard)
    await app.lock().unlock(PIN)
    observation.end()
    assert heard.threads[0] == threading.get_ident() != heard.threads[1]


async def test_an_ended_observation_gets_no_more_stages(locked_phone: Phone) -> None:
    app, heard = locked_phone.open(), Kept()
    app.observe(heard).end()
    await app.lock().unlock(PIN)
    assert heard.names == ["LOCKED"]


async def test_an_observer_that_fails_does_not_stop_the_others(locked_phone: Phone) -> None:
    class Failing(StageObserver):
        def stage_changed(self, stage: Stage) -> None:
            raise RuntimeError("a mistake of the shell")

    app, heard = locked_phone.open(), Kept()
    observations = [app.observe(Failing()), app.observe(heard)]
    await app.lock().unlock(PIN)
    for observation in observations:
        observation.end()
    assert heard.names == ["LOCKED", "UNLOCKED"]


async def test_stages_come_as_an_asynchronous_iterator(locked_phone: Phone) -> None:
    app = locked_phone.open()
    async with stages(app) as seen:
        first = await anext(seen)
        await app.lock().unlock(PIN)
        second = await anext(seen)
    assert (name_of(first), name_of(second)) == ("LOCKED", "UNLOCKED")


async def test_leaving_the_iterator_ends_the_observation(app: Ikd) -> None:
    async with stages(app) as seen:
        await anext(seen)
    app.lock().lock()
    with pytest.raises(asyncio.TimeoutError):
        await asyncio.wait_for(anext(seen), timeout=0.05)
