"""The latest announcements, a page at a time, each to be opened."""

from collections.abc import Sequence

from handlers import welcome
from handlers.broadcasting import views
from handlers.broadcasting.texts import list_line
from handlers.call import Call
from handlers.commands import STAFF, offer
from handlers.payloads import TaskChoice, task_payload
from handlers.ports.announcements import StoredAnnouncement
from handlers.ports.contents import Choice, Content, Text
from handlers.ports.repositories import UnitOfWork

TASK = "announcements"
"""Turning a page of the list; its id is how many announcements come before the page."""

PAGE = 5


async def show(tx: UnitOfWork, call: Call) -> Sequence[Content]:
    """Show the newest announcements."""
    return await _page(tx, call, 0)


async def turn_page(tx: UnitOfWork, call: Call, choice: TaskChoice) -> Sequence[Content]:
    """Show those that follow."""
    if not call.holds(STAFF):
        return await welcome.not_allowed(tx, call)
    return await _page(tx, call, choice.id)


async def _page(tx: UnitOfWork, call: Call, start: int) -> Sequence[Content]:
    found = await tx.announcements.latest(PAGE + 1, start)
    page = found[:PAGE]
    if not page:
        key = "announce-list-end" if start else "announce-list-empty"
        return [Text(call.say(key), offer(call.say, "announce", "help"))]
    lines = [call.say("announce-list"), *(list_line(one, call.say) for one in page)]
    more = (
        [Choice(call.say("announce-do-more"), task_payload(TASK, start + PAGE, "page"))]
        if len(found) > PAGE
        else []
    )
    choices = (*(_opening(call, one) for one in page), *more, *offer(call.say, "announce", "help"))
    return [Text("\n".join(lines), choices)]


def _opening(call: Call, one: StoredAnnouncement) -> Choice:
    label = call.say("announce-open", number=one.id)
    return Choice(label, task_payload(views.TASK, one.id, "show"))
