"""IKD Core from Python.

Everything of the boundary is here under its own name, as the library's own listing has it (`bindings/surface.txt`), and
with it the few helpers of `ikdcore.helpers` that Python's own habits ask for. No rule lives in this package.
"""

from . import _beginning, _generated, _guarding, _leaving
from ._generated import *  # noqa: F403
from .helpers import modules_of, showing, stages

__all__ = ["modules_of", "showing", "stages"]
__all__ += _generated.__all__

_beginning.prepare()
_guarding.prepare()
_leaving.prepare()
