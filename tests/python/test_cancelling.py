"""Cancelling a call that waits for the service."""

import asyncio
import threading
from collections.abc import Callable

import pytest
from ikdcore import ErrorCode, Ikd, IkdError, LogLine, LogSink, Severity, Stage, SyncOutcome, stages

from support import LONGEST_WAIT, sandbox
from support.citizen import PIN, WRONG_PIN
from support.phone import Phone


class HoldingLog(LogSink):
    """Blocks the library's thread that logs a call to the service until it is released."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self.go_on = threading.Event()

    def lowest(self) -> Severity:
        return Severity.DEBUG

    def log(self, line: LogLine) -> None:
        if line.event == "service.call":
            self.reached.set()
            self.go_on.wait(LONGEST_WAIT)


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
        await asyncio.wait_for(syncing, LONGEST_WAIT)


async def test_a_sync_works_after_one_that_was_cancelled(app: Ikd, slow_answers: Callable[[str], None]) -> None:
    await app.documents().sync()
    slow_answers("/v1/account")
    syncing = asyncio.create_task(app.documents().sync())
    await begun(syncing)
    syncing.cancel()
    await asyncio.gather(syncing, return_exceptions=True)
    sandbox.clear_faults()
    assert (await asyncio.wait_for(app.documents().sync(), LONGEST_WAIT)).added == 0


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
        await asyncio.wait_for(syncing, LONGEST_WAIT)
    assert ended.value.code == ErrorCode.CANCELLED


async def test_an_unlock_that_is_not_awaited_runs_to_completion(locked_phone: Phone) -> None:
    app = locked_phone.open()
    async with stages(app) as seen:
        await anext(seen)
        unlocking = asyncio.create_task(app.lock().unlock(PIN))
        await asyncio.sleep(0)
        unlocking.cancel()
        assert isinstance(await asyncio.wait_for(anext(seen), LONGEST_WAIT), Stage.UNLOCKED)


async def test_an_unlock_whose_task_is_cancelled_before_it_is_scheduled_still_unlocks(locked_phone: Phone) -> None:
    app = locked_phone.open()
    async with stages(app) as seen:
        await anext(seen)
        unlocking = asyncio.create_task(app.lock().unlock(PIN))
        unlocking.cancel()
        assert isinstance(await asyncio.wait_for(anext(seen), LONGEST_WAIT), Stage.UNLOCKED)
    with pytest.raises(asyncio.CancelledError):
        await unlocking


async def test_a_wrong_pin_whose_task_is_cancelled_before_it_is_scheduled_counts_as_a_try(locked_phone: Phone) -> None:
    app = locked_phone.open()
    async with stages(app) as seen:
        await anext(seen)
        asyncio.create_task(app.lock().unlock(WRONG_PIN)).cancel()
        stage = await asyncio.wait_for(anext(seen), LONGEST_WAIT)
    assert isinstance(stage, Stage.LOCKED) and stage.attempts_left == 9


async def test_an_unlock_that_was_cancelled_while_no_thread_was_free_runs_to_completion(
    locked_phone: Phone,
) -> None:
    log = HoldingLog()
    app = locked_phone.open(log=log)
    async with stages(app) as seen:
        await anext(seen)
        refreshing = asyncio.create_task(app.account().refresh_trust())
        try:
            # The library has one thread for async work: it blocks in the log until it is released.
            assert await asyncio.to_thread(log.reached.wait, LONGEST_WAIT)
            unlocking = asyncio.create_task(app.lock().unlock(PIN))
            await asyncio.sleep(0)
            unlocking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await unlocking
        finally:
            log.go_on.set()
        await refreshing
        assert isinstance(await asyncio.wait_for(anext(seen), LONGEST_WAIT), Stage.UNLOCKED)


def test_a_call_may_begin_before_there_is_an_event_loop(locked_phone: Phone) -> None:
    app = locked_phone.open()
    asyncio.run(app.lock().unlock(PIN))
    assert isinstance(app.stage(), Stage.UNLOCKED)
