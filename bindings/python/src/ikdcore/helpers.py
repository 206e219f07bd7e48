"""Python helpers beside the generated calls: stages as an asynchronous iterator, a presentation as a context manager,
a code's modules as rows of booleans. Conversion and delegation only."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from ._generated import Ikd, QrFrame, Showing, Stage, StageObserver, ViewKind


class _Forwarding(StageObserver):
    """Passes each stage to the event loop; the library calls the observer from any thread."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.stages: asyncio.Queue[Stage] = asyncio.Queue()

    def stage_changed(self, stage: Stage) -> None:
        self._loop.call_soon_threadsafe(self.stages.put_nowait, stage)


@asynccontextmanager
async def stages(app: Ikd) -> AsyncIterator[AsyncIterator[Stage]]:
    """The stages of the app in the order of the changes, starting with the current one.

    ``async with stages(app) as seen: async for stage in seen: ...``; leaving the block ends the observation.
    """
    observer = _Forwarding()
    observation = app.observe(observer)

    async def seen() -> AsyncIterator[Stage]:
        while True:
            yield await observer.stages.get()

    try:
        yield seen()
    finally:
        observation.end()


@contextmanager
def showing(app: Ikd, kind: ViewKind, audience: int) -> Iterator[Showing]:
    """Shows codes of `kind` to the reader class `audience` until the block ends; start and end are logged."""
    codes = app.presenter().start(kind, audience)
    try:
        yield codes
    finally:
        codes.end()


def modules_of(frame: QrFrame) -> list[list[bool]]:
    """The code's modules, row by row from the top left; True is dark. Does not include the quiet zone."""
    bytes_a_row = (frame.width + 7) // 8
    return [
        [bool(frame.modules[y * bytes_a_row + x // 8] >> (7 - x % 8) & 1) for x in range(frame.width)]
        for y in range(frame.width)
    ]
