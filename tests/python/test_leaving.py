"""Exiting a program while the library is working."""

import subprocess
import sys
from pathlib import Path

from conftest import Registered
from support import LONGEST_WAIT

PROGRAM = Path(__file__).with_name("leaving_app.py")
# One in three crashed before the package waited for the library's threads.
PROGRAMS = 6


def test_programs_that_unlock_and_exit_at_once_do_not_crash(registered: Registered, tmp_path: Path) -> None:
    phones = [registered.phone.copy_to(tmp_path / str(number)) for number in range(PROGRAMS)]
    running = [
        subprocess.Popen(
            [sys.executable, PROGRAM, phone.folder], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for phone in phones
    ]
    ends = [(*process.communicate(timeout=LONGEST_WAIT), process.returncode) for process in running]
    assert ends == [("unlocked\n", "", 0)] * PROGRAMS
