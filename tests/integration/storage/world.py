"""A small contest in a database: three units, three questions, one round, people on demand."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select, update

from contest import attempts as rules_of_play
from contest.attempts import Progress, State
from contest.model import (
    AttemptId,
    Audience,
    DrawnQuestion,
    Level,
    OptionIndex,
    PersonId,
    Position,
    QuestionId,
    RoundId,
    Topic,
    UnitId,
)
from contest.quotas import Category
from contest.rules import Prediction, RoundRules, Window
from handlers.ports.addresses import ChatRef, UserRef
from handlers.ports.catalogue import NewQuestion, NewUnit
from handlers.ports.contents import Text
from handlers.ports.messaging import OutboundMessage
from handlers.ports.records import Attempt, NewAttempt, NewPerson, Person, Round
from storage.codec import progress_to_columns
from storage.engine import Database
from storage.outbox import Lease
from storage.schema import metadata
from storage.tables.attempts import attempt_table
from storage.unit_of_work import SqlUnitOfWork, SqlUnitsOfWork
from tests.fakes.secrets import SECRET

DAY = date(2023, 11, 7)
NOW = datetime(2023, 11, 7, 1, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
LEASE = Lease(owner="here", duration=timedelta(seconds=60))
WINDOW = Window(
    opens_at=datetime(2023, 11, 6, 17, 0, tzinfo=UTC),
    closes_at=datetime(2023, 11, 21, 17, 0, tzinfo=UTC),
)
RULES = RoundRules(blueprint=((Topic("PAR"), 3),), prediction=Prediction())

UNITS = (
    NewUnit("66", "Tỉnh Đắk Lắk", Level("TINH")),
    NewUnit("SO-NV", "Sở Nội vụ", Level("SO"), "66", leaders=4, division_heads=15, staff=48),
    NewUnit("SO-TP", "Sở Tư pháp", Level("SO"), "66", leaders=3, division_heads=7, staff=44),
)
QUESTIONS = tuple(
    NewQuestion(f"PAR-{n}", Topic("PAR"), f"Câu hỏi {n}?", ("một", "hai", "ba"), OptionIndex(1))
    for n in (1, 2, 3)
)


@dataclass(frozen=True, slots=True)
class World:
    """What the tests refer to."""

    database: Database
    begin: SqlUnitsOfWork
    round: Round
    units: dict[str, UnitId]
    questions: Sequence[QuestionId]


async def create_world(database: Database) -> World:
    begin = SqlUnitsOfWork(database, LEASE, SECRET)
    async with begin() as tx:
        await tx.catalogue.store_units(UNITS)
        await tx.catalogue.store_questions(QUESTIONS)
        contest = await tx.catalogue.create_contest("Tìm hiểu CCHC", "Sở Nội vụ")
        round_ = await tx.catalogue.create_round(contest.id, "Vòng 1", WINDOW, RULES)
        units = {unit.code: unit.id for unit in await tx.units.existing_on(DAY)}
        questions = [question.id for question in await tx.questions.valid_on(DAY)]
        await tx.commit()
    return World(database, begin, round_, units, questions)


def user(number: int) -> UserRef:
    return UserRef("web", "demo", f"user-{number}")


def chat(number: int) -> ChatRef:
    return ChatRef("web", "demo", f"chat-{number}")


def message(number: int, key: str) -> OutboundMessage:
    return OutboundMessage(chat(number), key, Text(f"Tin {key}"))


def new_person(world: World, unit: str = "SO-NV") -> NewPerson:
    return NewPerson(
        full_name="Nguyễn Thị Ánh",
        birth_date=date(1990, 2, 28),
        unit=world.units[unit],
        audience=Audience.OFFICIALS,
        locale="vi",
        notice_version="1",
        consented_at=NOW,
    )


async def register(tx: SqlUnitOfWork, world: World, number: int = 1, unit: str = "SO-NV") -> Person:
    return await tx.people.register(user(number), chat(number), new_person(world, unit))


def new_attempt(world: World, person: Person, number: int = 1, ordinal: int = 1) -> NewAttempt:
    order = (OptionIndex(2), OptionIndex(0), OptionIndex(1))
    return NewAttempt(
        person=person.id,
        round=world.round.id,
        unit=person.unit,
        chat=chat(number),
        locale="vi",
        seed="seed",
        paper=tuple(DrawnQuestion(question, order) for question in world.questions),
        progress=rules_of_play.begin(RULES),
        started_at=NOW,
        ordinal=ordinal,
    )


async def play(
    tx: SqlUnitOfWork, world: World, person: Person, state: State, round_id: RoundId | None = None
) -> Attempt:
    """An attempt of that person that has ended, in the round of the world if none is named."""
    ended = Progress(RULES.attempt_limit, state, score=3, ended_at=NOW)
    new = replace(new_attempt(world, person), progress=ended, round=round_id or world.round.id)
    attempt = await tx.attempts.begin(new)
    assert attempt is not None
    return attempt


def headcounts(leaders: int, division_heads: int, staff: int, onestop: int) -> dict[Category, int]:
    return {
        Category("leaders"): leaders,
        Category("division_heads"): division_heads,
        Category("staff"): staff,
        Category("onestop"): onestop,
    }


async def dump(database: Database) -> str:
    """Everything that is stored anywhere, as one text."""
    async with database.read() as connection:
        rows = [
            (await connection.execute(select(table))).all() for table in metadata().sorted_tables
        ]
    return repr(rows)


def opened(at: datetime) -> Progress:
    """Progress of an attempt whose first question was delivered at that instant."""
    return rules_of_play.deliver(rules_of_play.begin(RULES), Position(1), at, RULES, WINDOW)


async def playing(tx: SqlUnitOfWork, world: World, number: int = 1) -> Attempt:
    """The running attempt of a newly registered person."""
    person = await register(tx, world, number)
    attempt = await tx.attempts.begin(new_attempt(world, person, number))
    assert attempt is not None
    return attempt


NOBODY = PersonId(0)


async def set_progress(world: World, attempt: AttemptId, progress: Progress) -> None:
    """Let an attempt be where it is said to be."""
    async with world.database.write() as connection:
        await connection.execute(
            update(attempt_table)
            .where(attempt_table.c.id == attempt)
            .values(**progress_to_columns(progress))
        )
