"""A process that the system kills takes nothing with it: the next one goes on at the same step."""

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
    """The app in a process of its own. It names a screen and waits before it does what that asks for."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        assert process.stdin is not None and process.stdout is not None
        self._ears: IO[str] = process.stdin
        self._mouth: IO[str] = process.stdout

    def screens(self) -> Iterator[str]:
        """The screens it comes to; it goes on when the next one is asked for."""
        for line in self._mouth:
            yield line.strip()
            self.goes_on()

    def goes_on(self) -> None:
        """Lets it do what its screen asks for. It may have ended."""
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
            # It may get as far as the next screen, where it waits.
            app.goes_on()
            # SIGKILL: nothing of the process runs any more, whatever it was doing.
            app.process.kill()
        assert reached == step
    with running(new_phone) as app:
        names = list(app.screens())
        assert (app.process.wait(timeout=LONGEST_WAIT), names[-1]) == (0, DONE)
