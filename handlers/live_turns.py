"""Turns of a live round: what happens to it, and what an answer, a timer or the host does then.

Everything here is a decision on values. ``storage/live_intake.py`` loads the rounds, calls these
functions in memory and makes the outcome durable.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from contest import live as rounds
from contest import live_deliveries as deliveries
from contest.live import ENDED, LiveRound, State
from contest.live_answers import Ballot, Given, Said, Verdict, decide, target_of_typed
from contest.live_rooms import IllegalMoveError, RoomId, Trouble
from contest.matching import match_option
from contest.model import OPTION_LETTERS, OptionIndex, PersonId, Position, UnitId
from handlers.asking import Bank
from handlers.live_texts import notice, unregistered_notice
from handlers.payloads import LiveChoice
from handlers.ports.addresses import ChatRef
from handlers.ports.live_contents import LiveRoundId
from handlers.ports.live_orders import HostOrder, OrderKind
from handlers.ports.live_records import HostedRound, LiveRoom
from handlers.ports.messaging import Acknowledgement, InboundMessage
from handlers.ports.outbox import Bot
from handlers.texts.loader import DEFAULT_LOCALE, wording

UNREGISTERED = "unregistered"
ASKING = frozenset({State.OPEN, State.SETTLING, State.REVEALED, State.PAUSED})
"""A question has been asked, and typed text in a room may be an answer."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """Something that may be an answer; ``choice`` is None for typed text."""

    message: InboundMessage
    choice: LiveChoice | None = None


@dataclass(frozen=True, slots=True)
class Posted:
    """A stored question reached a room at ``at``; ``row`` is its place in the outbox."""

    row: int
    live_round: LiveRoundId
    position: Position
    chat: ChatRef
    at: datetime
    message_id: str
    poll_id: str | None = None


@dataclass(frozen=True, slots=True)
class Troubled:
    """A question could not be brought to a room."""

    live_round: LiveRoundId
    position: Position
    chat: ChatRef
    trouble: Trouble
    at: datetime


@dataclass(frozen=True, slots=True)
class PlatformDown:
    """A platform has taken nothing from a bot since ``at``."""

    bot: Bot
    at: datetime


@dataclass(frozen=True, slots=True)
class PlatformUp:
    """It does again."""

    bot: Bot
    at: datetime


@dataclass(frozen=True, slots=True)
class Lost:
    """The bot was thrown out of a group."""

    chat: ChatRef
    at: datetime


@dataclass(frozen=True, slots=True)
class Regained:
    """The bot is back in a group."""

    chat: ChatRef


RoomEvent = Posted | Troubled | PlatformDown | PlatformUp | Lost | Regained


@dataclass(frozen=True, slots=True)
class Due:
    """Time may have come for something."""

    live_round: LiveRoundId


@dataclass(frozen=True, slots=True)
class Ordered:
    """What a host wants; ``key`` is of the order, not of the round."""

    live_round: LiveRoundId
    order: HostOrder
    key: str


RoundEvent = Due | Ordered


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who is registered, as they are now."""

    person: PersonId
    unit: UnitId
    locale: str


@dataclass(frozen=True, slots=True)
class Target:
    """The question that an answer speaks to, and which option it names."""

    hosted: HostedRound
    room: LiveRoom
    position: Position
    option: OptionIndex = field(repr=False)


def target_of(
    spoken: Spoken, among: Mapping[LiveRoundId, HostedRound], bank: Bank
) -> Target | None:
    """What was said, as an answer in a room; None if it is none."""
    key = spoken.message.chat.key
    if spoken.choice is not None:
        chosen = among.get(spoken.choice.live_round)
        return (
            None if chosen is None else _pressed(chosen, chosen.room_of(key), spoken.choice, bank)
        )
    asking = [one for one in among.values() if one.live.state in ASKING and one.room_of(key)]
    if not asking:
        return None
    # Of two rounds in one room, as when a rehearsal was left paused, that is meant whose question
    # could be answered then, or else the newer question.
    hosted = max(
        asking,
        key=lambda one: (
            _could_be_answered(one, key, spoken.message.received_at),
            one.live.asked_at is not None,
            one.live.asked_at,
            one.id,
        ),
    )
    return _typed(hosted, hosted.room_of(key), spoken.message, bank)


def answer(
    spoken: Spoken, target: Target, who: Participant, ballot: Ballot, home: RoomId | None
) -> tuple[Acknowledgement, Given | None]:
    """Decide an answer; with it what is to be kept of that room now, None for no change."""
    said = Said(who.person, target.room.id, target.option, spoken.message.received_at)
    decision = decide(target.hosted.live, target.position, said, ballot, home)
    words = notice(
        decision.verdict,
        target.position,
        target.option,
        wording(who.locale),
        may_change=target.hosted.live.rules.may_change,
    )
    return Acknowledgement(decision.verdict.value, words), decision.given


def refuse_unregistered(address: str | None) -> Acknowledgement:
    """Tell somebody whom nobody knows how to register."""
    return Acknowledgement(UNREGISTERED, unregistered_notice(address, wording(DEFAULT_LOCALE)))


def is_stored(acknowledgement: Acknowledgement) -> bool:
    """Whether an answer counts as it stands."""
    return acknowledgement.verdict == Verdict.STORED


def happened(hosted: HostedRound, event: RoomEvent) -> LiveRound:
    """The round after something that happened to its rooms; the same if it is not about them."""
    live = hosted.live
    match event:
        case PlatformDown(bot, at):
            rooms = _rooms_of(hosted, bot)
            return deliveries.flag(live, live.position, rooms, Trouble.PLATFORM_DOWN, at)
        case PlatformUp(bot, at):
            down = [
                room
                for room in _rooms_of(hosted, bot)
                if live.rooms[room].trouble is Trouble.PLATFORM_DOWN
            ]
            return deliveries.recover(live, down, at)
    room = hosted.room_of(event.chat.key)
    return live if room is None else _happened_in(live, room.id, event)


def due(live: LiveRound, now: datetime) -> LiveRound:
    """Do what time has come for; nothing before its time.

    Raises:
        NoRoomError: if a question is due and the bot is in no room.
    """
    match live.state:
        case State.ANNOUNCED if now >= live.starts_at - live.rules.lobby_for:
            return rounds.call(live)
        case State.LOBBY if now >= live.starts_at:
            return rounds.ask(live, now)
        case State.OPEN:
            return rounds.close(deliveries.flag_overdue(live, now), now)
        case State.REVEALED if live.next_at is not None and now >= live.next_at:
            return _next(live, now)
        case _:
            return live


def carry_out(live: LiveRound, order: HostOrder, now: datetime) -> LiveRound:
    """The round after an order; the same if there was nothing to be done.

    Raises:
        IllegalMoveError: if the round is not where this can be done.
        NoRoomError: if a question is to be asked and the bot is in no room.
    """
    return _ORDERS[order.kind](live, order, now)


def wake_at(live: LiveRound) -> datetime | None:
    """When the round has to be looked at; a round that is settling or has ended, as soon as can be.

    None if only people or platforms can move it.
    """
    if live.state is State.FINISHED:
        return live.ended_at
    if live.state is State.SETTLING:
        return live.asked_at
    return None if live.state in ENDED else deliveries.wake_at(live)


def newly_troubled(before: LiveRound, after: LiveRound) -> list[RoomId]:
    """Rooms that the host has to be told of."""
    known = before.rooms if before.position == after.position else {}
    return [
        room.id
        for room in after.rooms.values()
        if room.trouble is not None
        and (room.id not in known or known[room.id].trouble is not room.trouble)
    ]


def is_about(hosted: HostedRound, event: RoomEvent) -> bool:
    """Whether an event concerns that round."""
    if isinstance(event, Posted | Troubled):
        return event.live_round == hosted.id
    return hosted.live.state not in ENDED


def _pressed(
    hosted: HostedRound, room: LiveRoom | None, choice: LiveChoice, bank: Bank
) -> Target | None:
    count = _option_count(hosted, choice.position, bank)
    if room is None or not 0 <= choice.place < count:
        return None
    return Target(hosted, room, choice.position, OptionIndex(choice.place))


def _could_be_answered(hosted: HostedRound, chat_key: str, at: datetime) -> bool:
    """Whether the question asked last stood in a room at an instant, and its time was running."""
    live, place = hosted.live, hosted.room_of(chat_key)
    room = live.rooms.get(place.id) if place is not None else None
    if room is None or room.delivered_at is None or at < room.delivered_at:
        return False
    closes_at = live.clock.closes_at(room)
    in_time = closes_at is None or at < closes_at
    return in_time and not any(each.is_pause and each.contains(at) for each in live.breaks)


def _typed(
    hosted: HostedRound, room: LiveRoom | None, message: InboundMessage, bank: Bank
) -> Target | None:
    if room is None:
        return None
    position = target_of_typed(hosted.live, room.id, message.received_at)
    # What came before the first question speaks to none of them.
    place = match_option(message.text, _option_count(hosted, position, bank))
    return None if place is None else Target(hosted, room, position, OptionIndex(place))


def _option_count(hosted: HostedRound, position: Position, bank: Bank) -> int:
    if not 1 <= position <= len(hosted.questions):
        return 0
    return min(len(bank[hosted.questions[position - 1]].options), len(OPTION_LETTERS))


def _rooms_of(hosted: HostedRound, bot: Bot) -> list[RoomId]:
    return [room.id for room in hosted.rooms.values() if (room.chat.platform, room.chat.bot) == bot]


def _happened_in(
    live: LiveRound, room: RoomId, event: Posted | Troubled | Lost | Regained
) -> LiveRound:
    match event:
        case Posted():
            return deliveries.deliver(live, event.position, room, event.at)
        case Troubled():
            return deliveries.flag(live, event.position, [room], event.trouble, event.at)
        case Lost():
            return deliveries.lose(live, room, event.at)
        case Regained():
            return deliveries.regain(live, room)


def _next(live: LiveRound, now: datetime) -> LiveRound:
    return rounds.ask(live, now) if live.has_more else rounds.finish(live, now)


def _start(live: LiveRound, _: HostOrder, now: datetime) -> LiveRound:
    if live.state not in (State.ANNOUNCED, State.LOBBY):
        raise IllegalMoveError(f"start while {live.state.value}")
    called = rounds.call(live) if live.state is State.ANNOUNCED else live
    return rounds.ask(rounds.postpone(called, now), now)


def _move(live: LiveRound, order: HostOrder, _: datetime) -> LiveRound:
    if order.starts_at is None:
        raise ValueError("a move needs a start")
    return rounds.postpone(live, order.starts_at)


def _go_on_without(live: LiveRound, order: HostOrder, now: datetime) -> LiveRound:
    return rounds.close(deliveries.go_on_without(live, order.rooms or live.undecided, now), now)


_ORDERS: Mapping[OrderKind, Callable[[LiveRound, HostOrder, datetime], LiveRound]] = {
    OrderKind.START: _start,
    OrderKind.MOVE: _move,
    OrderKind.PAUSE: lambda live, _, now: rounds.pause(live, now),
    OrderKind.RESUME: lambda live, _, now: rounds.resume(live, now),
    OrderKind.NEXT: lambda live, _, now: _next(live, now),
    OrderKind.SKIP: lambda live, _, now: rounds.skip(live, now),
    OrderKind.STOP: lambda live, _, now: rounds.stop(live, now),
    OrderKind.CANCEL: lambda live, _, now: rounds.cancel(live, now),
    OrderKind.GO_ON_WITHOUT: _go_on_without,
    OrderKind.WAIT: lambda live, *_: live,
}
