"""Use cases: talk English, talk Vietnamese."""

from collections.abc import Sequence
from dataclasses import replace

from handlers import dialogues, registration
from handlers.call import Call
from handlers.commands import offer
from handlers.ports.contents import Content, Text
from handlers.ports.repositories import UnitOfWork
from handlers.texts.loader import wording


async def english(tx: UnitOfWork, call: Call) -> Sequence[Content]:
    return await _talk(tx, call, "en")


async def vietnamese(tx: UnitOfWork, call: Call) -> Sequence[Content]:
    return await _talk(tx, call, "vi")


async def _talk(tx: UnitOfWork, call: Call, locale: str) -> Sequence[Content]:
    """Remember the language; a dialogue in progress goes on in it."""
    call = replace(call, say=wording(locale))
    if call.dialogue is None or call.dialogue.step == dialogues.NO_STEP:
        await dialogues.leave(tx, call)
    else:
        await dialogues.move_to(tx, call, call.dialogue.step, call.dialogue.draft)
    names = ("play", "rules", "help") if call.person else ("rules", "help")
    said = Text(call.say("language-set"), offer(call.say, *names))
    return [said, *await registration.ask_again(tx, call)]
