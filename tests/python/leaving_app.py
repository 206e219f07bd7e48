"""Unlocks and ends, while documents are being brought up to date in the background: python leaving_app.py FOLDER"""

import asyncio
import sys
from pathlib import Path

from support.citizen import PIN
from support.phone import Phone


async def main() -> None:
    await Phone(Path(sys.argv[1])).open().lock().unlock(PIN)
    print("unlocked")


asyncio.run(main())
