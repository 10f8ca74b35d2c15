"""The demonstration contest: real-looking units and questions, one round that is open now."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from bot.documents.tables import read_table
from contest.model import Unit
from contest.rules import RoundRules, Window
from handlers.formats import local_day
from handlers.imports.questions import check_questions
from handlers.imports.units import check_units
from handlers.ports.records import Round
from storage.unit_of_work import SqlUnitsOfWork

DATA = Path(__file__).with_name("data")
NAME = "Cuộc thi trực tuyến tìm hiểu cải cách hành chính (trình diễn)"
ORGANISER = "Sở Nội vụ"
ROUND = "Vòng thi trình diễn"


async def load_contest(units_of_work: SqlUnitsOfWork, window: Window, rules: RoundRules) -> Round:
    """Import the demonstration data and create one round; nothing if there is a round already."""
    async with units_of_work() as tx:
        if existing := await tx.rounds.all():
            return existing[-1]
        await tx.catalogue.store_units(check_units(read_table(DATA / "units.csv"), {}).values)
        await tx.catalogue.store_questions(
            check_questions(read_table(DATA / "questions.csv")).values
        )
        contest = await tx.catalogue.create_contest(NAME, ORGANISER)
        created = await tx.catalogue.create_round(contest.id, ROUND, window, rules)
        await tx.commit()
        return created


async def quota_units(units_of_work: SqlUnitsOfWork, window: Window) -> Sequence[Unit]:
    """Units whose people play along: everything below the province itself."""
    async with units_of_work() as tx:
        units = await tx.units.existing_on(local_day(window.opens_at))
    return [unit for unit in units if unit.parent is not None]


def longest_play(rules: RoundRules) -> timedelta:
    """How long an attempt takes for somebody who lets every clock run out."""
    return rules.question_limit * rules.last_position
