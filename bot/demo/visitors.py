"""What visitors of a demonstration open: three phones on a page, rooms and big screens."""

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.adapters.web import WebAdapter
from bot.app import App
from bot.demo.crowd import LEADER_UNIT
from bot.demo.platform import SimulatedPlatform
from bot.serving import WebQueries, serving
from bot.tasks import Running
from bot.web.app import create_app
from bot.web.chat import LEADER_MENU, ORGANISER_MENU, Face, WebChat
from bot.web.demo import CITIZEN_PATH, LEADER_PATH, ORGANISER_PATH
from bot.web.live import LivePages
from bot.web.live_addresses import ScreenCodes
from handlers.ports.addresses import ChatRef, UserRef
from handlers.ports.records import Grant, Role
from handlers.texts.loader import wording


@dataclass(frozen=True, slots=True)
class Visit:
    """A demonstration that is open to visitors.

    Attributes:
        address: of the page with the phones; ends with a slash.
        screens: codes of the big screens of its live rounds.
    """

    running: Running
    address: str
    screens: ScreenCodes


@asynccontextmanager
async def open_to_visitors(
    app: App, platform: SimulatedPlatform, port: int
) -> AsyncIterator[Visit]:
    """Run the contest and serve its pages on this machine while the body runs.

    Raises:
        PortTakenError: if the port is taken.
    """
    queries = WebQueries(app)
    web = WebAdapter(app.clock, queries.recent, queries.open_question)
    # The demonstration forgets everything at its end, sessions too.
    secret = random.SystemRandom().randbytes(32).hex()
    live = LivePages(app.units_of_work.reading, app.clock, web, CITIZEN_PATH, secret, None)
    pages = create_app(_phones(app, web, secret), with_demo=True, live=live)
    async with (
        app.running([platform, web]) as running,
        serving(pages, "127.0.0.1", port, "") as address,
    ):
        yield Visit(running, address, ScreenCodes(secret))


def _phones(app: App, web: WebAdapter, secret: str) -> list[WebChat]:
    say = wording("vi")
    officials = (
        (LEADER_PATH, "demo-leader-title", LEADER_MENU, Role.UNIT_LEADER, LEADER_UNIT),
        (ORGANISER_PATH, "demo-organiser-title", ORGANISER_MENU, Role.ORGANISER, None),
    )
    return [
        WebChat(web, CITIZEN_PATH, secret, is_framed=True),
        *(
            WebChat(
                web,
                path,
                secret,
                face=Face(say(title), menu),
                entered=_Role(app, role, unit).take,
                is_framed=True,
            )
            for path, title, menu, role, unit in officials
        ),
    ]


class _Role:
    """Gives every visitor of one phone its role."""

    def __init__(self, app: App, role: Role, unit_code: str | None) -> None:
        self._app = app
        self._role = role
        self._unit_code = unit_code

    async def take(self, user: UserRef, chat: ChatRef) -> None:
        now = self._app.clock.now()
        async with self._app.units_of_work() as tx:
            units = await tx.units.existing_on(now.date())
            unit = next((one.id for one in units if one.code == self._unit_code), None)
            await tx.people.grant(user, chat, Grant(self._role, unit))
            await tx.commit()
