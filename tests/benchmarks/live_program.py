"""``hoithi serve`` that also writes down when it has settled the questions of live rounds."""

import json
import os
from datetime import datetime
from functools import partial
from pathlib import Path

from bot.app import App
from bot.commands import running
from bot.commands.running import serve

SETTLED = "LIVE_SETTLED_FILE"


def main() -> None:
    setattr(running, "App", partial(App, observe_live=_note))  # noqa: B010 - it is a class there
    serve()


def _note(deadline: datetime, durable_at: datetime) -> None:
    line = json.dumps([deadline.timestamp(), durable_at.timestamp()])
    with Path(os.environ[SETTLED]).open("a", encoding="ascii") as file:
        file.write(f"{line}\n")


if __name__ == "__main__":
    main()
