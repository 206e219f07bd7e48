"""Makes an async call start when it is called.

A Python coroutine does nothing until the event loop runs it. If its task is cancelled before that, it never runs: a PIN
that the person entered would not be tried. Here the library starts the call before the coroutine is returned; the event
loop then only waits for the result.
"""

import functools
import inspect
from collections.abc import Callable, Coroutine, Generator
from typing import Any

from . import _generated

_generated_call_async: Callable[..., Coroutine[Any, Any, Any]] = _generated._uniffi_rust_call_async


class _Started:
    """Suspends a coroutine after the library has started its call."""

    def __await__(self) -> Generator["_Started", None, None]:
        yield self


class _Rest:
    """The rest of a started coroutine. Dropping it without awaiting it cancels the call."""

    def __init__(self, started: Coroutine[Any, Any, Any]) -> None:
        self._started = started

    def __await__(self) -> Generator[Any, Any, Any]:
        # `await` refuses a coroutine that has started.
        return (yield from self._started.__await__())


@_generated._UNIFFI_RUST_FUTURE_CONTINUATION_CALLBACK  # type: ignore[untyped-decorator]
def _ignore_wakeup(_data: int, _outcome: int) -> None:
    """Called when the result is ready before the event loop waits for it: the next poll returns it."""


async def _call(
    future: Any, poll: Callable[..., None], complete: Callable[..., Any], free: Callable[..., None], *others: Any
) -> Any:
    """Starts a call in the library, suspends, and then waits for the result as the generated code does."""
    try:
        # The first poll starts the call.
        poll(future, _ignore_wakeup, 0)
        await _Started()
    except BaseException:
        free(future)
        raise
    return await _generated_call_async(future, poll, complete, free, *others)


async def _wait(started: Coroutine[Any, Any, Any]) -> Any:
    return await _Rest(started)


def _started_at_call(call: Callable[..., Coroutine[Any, Any, Any]]) -> Callable[..., Coroutine[Any, Any, Any]]:
    @functools.wraps(call)
    def start(*args: Any, **kwargs: Any) -> Coroutine[Any, Any, Any]:
        started = call(*args, **kwargs)
        started.send(None)
        rest = _wait(started)
        # Python prints these names in its warning about a coroutine that was never awaited.
        rest.__name__, rest.__qualname__ = call.__name__, call.__qualname__
        return rest

    return start


def prepare() -> None:
    """Makes every async call of the generated code start when it is called."""
    for kind in list(vars(_generated).values()):
        if isinstance(kind, type) and not getattr(kind, "_is_protocol", False):
            for name, call in list(vars(kind).items()):
                if inspect.iscoroutinefunction(call):
                    setattr(kind, name, _started_at_call(call))
    _generated._uniffi_rust_call_async = _call
