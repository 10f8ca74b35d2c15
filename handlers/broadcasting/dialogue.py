"""Dialogue in which those who run the contest write an announcement: text, audience, time.

What is said is kept as a draft as soon as text and audience are known; the rest is done with the
choices below its preview.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

from handlers import dialogues
from handlers.announcing import composing
from handlers.broadcasting import drafts, whom
from handlers.broadcasting.drafts import (
    LEVEL_STEP,
    ROUND_STEP,
    TEXT_STEP,
    TIME_STEP,
    UNIT_STEP,
    WHOM_STEP,
    Draft,
)
from handlers.call import Call
from handlers.commands import STAFF, offer
from handlers.dialogues import Said
from handlers.formats import local_day
from handlers.local_times import TimeFault, read_instant
from handlers.ports.announcements import StoredAnnouncement
from handlers.ports.contents import Content, Text
from handlers.ports.repositories import UnitOfWork
from handlers.rendering import utf16_length

Take = Callable[[UnitOfWork, Call, Draft, Said], Awaitable[Sequence[Content]]]


async def begin(tx: UnitOfWork, call: Call) -> Sequence[Content]:
    """Ask for the text of a new announcement."""
    await dialogues.move_to(tx, call, TEXT_STEP)
    return [_text_question(call)]


async def reply(tx: UnitOfWork, call: Call, said: Said) -> Sequence[Content]:
    """Take what was said to the current step."""
    if not call.holds(STAFF):
        await dialogues.leave(tx, call)
        return [Text(call.say("not-allowed"), offer(call.say, "help"))]
    if call.dialogue is None:
        return []
    return await _STEPS[call.dialogue.step](tx, call, call.dialogue.draft, said)


async def ask_text(
    tx: UnitOfWork, call: Call, draft: StoredAnnouncement, _: str
) -> Sequence[Content]:
    """Ask for another text of a draft."""
    await dialogues.move_to(tx, call, TEXT_STEP, {"id": draft.id})
    limit = _limit(draft)
    return [Text(call.say("announce-write-again", limit=limit), offer(call.say, "cancel"))]


async def ask_whom(
    tx: UnitOfWork, call: Call, draft: StoredAnnouncement, _: str
) -> Sequence[Content]:
    """Ask for another audience of a draft."""
    return [await whom.ask(tx, call, {"id": draft.id})]


async def ask_time(
    tx: UnitOfWork, call: Call, draft: StoredAnnouncement, _: str
) -> Sequence[Content]:
    """Ask when a draft is to go out."""
    await dialogues.move_to(tx, call, TIME_STEP, {"id": draft.id})
    return [_time_question(call)]


async def _take_text(tx: UnitOfWork, call: Call, draft: Draft, said: Said) -> Sequence[Content]:
    """Take a text that every platform shows in one message."""
    text = call.message.paragraphs
    if said.value is not None or not text:
        return [_text_question(call)]
    one = await drafts.stored(tx, draft)
    limit = _limit(one)
    room = limit - utf16_length(text)
    if room < 0:
        refusal = call.say("announce-too-long", length=limit - room, limit=limit, over=-room)
        return [Text(refusal, offer(call.say, "cancel"))]
    if one is not None:
        return await drafts.change(tx, call, one, replace(one.content, text=text))
    question = await whom.ask(tx, call, {"text": text})
    taken = call.say("announce-text-taken", left=room)
    return [replace(question, body=f"{taken}\n\n{question.body}")]


async def _take_time(tx: UnitOfWork, call: Call, draft: Draft, said: Said) -> Sequence[Content]:
    """Take an instant to come, in local time."""
    found = read_instant(said.text, call.now)
    if isinstance(found, TimeFault):
        question = _time_question(call)
        fault = call.say(f"announce-time-{found.value}")
        return [replace(question, body=f"{fault}\n{question.body}")]
    one = await drafts.stored(tx, draft)
    if one is None:
        return await drafts.gone(tx, call)
    return await drafts.change(tx, call, one, replace(one.content, send_at=found))


def _limit(one: StoredAnnouncement | None) -> int:
    has_picture = one is not None and one.content.picture is not None
    return composing.room_left("", has_picture=has_picture)


def _text_question(call: Call) -> Text:
    choices = offer(call.say, "announcements", "cancel")
    return Text(call.say("announce-write", limit=_limit(None)), choices)


def _time_question(call: Call) -> Text:
    # An example that can be sent as it is: of a day that is to come.
    example = f"{local_day(call.now) + timedelta(days=1):%d/%m}"
    return Text(call.say("announce-time", day=example), offer(call.say, "cancel"))


_STEPS: Mapping[str, Take] = MappingProxyType(
    {
        TEXT_STEP: _take_text,
        WHOM_STEP: whom.take_kind,
        LEVEL_STEP: whom.take_level,
        UNIT_STEP: whom.take_unit,
        ROUND_STEP: whom.take_round,
        TIME_STEP: _take_time,
    }
)

STEPS = frozenset(_STEPS)
