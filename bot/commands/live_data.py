"""Live rounds as JSON for scripts, and the addresses of their pages."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from bot.commands.common import Session
from bot.settings import session_secret
from bot.web.live_addresses import ScreenCodes, ScreenRef, room_code, room_path
from contest.live_rooms import RoomState
from contest.live_rules import live_rules_to_data
from handlers.live_hosting.results import LiveResult, ResultLine
from handlers.live_hosting.views import with_answers
from handlers.ports.live_records import HostedRound, LiveRoom
from handlers.ports.live_standings import UnitPlace
from handlers.ports.repositories import UnitOfWork


def list_data(one: HostedRound) -> dict[str, Any]:
    """A round in a list."""
    live = one.live
    return {
        "number": one.id,
        "title": one.title,
        "state": live.state.value,
        "starts_at": live.starts_at.isoformat(),
        "ended_at": live.ended_at and live.ended_at.isoformat(),
        "position": live.position,
        "questions": live.question_count,
        "rooms": len(one.rooms),
        "is_rehearsal": one.is_rehearsal,
    }


async def round_data(session: Session, tx: UnitOfWork, one: HostedRound) -> dict[str, Any]:
    """All of a round but its keys and answers."""
    stands = await with_answers(tx, one)
    states = Counter(room.state.value for room in one.live.rooms.values())
    return {
        **list_data(one),
        "rules": live_rules_to_data(one.live.rules),
        "shows": one.shows.value,
        "as_poll": one.as_poll,
        "question_codes": await question_codes(tx, one),
        "annulled": sorted(one.live.annulled),
        "resumes_to": one.live.resumes_to and one.live.resumes_to.value,
        "answered": stands.answered,
        "room_states": {state.value: states[state.value] for state in RoomState},
        "in_trouble": [room.id for room in stands.troubled],
        "screen": screen_address(session, one),
        "room_list": [await room_data(session, tx, one, room) for room in one.rooms.values()],
    }


async def room_data(
    session: Session, tx: UnitOfWork, one: HostedRound, room: LiveRoom
) -> dict[str, Any]:
    """A room with how it fares."""
    fares = one.live.rooms[room.id]
    unit = None if room.unit is None else await tx.units.find(room.unit)
    return {
        "number": room.id,
        "name": room.name,
        "unit": unit and unit.code,
        "platform": room.chat.platform,
        "key": room.chat.key,
        "state": fares.state.value,
        "trouble": fares.trouble and fares.trouble.value,
        "address": room_address(session, room),
        "screen": screen_address(session, one, room) if room_address(session, room) else None,
    }


async def question_codes(tx: UnitOfWork, one: HostedRound) -> Sequence[str]:
    """The codes of a round's questions in their order."""
    codes = await tx.questions.codes(one.questions)
    return [codes.get(question, str(question)) for question in one.questions]


def room_address(session: Session, room: LiveRoom) -> str | None:
    """Where people enter a room on the web; None of groups, or if this server has no address."""
    code = room_code(room.chat)
    if code is None or not session.settings.public_url:
        return None
    return f"{session.settings.public_url}{room_path(code)}"


def screen_address(session: Session, one: HostedRound, room: LiveRoom | None = None) -> str | None:
    """Where the big screen of a room is, or of all rooms; None if this server has no address."""
    if not session.settings.public_url:
        return None
    codes = ScreenCodes(session_secret(session.settings))
    path = codes.path_of(ScreenRef(one.id, room.id if room else None))
    return f"{session.settings.public_url}{path}"


def result_data(one: LiveResult) -> dict[str, Any]:
    """The result of a round."""
    return {
        **list_data(one.hosted),
        "questions_counted": one.counted,
        "people": [_person(each) for each in one.people],
        "units": [_unit(each) for each in one.units],
    }


def _person(one: ResultLine) -> dict[str, Any]:
    return {
        "rank": one.rank,
        "name": one.full_name,
        "unit": one.unit and one.unit.code,
        "unit_name": one.unit_name,
        "points": one.points,
        "right": one.right,
        "answered": one.answered,
        "response_ms": round(one.response.total_seconds() * 1_000),
    }


def _unit(one: UnitPlace) -> dict[str, Any]:
    return {
        "rank": one.rank,
        "name": one.name,
        "average": float(one.average),
        "participants": one.participants,
    }
