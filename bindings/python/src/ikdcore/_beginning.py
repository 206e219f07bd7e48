"""Makes a call begin when it is called.

A coroutine of Python does nothing until its event loop takes it up, and a task that is cancelled before that never does
anything: a PIN would be taken off the person and not be tried. Here the library has a call before its coroutine is
handed out; what is left for the event loop is to wait for the answer.
"""

import functools
import inspect
from collections.abc import Callable, Coroutine, Generator
from typing import Any

from . import _generated

_waited_for: Callable[..., Coroutine[Any, Any, Any]] = _generated._uniffi_rust_call_async


class _Handed:
    """Where a coroutine stops once the library has its call."""

    def __await__(self) -> Generator["_Handed", None, None]:
        yield self


class _Rest:
    """What is left of a coroutine that has begun. Dropped without being waited for, it gives the call up."""

    def __init__(self, begun: Coroutine[Any, Any, Any]) -> None:
        self._begun = begun

    def __await__(self) -> Generator[Any, Any, Any]:
        # `await` refuses a coroutine that has begun.
        return (yield from self._begun.__await__())


@_generated._UNIFFI_RUST_FUTURE_CONTINUATION_CALLBACK  # type: ignore[untyped-decorator]
def _nobody_waits_yet(_data: int, _outcome: int) -> None:
    """Called when the answer is there before an event loop waits for it: the next poll finds it."""


async def _call(
    future: Any, poll: Callable[..., None], complete: Callable[..., Any], free: Callable[..., None], *others: Any
) -> Any:
    """Hands a call to the library, stops, and then waits for it as the generated code does."""
    try:
        # The library begins its work at the first poll.
        poll(future, _nobody_waits_yet, 0)
        await _Handed()
    except BaseException:
        free(future)
        raise
    return await _waited_for(future, poll, complete, free, *others)


async def _wait(begun: Coroutine[Any, Any, Any]) -> Any:
    return await _Rest(begun)


def _beginning(call: Callable[..., Coroutine[Any, Any, Any]]) -> Callable[..., Coroutine[Any, Any, Any]]:
    @functools.wraps(call)
    def begin(*args: Any, **kwargs: Any) -> Coroutine[Any, Any, Any]:
        begun = call(*args, **kwargs)
        begun.send(None)
        rest = _wait(begun)
        # What Python says of a coroutine that nobody waited for.
        rest.__name__, rest.__qualname__ = call.__name__, call.__qualname__
        return rest

    return begin


def prepare() -> None:
    """Has every async call of the generated code begin when it is called."""
    for kind in list(vars(_generated).values()):
        if isinstance(kind, type) and not getattr(kind, "_is_protocol", False):
            for name, call in list(vars(kind).items()):
                if inspect.iscoroutinefunction(call):
                    setattr(kind, name, _beginning(call))
    _generated._uniffi_rust_call_async = _call
