"""Whatever organisers, feeders and platforms do in whatever order: everybody has one state."""

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from contest.model import PersonId
from handlers.announcing.actors import Actor, Refused
from handlers.ports.announcements import AnnouncementId, Fate
from handlers.ports.records import OutboxRow
from storage.engine import Database
from tests.integration.announcing.desk import (
    BINH,
    Desk,
    dead,
    open_desk,
    sent,
    unknown,
    unreachable,
)

PEOPLE = 7
VERDICTS = (sent, sent, sent, dead, unknown, unreachable)
KINDS = (
    *("feed", "feed", "feed", "claim", "claim", "settle", "settle", "settle", "wake"),
    *("confirm", "pause", "resume", "resume", "resend", "resend_unknown", "cancel"),
)


@dataclass(frozen=True)
class Act:
    """Something that happens; ``count`` messages of the relay have the ``verdict``."""

    what: str
    count: int
    verdict: int


ACTS = st.builds(
    Act,
    what=st.sampled_from(KINDS),
    count=st.integers(1, 4),
    verdict=st.integers(0, len(VERDICTS) - 1),
)


class Broadcast:
    """One announcement, and what the relay has in its hands."""

    def __init__(self, desk: Desk, actor: Actor, id_: AnnouncementId) -> None:
        self._desk = desk
        self._actor = actor
        self.id = id_
        self._in_hand: list[OutboxRow] = []
        self.is_cancelled = False

    async def do(self, act: Act) -> None:
        desk, actor = self._desk, self._actor
        match act.what:
            case "feed":
                await desk.feed(timedelta(seconds=1))
            case "claim":
                self._take(await desk.claim(act.count))
            case "settle":
                rows, self._in_hand = self._in_hand[: act.count], self._in_hand[act.count :]
                await desk.settle(rows, VERDICTS[act.verdict])
            case "wake":
                await self._wake(act.count)
            case "confirm":
                await desk.confirm(actor, (await desk.report(self.id)).announcement)
            case "pause":
                await desk.pause(actor, self.id)
            case "resume":
                await desk.resume(actor, self.id)
            case "resend" | "resend_unknown":
                with_unknown = act.what == "resend_unknown"
                await desk.resend(actor, self.id, with_unknown=with_unknown)
            case "cancel" if act.count == 1:
                done = await desk.cancel(actor, self.id)
                self.is_cancelled = self.is_cancelled or not isinstance(done, Refused)

    def _take(self, claimed: Sequence[OutboxRow]) -> None:
        assert not (self.is_cancelled and claimed)
        known = {row.id for row in self._in_hand}
        self._in_hand += [row for row in claimed if row.id not in known]

    async def _wake(self, number: int) -> None:
        async with self._desk.world.begin() as tx:
            found = await tx.people.recipients(PersonId(number - 1), 1)
            await tx.outbox.wake(found[0].chat)
            await tx.commit()


async def check(desk: Desk, broadcast: Broadcast) -> None:
    """What holds at every moment."""
    report = await desk.report(broadcast.id)
    tally, state = report.tally, report.announcement.state
    assert tally.total == (0 if state == "draft" else PEOPLE)
    # Whom the platform has taken it for are delivered, or are being sent what they had unknown.
    assert tally.of(Fate.DELIVERED) <= len(desk.delivered)
    if state == "finished":
        assert tally.of(Fate.WAITING) == 0


async def live(url: str, acts: list[Act]) -> None:
    database = Database(url)
    try:
        desk = await open_desk(database, page=2, enough=4)
        actor = await desk.appoint(BINH)
        await desk.people(PEOPLE)
        broadcast = Broadcast(desk, actor, (await desk.write(actor)).id)
        for act in [Act("confirm", 1, 0), *acts]:
            await broadcast.do(act)
            await check(desk, broadcast)
        keys = await desk.keys()
        assert len(keys) == len(set(keys))
        # Nobody gets it twice but those who were sent it again without anybody knowing.
        if not any(act.what == "resend_unknown" for act in acts):
            assert set(desk.delivered.values()) <= {1}
    finally:
        await database.dispose()


@settings(max_examples=12, deadline=None)
@given(st.lists(ACTS, min_size=8, max_size=25))
async def test_everybody_has_exactly_one_state_and_nothing_follows_a_cancellation(
    sqlite_template: Path, acts: list[Act]
) -> None:
    with tempfile.TemporaryDirectory(prefix="hoithi-test-") as folder:
        path = Path(folder) / "hoithi.db"
        shutil.copyfile(sqlite_template, path)
        await live(f"sqlite:///{path}", acts)
