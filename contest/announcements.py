"""Announcements to many: the states of one, to whom it goes, and how long sending takes.

An audience is a rule, not a list of people: who it means is looked up while the announcement is
sent. Every change of state goes through ``TRANSITIONS``.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from contest.model import Level, RoundId, UnitId
from contest.reading import Reader, UnreadableError, exactly, mapping, named_values


class AnnouncementState(StrEnum):
    """Where an announcement is."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    PAUSED = "paused"
    FINISHED = "finished"
    CANCELLED = "cancelled"


class AnnouncementMove(StrEnum):
    """What can happen to an announcement."""

    CONFIRM = "confirm"
    SCHEDULE = "schedule"
    """Confirmed, but not to be sent yet."""
    BEGIN = "begin"
    PAUSE = "pause"
    RESUME = "resume"
    FINISH = "finish"
    CANCEL = "cancel"
    RESEND = "resend"
    """To those whom it has not reached."""


_State, _Move = AnnouncementState, AnnouncementMove

TRANSITIONS: Mapping[tuple[AnnouncementState, AnnouncementMove], AnnouncementState] = {
    (_State.DRAFT, _Move.CONFIRM): _State.SENDING,
    (_State.DRAFT, _Move.SCHEDULE): _State.SCHEDULED,
    (_State.DRAFT, _Move.CANCEL): _State.CANCELLED,
    (_State.SCHEDULED, _Move.BEGIN): _State.SENDING,
    (_State.SCHEDULED, _Move.CANCEL): _State.CANCELLED,
    (_State.SENDING, _Move.PAUSE): _State.PAUSED,
    (_State.SENDING, _Move.FINISH): _State.FINISHED,
    (_State.SENDING, _Move.CANCEL): _State.CANCELLED,
    (_State.PAUSED, _Move.RESUME): _State.SENDING,
    (_State.PAUSED, _Move.CANCEL): _State.CANCELLED,
    (_State.FINISHED, _Move.RESEND): _State.SENDING,
}


class IllegalAnnouncementMoveError(Exception):
    """The announcement cannot make that move from the state it is in."""


def moved(state: AnnouncementState, move: AnnouncementMove) -> AnnouncementState:
    """The state after a move.

    Raises:
        IllegalAnnouncementMoveError: if the table has no such move from that state.
    """
    try:
        return TRANSITIONS[state, move]
    except KeyError:
        raise IllegalAnnouncementMoveError(f"{move} while {state}") from None


def can(state: AnnouncementState, move: AnnouncementMove) -> bool:
    """Whether the table has that move from that state."""
    return (state, move) in TRANSITIONS


class AudienceError(ValueError):
    """A stored or given audience is not written as it should be."""


@dataclass(frozen=True, slots=True)
class Everybody:
    """Everybody who is registered."""


@dataclass(frozen=True, slots=True)
class OfLevel:
    """People registered for the units of one level."""

    level: Level


@dataclass(frozen=True, slots=True)
class OfSubtree:
    """People registered for a unit or for one below it."""

    unit: UnitId


@dataclass(frozen=True, slots=True)
class InGroups:
    """Groups only: those of a unit and of the units below it, or all (None)."""

    unit: UnitId | None = None


@dataclass(frozen=True, slots=True)
class NotPlayed:
    """People who may take part in a round and have not begun an attempt in it."""

    round: RoundId


@dataclass(frozen=True, slots=True)
class Playing:
    """People who have begun an attempt in a round; void ones do not count."""

    round: RoundId


@dataclass(frozen=True, slots=True)
class NotFinished:
    """People who may take part in a round and have not ended an attempt in it."""

    round: RoundId


AudienceRule = Everybody | OfLevel | OfSubtree | InGroups | NotPlayed | Playing | NotFinished


def audience_to_data(audience: AudienceRule) -> dict[str, Any]:
    """An audience as plain JSON values."""
    return {"kind": _NAMES[type(audience)], **asdict(audience)}


def audience_from_data(data: Mapping[str, Any]) -> AudienceRule:
    """An audience from what ``audience_to_data`` wrote; nothing may be missing.

    Raises:
        AudienceError: if the kind is unknown, or a name or value is not what the kind has.
    """
    try:
        values = dict(mapping(data, ""))
        kind = values.pop("kind", None)
        if not isinstance(kind, str) or kind not in _KINDS:
            raise UnreadableError(f"kind: {kind!r} is none of {', '.join(_KINDS)}")
        audience, readers = _KINDS[kind]
        found: AudienceRule = audience(**named_values(values, readers, required=readers))
    except UnreadableError as error:
        raise AudienceError(str(error)) from error
    return found


def _unit_or_all(value: Any, where: str) -> Any:
    return None if value is None else exactly(int)(value, where)


_KINDS: Mapping[str, tuple[type[Any], Mapping[str, Reader]]] = {
    "everybody": (Everybody, {}),
    "level": (OfLevel, {"level": exactly(str)}),
    "subtree": (OfSubtree, {"unit": exactly(int)}),
    "groups": (InGroups, {"unit": _unit_or_all}),
    "not_played": (NotPlayed, {"round": exactly(int)}),
    "playing": (Playing, {"round": exactly(int)}),
    "not_finished": (NotFinished, {"round": exactly(int)}),
}
_NAMES = {audience: kind for kind, (audience, _) in _KINDS.items()}


Bot = tuple[str, str]
"""Platform and name of a bot, as ``handlers.ports.outbox`` has it."""


def expected_duration(messages: Mapping[Bot, int], rates: Mapping[Bot, float]) -> timedelta:
    """How long it takes to send so many messages, all bots at once: the slowest counts.

    Args:
        rates: messages a second; a bot without one sends as fast as it can.
    """
    return max(
        (timedelta(seconds=count / rates[bot]) for bot, count in messages.items() if bot in rates),
        default=timedelta(0),
    )


def remaining_duration(waiting: int, per_second: float) -> timedelta | None:
    """How long what waits still takes at a measured rate; None while nothing moves."""
    return timedelta(seconds=waiting / per_second) if per_second > 0 else None
