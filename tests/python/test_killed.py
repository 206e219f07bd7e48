"""When the system kills the process, nothing is lost: the next process resumes at the same step."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from support import LONGEST_WAIT
from support.phone import Phone

APP = Path(__file__).with_name("killed_app.py")
STEPS = ["TERMS", "FORM", "SELFIE", "UPLOADING", "OFFICE_PAIRING", "AWAITING_DECISION", "ACTIVATION", "CREATE_PIN"]
DONE = "UNLOCKED"


class App:
    """The app in its own process. It prints the name of a screen and waits before it takes the step."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        assert process.stdin is not None and process.stdout is not None
        self._ears: IO[str] = process.stdin
        self._mouth: IO[str] = process.stdout

    def screens(self) -> Iterator[str]:
        """The screens it reaches; each iteration lets it continue."""
        for line in self._mouth:
            yield line.strip()
            self.goes_on()

    def goes_on(self) -> None:
        """Lets it take the step of its screen. It may have ended."""
        with suppress(BrokenPipeError):
            self._ears.write("\n")
            self._ears.flush()


@contextmanager
def running(phone: Phone) -> Iterator[App]:
    """The app on this phone."""
    command = [sys.executable, str(APP), str(phone.folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield App(process)
        finally:
            process.kill()


def test_a_registration_killed_in_the_middle_of_every_step_is_finished_by_the_processes_after_it(
    new_phone: Phone,
) -> None:
    for step in STEPS:
        with running(new_phone) as app:
            reached = next((screen for screen in app.screens() if screen in (step, DONE)), None)
            # It may reach the next screen, where it waits.
            app.goes_on()
            # SIGKILL: no code of the process runs any more.
            app.process.kill()
        assert reached == step
    with running(new_phone) as app:
        names = list(app.screens())
        assert (app.process.wait(timeout=LONGEST_WAIT), names[-1]) == (0, DONE)
