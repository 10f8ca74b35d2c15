"""Twenty taps in a second, all in flight at once, on both kinds of database."""

import asyncio
from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import func, select

from contest.model import Level, OptionIndex, Topic
from contest.rules import RoundRules
from handlers.dispatcher import Dispatcher
from handlers.payloads import command_payload, dialogue_payload
from handlers.ports.catalogue import NewQuestion, NewUnit
from handlers.ports.records import Dialogue
from storage.answers import AnswerIntake
from storage.engine import Database
from storage.tables.attempts import attempt_table
from storage.tables.people import consent_table, identity_table, person_table
from storage.unit_of_work import SqlUnitsOfWork
from tests.fakes.clock import FakeClock
from tests.fakes.intake import FakeHandover
from tests.fakes.secrets import SECRET
from tests.integration.handlers.conftest import FIRST, LEASE
from tests.integration.handlers.conversation import Conversation

pytestmark = pytest.mark.anyio

TAPS = 20
RULES = RoundRules(blueprint=((Topic("PAR"), 1),), prediction=None)


@dataclass(frozen=True, slots=True)
class Scene:
    """Somebody who has only to confirm their registration."""

    database: Database
    hoa: Conversation
    dispatcher: Dispatcher

    async def tap(self, payload: str) -> list[str]:
        """Tap twenty times at once; returns the verdicts, sorted."""
        messages = [self.hoa.message(choice=payload) for _ in range(TAPS)]
        done = await asyncio.gather(*(self.dispatcher.deliver(each) for each in messages))
        return sorted(acknowledgement.verdict for acknowledgement in done)

    async def count(self, table: object) -> int:
        async with self.database.read() as connection:
            statement = select(func.count()).select_from(table)  # type: ignore[arg-type]
            return int((await connection.execute(statement)).scalar_one())


@pytest.fixture
async def scene(database: Database, clock: FakeClock) -> Scene:
    begin = SqlUnitsOfWork(database, LEASE, SECRET)
    intake = AnswerIntake(database, clock, LEASE, max_batch=16)
    dispatcher = Dispatcher(begin, intake, FakeHandover())
    hoa = Conversation(dispatcher, database, clock, "hoa")
    async with begin() as tx:
        await tx.catalogue.store_units([NewUnit("SO-NV", "Sở Nội vụ", Level("SO"))])
        await tx.catalogue.store_questions(
            [NewQuestion("PAR-1", Topic("PAR"), "Câu hỏi?", ("một", "hai"), OptionIndex(0))]
        )
        contest = await tx.catalogue.create_contest("Tìm hiểu CCHC", "Sở Nội vụ")
        await tx.catalogue.create_round(contest.id, "Vòng 1", FIRST, RULES)
        (unit,) = await tx.units.existing_on(date(2023, 11, 7))
        draft = {
            "notice": "1",
            "consented_at": "2023-11-07T01:00:00+00:00",
            "name": "Nguyễn Thị Hoa",
            "birth": "1980-11-08",
            "unit": unit.id,
            "audience": "officials",
            "keeps_phone_back": True,
        }
        await tx.dialogues.put(hoa.user, Dialogue("confirm", draft), clock.now())
        await tx.commit()
    return Scene(database, hoa, dispatcher)


async def test_twenty_taps_register_one_person_and_begin_one_attempt(scene: Scene) -> None:
    confirmed = await scene.tap(dialogue_payload("confirm", "yes"))
    begun = await scene.tap(command_payload("begin"))

    assert "failed" not in confirmed + begun
    assert "handled" in confirmed
    assert await scene.count(person_table) == 1
    assert await scene.count(identity_table) == 1
    assert await scene.count(consent_table) == 1
    assert await scene.count(attempt_table) == 1


async def test_one_update_delivered_twenty_times_at_once_is_handled_once(scene: Scene) -> None:
    message = scene.hoa.message(text="trợ giúp")

    done = await asyncio.gather(*(scene.dispatcher.deliver(message) for _ in range(TAPS)))

    verdicts = sorted(acknowledgement.verdict for acknowledgement in done)
    assert verdicts == ["handled"] + ["repeated"] * (TAPS - 1)
