"""What reminders say: to the people of one unit, to its group, and to those above it.

Names are said to the unit's own people in private and nowhere else (invariant 11).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from contest.model import Unit, UnitId
from contest.quotas import Category, QuotaRules
from contest.reminders import ReminderSlot
from contest.shortfalls import tally
from contest.units import label
from handlers.commands import offer
from handlers.formats import closing_text
from handlers.ports.contents import Text
from handlers.ports.rosters import RosterEntry
from handlers.rendering import MAX_PAGE_LENGTH, utf16_length
from handlers.shortfalls import ShortfallTable, category_name, unit_text
from handlers.texts.loader import Wording

MAX_WORST = 10
"""Units that organisers are named; they have the whole table one command away."""

NEXT = ("nudge", "forward", "snooze")
"""What the unit's own people can do about a reminder with one tap."""


@dataclass(frozen=True, slots=True)
class DueRound:
    """A round whose units are reminded today."""

    table: ShortfallTable
    slot: ReminderSlot


@dataclass(frozen=True, slots=True)
class Lagging:
    """A unit that misses people, as those above it are told.

    Attributes:
        is_unattended: nobody has taken on a role for the unit.
    """

    unit: Unit
    missing: int
    is_unattended: bool


def unit_reminder(
    due: DueRound, unit: UnitId, not_done: Sequence[RosterEntry], say: Wording
) -> Text:
    """For the liaison and leader of a unit: every gap, and who could close one."""
    above = [say("reminder-salutation"), unit_text(due.table, unit, say), _time_left(due, say)]
    useful = could_help(due.table, unit, not_done)
    names = [
        say("reminder-person", name=one.full_name, category=category_name(one.category, say))
        for one in useful
    ]
    if names:
        above.append(say("reminder-not-done"))
    text = fitted(above, names, "reminder-more-people", say("reminder-ask"), say)
    return Text(text, offer(say, *NEXT))


def group_reminder(due: DueRound, unit: UnitId, say: Wording) -> Text:
    """For a group: numbers and an invitation, never a name."""
    lines = (unit_text(due.table, unit, say), _time_left(due, say), say("reminder-group-ask"))
    return Text("\n".join(lines))


def units_reminder(due: DueRound, units: Collection[UnitId], say: Wording) -> Text:
    """For somebody with many units of their own: all of them, worst first."""
    table = due.table
    ordered = sorted(units, key=lambda unit: (-table.owed[unit].missing, unit))
    lines = [
        say("reminder-unit-gaps", unit=_label(table, unit), gaps=_gaps(table, unit, say))
        for unit in ordered
    ]
    heading = say("reminder-units", count=len(lines), **_of_round(due, say))
    above = [say("reminder-salutation"), heading, _time_left(due, say)]
    text = fitted(above, lines, "reminder-more-units", say("reminder-ask"), say)
    return Text(text, offer(say, *NEXT))


def below_reminder(
    due: DueRound, lagging: Sequence[Lagging], of: int, say: Wording, *, is_escalated: bool
) -> Text:
    """For the people of a parent: the units right below that miss somebody, worst first.

    Args:
        of: how many units right below have a quota.
        is_escalated: these are told only because the units have nobody to tell.
    """
    heading = say(
        "reminder-below",
        count=len(lagging),
        of=of,
        why="unattended" if is_escalated else "stage",
        **_of_round(due, say),
    )
    above = [say("reminder-salutation"), heading, _time_left(due, say)]
    lines = [_lagging_line(due.table, one, say) for one in _worst_first(lagging)]
    text = fitted(above, lines, "reminder-more-units", say("reminder-ask"), say)
    return Text(text, offer(say, "situation"))


def organisers_reminder(
    due: DueRound,
    lagging: Sequence[Lagging],
    addressed: Sequence[Lagging],
    say: Wording,
    *,
    is_escalated: bool,
) -> Text:
    """For those who run the contest: totals, and the worst units.

    Args:
        lagging: all units that miss people.
        addressed: those to be named; ``is_escalated`` as in ``below_reminder``.
    """
    totals = say(
        "reminder-totals",
        count=len(lagging),
        of=sum(owed.has_quota for owed in due.table.owed.values()),
        missing=sum(one.missing for one in lagging),
        **_of_round(due, say),
    )
    key = "reminder-unattended" if is_escalated else "reminder-worst"
    above = [
        say("reminder-salutation"),
        totals,
        _time_left(due, say),
        say(key, count=len(addressed)),
    ]
    lines = [_lagging_line(due.table, one, say) for one in _worst_first(addressed)]
    text = fitted(above, lines, "reminder-more-units", "", say, most=MAX_WORST)
    return Text(text, offer(say, "progress"))


def could_help(
    table: ShortfallTable, unit: UnitId, entries: Sequence[RosterEntry]
) -> Sequence[RosterEntry]:
    """Those people who count in a category that somebody is missing in."""
    short = {line.category for line in table.owed[unit].lines if not line.met}
    rules = table.contest.quotas.rules_for(table.units[unit].level)
    return [entry for entry in entries if short & _counts_in(rules, entry.category)]


def fitted(
    above: Sequence[str],
    lines: Sequence[str],
    more_key: str,
    ending: str,
    say: Wording,
    *,
    most: int | None = None,
) -> str:
    """A text with as many of the lines as one message holds, and how many were left out.

    Args:
        more_key: text that says how many more there are.
        most: lines at the most, even if there were room for more.
    """
    for kept in range(min(len(lines), most or len(lines)), -1, -1):
        left_out = len(lines) - kept
        more = [say(more_key, count=left_out)] if left_out else []
        text = "\n".join([*above, *lines[:kept], *more, *([ending] if ending else [])])
        if utf16_length(text) <= MAX_PAGE_LENGTH:
            break
    return text


def _counts_in(rules: QuotaRules, category: Category) -> set[Category]:
    return set(tally(rules, {category: 1}))


def _worst_first(lagging: Sequence[Lagging]) -> Sequence[Lagging]:
    return sorted(lagging, key=lambda one: (-one.missing, one.unit.id))


def _lagging_line(table: ShortfallTable, one: Lagging, say: Wording) -> str:
    return say(
        "reminder-lagging",
        unit=_label(table, one.unit.id),
        missing=one.missing,
        contact="none" if one.is_unattended else "some",
    )


def _gaps(table: ShortfallTable, unit: UnitId, say: Wording) -> str:
    return "; ".join(
        say("reminder-gap", category=category_name(line.category, say), missing=line.missing)
        for line in table.owed[unit].lines
        if not line.met
    )


def _label(table: ShortfallTable, unit: UnitId) -> str:
    return label(table.units[unit], table.units.values())


def _of_round(due: DueRound, say: Wording) -> dict[str, str]:
    one = due.table.round
    return {"round": one.name, "closes": closing_text(one.window.closes_at, say)}


def _time_left(due: DueRound, say: Wording) -> str:
    return say("reminder-time-left", days=due.slot.days_left)
