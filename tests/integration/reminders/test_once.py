"""A unit is reminded once a day, whatever restarts, other processes and moves come between."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import date, datetime, time, timedelta
from typing import cast

import pytest

from contest.reminders import Outcome, ReminderSchedule
from contest.rules import Window
from handlers import reminding
from handlers.ports.records import Grant, Role
from handlers.ports.reminders import ReminderEntry
from handlers.ports.repositories import Outbox, UnitOfWork, UnitsOfWork
from storage.engine import Database
from storage.unit_of_work import SqlUnitsOfWork
from tests.fakes.secrets import SECRET
from tests.integration.reminders.board import (
    EIGHTEENTH,
    FOURTEENTH,
    LAST,
    LEASE,
    SLOTS,
    TWENTIETH,
    WINDOW,
    Board,
    local,
    slot,
)

pytestmark = pytest.mark.anyio

UNITS = ("SO-NV", "SO-TP", "643", "24118", "24121")
MINUTE = timedelta(minutes=1)
NINETY_DAYS = timedelta(days=90)


class KilledError(Exception):
    """The process ends here."""


class DyingOutbox:
    """The process is killed when it queues the first message, with the log written before."""

    async def add(self, messages: object, at: object) -> None:
        raise KilledError


def killed_after(begin: SqlUnitsOfWork, commits: int) -> UnitsOfWork:
    """Units of work of a process that is killed in the midst of the next after so many."""
    begun = iter(range(commits))

    @asynccontextmanager
    async def units_of_work() -> AsyncIterator[UnitOfWork]:
        async with begin() as tx:
            if next(begun, None) is None:
                tx.outbox = cast("Outbox", DyingOutbox())
            yield tx

    return units_of_work


@pytest.fixture
async def attended(board: Board) -> Board:
    """Every unit has a liaison, one a group, and there are people above."""
    for unit in UNITS:
        await board.grant(f"liaison-{unit}", Role.UNIT_LIAISON, unit)
    await board.bind("room", "SO-NV")
    await board.grant("province", Role.UNIT_LEADER, "66")
    await board.grant("organiser", Role.ORGANISER)
    return board


async def outcomes(board: Board, day: date) -> dict[str, Outcome]:
    return {code: entry.outcome for code, entry in (await board.log(day)).items()}


async def test_the_same_day_again_changes_nothing(attended: Board) -> None:
    await attended.remind(slot(LAST))
    before = await attended.keys(), await attended.log(LAST)

    await attended.remind(slot(LAST) + MINUTE)

    assert (await attended.keys(), await attended.log(LAST)) == before


async def test_who_takes_on_a_role_after_the_reminder_gets_none_that_day(attended: Board) -> None:
    await attended.remind(slot(EIGHTEENTH))
    before = await attended.keys()
    await attended.grant("leader", Role.UNIT_LEADER, "SO-NV")

    await attended.remind(slot(EIGHTEENTH) + MINUTE)

    assert await attended.keys() == before


async def test_nothing_happens_before_the_slot_and_on_other_days(attended: Board) -> None:
    await attended.remind(slot(FOURTEENTH) - MINUTE)
    await attended.remind(slot(date(2023, 11, 15)))

    assert await attended.said() == []
    assert await attended.log(FOURTEENTH) == {}


@pytest.mark.parametrize("commits", range(5))
async def test_a_process_killed_between_two_pages_is_made_up_for(
    attended: Board, commits: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminding, "UNITS", 2)
    monkeypatch.setattr(reminding, "MESSAGES", 2)
    killed = attended.reminding(killed_after(attended.begin, commits))
    with pytest.raises(KilledError):
        # Three pages of units, then two of messages to those above.
        await killed.due(slot(LAST))
    logged = len(await attended.log(LAST))

    await attended.remind(slot(LAST) + MINUTE)

    assert logged == min(commits * 2, 5)
    assert await attended.keys() == sorted(
        [
            *(attended.own_key(LAST, unit, f"liaison-{unit}") for unit in UNITS),
            attended.own_key(LAST, "SO-NV", "room"),
            "reminder:2023-11-21:below:web:demo:liaison-643",
            "reminder:2023-11-21:below:web:demo:province",
            "reminder:2023-11-21:all:web:demo:organiser",
        ]
    )
    assert set((await outcomes(attended, LAST)).values()) == {Outcome.REMINDED}


async def test_of_two_processes_at_the_same_time_each_unit_is_reminded_by_one(
    attended: Board, database_url: str
) -> None:
    other = Database(database_url)
    elsewhere = SqlUnitsOfWork(other, LEASE, SECRET)
    second = reminding.Reminding(elsewhere, elsewhere.reading)

    await asyncio.gather(attended.reminding().due(slot(LAST)), second.due(slot(LAST)))
    await other.dispose()

    said = await attended.said()
    assert len(said) == len({one.key for one in said}) == 9


async def test_what_another_process_decided_meanwhile_stays(attended: Board) -> None:
    await attended.grant("leader", Role.UNIT_LEADER, "SO-NV")

    @asynccontextmanager
    async def overtaken() -> AsyncIterator[UnitOfWork]:
        """Between reading and writing the leader steps down, and another process reminds."""
        async with attended.begin() as tx:
            await tx.people.revoke(
                "web:demo:leader", Grant(Role.UNIT_LEADER, attended.id_of("SO-NV"))
            )
            await tx.commit()
        await attended.remind(slot(EIGHTEENTH))
        async with attended.begin() as tx:
            yield tx

    await attended.reminding(overtaken).due(slot(EIGHTEENTH))

    assert [one.to for one in await attended.said() if "SO-NV" in one.to] == ["liaison-SO-NV"]
    assert "leader" not in [one.to for one in await attended.said()]


async def test_what_was_missed_is_made_up_for_on_the_same_day(attended: Board) -> None:
    await attended.remind(local(14, 20, 59))

    assert set((await outcomes(attended, FOURTEENTH)).values()) == {Outcome.REMINDED}


async def test_what_was_missed_is_not_made_up_for_on_the_next_day(attended: Board) -> None:
    await attended.remind(local(15, 8))

    assert await attended.said() == []


async def test_in_the_night_nobody_is_written_to_and_the_log_says_why(attended: Board) -> None:
    assert await attended.remind(local(21, 21)) is True

    assert await attended.said() == []
    assert set((await outcomes(attended, LAST)).values()) == {Outcome.QUIET_HOURS}


async def test_in_the_night_those_above_a_paused_unit_are_left_alone_too(attended: Board) -> None:
    await attended.pause("SO-NV", None)

    await attended.remind(local(21, 22))

    assert await attended.said() == []
    paused = (await attended.log(LAST))["SO-NV"]
    assert (paused.outcome, paused.facts["told"]) == (Outcome.STOPPED, {})


@pytest.mark.parametrize(
    ("closes_at", "until"), [(local(22), local(21, 21)), (local(21, 17), local(21, 17))]
)
async def test_no_reminder_is_sent_any_more_in_the_night_or_after_the_round(
    attended: Board, closes_at: datetime, until: datetime
) -> None:
    await attended.move(Window(WINDOW.opens_at, closes_at), local(8))

    await attended.remind(slot(LAST))

    assert {one.until for one in await attended.said()} == {until}
    assert {"organiser", "room", "liaison-SO-NV"} <= {one.to for one in await attended.said()}


@pytest.mark.parametrize(("quiet_from", "quiet_to"), [(0, 0), (0, 6)])
async def test_without_a_night_before_midnight_a_reminder_is_for_its_day(
    attended: Board, quiet_from: int, quiet_to: int
) -> None:
    schedule = ReminderSchedule(quiet_from=time(quiet_from), quiet_to=time(quiet_to))
    async with attended.begin() as tx:
        await tx.catalogue.set_reminders(attended.contest.id, schedule)
        await tx.commit()

    await attended.remind(slot(FOURTEENTH))

    assert {one.until for one in await attended.said()} == {local(15)}


async def test_quiet_hours_that_end_the_same_day_are_waited_for(attended: Board) -> None:
    midday = ReminderSchedule(quiet_from=local(1, 11).time(), quiet_to=local(1, 14).time())
    async with attended.begin() as tx:
        await tx.catalogue.set_reminders(attended.contest.id, midday)
        await tx.commit()

    assert await attended.remind(local(14, 13)) is False
    assert (await attended.said(), await attended.log(FOURTEENTH)) == ([], {})

    assert await attended.remind(local(14, 14)) is True
    assert set((await outcomes(attended, FOURTEENTH)).values()) == {Outcome.REMINDED}


async def test_a_crash_before_the_summaries_lets_nobody_be_told_in_the_night(
    attended: Board,
) -> None:
    for unit in UNITS[:4]:
        await attended.grant("busy", Role.UNIT_LIAISON, unit)
    killed = attended.reminding(killed_after(attended.begin, 1))
    with pytest.raises(KilledError):
        await killed.due(slot(LAST))
    before = await attended.keys()

    await attended.remind(local(21, 22))

    assert await attended.keys() == before


async def test_a_moved_round_moves_every_slot_and_nothing_is_sent_twice(attended: Board) -> None:
    await attended.remind(slot(FOURTEENTH))
    before = await attended.keys()
    moved = Window(WINDOW.opens_at + NINETY_DAYS, WINDOW.closes_at + NINETY_DAYS)
    await attended.move(moved, local(15))

    for day in SLOTS:
        await attended.remind(slot(day))
    assert await attended.keys() == before

    days = [day + NINETY_DAYS for day in SLOTS]
    for day in days:
        assert await attended.reminding().slots(slot(day)) == {
            f"reminders-{attended.round.id}": slot(day)
        }
        await attended.remind(slot(day))
    assert [set((await outcomes(attended, day)).values()) for day in days] == [
        {Outcome.REMINDED}
    ] * 4
    assert [day.isoformat() for day in days] == [
        "2024-02-12",
        "2024-02-16",
        "2024-02-18",
        "2024-02-19",
    ]


async def test_a_unit_reminded_today_is_not_reminded_again_after_a_move(attended: Board) -> None:
    await attended.remind(slot(FOURTEENTH))
    # Four days less: the slot of the 18th comes today.
    await attended.move(Window(WINDOW.opens_at, local(18)), local(14, 9))

    await attended.remind(local(14, 9))

    assert {entry.days_left for entry in (await attended.log(FOURTEENTH)).values()} == {7}
    own = [one for one in await attended.said() if ":below:" not in one.key]
    assert len(own) == 6


async def test_a_round_moved_to_another_slot_of_today_is_reminded_late(attended: Board) -> None:
    await attended.move(Window(WINDOW.opens_at, local(19)), local(15, 10))

    await attended.remind(local(15, 10))

    assert {entry.days_left for entry in (await attended.log(date(2023, 11, 15))).values()} == {3}


async def test_a_round_that_was_closed_early_reminds_nobody_any_more(attended: Board) -> None:
    await attended.move(Window(WINDOW.opens_at, local(16)), local(16))

    for day in (EIGHTEENTH, TWENTIETH, LAST):
        await attended.remind(slot(day))

    assert await attended.said() == []
    assert await attended.reminding().slots(local(16)) == {}


async def test_a_rehearsal_reminds_nobody(board: Board) -> None:
    await board.grant("liaison", Role.UNIT_LIAISON, "SO-NV")
    await board.move(Window(local(1, month=12), local(15, month=12)), local(6))
    await board.add_round("Chạy thử", WINDOW, is_rehearsal=True)

    for day in SLOTS:
        await board.remind(slot(day))

    assert await board.said() == []


async def test_of_two_rounds_due_on_a_day_a_unit_hears_of_the_one_that_closes_first(
    attended: Board,
) -> None:
    # On the 18th three days are left of the first round, and seven of the second.
    await attended.add_round("Vòng 2", Window(local(10), local(26)))

    await attended.remind(slot(EIGHTEENTH))

    log = await attended.log(EIGHTEENTH)
    assert {entry.round for entry in log.values()} == {attended.round.id}
    assert {one.text.count("Vòng 1") for one in await attended.said()} == {1}


@pytest.mark.parametrize("seed", range(5))
async def test_the_order_of_what_happened_before_does_not_matter(board: Board, seed: int) -> None:
    await board.nominate("24121", "leaders", "Lê An", "Lê Bình", "Lê Chi")
    events: list[Callable[[], Awaitable[None]]] = [
        lambda: board.take_part("24121", "leaders", 1),
        lambda: board.take_part("24121", "leaders", 1),
        lambda: board.pause("SO-NV", None),
        lambda: board.grant("liaison", Role.UNIT_LIAISON, "SO-NV"),
        lambda: board.grant("liaison", Role.UNIT_LIAISON, "24121"),
        lambda: board.grant("leader", Role.UNIT_LEADER, "24118"),
        lambda: board.grant("organiser", Role.ORGANISER),
        lambda: board.bind("room", "643"),
    ]
    random.Random(seed).shuffle(events)  # noqa: S311 - an order that can be repeated

    for event in events:
        await event()
    await board.remind(slot(LAST))

    assert await board.keys() == sorted(
        [
            board.own_key(LAST, "24118", "leader"),
            board.own_key(LAST, "643", "room"),
            "reminder:2023-11-21:all:web:demo:organiser",
        ]
    )
    assert await outcomes(board, LAST) == {
        "SO-NV": Outcome.STOPPED,
        "SO-TP": Outcome.REMINDED,
        "643": Outcome.REMINDED,
        "24118": Outcome.REMINDED,
        "24121": Outcome.MET,
    }
    missing: list[ReminderEntry] = list((await board.log(LAST)).values())
    assert sorted(entry.facts["missing"] for entry in missing) == [0, 1, 1, 6, 24]
