"""A province in the shape of seed 003: four weeks, 189 units, 83,200 entries with every answer.

The seed gives 184 units and 20,058 people in the first week, 189 and 21,008 in the last, and that
the number of units rose every week. Of the weeks between it gives only the sum, 42,134; how these
divide, and the scores, are made up.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection, Table, insert

from bot.demo.contest import DATA
from bot.documents.tables import read_table
from contest.attempts import Progress, State
from contest.drawing import draw_paper
from contest.model import Audience, Level, Paper, PersonId, Question, QuestionId, Unit
from contest.quotas import Category
from contest.rules import RoundRules, Window
from handlers.imports.questions import check_questions
from handlers.ports.addresses import ChatRef
from handlers.ports.catalogue import NewUnit
from handlers.ports.contents import Passed
from handlers.ports.records import NewAttempt, Round
from handlers.ports.rosters import Match
from storage import codec, schema
from storage.bulk import Bulk
from storage.engine import Database
from storage.tables.attempts import answer_table, attempt_table
from storage.tables.people import person_table
from storage.tables.rosters import roster_entry_table
from storage.unit_of_work import SqlUnitsOfWork
from tests.benchmarks.seeding import LEASE
from tests.fakes.secrets import SECRET

OPENED = datetime(2023, 6, 4, 17, 0, tzinfo=UTC)
"""Monday 05/6/2023, 00:00 in Viet Nam; the fourth week ended on 02/7/2023."""
WEEK = timedelta(weeks=1)
UNITS_IN_WEEK = (184, 186, 187, 189)
PEOPLE_IN_WEEK = (20_058, 21_020, 21_114, 21_008)
FULL_MARKS_IN_WEEK = (0.23, 0.33, 0.42, 0.56)
RULES = RoundRules()

STRENGTHS: Mapping[str, tuple[int, int]] = {
    "SO": (20, 150),
    "HUYEN": (9, 320),
    "XA": (141, 95),
    "KHAC": (19, 260),
}
"""Units of each level and people in each of them: 24,215 in all."""
POSTS = (("leaders", 3), ("division_heads", 12), ("onestop", 6))
"""People of a unit with a quota that are no other staff."""

_ENTRIES = 2_000
"""Entries of one transaction, with sixteen answers each."""
_PAPERS = 50
"""Of a week: as good as one for everybody, and much faster to draw."""

Columns = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Member:
    """A person and the unit they belong to, with their post if it has a quota."""

    number: int
    unit: Unit
    category: Category | None


@dataclass(frozen=True, slots=True)
class Province:
    """What was seeded."""

    database: Database
    begin: SqlUnitsOfWork
    rounds: Sequence[Round]
    units: Sequence[Unit]

    @property
    def now(self) -> datetime:
        """A little after the last week has ended."""
        return self.rounds[-1].window.closes_at + timedelta(hours=1)


async def seed_province(database: Database, scale: int = 1) -> Province:
    """Fill a new database through the real tables.

    Args:
        scale: one of so many people; units stay.
    """
    await schema.upgrade(database)
    begin = SqlUnitsOfWork(database, LEASE, SECRET)
    province, bank = await _catalogue(database, begin)
    chance = random.Random(3)  # noqa: S311 - only makes the data
    members = list(_members(province.units, scale))
    await _store(database, person_table, [_person(member) for member in members])
    listed = [member for member in members if member.category is not None]
    await _store(database, roster_entry_table, list(map(_roster_entry, listed)))
    for week, one in enumerate(province.rounds):
        await _play(province, members, (week, PEOPLE_IN_WEEK[week] // scale), one, bank, chance)
    return province


async def _catalogue(
    database: Database, begin: SqlUnitsOfWork
) -> tuple[Province, Sequence[Question]]:
    async with begin() as tx:
        await tx.catalogue.store_units(list(_units()))
        questions = check_questions(read_table(DATA / "questions.csv")).values
        await tx.catalogue.store_questions(questions)
        contest = await tx.catalogue.create_contest("Tìm hiểu cải cách hành chính", "Sở Nội vụ")
        rounds = []
        for week in range(len(UNITS_IN_WEEK)):
            window = Window(OPENED + week * WEEK, OPENED + (week + 1) * WEEK)
            one = await tx.catalogue.create_round(contest.id, f"Tuần {week + 1}", window, RULES)
            await tx.rounds.mark_opened(one.id, window.opens_at)
            await tx.rounds.mark_closed(one.id, window.closes_at)
            rounds.append(one)
        day = date(2023, 6, 5)
        units = [unit for unit in await tx.units.existing_on(day) if unit.level in STRENGTHS]
        bank = await tx.questions.valid_on(day)
        await tx.commit()
    return Province(database, begin, rounds, units), bank


def _units() -> Iterator[NewUnit]:
    yield NewUnit("T", "Tỉnh Mẫu", Level("TINH"))
    for level, (count, people) in STRENGTHS.items():
        for number in range(count):
            parent = f"HUYEN-{number % STRENGTHS['HUYEN'][0]}" if level == "XA" else "T"
            yield NewUnit(
                f"{level}-{number}",
                f"Đơn vị {level} {number}",
                Level(level),
                parent,
                **_headcounts(level, people),
            )


def _headcounts(level: str, people: int) -> dict[str, Any]:
    """None is known of the bodies that are only encouraged."""
    if level == "KHAC":
        return {}
    posts = dict(POSTS)
    leading = posts["leaders"] + posts["division_heads"]
    return posts | {"staff": people - leading}


def _members(units: Sequence[Unit], scale: int) -> Iterator[Member]:
    number = 0
    for unit in units:
        count = max(STRENGTHS[unit.level][1] // scale, 1)
        held = [Category(name) for name, posts in POSTS for _ in range(posts)]
        for place in range(count):
            number += 1
            post = held[place] if place < len(held) else Category("staff")
            yield Member(number, unit, None if unit.level == "KHAC" else post)


async def _play(
    province: Province,
    members: Sequence[Member],
    week: tuple[int, int],
    one: Round,
    bank: Sequence[Question],
    chance: random.Random,
) -> None:
    number, count = week
    playing = _playing(province.units[: UNITS_IN_WEEK[number]], members, count, chance)
    papers = [draw_paper(f"{number}-{seed}", bank, RULES) for seed in range(_PAPERS)]
    game = _Game(one, papers, bank, chance, FULL_MARKS_IN_WEEK[number])
    first = sum(PEOPLE_IN_WEEK[:number]) + 1
    for start in range(0, len(playing), _ENTRIES):
        attempts: list[Columns] = []
        answers: list[Columns] = []
        for place, member in enumerate(playing[start : start + _ENTRIES], start=first + start):
            attempt, given = game.entry(place, member)
            attempts.append(attempt)
            answers += given
        await _store(province.database, attempt_table, attempts)
        await _store(province.database, answer_table, answers)


def _playing(
    units: Sequence[Unit], members: Sequence[Member], count: int, chance: random.Random
) -> Sequence[Member]:
    """Somebody of each of these units, and others of them at random."""
    ids = {unit.id for unit in units}
    able = [member for member in members if member.unit.id in ids]
    first = {member.unit.id: member for member in reversed(able)}
    others = [member for member in able if first[member.unit.id] is not member]
    more = max(count - len(first), 0)
    return [*first.values(), *chance.sample(others, min(more, len(others)))]


class _Game:
    """Plays entries of one week."""

    def __init__(
        self,
        one: Round,
        papers: Sequence[Paper],
        bank: Sequence[Question],
        chance: random.Random,
        full_marks: float,
    ) -> None:
        self._round = one
        self._papers = papers
        self._keys: Mapping[QuestionId, int] = {each.id: each.correct for each in bank}
        self._chance = chance
        self._full_marks = full_marks

    def entry(self, id_: int, member: Member) -> tuple[Columns, list[Columns]]:
        """The rows of an attempt and of its answers."""
        chance = self._chance
        paper = self._papers[id_ % len(self._papers)]
        begun = self._round.window.opens_at + timedelta(seconds=chance.randrange(590_000))
        right = self._right(paper)
        answers, at = [], begun
        for position, drawn in enumerate(paper, start=1):
            at += timedelta(milliseconds=chance.randrange(3_000, 25_000))
            is_right = position in right
            if is_right or chance.random() < 0.9:
                answers.append(self._answer(id_, position, drawn.question, is_right, at))
        answers.append(_prediction(id_, at, chance.randrange(10_000)))
        score = len(right)
        state = State.FINISHED if score or chance.random() < 0.9 else State.CLOSED
        progress = Progress(RULES.attempt_limit - (at - begun), state, score=score, ended_at=at)
        return self._attempt(id_, member, paper, progress, begun), answers

    def _right(self, paper: Paper) -> set[int]:
        """Places answered right: the harder a question, the rather it is not."""
        if self._chance.random() < self._full_marks:
            return set(range(1, len(paper) + 1))
        score = min(self._chance.randrange(len(paper)), 6) + self._chance.randrange(9)
        places = range(1, len(paper) + 1)
        ease = {place: self._chance.random() * (paper[place - 1].question % 7) for place in places}
        return set(sorted(places, key=ease.__getitem__, reverse=True)[:score])

    def _answer(
        self, id_: int, position: int, question: QuestionId, is_right: bool, at: datetime
    ) -> Columns:
        key = self._keys[question]
        return {
            "attempt_id": id_,
            "position": position,
            "question_id": question,
            "option": key if is_right else (key + 1) % 4,
            "value": None,
            "passed": Passed.ANSWERED.value,
            "points": int(is_right),
            "received_at": at,
        }

    def _attempt(
        self, id_: int, member: Member, paper: Paper, progress: Progress, begun: datetime
    ) -> Columns:
        new = NewAttempt(
            person=PersonId(member.number),
            round=self._round.id,
            unit=member.unit.id,
            chat=ChatRef("bench", "b", str(member.number)),
            locale="vi",
            seed=f"{id_:032x}",
            paper=paper,
            progress=progress,
            started_at=begun,
            ordinal=1,
        )
        return {"id": id_, "counted": True, **codec.attempt_to_columns(new)}


def _prediction(id_: int, at: datetime, value: int) -> Columns:
    return {
        "attempt_id": id_,
        "position": RULES.last_position,
        "question_id": None,
        "option": None,
        "value": value,
        "passed": Passed.ANSWERED.value,
        "points": 0,
        "received_at": at,
    }


def _person(member: Member) -> Columns:
    is_citizen = member.unit.level == "KHAC" and member.number % 4 == 0
    return {
        "id": member.number,
        "full_name": f"Người dự thi {member.number}",
        "birth_date": date(1980, 1, 1),
        "unit_id": member.unit.id,
        "audience": (Audience.CITIZENS if is_citizen else Audience.OFFICIALS).value,
        "locale": "vi",
        "current_attempt_id": None,
        "created_at": OPENED,
        "forgotten_at": None,
        "phone_digest": None,
        "phone_masked": None,
    }


def _roster_entry(member: Member) -> Columns:
    return {
        "id": member.number,
        "unit_id": member.unit.id,
        "category": member.category,
        "full_name": f"Người dự thi {member.number}",
        "folded_name": f"nguoi du thi {member.number}",
        "birth_date": date(1980, 1, 1),
        "phone_digest": None,
        "phone_masked": None,
        "is_nominated": True,
        "match": Match.CONFIRMED.value,
        "person_id": member.number,
        "matched_at": OPENED,
    }


async def _store(database: Database, table: Table, rows: Sequence[Columns]) -> None:
    await database.run_write(partial(_insert, table, rows))


def _insert(table: Table, rows: Sequence[Columns], connection: Connection) -> None:
    Bulk(lambda _: insert(table)).execute(connection, rows)
