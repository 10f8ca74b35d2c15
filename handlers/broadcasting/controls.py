"""The choices below an announcement: what each does, for whoever still runs the contest."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from types import MappingProxyType

from contest.announcements import AnnouncementState as State
from handlers import welcome
from handlers.announcing import control
from handlers.announcing.actors import Actor, Refusal, Refused
from handlers.broadcasting import dialogue, proposal, views
from handlers.call import Call
from handlers.commands import STAFF
from handlers.payloads import TaskChoice
from handlers.ports.announcements import AnnouncementId, StoredAnnouncement
from handlers.ports.contents import Content, Text
from handlers.ports.repositories import UnitOfWork

Act = Callable[[UnitOfWork, Call, StoredAnnouncement, str], Awaitable[Sequence[Content]]]
"""Does something with an announcement; the last argument is what a choice carries besides."""

ORGANISER = "organiser"
"""Why it was cancelled, for the log."""


async def settle(tx: UnitOfWork, call: Call, choice: TaskChoice) -> Sequence[Content]:
    """Do what a choice below an announcement says."""
    if not call.holds(STAFF):
        return await welcome.not_allowed(tx, call)
    one = await tx.announcements.find(AnnouncementId(choice.id))
    if one is None:
        return views.refused(call, Refused(Refusal.NOT_FOUND))
    name, _, detail = choice.value.partition(".")
    if name in OF_DRAFTS and one.state is not State.DRAFT:
        return views.refused(call, Refused(Refusal.NOT_NOW, one))
    act = OF_DRAFTS.get(name) or OF_ALL.get(name)
    return await act(tx, call, one, detail) if act else await welcome.not_understood(tx, call)


async def show(tx: UnitOfWork, call: Call, one: StoredAnnouncement, _: str) -> Sequence[Content]:
    """What there is to see of it: a draft's preview, how sending goes, or what has become of it."""
    if one.state is State.DRAFT:
        return await proposal.present(tx, call, one)
    return await views.show_progress(tx, call, one, "")


async def _pause(tx: UnitOfWork, call: Call, one: StoredAnnouncement, _: str) -> Sequence[Content]:
    return await _done(tx, call, await control.pause(tx, Actor(call.user), one.id, call.now))


async def _resume(tx: UnitOfWork, call: Call, one: StoredAnnouncement, _: str) -> Sequence[Content]:
    return await _done(tx, call, await control.resume(tx, Actor(call.user), one.id, call.now))


async def _ask_to_cancel(
    tx: UnitOfWork, call: Call, one: StoredAnnouncement, _: str
) -> Sequence[Content]:
    if one.state in {State.FINISHED, State.CANCELLED}:
        return views.refused(call, Refused(Refusal.NOT_NOW, one))
    choices = (
        views.action(call.say, one, "show", label_key="keep"),
        views.action(call.say, one, "cancel-now"),
    )
    return [Text(call.say("announce-cancel-sure", number=one.id), choices)]


async def _cancel(tx: UnitOfWork, call: Call, one: StoredAnnouncement, _: str) -> Sequence[Content]:
    done = await control.cancel(tx, Actor(call.user), one.id, ORGANISER, call.now)
    return await _done(tx, call, done)


async def _resend(tx: UnitOfWork, call: Call, one: StoredAnnouncement, _: str) -> Sequence[Content]:
    done = await control.resend_failed(tx, Actor(call.user), one.id, call.now)
    return await _done(tx, call, done)


async def _resend_unknown(
    tx: UnitOfWork, call: Call, one: StoredAnnouncement, _: str
) -> Sequence[Content]:
    actor = Actor(call.user)
    done = await control.resend_failed(tx, actor, one.id, call.now, with_unknown=True)
    return await _done(tx, call, done)


async def _done(
    tx: UnitOfWork, call: Call, done: StoredAnnouncement | Refused
) -> Sequence[Content]:
    """How it stands after a step, or why there was none."""
    if isinstance(done, Refused):
        return views.refused(call, done)
    return await views.show_progress(tx, call, done, "")


OF_DRAFTS: Mapping[str, Act] = MappingProxyType(
    {
        "back": show,
        "send": proposal.ask_to_confirm,
        "at": dialogue.ask_time,
        "at-once": proposal.without_time,
        "in-the-night": proposal.toggle_night,
        "wait-for-morning": proposal.toggle_night,
        "text": dialogue.ask_text,
        "whom": dialogue.ask_whom,
        "drop": proposal.drop,
    }
)
"""What can be done only as long as an announcement is a draft."""

OF_ALL: Mapping[str, Act] = MappingProxyType(
    {
        "show": show,
        # Refused by itself if it was confirmed before, with who did so.
        "confirm": proposal.confirm,
        "progress": views.show_progress,
        "report": views.show_report,
        "groups": views.show_groups,
        "pause": _pause,
        "resume": _resume,
        "cancel": _ask_to_cancel,
        "cancel-now": _cancel,
        "resend": _resend,
        "resend-unknown": _resend_unknown,
    }
)
"""What can be done at any time; the state decides whether it happens."""
