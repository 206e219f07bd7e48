"""Unlocks, syncs and exits while threads of the library still release Python objects: python leaving_app.py FOLDER"""

import asyncio
import sys
from pathlib import Path

from support.citizen import PIN
from support.phone import Phone


async def main() -> None:
    app = Phone(Path(sys.argv[1])).open()
    await app.lock().unlock(PIN)
    await app.documents().sync()
    print("unlocked")


asyncio.run(main())
