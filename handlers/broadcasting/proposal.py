"""A draft as its author sees it before it goes out, and the second step that lets it go."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from handlers.announcing import composing, control
from handlers.announcing.actors import Actor, Refusal, Refused
from handlers.announcing.messages import shown
from handlers.announcing.preview import Preview, Senders, preview
from handlers.announcing.timing import load_night
from handlers.broadcasting import views
from handlers.broadcasting.audiences import audience_text
from handlers.broadcasting.texts import counted, preview_text
from handlers.call import Call
from handlers.commands import offer
from handlers.formats import instant_text
from handlers.ports.announcements import NewAnnouncement, StoredAnnouncement
from handlers.ports.contents import Choice, Content, Text
from handlers.ports.repositories import UnitOfWork

CONFIRM_WITHIN = timedelta(minutes=15)
"""After that the audience and the hour may have changed, and the preview is to be seen again."""


async def present(tx: UnitOfWork, call: Call, draft: StoredAnnouncement) -> Sequence[Content]:
    """Show a draft exactly as it will be seen, and below it what sending it means."""
    seen = await preview(tx, draft.content, _senders(call), call.now)
    audience = await audience_text(tx, draft.content.audience, call.now, call.say)
    night = await load_night(tx)
    means = preview_text(draft.content, seen, audience, night, call.now, call.say)
    body = f"{call.say('announce-preview-heading', number=draft.id)}\n\n{means}"
    return [shown(draft.content, call.say), Text(body, _choices(call, draft, seen))]


async def ask_to_confirm(
    tx: UnitOfWork, call: Call, draft: StoredAnnouncement, _: str
) -> Sequence[Content]:
    """Ask for the second step, which holds for this very version and for a short time."""
    seen = await preview(tx, draft.content, _senders(call), call.now)
    is_now = seen.begins_at <= call.now
    body = call.say(
        "announce-confirm",
        number=draft.id,
        count=counted(seen, call.say),
        at="now" if is_now else instant_text(seen.begins_at, call.say),
        minutes=CONFIRM_WITHIN // timedelta(minutes=1),
    )
    until = int((call.now + CONFIRM_WITHIN).timestamp())
    choices = (
        views.action(call.say, draft, "confirm", f"{seen.token}.{until}"),
        views.action(call.say, draft, "back"),
    )
    return [Text(body, choices)]


async def confirm(
    tx: UnitOfWork, call: Call, draft: StoredAnnouncement, detail: str
) -> Sequence[Content]:
    """Let it go, unless the confirmation has come too late."""
    token, _, until = detail.partition(".")
    if not until.isdecimal() or len(until) > 12:
        return views.refused(call, Refused(Refusal.CHANGED, draft))
    if call.now >= datetime.fromtimestamp(int(until), UTC) and draft.confirmed_at is None:
        expired = Text(call.say("announce-confirm-expired"))
        return [expired, *await present(tx, call, draft)]
    done = await control.confirm(tx, Actor(call.user), draft.id, token, call.now)
    if isinstance(done, Refused):
        return views.refused(call, done)
    return [await _confirmed(tx, call, done)]


async def toggle_night(
    tx: UnitOfWork, call: Call, draft: StoredAnnouncement, _: str
) -> Sequence[Content]:
    """Let it go out in the night too, or no longer."""
    return await change(
        tx, call, draft, replace(draft.content, is_forced=not draft.content.is_forced)
    )


async def without_time(
    tx: UnitOfWork, call: Call, draft: StoredAnnouncement, _: str
) -> Sequence[Content]:
    """Let it go out at once instead of at the time it was planned for."""
    return await change(tx, call, draft, replace(draft.content, send_at=None))


async def drop(tx: UnitOfWork, call: Call, draft: StoredAnnouncement, _: str) -> Sequence[Content]:
    """Give up a draft."""
    done = await control.cancel(tx, Actor(call.user), draft.id, "draft dropped", call.now)
    if isinstance(done, Refused):
        return views.refused(call, done)
    body = call.say("announce-dropped", number=draft.id)
    return [Text(body, offer(call.say, "announce", "announcements"))]


async def change(
    tx: UnitOfWork, call: Call, draft: StoredAnnouncement, content: NewAnnouncement
) -> Sequence[Content]:
    """Give a draft other contents and show it again."""
    revised = await composing.revise(tx, Actor(call.user), draft.id, content, call.now)
    if isinstance(revised, Refused):
        return views.refused(call, revised)
    return await present(tx, call, revised)


async def _confirmed(tx: UnitOfWork, call: Call, done: StoredAnnouncement) -> Text:
    seen = await preview(tx, done.content, _senders(call), call.now)
    is_now = seen.begins_at <= call.now
    body = call.say(
        "announce-confirmed",
        number=done.id,
        count=counted(seen, call.say),
        at="now" if is_now else instant_text(seen.begins_at, call.say),
    )
    return Text(body, views.actions(call.say, done))


def _senders(call: Call) -> Senders:
    return Senders(call.quotas, call.rates)


def _choices(call: Call, draft: StoredAnnouncement, seen: Preview) -> tuple[Choice, ...]:
    content = draft.content
    names = ["send"] if seen.recipients else []
    names.append("at")
    if content.send_at is not None:
        names.append("at-once")
    if content.is_forced:
        names.append("wait-for-morning")
    elif seen.is_night:
        names.append("in-the-night")
    names += ["text", "whom", "drop"]
    return tuple(views.action(call.say, draft, name) for name in names)
