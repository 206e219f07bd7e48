"""Turns every exception that the caller's classes raise into an error of the call, without its text.

The generated code catches only `Exception`. A `SystemExit` or `KeyboardInterrupt` in a key store would be printed by
ctypes with its text, and the library would treat the call as successful. The generated code also passes the text of the
exceptions it catches to the library, which discards it; here no text is created.
"""

from collections.abc import Callable
from typing import Any

from . import _generated


def _call(
    status: Any,
    make_call: Callable[[], Any],
    write: Callable[[Any], None],
    expected: type[BaseException],
    lower: Callable[[Any], Any],
) -> None:
    """Calls the caller's implementation and writes the result to `status`."""
    kinds: Any = _generated._UniffiRustCallStatus
    try:
        try:
            write(make_call())
        except expected as error:
            buffer = lower(error)
            status.code, status.error_buf = kinds.CALL_ERROR, buffer
    except BaseException:
        status.code, status.error_buf = kinds.CALL_UNEXPECTED_ERROR, _generated._UniffiRustBuffer.default()


def prepare() -> None:
    """Replaces the function in the generated code, which looks it up by name at each call."""
    _generated._uniffi_trait_interface_call_with_error = _call
