"""The whole system sends what was confirmed while it was down, and accounts for it."""

from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest

from bot.app import App
from bot.clock import SystemClock
from bot.demo.contest import load_contest
from contest.announcements import Everybody
from contest.model import Audience
from contest.rules import RoundRules, Window
from handlers.announcing import control
from handlers.announcing.actors import COMMAND_LINE
from handlers.announcing.composing import compose
from handlers.announcing.reporting import report
from handlers.ports.addresses import ChatRef, UserRef
from handlers.ports.announcements import AnnouncementId, Fate, NewAnnouncement, StoredAnnouncement
from handlers.ports.messaging import MessageRejected, RecipientUnreachable
from handlers.ports.records import NewPerson
from tests.fakes.adapter import FakeAdapter
from tests.fakes.clock import START
from tests.fakes.secrets import SECRET

pytestmark = pytest.mark.anyio

PEOPLE = 6
WINDOW = Window(START + timedelta(days=1), START + timedelta(days=10))


@pytest.fixture(autouse=True)
def _look_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.announcements.PERIOD", timedelta(milliseconds=20))
    monkeypatch.setattr("scheduler.relay.POLL", timedelta(milliseconds=10))


@pytest.fixture
async def app(sqlite_url: str) -> AsyncIterator[App]:
    app = App(sqlite_url, SystemClock(start=START), SECRET)
    yield app
    await app.close()


async def register(app: App) -> None:
    await load_contest(app.units_of_work, WINDOW, RoundRules())
    async with app.units_of_work() as tx:
        units = await tx.units.existing_on(START.date())
        for number in range(1, PEOPLE + 1):
            person = NewPerson(
                full_name="Nguyễn Thị Hoa",
                birth_date=date(1980, 11, 8),
                unit=units[1].id,
                audience=Audience.OFFICIALS,
                locale="vi",
                notice_version="1",
                consented_at=START,
            )
            name = f"hoa-{number}"
            chat = ChatRef("web", "demo", name)
            await tx.people.register(UserRef("web", "demo", name), chat, person)
        await tx.commit()


async def announce(app: App) -> AnnouncementId:
    async with app.units_of_work() as tx:
        draft = await compose(tx, COMMAND_LINE, NewAnnouncement("Mời thi", Everybody()), START)
        assert isinstance(draft, StoredAnnouncement)
        done = await control.confirm(tx, COMMAND_LINE, draft.id, draft.content.version, START)
        assert isinstance(done, StoredAnnouncement)
        await tx.commit()
    return draft.id


async def fates(app: App, id_: AnnouncementId) -> dict[Fate, int]:
    async with app.units_of_work.reading() as tx:
        told = await report(tx, id_, app.clock.now())
    assert told is not None
    return {fate: told.tally.of(fate) for fate in Fate if told.tally.of(fate)}


async def test_what_was_confirmed_goes_out_and_is_accounted_for(app: App) -> None:
    adapter = FakeAdapter()
    await register(app)
    id_ = await announce(app)
    keys = [f"announcement:{id_}:{number}" for number in range(1, PEOPLE + 1)]
    adapter.trouble(keys[1], MessageRejected("chat not found"))
    adapter.trouble(keys[2], RecipientUnreachable())

    async with app.running([adapter]):
        await adapter.until_sent(keys[0], *keys[3:])
        await adapter.until_tried(keys[1])
        await adapter.until_tried(keys[2])

    assert await fates(app, id_) == {Fate.DELIVERED: 4, Fate.FAILED: 1, Fate.UNREACHABLE: 1}
    assert adapter.tried_keys.count(keys[0]) == 1
