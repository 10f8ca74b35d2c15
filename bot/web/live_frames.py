"""The JSON frames of the pages of live rounds; `docs/web-chat.md` describes each of them.

Instants are milliseconds of the server, and every frame with one says what its time is: a page
counts from there and never reads the clock of its machine.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from contest.model import OPTION_LETTERS
from handlers.formats import LOCAL_ZONE, date_text, local_day
from handlers.live_screens import LiveScreen, OwnAnswers, OwnTotal
from handlers.live_standings import rounded, shown_average
from handlers.payloads import live_payload
from handlers.ports.live_records import Shows
from handlers.ports.live_standings import LiveStanding, PersonPlace, UnitPlace
from handlers.ports.timing import Clock

SHOWN_UNITS = 20
"""A page is read from top to bottom; the whole list is in the organisers' files."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def hello_frame(
    screen: LiveScreen, answered: int, clock: Clock, name: str | None, own: OwnAnswers | None
) -> str:
    """The first frame of a connection.

    Args:
        name: of the person behind the page; None if nobody is known there.
    """
    you = None if name is None else {"name": name}
    told = None if own is None else _own(own)
    return _frame("hello", **_state(screen, answered, clock), you=you, own=told)


def guest_frame(title: str, clock: Clock) -> str:
    """The first frame for somebody who has to register before anything is asked."""
    return _frame("hello", now=_instant(clock.now(), clock), you=None, title=title)


def state_frame(screen: LiveScreen, answered: int, clock: Clock) -> str:
    return _frame("state", **_state(screen, answered, clock))


def count_frame(position: int, answered: int) -> str:
    return _frame("count", position=position, answered=answered)


def own_frame(own: OwnAnswers) -> str:
    return _frame("own", own=_own(own))


def _state(screen: LiveScreen, answered: int, clock: Clock) -> dict[str, Any]:
    now = clock.now()
    return {
        "now": _instant(now, clock),
        "answered": answered if screen.position else None,
        "state": _screen(screen, clock, now),
    }


def _screen(screen: LiveScreen, clock: Clock, now: datetime) -> dict[str, Any]:
    outcome = screen.outcome
    return {
        "title": screen.title,
        "is_rehearsal": screen.is_rehearsal,
        "may_change": screen.may_change,
        "phase": screen.phase.value,
        "position": screen.position,
        "of": screen.of,
        "limit_ms": _milliseconds(_wall(screen.limit, clock)),
        "starts_at": _instant(screen.starts_at, clock),
        "starts_text": _start(screen.starts_at, now),
        "question": _question(screen),
        "closes_at": _instant(screen.closes_at, clock),
        "is_held": screen.is_held,
        "next_at": _instant(screen.next_at, clock),
        "right": None if outcome is None else outcome.key,
        "counts": None if outcome is None else outcome.counts,
        "standing": _standing(screen.standing, screen.shows),
    }


def _question(screen: LiveScreen) -> dict[str, Any] | None:
    if screen.question is None:
        return None
    options = [
        {
            "letter": OPTION_LETTERS[place],
            "text": text,
            "payload": live_payload(screen.live_round, screen.position, place),
        }
        for place, text in enumerate(screen.question.options)
    ]
    return {"text": screen.question.text, "options": options}


def _standing(standing: LiveStanding | None, shows: Shows) -> dict[str, Any] | None:
    if standing is None:
        return None
    return {
        "people": _people(standing.people),
        "units": [_unit(each, shows) for each in standing.units[:SHOWN_UNITS]],
        "unit_count": standing.unit_count,
    }


def _people(places: Sequence[PersonPlace]) -> list[dict[str, Any]]:
    return [
        {"rank": each.rank, "name": each.name, "unit": each.unit, "points": each.points}
        for each in places
    ]


def _unit(one: UnitPlace, shows: Shows) -> dict[str, Any]:
    average = shown_average(one, shows)
    return {
        "rank": one.rank,
        "name": one.name,
        "average": None if average is None else rounded(average),
        "participants": one.participants,
    }


def _own(own: OwnAnswers) -> dict[str, Any]:
    return {
        "position": own.position,
        "place": own.place,
        "is_right": own.is_right,
        "total": None if own.total is None else _total(own.total),
    }


def _total(total: OwnTotal) -> dict[str, Any]:
    return {
        "points": total.points,
        "right": total.right,
        "of": total.of,
        "ranks": total.ranks,
    }


def _start(starts_at: datetime, now: datetime) -> str | None:
    """When the round begins as people read it, with the day if it is not today; None once due."""
    if starts_at <= now:
        return None
    time = f"{starts_at.astimezone(LOCAL_ZONE):%H:%M}"
    day = local_day(starts_at)
    return time if day == local_day(now) else f"{time} {date_text(day)}"


def _wall(duration: timedelta, clock: Clock) -> timedelta:
    now = clock.now()
    return clock.wall(now + duration) - clock.wall(now)


def _instant(instant: datetime | None, clock: Clock) -> int | None:
    return None if instant is None else _milliseconds(clock.wall(instant) - _EPOCH)


def _milliseconds(duration: timedelta) -> int:
    return duration // timedelta(milliseconds=1)


def _frame(type_: str, **fields: Any) -> str:
    return json.dumps({"type": type_, **fields}, ensure_ascii=False, separators=(",", ":"))
