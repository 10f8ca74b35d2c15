"""Rosters: whom units have nominated, who of them is registered, and who must not take part."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NewType, Protocol

from contest.model import PersonId, RoundId, UnitId
from contest.quotas import Category
from handlers.ports.records import ProtectedPhone

EntryId = NewType("EntryId", int)


class Match(StrEnum):
    """How sure it is that a registered person is somebody on the roster."""

    NONE = "none"
    SUGGESTED = "suggested"
    CONFIRMED = "confirmed"


class Duty(StrEnum):
    """A duty in the contest that bars from taking part (seed 001, Lưu ý)."""

    ORGANISING_COMMITTEE = "organising_committee"
    SECRETARIAT = "secretariat"
    DRAFTING_TEAM = "drafting_team"
    TECHNICAL = "technical"


@dataclass(frozen=True, slots=True)
class NewRosterEntry:
    """Somebody on the roster of a unit, as a list names them.

    Attributes:
        category: the most specific one: a one-stop officer is ``onestop``, which is within staff.
        phone: in the form of ``contest.phones``; stored as a keyed digest and masked.
        is_nominated: False for people of the unit who are only encouraged to take part.
    """

    unit: UnitId
    category: Category
    full_name: str = field(repr=False)
    birth_date: date | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)
    is_nominated: bool = True


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """Somebody on the roster of a unit."""

    id: EntryId
    unit: UnitId
    category: Category
    full_name: str = field(repr=False)
    birth_date: date | None = field(repr=False)
    phone_masked: str | None = field(repr=False)
    is_nominated: bool
    match: Match
    person: PersonId | None


@dataclass(frozen=True, slots=True)
class NewExclusion:
    """Somebody who must not take part, as a list names them; phone as in ``NewRosterEntry``."""

    duty: Duty
    full_name: str = field(repr=False)
    birth_date: date | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class CategoryCount:
    """People on the roster of one unit in one category; nested categories are not added up.

    Attributes:
        done: matched to a person who has finished a counted attempt; excluded people never are.
        excluded: barred by a duty.
    """

    unit: UnitId
    category: Category
    listed: int
    done: int
    excluded: int


@dataclass(frozen=True, slots=True)
class RosterChange:
    """What became of the people of a list."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True)
class ListedTwice:
    """Somebody on the roster of one unit who may be the same person on that of another."""

    full_name: str = field(repr=False)
    unit: UnitId
    other_unit: UnitId


class Rosters(Protocol):
    """The people whom units have nominated."""

    async def store(self, entries: Sequence[NewRosterEntry], at: datetime) -> RosterChange:
        """Make these the rosters of the units that they name; other units stay as they are.

        Somebody is the same as before if unit and phone are, else unit, name and birth date (unit
        and name, if neither has more); their match stays. Who is no longer listed is taken off.
        """

    async def also_elsewhere(self, units: Collection[UnitId]) -> Sequence[ListedTwice]:
        """People of these units who may stand on the roster of a unit that is none of these.

        Who may be the same: the same phone, or the same name, as in ``by_name``, and birth date
        unless both have a phone. In the order in which they were first listed.
        """

    async def find(self, entry: EntryId) -> RosterEntry | None: ...

    async def of_person(self, person: PersonId) -> RosterEntry | None:
        """The entry that a person is confirmed to be."""

    async def by_phone(self, phone: ProtectedPhone) -> Sequence[RosterEntry]: ...

    async def by_name(self, full_name: str, birth_date: date) -> Sequence[RosterEntry]:
        """Entries of that name, in any spelling of its marks, and that birth date."""

    async def unmatched(self) -> Sequence[tuple[PersonId, ProtectedPhone | None]]:
        """Registered people who are confirmed to be nobody and may be somebody unmatched.

        Who may be: the same phone, or the same name, as in ``by_name``, and birth date.
        """

    async def suggest(self, entry: EntryId, person: PersonId, at: datetime) -> bool:
        """Note that a person may be this somebody, until the liaison has said so.

        False, and nothing noted, if somebody else is suggested or confirmed, the person is
        confirmed elsewhere or has been forgotten: an answer must mean the person it was asked for.
        """

    async def confirm(self, entry: EntryId, person: PersonId, at: datetime) -> bool:
        """Make a person this somebody; False if either is confirmed otherwise already.

        A confirmation takes the place of suggestions, also of those of the person elsewhere. Who
        has been forgotten is not confirmed.
        """

    async def reject(self, entry: EntryId) -> None:
        """Take a suggestion back."""

    async def counts(self, scope: RoundId | None) -> Sequence[CategoryCount]:
        """Counts of every unit and category that has entries, in one query.

        Args:
            scope: only attempts of that round; None for all rounds that are no rehearsal.
        """

    async def not_done(
        self, units: Collection[UnitId], scope: RoundId | None
    ) -> Sequence[RosterEntry]:
        """Nominated people without a finished counted attempt, excluded ones left out.

        Ordered by unit, category and name.
        """


class Exclusions(Protocol):
    """People who must not take part."""

    async def store(
        self, exclusions: Sequence[NewExclusion], by: str, at: datetime
    ) -> RosterChange:
        """Add people; somebody excluded before stays excluded. Nobody is taken off.

        Somebody is the same as before if the name is, phone or birth date are, and neither differs;
        what a list leaves out stays known.
        """

    async def match(
        self, full_name: str, birth_date: date, phone: ProtectedPhone | None
    ) -> Duty | None:
        """The duty that bars somebody: the same phone, or the same name and birth date."""

    async def bar(self, person: PersonId, duty: Duty, by: str, at: datetime) -> None:
        """Exclude a registered person who has taken on a duty; at once carried out."""

    async def of_person(self, person: PersonId) -> Duty | None:
        """The duty for which a registered person has been excluded."""

    async def newly_barred(self) -> Sequence[tuple[PersonId, Duty]]:
        """Registered people whom an exclusion names that has not been carried out yet."""

    async def carry_out(self, person: PersonId) -> None:
        """Note that a person's exclusion has been carried out."""
