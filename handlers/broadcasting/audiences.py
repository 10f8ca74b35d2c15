"""Whom an announcement can go to: the kinds to choose from, and what an audience is called."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from contest.announcements import (
    AudienceRule,
    Everybody,
    InGroups,
    NotFinished,
    NotPlayed,
    OfLevel,
    OfSubtree,
    Playing,
)
from contest.model import RoundId, UnitId
from contest.units import label
from handlers.formats import local_day
from handlers.ports.records import Round
from handlers.ports.repositories import UnitOfWork
from handlers.progress_pictures import level_name
from handlers.texts.loader import Wording


class Kind(StrEnum):
    """A kind of audience; some need a level, a unit or a round besides."""

    EVERYBODY = "everybody"
    LEVEL = "level"
    SUBTREE = "subtree"
    GROUPS = "groups"
    GROUPS_BELOW = "groups-below"
    NOT_PLAYED = "not-played"
    PLAYING = "playing"
    NOT_FINISHED = "not-finished"


OF_A_UNIT = frozenset({Kind.SUBTREE, Kind.GROUPS_BELOW})
OF_A_ROUND = frozenset({Kind.NOT_PLAYED, Kind.PLAYING, Kind.NOT_FINISHED})


def of_unit(kind: Kind, unit: UnitId) -> AudienceRule:
    """The audience of a kind that needs a unit."""
    return OfSubtree(unit) if kind is Kind.SUBTREE else InGroups(unit)


def of_round(kind: Kind, one: RoundId) -> AudienceRule:
    """The audience of a kind that needs a round."""
    match kind:
        case Kind.NOT_PLAYED:
            return NotPlayed(one)
        case Kind.PLAYING:
            return Playing(one)
        case _:
            return NotFinished(one)


def alone(kind: Kind) -> AudienceRule | None:
    """The audience of a kind that needs nothing else; None if it does."""
    match kind:
        case Kind.EVERYBODY:
            return Everybody()
        case Kind.GROUPS:
            return InGroups()
        case _:
            return None


_KINDS: Mapping[type[AudienceRule], Kind] = MappingProxyType(
    {
        Everybody: Kind.EVERYBODY,
        OfLevel: Kind.LEVEL,
        OfSubtree: Kind.SUBTREE,
        NotPlayed: Kind.NOT_PLAYED,
        Playing: Kind.PLAYING,
        NotFinished: Kind.NOT_FINISHED,
    }
)


def kind_of(audience: AudienceRule) -> Kind:
    """The kind that an audience is of."""
    if isinstance(audience, InGroups):
        return Kind.GROUPS if audience.unit is None else Kind.GROUPS_BELOW
    return _KINDS[type(audience)]


async def audience_text(tx: UnitOfWork, audience: AudienceRule, now: datetime, say: Wording) -> str:
    """What an audience is called within a sentence."""
    names: Mapping[str, str] = {}
    match audience:
        case OfLevel(level):
            names = {"level": level_name(level, say)}
        case OfSubtree(unit) | InGroups(unit) if unit is not None:
            names = {"unit": await _unit_name(tx, unit, now)}
        case NotPlayed(one) | Playing(one) | NotFinished(one):
            names = {"round": await _round_name(tx, one)}
    return say(f"announce-to-{kind_of(audience).value}", **names)


async def rounds_to_choose(tx: UnitOfWork) -> Sequence[Round]:
    """The rounds, the one that opens last first: that is mostly the one that is meant."""
    return [*reversed(await tx.rounds.all())]


async def _unit_name(tx: UnitOfWork, id_: UnitId, now: datetime) -> str:
    units = await tx.units.existing_on(local_day(now))
    unit = next((one for one in units if one.id == id_), None) or await tx.units.find(id_)
    return label(unit, units) if unit else f"#{id_}"


async def _round_name(tx: UnitOfWork, one: RoundId) -> str:
    found = await tx.rounds.find(one)
    return found.name if found else f"#{one}"
