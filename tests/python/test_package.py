"""The content of the wheel: the library, types, and every name of the boundary."""

import importlib.metadata
import re
import sys
from pathlib import Path

import ikdcore

from support import sandbox

PACKAGE = Path(ikdcore.__file__).parent
# A line of the listing that names something: `record Traffic`, `fn text_keys() ...`.
NAMED = re.compile(r"^(?:object|record|enum|error|trait|fn) (\w+)", re.MULTILINE)


def test_the_tests_run_against_the_installed_wheel() -> None:
    assert PACKAGE.is_relative_to(sys.prefix)


def test_the_wheel_is_for_this_kind_of_machine_and_any_python_3() -> None:
    wheel = importlib.metadata.distribution("ikdcore").read_text("WHEEL")
    assert wheel is not None
    assert re.search(r"^Tag: py3-none-(?!any)\w+$", wheel, re.MULTILINE)


def test_the_wheel_says_that_it_is_typed() -> None:
    assert (PACKAGE / "py.typed").is_file()


def test_every_name_of_the_boundary_is_in_the_package() -> None:
    names = set(NAMED.findall(Path(sandbox.variable("IKD_SURFACE")).read_text()))
    assert len(names) > 80
    assert names <= set(ikdcore.__all__)


def test_private_names_are_not_exported() -> None:
    assert [name for name in ikdcore.__all__ if name.startswith("_")] == []
