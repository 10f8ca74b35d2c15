"""Registration as a dialogue: consent, name, birth date, unit, prize group, confirmation.

The steps are data. The next step is the first that is not done, so a conversation goes on where it
was left, and correcting something means asking that step again.
"""

import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from contest.model import Audience
from contest.phones import PhoneFault, normalise
from contest.rules import RoundRules, is_old_enough
from contest.units import fold
from handlers import commands, dialogues, exclusions
from handlers.call import Call
from handlers.commands import offer
from handlers.dialogues import Said
from handlers.duties import duty_of
from handlers.formats import date_text, local_day
from handlers.payloads import dialogue_payload
from handlers.personal_details import (
    BirthDateFault,
    NameFault,
    comes_of_age,
    read_birth_date,
    read_full_name,
)
from handlers.ports.contents import Choice, Content, Text
from handlers.ports.records import NewPerson, ProtectedPhone
from handlers.ports.repositories import AlreadyRegisteredError, UnitOfWork
from handlers.registration_draft import Draft, draft_from_data, draft_to_data
from handlers.roster_matching import match_person
from handlers.rounds import invitation, next_round, open_round
from handlers.unit_choice import ask_unit, find_code, take_unit, unit_label


@dataclass(frozen=True, slots=True)
class Over:
    """The dialogue has ended with these words."""

    words: Text


Outcome = Draft | Text | Over
"""What a step made of an answer: a new draft, a remark (and the step stays), or the end."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the dialogue."""

    name: str
    is_done: Callable[[Draft], bool]
    ask: Callable[[UnitOfWork, Call, Draft], Awaitable[Text]]
    take: Callable[[UnitOfWork, Call, Draft, Said], Awaitable[Outcome]]


async def begin(tx: UnitOfWork, call: Call) -> Sequence[Content]:
    """Start to register, go on where somebody stopped, or say that they are registered."""
    if call.person is not None:
        return [await _with_invitation(tx, call, call.say("registration-already"))]
    if (duty := duty_of(call)) is not None:
        return [Text(exclusions.refusal_text(duty, call.say), offer(call.say, "rules", "help"))]
    given = commands.read(call.message.text)
    draft = await _with_link(tx, call, _draft_of(call), given.argument if given else "")
    return await _go_on(tx, call, draft)


async def ask_again(tx: UnitOfWork, call: Call) -> Sequence[Content]:
    """Ask the step at hand once more; nothing if no registration is in progress."""
    if call.dialogue is None or call.dialogue.step not in STEP_NAMES:
        return []
    draft = _draft_of(call)
    return [await _next(draft).ask(tx, call, draft)]


async def reply(tx: UnitOfWork, call: Call, said: Said) -> Sequence[Content]:
    """Take what was said to the step at hand and go on."""
    draft = _draft_of(call)
    step = _next(draft)
    if said.value is None:
        prompt = await step.ask(tx, call, draft)
        said = replace(said, value=dialogues.picked(said.text, prompt.choices))
    outcome = await step.take(tx, call, draft, said)
    match outcome:
        case Draft():
            return await _go_on(tx, call, outcome)
        case Over():
            return [outcome.words]
        case Text():
            return [outcome]


def _draft_of(call: Call) -> Draft:
    if call.dialogue is None or call.dialogue.step not in STEP_NAMES:
        return Draft()
    return draft_from_data(call.dialogue.draft)


def _next(draft: Draft) -> Step:
    return next(step for step in STEPS if not step.is_done(draft))


async def _go_on(tx: UnitOfWork, call: Call, draft: Draft) -> Sequence[Content]:
    step = _next(draft)
    await dialogues.move_to(tx, call, step.name, draft_to_data(draft))
    return [await step.ask(tx, call, draft)]


async def _with_link(tx: UnitOfWork, call: Call, draft: Draft, code: str) -> Draft:
    unit = await find_code(tx, call, code) if code else None
    if unit is None:
        return draft
    if not draft.notice:
        return replace(draft, link=unit.code)
    return replace(draft, unit=unit.id)


# Consent (domain.md 5): an explicit yes to a notice whose version is kept as proof.

_YES = frozenset({"dong y", "toi dong y", "co", "yes", "i agree", "agree"})
_NO = frozenset({"khong dong y", "toi khong dong y", "khong", "no", "i do not agree"})


async def _ask_consent(tx: UnitOfWork, call: Call, draft: Draft) -> Text:
    notice = await _notice(tx, call)
    body = call.say("registration-consent", notice=notice, version=_version(notice))
    return Text(body, _choices(call, "consent", "yes", "no"))


async def _take_consent(tx: UnitOfWork, call: Call, draft: Draft, said: Said) -> Outcome:
    word = fold(said.text)
    if said.value == "yes" or word in _YES:
        unit = await find_code(tx, call, draft.link) if draft.link else None
        return replace(
            draft,
            link="",
            notice=_version(await _notice(tx, call)),
            consented_at=call.now,
            unit=unit.id if unit else None,
        )
    if said.value == "no" or word in _NO:
        await dialogues.leave(tx, call)
        return Over(Text(call.say("registration-declined"), offer(call.say, "register", "rules")))
    return Text(call.say("registration-consent-unclear"), _choices(call, "consent", "yes", "no"))


async def _notice(tx: UnitOfWork, call: Call) -> str:
    contest = await tx.rounds.contest()
    if contest is None:
        name, organiser = call.say("contest-unnamed"), call.say("organiser-unnamed")
    else:
        name, organiser = contest.name, contest.organiser
    return call.say("registration-notice", contest=name, organiser=organiser)


def _version(notice: str) -> str:
    """Eight hexadecimal digits that change whenever a word of the notice changes."""
    return hashlib.sha256(notice.encode()).hexdigest()[:8]


async def _ask_name(tx: UnitOfWork, call: Call, draft: Draft) -> Text:
    return Text(call.say("registration-name"))


async def _take_name(tx: UnitOfWork, call: Call, draft: Draft, said: Said) -> Outcome:
    name = read_full_name(said.text)
    if isinstance(name, NameFault):
        return Text(call.say(f"registration-name-{name}"))
    return replace(draft, name=name)


async def _ask_birth(tx: UnitOfWork, call: Call, draft: Draft) -> Text:
    return Text(call.say("registration-birth", name=draft.name))


async def _take_birth(tx: UnitOfWork, call: Call, draft: Draft, said: Said) -> Outcome:
    born = read_birth_date(said.text, today=local_day(call.now))
    if isinstance(born, BirthDateFault):
        return Text(call.say(f"registration-birth-{born}"))
    rules, opening_day = await _age_rule(tx, call.now)
    if not is_old_enough(born, rules, opening_day):
        since = date_text(comes_of_age(born, rules.minimum_age))
        words = call.say("registration-too-young", age=rules.minimum_age, since=since)
        return Text(words, offer(call.say, "cancel"))
    return replace(draft, birth=born)


async def _age_rule(tx: UnitOfWork, now: datetime) -> tuple[RoundRules, date]:
    """The rules and the opening day of the open or the next round; without one, as of today."""
    coming = await open_round(tx, now) or await next_round(tx, now)
    if coming is None:
        return RoundRules(), local_day(now)
    return coming.rules, local_day(coming.window.opens_at)


async def _ask_audience(tx: UnitOfWork, call: Call, draft: Draft) -> Text:
    choices = _choices(call, "audience", Audience.OFFICIALS, Audience.CITIZENS)
    return Text(call.say("registration-audience"), choices)


async def _take_audience(tx: UnitOfWork, call: Call, draft: Draft, said: Said) -> Outcome:
    if said.value not in list(Audience):
        return await _ask_audience(tx, call, draft)
    return replace(draft, audience=Audience(said.value))


async def _ask_phone(tx: UnitOfWork, call: Call, draft: Draft) -> Text:
    return Text(
        call.say("registration-phone"), _choices(call, "phone", "skip"), asks_for_phone=True
    )


async def _take_phone(tx: UnitOfWork, call: Call, draft: Draft, said: Said) -> Outcome:
    if said.value == "skip":
        return replace(draft, keeps_phone_back=True)
    number = normalise(call.message.phone or said.text)
    if isinstance(number, PhoneFault):
        return Text(call.say("registration-phone-fault"), _choices(call, "phone", "skip"))
    phone = tx.people.protect(number.e164)
    return replace(draft, phone_digest=phone.digest, phone_masked=phone.masked)


_CLEARED: dict[str, Callable[[Draft], Draft]] = {
    "name": lambda draft: replace(draft, name=""),
    "birth": lambda draft: replace(draft, birth=None),
    "unit": lambda draft: replace(draft, unit=None, hits=(), has_searched=False),
    "audience": lambda draft: replace(draft, audience=None),
    "phone": lambda draft: replace(draft, phone_digest="", phone_masked="", keeps_phone_back=False),
}


async def _ask_fix(tx: UnitOfWork, call: Call, draft: Draft) -> Text:
    return Text(call.say("registration-fix"), _choices(call, "fix", *_CLEARED))


async def _take_fix(tx: UnitOfWork, call: Call, draft: Draft, said: Said) -> Outcome:
    clear = _CLEARED.get(said.value or "")
    return replace(clear(draft), is_fixing=False) if clear else await _ask_fix(tx, call, draft)


async def _ask_confirm(tx: UnitOfWork, call: Call, draft: Draft) -> Text:
    body = call.say(
        "registration-confirm",
        name=draft.name,
        birth=date_text(draft.birth) if draft.birth else "",
        unit=await unit_label(tx, call, draft.unit),
        audience=call.say(f"audience-{draft.audience}"),
        phone=draft.phone_masked or call.say("phone-none"),
    )
    return Text(body, _choices(call, "confirm", "yes", "fix"))


async def _take_confirm(tx: UnitOfWork, call: Call, draft: Draft, said: Said) -> Outcome:
    if said.value == "fix":
        return replace(draft, is_fixing=True)
    if said.value != "yes":
        return await _ask_confirm(tx, call, draft)
    refusal = await _refusal(tx, call, draft)
    if refusal is not None:
        await dialogues.leave(tx, call)
        return Over(refusal)
    try:
        person = await tx.people.register(call.user, call.chat, _new_person(call, draft))
    except AlreadyRegisteredError:
        await tx.dialogues.end(call.user)
        return Over(await _with_invitation(tx, call, call.say("registration-already")))
    await tx.dialogues.end(call.user)
    await tx.audit("person_registered", call.now, f"person:{person.id}", unit=person.unit)
    await match_person(tx, person, _phone(draft), call.now)
    return Over(await _with_invitation(tx, call, call.say("registration-done", name=draft.name)))


async def _refusal(tx: UnitOfWork, call: Call, draft: Draft) -> Text | None:
    """What somebody is told whose duty bars them from taking part; None if nothing does."""
    if draft.birth is None:
        return None
    duty = await exclusions.refusal(tx, draft.name, draft.birth, _phone(draft))
    if duty is None:
        return None
    await tx.audit("registration_refused", call.now, f"user:{call.user.key}", duty=duty.value)
    return Text(exclusions.refusal_text(duty, call.say), offer(call.say, "rules", "help"))


def _phone(draft: Draft) -> ProtectedPhone | None:
    return ProtectedPhone(draft.phone_digest, draft.phone_masked) if draft.phone_digest else None


def _new_person(call: Call, draft: Draft) -> NewPerson:
    if not (draft.consented_at and draft.birth and draft.unit and draft.audience):
        raise ValueError("the registration is confirmed but not complete")
    return NewPerson(
        full_name=draft.name,
        birth_date=draft.birth,
        unit=draft.unit,
        audience=draft.audience,
        locale=call.say.locale,
        notice_version=draft.notice,
        consented_at=draft.consented_at,
        phone=_phone(draft),
    )


async def _with_invitation(tx: UnitOfWork, call: Call, words: str) -> Text:
    what_next = await invitation(tx, call)
    return Text(f"{words}\n\n{what_next.body}", what_next.choices)


def _choices(call: Call, step: str, *values: str) -> tuple[Choice, ...]:
    """Choices labelled ``choice-<step>-<value>``."""
    return tuple(
        Choice(call.say(f"choice-{step}-{value}"), dialogue_payload(step, value))
        for value in values
    )


STEPS = (
    Step("consent", lambda draft: bool(draft.notice), _ask_consent, _take_consent),
    Step("name", lambda draft: bool(draft.name), _ask_name, _take_name),
    Step("birth", lambda draft: draft.birth is not None, _ask_birth, _take_birth),
    Step("unit", lambda draft: draft.unit is not None, ask_unit, take_unit),
    Step("audience", lambda draft: draft.audience is not None, _ask_audience, _take_audience),
    Step(
        "phone",
        lambda draft: bool(draft.phone_digest) or draft.keeps_phone_back,
        _ask_phone,
        _take_phone,
    ),
    Step("fix", lambda draft: not draft.is_fixing, _ask_fix, _take_fix),
    Step("confirm", lambda draft: False, _ask_confirm, _take_confirm),
)

STEP_NAMES = frozenset(step.name for step in STEPS)

FREE_TEXT_STEPS = frozenset({"name", "unit"})
"""Steps whose answer may look like a command."""
