"""Whom an audience means: people or groups, by conditions that storage can look up."""

from dataclasses import dataclass
from datetime import datetime

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
from contest.model import PersonId, RoundId, UnitId
from contest.units import subtree
from handlers.formats import local_day
from handlers.ports.announcements import People
from handlers.ports.repositories import UnitOfWork


@dataclass(frozen=True, slots=True)
class GroupsOf:
    """The groups of these units; all groups if none are given."""

    units: tuple[UnitId, ...] | None = None


Recipients = People | GroupsOf


async def resolve(tx: UnitOfWork, audience: AudienceRule, now: datetime) -> Recipients:
    """Whom it means today, as units come and go."""
    match audience:
        case Everybody():
            return People()
        case OfLevel(level):
            units = await tx.units.existing_on(local_day(now))
            return People(units=tuple(unit.id for unit in units if unit.level == level))
        case OfSubtree(unit):
            return People(units=await _below(tx, unit, now))
        case InGroups(unit):
            return GroupsOf(None if unit is None else await _below(tx, unit, now))
        case NotPlayed() | Playing() | NotFinished():
            return _of_round(audience)


def person_of(cursor: str) -> PersonId:
    """The last person whom a cursor has passed; an empty one stands before the first."""
    return PersonId(int(cursor or 0))


def round_of(audience: AudienceRule) -> RoundId | None:
    """The round that an audience is about, after whose end it is told nothing any more."""
    match audience:
        case NotPlayed(one) | NotFinished(one) | Playing(one):
            return one
        case _:
            return None


async def _below(tx: UnitOfWork, unit: UnitId, now: datetime) -> tuple[UnitId, ...]:
    return tuple(one.id for one in subtree(unit, await tx.units.existing_on(local_day(now))))


def _of_round(audience: NotPlayed | Playing | NotFinished) -> People:
    match audience:
        case NotPlayed(one):
            return People(not_begun=one)
        case Playing(one):
            return People(begun=one)
        case NotFinished(one):
            return People(not_ended=one)
