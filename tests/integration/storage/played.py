"""A closed round in which people have really answered, so that everything can be counted again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert

from contest.attempts import Progress, State
from contest.model import Audience, DrawnQuestion, OptionIndex, PersonId, Position, UnitId
from contest.results import ResultLine
from handlers.ports.addresses import ChatRef
from handlers.ports.contents import Passed
from handlers.ports.records import NewAttempt
from handlers.ports.results import ResultVersion, Step
from storage import codec
from storage.boards import SETTLING, SqlBoardMaker
from storage.results import SqlResultFreezer
from storage.tables.attempts import answer_table, attempt_table
from storage.tables.people import person_table
from tests.integration.storage.world import NOW, RULES, WINDOW, World

CLOSED = WINDOW.closes_at
LATER = CLOSED + SETTLING
MINUTE = timedelta(minutes=1)
RIGHT, WRONG, OTHER = 1, 0, 2
"""Options of every question of the world; the key says 1."""
SECRETARY = "web:demo:secretary"
FIRST_ORDER = tuple(map(OptionIndex, (2, 0, 1)))


@dataclass(frozen=True, slots=True)
class Attempted:
    """What one person has done in the round of the world.

    Attributes:
        options: chosen for the three questions; None for a skip.
        attempt: its id; else that of the person.
    """

    person: int
    options: tuple[int | None, int | None, int | None] = (RIGHT, RIGHT, RIGHT)
    prediction: int | None = None
    ended_at: datetime = NOW
    used: timedelta = MINUTE
    attempt: int | None = None
    ordinal: int = 1
    unit: str = "SO-NV"
    phone: str | None = None

    @property
    def id(self) -> int:
        return self.attempt or self.person

    @property
    def score(self) -> int:
        return self.options.count(RIGHT)


async def play(
    world: World, attempts: Sequence[Attempted], *, are_registered: bool = False
) -> None:
    """Store people with everything they have done, in bulk."""
    people = {each.person: _person(each, world.units[each.unit]) for each in attempts}
    answers = [answer for each in attempts for answer in _answers(each, world)]
    async with world.database.write() as connection:
        if not are_registered:
            await connection.execute(insert(person_table), list(people.values()))
        rows = [_attempt(each, world) for each in attempts]
        await connection.execute(insert(attempt_table), rows)
        await connection.execute(insert(answer_table), answers)


async def close(world: World) -> None:
    """Close the round and make its leaderboard."""
    async with world.begin() as tx:
        assert await tx.rounds.mark_closed(world.round.id, CLOSED)
        await tx.commit()
    await make_board(world)


async def make_board(world: World) -> None:
    assert await SqlBoardMaker(world.database).make(world.round.id, LATER)


async def freeze(world: World, reason: str = "") -> ResultVersion:
    made = Step(SECRETARY, LATER)
    return await SqlResultFreezer(world.database).freeze(world.round.id, reason, made)


async def lines_of(world: World, result: ResultVersion) -> Sequence[ResultLine]:
    async with world.begin.reading() as tx:
        return await tx.results.page(result, 0, result.participants)


def _person(each: Attempted, unit: UnitId) -> dict[str, Any]:
    return {
        "id": each.person,
        "full_name": f"Nguyễn Văn {each.person}",
        "birth_date": NOW.date().replace(year=1990),
        "unit_id": unit,
        "audience": Audience.OFFICIALS.value,
        "locale": "vi",
        "created_at": NOW,
        "phone_digest": each.phone,
    }


def _attempt(each: Attempted, world: World) -> dict[str, Any]:
    progress = Progress(
        RULES.attempt_limit - each.used,
        State.FINISHED,
        Position(5),
        score=each.score,
        ended_at=each.ended_at,
    )
    new = NewAttempt(
        person=PersonId(each.person),
        round=world.round.id,
        unit=world.units[each.unit],
        chat=ChatRef("web", "demo", str(each.person)),
        locale="vi",
        seed="seed",
        paper=tuple(DrawnQuestion(question, FIRST_ORDER) for question in world.questions),
        progress=progress,
        started_at=each.ended_at - each.used,
        ordinal=each.ordinal,
    )
    return {"id": each.id, "counted": each.ordinal == 1, **codec.attempt_to_columns(new)}


def _answers(each: Attempted, world: World) -> list[dict[str, Any]]:
    given: list[dict[str, Any]] = [
        {"question_id": question, "option": option, "points": int(option == RIGHT)}
        for question, option in zip(world.questions, each.options, strict=True)
    ]
    if each.prediction is not None:
        given.append({"value": each.prediction, "points": 0})
    skipped = {"question_id": None, "option": None, "value": None}
    return [
        {
            **skipped,
            **answer,
            "attempt_id": each.id,
            "position": place,
            "passed": Passed.ANSWERED.value,
            "received_at": each.ended_at,
        }
        for place, answer in enumerate(given, start=1)
    ]
