"""Use cases around personal data: show what is stored, erase it for good (domain.md 5)."""

from collections.abc import Sequence

from handlers import dialogues
from handlers.call import Call
from handlers.commands import offer
from handlers.dialogues import Said
from handlers.formats import date_text
from handlers.payloads import dialogue_payload
from handlers.ports.contents import Choice, Content, Text
from handlers.ports.records import Person
from handlers.ports.repositories import UnitOfWork
from handlers.registration_draft import Draft, draft_from_data
from handlers.unit_choice import unit_label

ERASE_STEP = "erase"


async def show(tx: UnitOfWork, call: Call) -> Sequence[Content]:
    """Show somebody everything that is stored about them."""
    if call.person is None:
        return [Text(_unregistered(call), offer(call.say, "register", "help"))]
    lines = call.say(
        "data-stored",
        name=call.person.full_name,
        birth=date_text(call.person.birth_date),
        unit=await unit_label(tx, call, call.person.unit),
        audience=call.say(f"audience-{call.person.audience}"),
        platform=call.chat.platform,
        attempts=await _attempts_text(tx, call, call.person),
    )
    return [Text(lines, offer(call.say, "score", "erase"))]


async def erase(tx: UnitOfWork, call: Call) -> Sequence[Content]:
    """Ask somebody to confirm that their data is to be erased; without a person, forget a draft."""
    if call.person is None:
        await tx.dialogues.end(call.user)
        return [Text(call.say("erase-nothing"), offer(call.say, "register", "help"))]
    if await _is_playing(tx, call.person):
        return [Text(call.say("erase-while-playing"), offer(call.say, "resume"))]
    await dialogues.move_to(tx, call, ERASE_STEP)
    return [_question(call)]


async def reply(tx: UnitOfWork, call: Call, said: Said) -> Sequence[Content]:
    """Erase after an explicit yes; anything that is neither yes nor no asks again."""
    question = _question(call)
    value = said.value or dialogues.picked(said.text, question.choices)
    if value not in ("yes", "no"):
        return [question]
    if value == "no" or call.person is None:
        await dialogues.leave(tx, call)
        return [Text(call.say("erase-kept"), offer(call.say, "play", "data"))]
    if await _is_playing(tx, call.person):
        return [Text(call.say("erase-while-playing"), offer(call.say, "resume"))]
    await tx.people.forget(call.person.id, call.now)
    await tx.dialogues.end(call.user)
    await tx.audit("person_forgotten", call.now, f"person:{call.person.id}")
    return [Text(call.say("erase-done"), offer(call.say, "rules", "help"))]


async def _is_playing(tx: UnitOfWork, person: Person) -> bool:
    """A running attempt needs its chat until it ends, a few minutes later."""
    attempt = await tx.attempts.latest_of(person.id)
    return attempt is not None and attempt.progress.is_running


def _question(call: Call) -> Text:
    choices = tuple(
        Choice(call.say(f"choice-erase-{value}"), dialogue_payload(ERASE_STEP, value))
        for value in ("yes", "no")
    )
    return Text(call.say("erase-confirm"), choices)


def _unregistered(call: Call) -> str:
    draft = draft_from_data(call.dialogue.draft) if call.dialogue else Draft()
    if not draft.name:
        return call.say("data-none")
    birth = date_text(draft.birth) if draft.birth else "–"
    return call.say("data-draft", name=draft.name, birth=birth)


async def _attempts_text(tx: UnitOfWork, call: Call, person: Person) -> str:
    """How many attempts are stored, round by round."""
    counts = [
        (each.name, len(await tx.attempts.in_round(person.id, each.id)))
        for each in await tx.rounds.all()
    ]
    return ", ".join(
        call.say("data-attempts", round=name, count=count) for name, count in counts if count
    ) or call.say("data-no-attempts")
