"""From an Update object, as JSON, to what it means to us; core.telegram.org/bots/api#update."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bot.adapters._telegram.facts import PLATFORM
from handlers.payloads import live_payload
from handlers.ports.addresses import ChatKind, ChatRef, UserRef
from handlers.ports.live_records import PollPlace
from handlers.ports.messaging import InboundMessage

Json = Mapping[str, Any]

_KINDS = {
    "private": ChatKind.PRIVATE,
    "group": ChatKind.GROUP,
    "supergroup": ChatKind.GROUP,
}
_COMMAND = re.compile(r"/\w+(?:@(?P<bot>\w+))?")
_PRESENT = frozenset({"creator", "administrator", "member", "restricted"})


@dataclass(frozen=True, slots=True)
class Me:
    """The bot as people address it; ``username`` is empty until Telegram has told it."""

    bot: str
    username: str = ""


@dataclass(frozen=True, slots=True)
class Happened:
    """Something about a chat that nobody said; ``facts`` are ids and words of ours for the log."""

    event: str
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Heard:
    """Somebody wrote or pressed, or the core has to know of what happened.

    Attributes:
        query: id of the callback query that waits for an answer; None for what was typed.
    """

    message: InboundMessage
    query: str | None = None
    happened: Happened | None = None


@dataclass(frozen=True, slots=True)
class Voted:
    """Somebody chose an option of a poll; in which chat, only whoever posted the poll knows.

    Attributes:
        place: of the option, from 0.
    """

    update_id: str
    poll_id: str
    voter: UserRef
    place: int = field(repr=False)
    received_at: datetime


Meaning = Heard | Happened | Voted | None


def read_update(update: Json, me: Me, received_at: datetime) -> Meaning:
    """What an update means; None for kinds that say nothing to us.

    Raises:
        LookupError, TypeError, ValueError, AttributeError, ArithmeticError: if it is no Update.
    """
    match update:
        case {"message": Mapping() as message}:
            return _message(update, message, me, received_at)
        case {"callback_query": Mapping() as query}:
            return _press(update, query, me, received_at)
        case {"my_chat_member": Mapping() as change}:
            return _membership(update, change, me, received_at)
        case {"poll_answer": Mapping() as answer}:
            return _vote(update, answer, me, received_at)
        case _:
            return None


def vote_message(vote: Voted, place: PollPlace) -> InboundMessage:
    """A vote as what it is: the choice of an option, in the room where it was asked."""
    return InboundMessage(
        update_id=vote.update_id,
        chat=place.chat,
        sender=vote.voter,
        received_at=vote.received_at,
        choice=live_payload(place.live_round, place.position, vote.place),
    )


def lane_of(update: Json) -> object:
    """Updates of one lane are delivered one after the other: those of one chat.

    Of what is pressed in chats of many people and voted in polls those of one person, as they all
    do so at once.
    """
    match update:
        case {"poll_answer": {"user": {"id": int() as voter}}}:
            return ("vote", voter)
        case {"callback_query": {"from": {"id": int() as person}, "message": {"chat": chat}}} if (
            isinstance(chat, Mapping) and chat.get("id") != person
        ):
            return ("press", person)
    body = next((body for key, body in update.items() if key != "update_id"), None)
    if not isinstance(body, Mapping):
        return None
    holder = body.get("message", body)
    chat = holder.get("chat") if isinstance(holder, Mapping) else None
    return chat.get("id") if isinstance(chat, Mapping) else None


def _message(update: Json, message: Json, me: Me, received_at: datetime) -> Meaning:
    kind, sender = _KINDS.get(message["chat"]["type"]), message.get("from")
    if "migrate_to_chat_id" in message:
        return _moved(update, message, me, received_at)
    # Channels and anonymous administrators are nobody whom we could answer.
    if kind is None or sender is None or sender["is_bot"]:
        return None
    contact, text = message.get("contact"), _words(message.get("text", ""))
    if contact is None and not text:
        return None
    if contact is not None and contact.get("user_id") != sender["id"]:
        return Happened("telegram_foreign_contact", {"user": _id(sender["id"])})
    reply = message.get("reply_to_message")
    return Heard(
        InboundMessage(
            update_id=_id(update["update_id"]),
            chat=ChatRef(PLATFORM, me.bot, _id(message["chat"]["id"]), kind),
            sender=UserRef(PLATFORM, me.bot, _id(sender["id"])),
            received_at=received_at,
            text=text if kind is ChatKind.PRIVATE else _without_mention(text, me),
            reply_to=None if reply is None else _id(reply["message_id"]),
            is_addressed=kind is ChatKind.PRIVATE or _is_addressed(message, me),
            phone=None if contact is None else _words(contact["phone_number"]),
            sent_at=datetime.fromtimestamp(message["date"], UTC),
        )
    )


def _moved(update: Json, message: Json, me: Me, received_at: datetime) -> Heard:
    """A group has become a supergroup with another id; nobody in particular has said so."""
    old, new = _id(message["chat"]["id"]), _id(message["migrate_to_chat_id"])
    return Heard(
        InboundMessage(
            update_id=_id(update["update_id"]),
            chat=ChatRef(PLATFORM, me.bot, old, ChatKind.GROUP),
            sender=UserRef(PLATFORM, me.bot, old),
            received_at=received_at,
            moved_to=ChatRef(PLATFORM, me.bot, new, ChatKind.GROUP),
        )
    )


def _press(update: Json, query: Json, me: Me, received_at: datetime) -> Meaning:
    message, data = query.get("message"), query.get("data")
    if message is None or data is None:
        return None
    kind = _KINDS.get(message["chat"]["type"])
    if kind is None:
        return None
    return Heard(
        InboundMessage(
            update_id=_id(update["update_id"]),
            chat=ChatRef(PLATFORM, me.bot, _id(message["chat"]["id"]), kind),
            sender=UserRef(PLATFORM, me.bot, _id(query["from"]["id"])),
            received_at=received_at,
            choice=_words(data),
            reply_to=_id(message["message_id"]),
        ),
        _words(query["id"]),
    )


def _words(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a text is no text")
    return value


def _id(value: object) -> str:
    if not isinstance(value, int):
        raise TypeError("an id is no whole number")
    return str(value)


def _is_addressed(message: Json, me: Me) -> bool:
    """Whether a message in a group is meant for the bot: a command, a mention, or a reply to it."""
    text = _words(message.get("text", ""))
    if (command := _COMMAND.match(text)) is not None:
        return command["bot"] is None or command["bot"].lower() == me.username.lower()
    reply = message.get("reply_to_message", {})
    if str(reply.get("from", {}).get("id")) == me.bot:
        return True
    return any(
        entity["type"] == "mention" and _slice(text, entity).lower() == f"@{me.username.lower()}"
        for entity in message.get("entities", ())
    )


def _without_mention(text: str, me: Me) -> str:
    """What was said beside the bot's name, by which members of a group speak to it."""
    if not me.username:
        return text
    return re.sub(rf"@{me.username}\b", "", text, flags=re.IGNORECASE).strip()


def _slice(text: str, entity: Json) -> str:
    """The part of a text that an entity marks; Telegram counts UTF-16 code units."""
    units = text.encode("utf-16-le")
    return units[entity["offset"] * 2 : (entity["offset"] + entity["length"]) * 2].decode(
        "utf-16-le", errors="replace"
    )


def _membership(update: Json, change: Json, me: Me, received_at: datetime) -> Meaning:
    """Who lets the bot in or shuts it out: people their private chat, members their group."""
    kind, chat_id = change["chat"]["type"], _id(change["chat"]["id"])
    facts = {"chat": chat_id, "by": _id(change["from"]["id"])}
    is_present = change["new_chat_member"]["status"] in _PRESENT
    if kind == "private":
        event = "telegram_bot_unblocked" if is_present else "telegram_bot_blocked"
        return Happened(event, facts)
    happened = Happened("telegram_bot_added" if is_present else "telegram_bot_removed", facts)
    if _KINDS.get(kind) is None:
        return happened
    return Heard(
        InboundMessage(
            update_id=_id(update["update_id"]),
            chat=ChatRef(PLATFORM, me.bot, chat_id, ChatKind.GROUP),
            sender=UserRef(PLATFORM, me.bot, chat_id),
            received_at=received_at,
            is_member=is_present,
        ),
        happened=happened,
    )


def _vote(update: Json, answer: Json, me: Me, received_at: datetime) -> Meaning:
    """A vote of a person; whoever takes theirs back has still given the answer it was."""
    voter, places = answer.get("user"), answer["option_ids"]
    if voter is None or not places:
        return None
    return Voted(
        update_id=_id(update["update_id"]),
        poll_id=_words(answer["poll_id"]),
        voter=UserRef(PLATFORM, me.bot, _id(voter["id"])),
        place=int(places[0]),
        received_at=received_at,
    )
