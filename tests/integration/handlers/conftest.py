"""A contest with the demonstration's units and questions and two rounds, in a fresh database."""

import csv
import shutil
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from contest.model import OPTION_LETTERS, Audience, Level, OptionIndex, Topic, Unit
from contest.rules import RoundRules, Window
from handlers.dispatcher import Dispatcher
from handlers.formats import LOCAL_ZONE
from handlers.ports.addresses import ChatRef, UserRef
from handlers.ports.catalogue import NewQuestion, NewUnit
from handlers.ports.records import Attempt, Grant, NewPerson, Person, Role, Round
from handlers.turns import Delivered
from storage.answers import AnswerIntake
from storage.engine import Database
from storage.outbox import Lease
from storage.unit_of_work import SqlUnitsOfWork
from tests.fakes.clock import START, FakeClock
from tests.fakes.intake import FakeHandover
from tests.fakes.secrets import SECRET
from tests.integration.handlers.conversation import Conversation

DATA = Path(__file__).parents[3] / "bot" / "demo" / "data"
LEASE = Lease("test", timedelta(minutes=1))


def local(day: int, month: int = 11, hour: int = 0, minute: int = 0) -> datetime:
    """An instant of 2023 in Viet Nam's time."""
    return datetime(2023, month, day, hour, minute, tzinfo=LOCAL_ZONE)


FIRST = Window(local(7), local(22))
SECOND = Window(local(22, hour=7, minute=30), local(2, month=12))


@dataclass(frozen=True, slots=True)
class World:
    """A contest in a database, and how to talk to it."""

    database: Database
    begin: SqlUnitsOfWork
    clock: FakeClock
    dispatcher: Dispatcher
    intake: AnswerIntake
    handover: FakeHandover
    first: Round
    units: dict[str, Unit]

    def person(self, name: str = "hoa") -> Conversation:
        """Somebody who has never written before."""
        return Conversation(self.dispatcher, self.database, self.clock, name)

    async def registered(self, name: str = "hoa", unit: str = "SO-NV") -> Conversation:
        """Somebody who has registered."""
        conversation = self.person(name)
        await self.register(conversation.user, conversation.chat, unit)
        return conversation

    async def play(self, contestant: Conversation, answers: Sequence[str]) -> None:
        """Play a whole attempt; see ``answer``."""
        await contestant.write("vào thi")
        await contestant.press("Bắt đầu làm bài")
        await self.answer(contestant, answers)

    async def answer(self, contestant: Conversation, answers: Sequence[str]) -> None:
        """Answer questions as they are delivered, each a second after it came.

        Args:
            answers: what is typed; "-" lets the time run out instead.
        """
        for answer in answers:
            attempt = await self.attempt_of(contestant)
            position, now = attempt.progress.position, self.clock.now()
            await self.intake.delivered(Delivered(0, "1", attempt.id, position, now))
            if answer == "-":
                self.clock.advance(attempt.round.rules.question_limit)
                await self.intake.expire([(attempt.id, position)])
            else:
                self.clock.advance(timedelta(seconds=1))
                await contestant.write(answer)

    async def attempt_of(self, contestant: Conversation) -> Attempt:
        async with self.begin() as tx:
            person = await tx.people.of_user(contestant.user)
            attempt = await tx.attempts.latest_of(person.id) if person else None
        assert attempt is not None
        return attempt

    async def right_letters(self, attempt: Attempt) -> list[str]:
        """The right answer to each question of an attempt, as it is shown."""
        async with self.begin() as tx:
            bank = await tx.questions.find([drawn.question for drawn in attempt.paper])
        return [
            OPTION_LETTERS[drawn.shown_place(bank[drawn.question].correct)]
            for drawn in attempt.paper
        ]

    async def register(self, user: UserRef, chat: ChatRef, unit: str) -> Person:
        async with self.begin() as tx:
            person = await tx.people.register(
                user,
                chat,
                NewPerson(
                    full_name="Nguyễn Thị Hoa",
                    birth_date=date(1980, 11, 8),
                    unit=self.units[unit].id,
                    audience=Audience.OFFICIALS,
                    locale="vi",
                    notice_version="1",
                    consented_at=START,
                ),
            )
            await tx.commit()
        return person

    async def with_role(self, name: str, role: Role, unit: str | None = None) -> Conversation:
        """Somebody who holds a role and has not registered."""
        conversation = self.person(name)
        async with self.begin() as tx:
            grant = Grant(role, self.units[unit].id if unit else None)
            await tx.people.grant(conversation.user, conversation.chat, grant)
            await tx.commit()
        return conversation


@pytest.fixture(scope="session")
async def peopled_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with units, questions and a contest without rounds, to copy from."""
    path = tmp_path_factory.mktemp("handlers") / "hoithi.db"
    shutil.copyfile(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    async with SqlUnitsOfWork(database, LEASE, SECRET)() as tx:
        await tx.catalogue.store_units([_unit(row) for row in _rows("units.csv")])
        questions = [_question(n, row) for n, row in enumerate(_rows("questions.csv"))]
        await tx.catalogue.store_questions(questions)
        await tx.catalogue.create_contest(
            "Cuộc thi tìm hiểu cải cách hành chính", "Sở Nội vụ tỉnh Đắk Lắk"
        )
        await tx.commit()
    await database.dispose()
    return path


@pytest.fixture
async def empty_database(peopled_template: Path, tmp_path: Path) -> AsyncIterator[Database]:
    """A database with units, questions and a contest, without rounds."""
    path = tmp_path / "hoithi.db"
    shutil.copyfile(peopled_template, path)
    database = Database(f"sqlite:///{path}")
    yield database
    await database.dispose()


@pytest.fixture
def rules() -> RoundRules:
    """The rules of both rounds; a test overrides them by parametrising ``rules``."""
    return RoundRules()


@pytest.fixture
async def world(empty_database: Database, rules: RoundRules, clock: FakeClock) -> World:
    """08:00 on the first day of the first of two rounds."""
    begin = SqlUnitsOfWork(empty_database, LEASE, SECRET)
    async with begin() as tx:
        contest = await tx.rounds.contest()
        assert contest is not None
        first = await tx.catalogue.create_round(contest.id, "Vòng 1", FIRST, rules)
        await tx.catalogue.create_round(contest.id, "Vòng 2", SECOND, rules)
        units = {unit.code: unit for unit in await tx.units.existing_on(date(2023, 11, 7))}
        await tx.commit()
    intake = AnswerIntake(empty_database, clock, LEASE, max_batch=16)
    handover = FakeHandover()
    dispatcher = Dispatcher(begin, intake, handover)
    return World(empty_database, begin, clock, dispatcher, intake, handover, first, units)


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _unit(row: dict[str, str]) -> NewUnit:
    return NewUnit(
        code=row["code"],
        name=row["name"],
        level=Level(row["level"]),
        parent_code=row["parent_code"] or None,
        leaders=int(row["headcount_leaders"]),
        division_heads=int(row["headcount_division_heads"]),
        staff=int(row["headcount_staff"]),
        onestop=int(row["headcount_onestop"]),
    )


def _question(number: int, row: dict[str, str]) -> NewQuestion:
    return NewQuestion(
        code=f"{row['topic']}-{number}",
        topic=Topic(row["topic"]),
        text=row["question"],
        options=tuple(row[f"option_{letter}"] for letter in "abcd"),
        correct=OptionIndex("ABCD".index(row["correct"])),
        explanation=row["explanation"],
    )
