"""A process that the system kills takes nothing with it: the next one goes on at the same step."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from support.phone import Phone

APP = Path(__file__).with_name("killed_app.py")
STEPS = ["TERMS", "FORM", "SELFIE", "UPLOADING", "OFFICE_PAIRING", "AWAITING_DECISION", "ACTIVATION", "CREATE_PIN"]
DONE = "UNLOCKED"


@contextmanager
def running(phone: Phone) -> Iterator[tuple["subprocess.Popen[str]", IO[str]]]:
    """The app in a process of its own, and what it says."""
    with subprocess.Popen([sys.executable, APP, phone.folder], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout
        finally:
            process.kill()


def test_a_registration_killed_in_the_middle_of_every_step_is_finished_by_the_processes_after_it(
    new_phone: Phone,
) -> None:
    for step in STEPS:
        with running(new_phone) as (process, said):
            reached = next((line.strip() for line in said if line.strip() in (step, DONE)), None)
            # SIGKILL: nothing of the process runs any more, whatever it was doing.
            process.kill()
        assert reached == step
    with running(new_phone) as (process, said):
        names = [line.strip() for line in said]
        assert (process.wait(timeout=60), names[-1]) == (0, DONE)
