"""A live round of two questions in three rooms, for the tests of its parts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from contest.live import LiveRound, ask, call
from contest.live_deliveries import add_room, deliver
from contest.live_rooms import RoomId
from contest.live_rules import LiveRules
from contest.model import Position

START = datetime(2023, 11, 14, 1, 0, tzinfo=UTC)
"""When the first question is posted."""
SECOND = timedelta(seconds=1)
HALL, WARD, COMMUNE = RoomId(1), RoomId(2), RoomId(3)
P1, P2, P3 = Position(1), Position(2), Position(3)
RULES = LiveRules(
    question_limit=20 * SECOND,
    lobby_for=300 * SECOND,
    reveal_for=10 * SECOND,
    delivery_patience=15 * SECOND,
)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def announced(rules: LiveRules = RULES, questions: int = 2) -> LiveRound:
    live = LiveRound(rules, questions, starts_at=START)
    for room in (HALL, WARD, COMMUNE):
        live = add_room(live, room)
    return live


def asked(rules: LiveRules = RULES, questions: int = 2) -> LiveRound:
    """The first question is on its way to all rooms."""
    return ask(call(announced(rules, questions)), START)


def delivered(rules: LiveRules = RULES, questions: int = 2) -> LiveRound:
    """The first question arrived in the hall at once, after 2 s in the ward, 5 s in the commune."""
    live = asked(rules, questions)
    for room, seconds in ((HALL, 0), (WARD, 2), (COMMUNE, 5)):
        live = deliver(live, P1, room, at(seconds))
    return live


def changeable() -> LiveRules:
    return replace(RULES, may_change=True)
