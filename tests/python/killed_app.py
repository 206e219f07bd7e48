"""The app in its own process, to be killed: python killed_app.py FOLDER

Walks on from wherever the phone in FOLDER is and names each screen; does what that asks for when it is told a line. The
last is UNLOCKED."""

import asyncio
import sys
from pathlib import Path

from ikdcore import Stage

from support import sandbox
from support.citizen import name_of, walk
from support.phone import Phone


def tell(stage: Stage) -> None:
    print(name_of(stage), flush=True)
    if not isinstance(stage, Stage.UNLOCKED):
        sys.stdin.readline()


async def main() -> None:
    app = Phone(Path(sys.argv[1])).open()
    await walk(app, sandbox.adults()[1], lambda stage: isinstance(stage, Stage.UNLOCKED), tell)


asyncio.run(main())
