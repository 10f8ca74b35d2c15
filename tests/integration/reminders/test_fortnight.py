"""A fortnight over the whole demonstration province: 219 units with 6,158 people on their rosters.

What must be said and logged is worked out here from the list of units with nothing but ceilings,
and compared with everything that was queued and logged.
"""

import csv
import random
import shutil
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from contest.model import Level
from contest.quotas import Category
from contest.reminders import Outcome
from handlers.digest import WeeklyDigest
from handlers.ports.catalogue import NewUnit
from handlers.ports.records import Role
from handlers.ports.repositories import UnitOfWork, UnitsOfWork
from handlers.ports.rosters import NewRosterEntry
from handlers.reminding import Reminding
from scheduler.reminders import Reminders
from storage.engine import Database
from storage.unit_of_work import SqlUnitsOfWork
from tests.fakes.clock import FakeClock
from tests.fakes.timers import HeldTimers
from tests.integration.reminders.board import SLOTS, Board, create_board, local, open_board, slot

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(60)]

FILE = Path(__file__).parents[3] / "bot" / "demo" / "data" / "units.csv"
QUOTA_LEVELS = ("SO", "HUYEN", "XA")
DAYS = [date(2023, 11, day) for day in range(7, 22)]
STAGES = {
    14: {"liaison"},
    18: {"liaison", "leader"},
    20: {"liaison", "leader", "parent"},
    21: {"liaison", "leader", "parent", "organisers"},
}
CATEGORIES = ("leaders", "division_heads", "staff", "onestop")


@dataclass(frozen=True)
class Plan:
    """What happens in a unit, and who is there to be told.

    Attributes:
        needs: people by the category that the roster has them in; one-stop officers are not in
            "staff" here, but count there.
        met_on: from the slot of which day on the quota is met; None if it never is.
    """

    code: str
    parent: str
    people: Mapping[str, int]
    needs: Mapping[str, int]
    met_on: date | None
    liaison: str | None
    leader: str | None
    has_group: bool
    is_stopped: bool


def read_units() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def up(count: int, percent: int) -> int:
    return -(-count * percent // 100)


def plan_of(number: int, row: dict[str, str]) -> Plan:
    leaders, heads, staff, onestop = (int(row[f"headcount_{name}"]) for name in CATEGORIES)
    others = staff - onestop
    needs = {
        "leaders": up(leaders, 50) if row["level"] == "XA" else min(1, leaders),
        "division_heads": 0 if row["level"] == "XA" else up(heads, 50),
        "staff": max(0, up(staff, 30) - onestop),
        "onestop": onestop,
    }
    chance = random.Random(row["code"])  # noqa: S311 - the same fortnight every time
    name = row["code"]
    return Plan(
        name,
        row["parent_code"],
        dict(zip(CATEGORIES, (leaders, heads, others, onestop), strict=True)),
        needs,
        chance.choice([*[None] * 10, *DAYS]),
        # One in eleven has no liaison, one in thirteen no leader, and one person has nine units.
        None if number % 11 == 0 else "many" if number in range(101, 110) else f"liaison-{name}",
        None if number % 13 == 0 else f"leader-{name}",
        number % 3 == 0,
        number % 17 == 0,
    )


def plans() -> list[Plan]:
    rows = [row for row in read_units() if row["level"] in QUOTA_LEVELS]
    return [plan_of(number, row) for number, row in enumerate(rows)]


PLANS = plans()
BY_CODE = {plan.code: plan for plan in PLANS}


def is_met(plan: Plan, day: date) -> bool:
    return plan.met_on is not None and plan.met_on <= day


def heads_of(code: str) -> set[str]:
    """The people of a parent: a unit with a plan, or the province with its one leader."""
    if code == "66":
        return {"province"}
    return {name for name in (BY_CODE[code].liaison, BY_CODE[code].leader) if name}


def reached(plan: Plan, day: date) -> dict[str, set[str]]:
    """Whom a reminder of the unit reaches on a day, by what they are to it."""
    people = {
        "liaison": {plan.liaison} - {None},
        "leader": {plan.leader} - {None},
        "parent": heads_of(plan.parent),
        "organisers": {"organiser", "secretary"},
    }
    stage = [who for who in people if who in STAGES[day.day]]
    found = {who: people[who] for who in stage if people[who]}
    above = [who for who in people if who not in stage and people[who]]
    return found or {above[0]: people[above[0]]}  # type: ignore[return-value]


def expected_on(day: date, ids: Mapping[str, int]) -> set[str]:
    """The keys of everything that is to be said about shortfalls on a day."""
    own: dict[str, list[str]] = {}
    said: set[str] = set()
    for plan in PLANS:
        if is_met(plan, day):
            continue
        told = reached(plan, day)
        if plan.is_stopped:
            # Those above see it when it is their turn; nothing goes higher in its stead.
            above = STAGES[day.day] & {"parent", "organisers"}
            told = {who: people for who, people in told.items() if who in above}
        elif plan.has_group:
            said.add(f"{ids[plan.code]}:web:demo:group-{plan.code}")
        for person in told.get("liaison", set()) | told.get("leader", set()):
            own.setdefault(person, []).append(plan.code)
        said |= {f"below:web:demo:{person}" for person in told.get("parent", ())}
        said |= {f"all:web:demo:{person}" for person in told.get("organisers", ())}
    for person, units in own.items():
        if len(units) > 3:
            said.add(f"units:web:demo:{person}")
        else:
            said |= {f"{ids[unit]}:web:demo:{person}" for unit in units}
    return {f"reminder:{day}:{key}" for key in said}


def outcome_on(plan: Plan, day: date) -> Outcome:
    if is_met(plan, day):
        return Outcome.MET
    return Outcome.STOPPED if plan.is_stopped else Outcome.REMINDED


@pytest.fixture(scope="session")
async def province_template(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A database file with the province, its rosters and everybody who can be told."""
    path = tmp_path_factory.mktemp("province") / "hoithi.db"
    shutil.copyfile(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    board = await create_board(database, [_new_unit(row) for row in read_units()])
    await board.store_rosters(
        NewRosterEntry(board.id_of(plan.code), Category(category), f"Người {category} {number}")
        for plan in PLANS
        for category, count in plan.people.items()
        for number in range(count)
    )
    await board.grant("province", Role.UNIT_LEADER, "66")
    await board.grant("organiser", Role.ORGANISER)
    await board.grant("secretary", Role.SECRETARY)
    for plan in PLANS:
        if plan.liaison:
            await board.grant(plan.liaison, Role.UNIT_LIAISON, plan.code)
        if plan.leader:
            await board.grant(plan.leader, Role.UNIT_LEADER, plan.code)
        if plan.has_group:
            await board.bind(f"group-{plan.code}", plan.code)
        if plan.is_stopped:
            await board.pause(plan.code, None)
    await database.dispose()
    return path


@pytest.fixture
async def board(province_template: Path, tmp_path: Path) -> AsyncIterator[Board]:
    path = tmp_path / "hoithi.db"
    shutil.copyfile(province_template, path)
    database = Database(f"sqlite:///{path}")
    yield await open_board(database)
    await database.dispose()


class KilledError(Exception):
    """The process ends here."""


@dataclass
class Watched:
    """Units of work whose work is timed, and whose process is killed after so many of them."""

    begin: SqlUnitsOfWork
    kill_after: int | None = None
    seconds: list[float] = field(default_factory=list)

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[UnitOfWork]:
        if len(self.seconds) == self.kill_after:
            raise KilledError
        async with self.begin() as tx:
            start = time.process_time()
            yield tx
            self.seconds.append(time.process_time() - start)


class Process:
    """One start of the system, as far as reminders and digests are concerned."""

    def __init__(self, board: Board, clock: FakeClock, begin: UnitsOfWork) -> None:
        self.clock = clock
        self.timers = HeldTimers()
        parts = (
            Reminding(begin, board.begin.reading),
            WeeklyDigest(begin, board.begin.reading),
        )
        self.reminders = Reminders(self.timers, parts, clock)

    async def come_to(self, day: date, hour: int) -> None:
        """Let time pass until that hour of a day; what falls due goes off at its instant."""
        for instant in (slot(day), local(day.day, hour, month=day.month)):
            if self.clock.now() <= instant:
                await self.reminders.plan()
                self.clock.advance(instant - self.clock.now())
                await self.timers.go_off(instant)


async def live(board: Board, day: date) -> None:
    """What people do before the slot of a day: some begin early, and one day the quota is met."""
    turns = [
        (plan.code, category, count)
        for plan in PLANS
        for category, need in plan.needs.items()
        if (count := _comers(plan, need, day))
    ]
    await board.take_turns(turns)


def _comers(plan: Plan, need: int, day: date) -> int:
    """A third of the need, rounded down, comes on the first day, the rest when it is met."""
    early = need // 3
    if day == DAYS[0]:
        return need if plan.met_on == day else early
    return need - early if plan.met_on == day else 0


async def reminders_of(board: Board) -> Sequence[str]:
    return [key for key in await board.keys() if key.startswith("reminder:")]


def test_the_province_is_the_one_of_the_domain_notes() -> None:
    assert len(PLANS) == 219
    assert sum(sum(plan.people.values()) for plan in PLANS) == 6_158
    assert sum(sum(plan.needs.values()) for plan in PLANS) == 2_227
    assert BY_CODE["SO-NV"].needs == {
        "leaders": 1,
        "division_heads": 8,
        "staff": 9,
        "onestop": 6,
    }


@pytest.mark.parametrize("kill_after", [None, 4], ids=["undisturbed", "killed and restarted"])
async def test_a_fortnight_has_exactly_the_reminders_that_the_rules_ask_for(
    board: Board, kill_after: int | None
) -> None:
    clock = FakeClock(local(7))
    process = Process(board, clock, board.begin)
    for day in DAYS:
        await live(board, day)
        if day.day == 20 and kill_after is not None:
            doomed = Process(board, clock, Watched(board.begin, kill_after))
            with pytest.raises(KilledError):
                await doomed.come_to(day, 12)
            assert 0 < len(await board.log(day)) < 219
            process = Process(board, clock, board.begin)
        await process.come_to(day, 12)
        if day.day in (14, 18):
            # A restart for no reason changes nothing.
            process = Process(board, clock, board.begin)
        await process.come_to(day, 23)

    ids = {code: unit.id for code, unit in board.units.items()}
    expected = [expected_on(day, ids) for day in SLOTS]
    assert await reminders_of(board) == sorted(set().union(*expected))
    assert [len(keys) > 100 for keys in expected] == [True] * 4
    assert "reminder:2023-11-14:units:web:demo:many" in expected[0]
    for day in SLOTS:
        log = await board.log(day)
        assert {code: entry.outcome for code, entry in log.items()} == {
            plan.code: outcome_on(plan, day) for plan in PLANS
        }
        for plan in PLANS:
            facts = log[plan.code].facts
            missing = 0 if is_met(plan, day) else _missing(plan)
            assert (plan.code, facts["missing"]) == (plan.code, missing)
    for day in set(DAYS) - set(SLOTS):
        assert await board.log(day) == {}
    digests = {key.split(":")[1] for key in await board.keys() if key.startswith("digest:")}
    assert digests == {"2023-11-13", "2023-11-20"}


async def test_no_write_of_the_last_day_holds_up_answers_for_a_second(board: Board) -> None:
    watched = Watched(board.begin)

    await board.reminding(watched).due(slot(SLOTS[-1]))

    # 219 units in pages of 25, then those above in pages of 100.
    assert len(watched.seconds) > 9
    assert max(watched.seconds) < 1


def _missing(plan: Plan) -> int:
    """People missing when a third of each need, rounded down, has been met."""
    return sum(need - need // 3 for need in plan.needs.values())


def _new_unit(row: dict[str, str]) -> NewUnit:
    leaders, heads, staff, onestop = (int(row[f"headcount_{name}"]) for name in CATEGORIES)
    return NewUnit(
        row["code"],
        row["name"],
        Level(row["level"]),
        row["parent_code"] or None,
        leaders=leaders,
        division_heads=heads,
        staff=staff,
        onestop=onestop,
    )
