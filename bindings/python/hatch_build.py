"""Sets the wheel's platform tag: it contains a native library, but no code that depends on the Python version."""

import sysconfig
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

LIBRARIES = ("libikd.so", "libikd.dylib", "ikd.dll")


class PlatformWheel(BuildHookInterface):
    """A wheel for every Python 3 on this platform."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Sets the tag. Fails if a file is missing without which the wheel cannot be imported."""
        package = Path(self.root, "src", "ikdcore")
        has_library = any((package / name).is_file() for name in LIBRARIES)
        if not has_library or not (package / "_generated.py").is_file():
            raise RuntimeError("the library or the generated module is missing: build with `cargo xtask wheel`")
        machine = sysconfig.get_platform().replace("-", "_").replace(".", "_")
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{machine}"
