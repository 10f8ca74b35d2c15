"""The composition root connects announcing in chat with the platforms: rates, bars and reports."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.app import App
from bot.clock import SystemClock
from contest.announcements import Everybody
from handlers.announcing import control
from handlers.announcing.actors import Actor
from handlers.announcing.composing import compose
from handlers.ports.addresses import ChatRef, UserRef
from handlers.ports.announcements import NewAnnouncement, StoredAnnouncement
from handlers.ports.contents import Text
from handlers.ports.messaging import InboundMessage, MessageRef, OutboundMessage
from handlers.ports.records import Grant, Role
from tests.fakes.adapter import FakeAdapter
from tests.fakes.secrets import SECRET
from tests.integration.storage.world import create_world, new_person

pytestmark = pytest.mark.anyio

BINH = UserRef("web", "demo", "binh")
CHAT = ChatRef("web", "demo", "chat-binh")


class Slow(FakeAdapter):
    """A platform that takes a message in ten seconds."""

    capabilities = replace(FakeAdapter.capabilities, messages_per_second=0.1)


class Editor(FakeAdapter):
    """A platform on which messages can be changed, where the organiser is."""

    capabilities = replace(FakeAdapter.capabilities, edit=True)

    async def edit(self, message_id: str, message: OutboundMessage) -> MessageRef:
        self.sent.append(message)
        self._moved.set()
        return MessageRef(message.chat, message_id)

    def said(self) -> str:
        """Everything that the organiser was told."""
        texts = [each.content for each in self.sent if each.chat == CHAT]
        return "\n".join(each.body for each in texts if isinstance(each, Text))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_organisers_are_told_rates_and_see_a_bar(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.broadcasting.live_bars.PERIOD", timedelta(milliseconds=50))
    app = App(database_url, SystemClock(), SECRET)
    platform = Editor()
    announced = await _announced(app)

    try:
        async with app.running([platform, Slow("zalo", "40")]) as running:
            now = app.clock.now()
            show = f"t:announce:{announced.id + 1}:show"
            await running.deliver(InboundMessage("1", CHAT, BINH, now, choice=show))
            await platform.until(lambda: "XEM TRƯỚC THÔNG BÁO SỐ 2" in platform.said())
            await platform.until(lambda: "tạm dừng\n░░░░░░░░░░ 0% (0/7)" in platform.said())
    finally:
        await app.close()

    assert "Thời gian gửi dự kiến: khoảng 2 phút" in platform.said()


async def _announced(app: App) -> StoredAnnouncement:
    """Seven people on the slow platform, an announcement that is paused, and another draft."""
    world = await create_world(app.database)
    now = app.clock.now()
    async with app.units_of_work() as tx:
        for number in range(1, 8):
            person = UserRef("zalo", "40", f"user-{number}")
            home = ChatRef("zalo", "40", f"chat-{number}")
            await tx.people.register(person, home, new_person(world))
        await tx.people.grant(BINH, CHAT, Grant(Role.ORGANISER))
        actor, content = Actor(BINH), NewAnnouncement("Chào bạn", Everybody(), is_forced=True)
        first = await compose(tx, actor, content, now)
        await compose(tx, actor, content, now)
        assert isinstance(first, StoredAnnouncement)
        await control.confirm(tx, actor, first.id, content.version, now)
        done = await control.pause(tx, actor, first.id, now)
        await tx.commit()
    assert isinstance(done, StoredAnnouncement)
    return done
