"""Ending a program while the library is at work."""

import subprocess
import sys
from pathlib import Path

from support.phone import Phone

PROGRAM = Path(__file__).with_name("leaving_app.py")


def test_a_program_that_unlocks_and_ends_at_once_ends_well(locked_phone: Phone) -> None:
    ended = subprocess.run([sys.executable, PROGRAM, locked_phone.folder], capture_output=True, text=True, timeout=60)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "unlocked\n", "")
