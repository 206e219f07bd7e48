"""Makes whatever the caller's classes raise an error of the call, without its text.

The generated code catches `Exception` only: a `SystemExit` or `KeyboardInterrupt` in a key store would be printed by
ctypes with its text, and the library would take the call for a success. What it does catch it hands over as text, which
the library then throws away; here the text is not made at all.
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
    """Calls what the caller implemented; the status says how that ended."""
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
    """Has the generated code call through here; it looks the function up by name at each call."""
    _generated._uniffi_trait_interface_call_with_error = _call
