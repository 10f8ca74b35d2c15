"""What is decided for every unit on one day, and the facts that the log keeps about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from contest.model import Unit, UnitId
from contest.reminders import Addressee, Outcome, Pause, decide
from contest.shortfalls import UnitShortfall
from handlers.escalation import OWN, Contacts
from handlers.formats import LOCAL_ZONE
from handlers.ports.reminders import ReminderEntry
from handlers.quiet_hours import is_quiet
from handlers.reminder_texts import DueRound, Lagging

_PAUSED = frozenset({Outcome.STOPPED, Outcome.SNOOZED})


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided for a unit.

    Attributes:
        reached: those whom the reminder would reach, whatever the outcome; nobody in the night.
    """

    due: DueRound
    unit: Unit
    outcome: Outcome
    reached: tuple[Addressee, ...]

    @property
    def owed(self) -> UnitShortfall:
        return self.due.table.owed[self.unit.id]

    @property
    def told(self) -> tuple[Addressee, ...]:
        """Those who are written to; a pause silences the unit's own people, nobody above."""
        if self.outcome is Outcome.REMINDED:
            return self.reached
        if self.outcome not in _PAUSED:
            return ()
        above = set(self.due.slot.stage) - OWN
        return tuple(addressee for addressee in self.reached if addressee in above)


@dataclass(frozen=True, slots=True)
class Day:
    """Everything that is known and decided on one local day.

    Attributes:
        decisions: of every unit with a quota, in the order of the units.
        logged: what was noted earlier that day, which stays.
    """

    date: date
    rounds: Sequence[DueRound]
    contacts: Contacts
    decisions: Mapping[UnitId, Decision]
    logged: Mapping[UnitId, Outcome]

    @property
    def pending(self) -> Sequence[Decision]:
        """Decisions that are not in the log."""
        return [one for one in self.decisions.values() if one.unit.id not in self.logged]

    def is_reminded(self, unit: UnitId) -> bool:
        """Whether the unit is reminded on this day, now or earlier."""
        known = self.logged.get(unit, self.decisions[unit].outcome)
        return known is Outcome.REMINDED

    def lagging(self, decision: Decision) -> Lagging:
        """The unit as those above it are told of it."""
        is_unattended = not any(self.contacts.of(own, decision.unit) for own in OWN)
        return Lagging(decision.unit, decision.owed.missing, is_unattended)


def decide_all(
    rounds: Sequence[DueRound],
    contacts: Contacts,
    pauses: Mapping[UnitId, Pause],
    now: datetime,
) -> Mapping[UnitId, Decision]:
    """One decision for every unit with a quota.

    Of several rounds the one that comes first in which the unit is to be reminded, as one reminder
    a day is all it gets.
    """
    found: dict[UnitId, Decision] = {}
    for due in rounds:
        for unit in due.table.units.values():
            decision = _decide(due, unit, contacts, pauses.get(unit.id), now)
            is_better = decision.outcome is Outcome.REMINDED
            before = found.get(unit.id)
            if before is None or (is_better and before.outcome is not Outcome.REMINDED):
                found[unit.id] = decision
    return {unit: one for unit, one in found.items() if one.outcome is not Outcome.NO_QUOTA}


def entry_of(decision: Decision, day: Day, now: datetime) -> ReminderEntry:
    """The line of the log: why, and whom it went to, in numbers."""
    return ReminderEntry(
        decision.unit.id,
        day.date,
        decision.due.table.round.id,
        decision.due.slot.days_left,
        decision.outcome,
        now,
        _facts(decision, day.contacts),
    )


def _decide(
    due: DueRound, unit: Unit, contacts: Contacts, pause: Pause | None, now: datetime
) -> Decision:
    schedule, owed = due.table.contest.reminders, due.table.owed[unit.id]
    outcome = decide(schedule, owed, pause, None, now, LOCAL_ZONE)
    reached = () if is_quiet(schedule, now) else contacts.reached(due.slot.stage, unit)
    if outcome is Outcome.REMINDED and not reached and unit.id not in contacts.groups:
        outcome = Outcome.UNREACHABLE
    return Decision(due, unit, outcome, reached)


def _facts(decision: Decision, contacts: Contacts) -> dict[str, Any]:
    unit, told = decision.unit, decision.told
    people = {addressee.value: len(contacts.of(addressee, unit)) for addressee in told}
    groups = contacts.groups.get(unit.id, ()) if decision.outcome is Outcome.REMINDED else ()
    stage = decision.due.slot.stage
    return {
        "gaps": {line.category: line.missing for line in decision.owed.lines if not line.met},
        "missing": decision.owed.missing,
        "stage": [addressee.value for addressee in stage],
        "told": people | ({"groups": len(groups)} if groups else {}),
        "escalated": any(addressee not in stage for addressee in told),
    }
