"""What a live round shows now: the figures of its last reveal with the names of today."""

from collections.abc import Sequence

from sqlalchemy import Connection, select

from contest.model import PersonId, Question, QuestionId
from handlers.ports.live_contents import LiveRoundId
from handlers.ports.live_records import HostedRound
from handlers.ports.live_standings import LiveDisplay
from storage import codec, live_state
from storage.live_display import display_from_data, shown
from storage.live_units import UnitLabels
from storage.tables.live import live_round_table
from storage.tables.people import person_table
from storage.tables.questions import question_table


def names_of(connection: Connection, people: Sequence[PersonId]) -> dict[PersonId, str | None]:
    """Full names; None of those who have been forgotten."""
    c = person_table.c
    rows = connection.execute(select(c.id, c.full_name).where(c.id.in_(people)))
    return {PersonId(id_): name for id_, name in rows}


def shown_now(
    connection: Connection, live_round: LiveRoundId
) -> tuple[HostedRound, LiveDisplay] | None:
    """A round and what it shows; None before its first reveal."""
    c = live_round_table.c
    data = connection.scalar(select(c.display).where(c.id == live_round))
    if data is None:
        return None
    found, hosted = display_from_data(data), live_state.load(connection, [live_round])[live_round]
    question = None
    if found.position:
        question = _question(connection, hosted.questions[found.position - 1])
    names = names_of(connection, [person for _, person, _, _ in found.people])
    units = UnitLabels()(connection, [unit for _, unit, _, _ in found.units])
    return hosted, shown(found, hosted, question, names, units)


def _question(connection: Connection, question: QuestionId) -> Question:
    query = select(question_table).where(question_table.c.id == question)
    return codec.question_from_row(connection.execute(query).one())
