"""Giving up a call that waits for the service."""

import asyncio
from collections.abc import Callable

import pytest
from ikdcore import ErrorCode, Ikd, IkdError, Stage, SyncOutcome, stages

from support import sandbox
from support.citizen import PIN
from support.phone import Phone


async def begun(syncing: "asyncio.Task[SyncOutcome]") -> None:
    """Its first step is done: the library has the call, and the service keeps it waiting."""
    await asyncio.sleep(0)
    assert not syncing.done()


async def test_cancelling_the_task_of_a_sync_ends_it_at_once(app: Ikd, slow_answers: Callable[[str], None]) -> None:
    await app.documents().sync()
    slow_answers("/v1/account")
    syncing = asyncio.create_task(app.documents().sync())
    await begun(syncing)
    syncing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(syncing, timeout=10)


async def test_a_sync_works_after_one_that_was_cancelled(app: Ikd, slow_answers: Callable[[str], None]) -> None:
    await app.documents().sync()
    slow_answers("/v1/account")
    syncing = asyncio.create_task(app.documents().sync())
    await begun(syncing)
    syncing.cancel()
    await asyncio.gather(syncing, return_exceptions=True)
    sandbox.trouble_ends()
    assert (await asyncio.wait_for(app.documents().sync(), timeout=30)).added == 0


async def test_a_time_limit_of_asyncio_ends_a_sync(app: Ikd, slow_answers: Callable[[str], None]) -> None:
    await app.documents().sync()
    slow_answers("/v1/account")
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(app.documents().sync(), timeout=0.2)


async def test_cancel_of_the_object_ends_its_calls_with_a_typed_error(
    app: Ikd, slow_answers: Callable[[str], None]
) -> None:
    documents = app.documents()
    await documents.sync()
    slow_answers("/v1/account")
    syncing = asyncio.create_task(documents.sync())
    await begun(syncing)
    documents.cancel()
    with pytest.raises(IkdError.Cancelled) as ended:
        await asyncio.wait_for(syncing, timeout=10)
    assert ended.value.code == ErrorCode.CANCELLED


async def test_an_unlock_goes_on_to_its_end_though_nobody_waits(locked_phone: Phone) -> None:
    app = locked_phone.open()
    async with stages(app) as seen:
        await anext(seen)
        unlocking = asyncio.create_task(app.lock().unlock(PIN))
        await asyncio.sleep(0)
        unlocking.cancel()
        assert isinstance(await asyncio.wait_for(anext(seen), timeout=30), Stage.UNLOCKED)
