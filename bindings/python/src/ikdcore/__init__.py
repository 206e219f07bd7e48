"""IKD Core from Python.

Exports all types and calls of the boundary under their own names (`bindings/surface.txt`), and the helpers of
`ikdcore.helpers`. This package contains no rules of its own.
"""

from . import _beginning, _generated, _guarding, _leaving
from ._generated import *  # noqa: F403
from .helpers import modules_of, showing, stages

__all__ = ["modules_of", "showing", "stages"]
__all__ += _generated.__all__

_beginning.prepare()
_guarding.prepare()
_leaving.prepare()
