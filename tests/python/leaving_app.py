"""Unlocks, syncs and ends, while threads of the library give back what Python lent: python leaving_app.py FOLDER"""

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
