"""What is shown of an announcement that is on its way or over, with what can be done about it."""

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

from contest.announcements import AnnouncementState as State
from contest.units import label
from handlers.announcing.actors import Refused
from handlers.announcing.reporting import Report, progress, report
from handlers.announcing.timing import begins_at, load_night
from handlers.broadcasting.audiences import audience_text
from handlers.broadcasting.texts import fate_name, progress_text, refusal_text, report_text
from handlers.call import Call
from handlers.commands import offer
from handlers.formats import local_day
from handlers.payloads import task_payload
from handlers.ports.announcements import Fate, GroupFate, StoredAnnouncement
from handlers.ports.contents import Choice, Content, Text
from handlers.ports.repositories import UnitOfWork
from handlers.texts.loader import Wording

TASK = "announce"
"""Doing something with an announcement; its id is the number of the announcement."""

GROUPS_PAGE = 20
"""Groups of one page of the report."""

_ACTIONS: Mapping[State, tuple[str, ...]] = MappingProxyType(
    {
        State.DRAFT: ("back", "drop"),
        State.SCHEDULED: ("report", "cancel"),
        State.SENDING: ("progress", "pause", "cancel"),
        State.PAUSED: ("resume", "report", "cancel"),
        State.FINISHED: ("report",),
        State.CANCELLED: ("report",),
    }
)


def action(
    say: Wording, one: StoredAnnouncement, name: str, detail: str = "", label_key: str = ""
) -> Choice:
    """A choice that does something with an announcement, labelled ``announce-do-<name>``."""
    value = f"{name}.{detail}" if detail else name
    return Choice(say(f"announce-do-{label_key or name}"), task_payload(TASK, one.id, value))


def actions(say: Wording, one: StoredAnnouncement, *without: str) -> tuple[Choice, ...]:
    """What can be done now, but for what is being looked at."""
    names = (name for name in _ACTIONS[one.state] if name not in without)
    return tuple(action(say, one, name) for name in names)


def refused(call: Call, refusal: Refused) -> Sequence[Content]:
    """Why something was not done, with what can be done instead."""
    words, one = refusal_text(refusal.reason, call.say), refusal.announcement
    if one is None:
        return [Text(words, offer(call.say, "announcements", "help"))]
    return [Text(words, actions(call.say, one))]


async def show_progress(
    tx: UnitOfWork, call: Call, one: StoredAnnouncement, _: str
) -> Sequence[Content]:
    """How far sending has come; a press changes the message that it stands below."""
    going = await progress(tx, one.id, call.now)
    if going is None or one.state not in {State.SENDING, State.PAUSED}:
        return await show_report(tx, call, one, "")
    replaces = call.message.reply_to if call.message.choice is not None else None
    body = progress_text(one, going, call.say)
    return [Text(body, (*actions(call.say, one),), replaces=replaces)]


async def show_report(
    tx: UnitOfWork, call: Call, one: StoredAnnouncement, _: str
) -> Sequence[Content]:
    """What has become of it for everybody."""
    told = await report(tx, one.id, call.now)
    if told is None:
        return []
    audience = await audience_text(tx, one.content.audience, call.now, call.say)
    begins = begins_at(one.content, await load_night(tx), call.now)
    body = report_text(told, audience, begins, call.say)
    return [Text(body, below_report(call.say, told))]


async def show_groups(
    tx: UnitOfWork, call: Call, one: StoredAnnouncement, detail: str
) -> Sequence[Content]:
    """What has become of it for each group, a page at a time; where it failed comes first."""
    told = await report(tx, one.id, call.now)
    groups = sorted(told.tally.groups, key=_need_of_help) if told else []
    start = int(detail) if detail.isdecimal() and len(detail) <= 9 else 0
    page = groups[start : start + GROUPS_PAGE]
    if not page:
        return await show_report(tx, call, one, "")
    names = await _unit_names(tx, call, page)
    lines = [
        call.say("announce-groups-heading", number=one.id, count=len(groups)),
        *(
            call.say("announce-group-line", unit=names[each], fate=fate_name(each.fate, call.say))
            for each in page
        ),
    ]
    end = start + GROUPS_PAGE
    more = [action(call.say, one, "groups", str(end), "more")] if end < len(groups) else []
    return [Text("\n".join(lines), (*more, action(call.say, one, "report")))]


def _need_of_help(one: GroupFate) -> tuple[bool, bool, str]:
    """Sorts groups: where something went wrong first, where it has arrived last."""
    is_wrong = one.fate in {Fate.FAILED, Fate.UNKNOWN, Fate.UNREACHABLE}
    return (not is_wrong, one.fate is Fate.DELIVERED, one.chat.key)


async def _unit_names(
    tx: UnitOfWork, call: Call, groups: Collection[GroupFate]
) -> Mapping[GroupFate, str]:
    units = await tx.units.existing_on(local_day(call.now))
    names = {unit.id: label(unit, units) for unit in units}
    unbound = call.say("announce-group-unbound")
    return {
        one: names.get(one.unit, unbound) if one.unit is not None else unbound for one in groups
    }


def below_report(say: Wording, told: Report) -> tuple[Choice, ...]:
    """What can be done about an announcement, having read what has become of it."""
    one = told.announcement
    choices = (*actions(say, one, "report"), *_more(say, told))
    return (*choices, *offer(say, "announcements"))


def _more(say: Wording, told: Report) -> Sequence[Choice]:
    """Looking at groups, and sending again what has failed."""
    one, tally = told.announcement, told.tally
    names = ["groups"] if tally.groups else []
    if one.state is State.FINISHED and one.final is None:
        names += ["resend"] if tally.of(Fate.FAILED) else []
        names += ["resend-unknown"] if tally.of(Fate.UNKNOWN) else []
    return [action(say, one, name) for name in names]
