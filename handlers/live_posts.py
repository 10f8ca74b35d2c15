"""What a live round says in its rooms at each of its moves, and under which keys.

A key is unique for ever, so the same thing is posted once, however often it is decided.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from contest.live import LiveRound, State
from contest.live_rooms import RoomId, RoomState
from contest.model import Position
from handlers import live_texts
from handlers.asking import Bank
from handlers.live_pictures import end_contents
from handlers.live_standings import Stage, outcome_text, standing_text
from handlers.ports.contents import Content, Text
from handlers.ports.live_contents import LiveQuestion, LiveRoundId
from handlers.ports.live_records import HostedRound, LiveRoom
from handlers.ports.live_standings import LiveDisplay
from handlers.ports.messaging import Lane, OutboundMessage
from handlers.texts.loader import DEFAULT_LOCALE, Wording, wording


def question_key(live_round: LiveRoundId, position: Position, room: RoomId) -> str:
    """Key of a question in a room."""
    return f"live:{live_round}:{position}:{room}:q"


def counter_key(live_round: LiveRoundId, position: Position, room: RoomId, number: int) -> str:
    """Key of an edit of that question with the count of answers."""
    return f"live:{live_round}:{position}:{room}:c{number}"


def result_key(live_round: LiveRoundId, position: Position, room: RoomId) -> str:
    """Key of what is told in a room once the key of a question is out."""
    return f"live:{live_round}:{position}:{room}:r"


def end_key(live_round: LiveRoundId, room: RoomId, index: int = 0) -> str:
    """Key of a message that ends a round in a room."""
    return f"live:{live_round}:end:{room}" + (f":{index}" if index else "")


@dataclass(frozen=True, slots=True)
class Recall:
    """Messages about a question that must not go out any more, in these rooms.

    Attributes:
        only_counters: the question itself is past recall.
    """

    position: Position
    chats: tuple[str, ...]
    only_counters: bool = False


def posts(
    before: LiveRound, after: HostedRound, bank: Bank, now: datetime, address: str | None = None
) -> Sequence[OutboundMessage]:
    """What the rooms are told of a move; what a reveal or an end tells comes with its display.

    Args:
        address: where people register.
    """
    say, live = wording(DEFAULT_LOCALE), after.live
    if live.state is State.LOBBY:
        return _call(before, after, say, address)
    if live.position != before.position:
        return [
            _message(room, question_key(after.id, live.position, room.id), ask(after, bank))
            for room in _in_turn(after)
        ]
    if live.state is State.CANCELLED and before.state not in (State.ANNOUNCED, State.CANCELLED):
        return _notes(after, live_texts.cancelled_text(after.title, say))
    found: list[OutboundMessage] = []
    if live.is_annulled and not before.is_annulled and live.state is not State.FINISHED:
        text = live_texts.annulled_text(live.position, live.question_count, say)
        found += _notes(after, text)
    if live.state is State.PAUSED and before.state is not State.PAUSED:
        found += _notes(after, live_texts.paused_text(say))
    if before.state is State.PAUSED and live.state in (State.OPEN, State.REVEALED):
        found += _resumed(after, now, say)
    return [*found, *_left_out(before, after, say), *_back(before, after, say)]


def given_back_posts(hosted: HostedRound, up_at: datetime) -> Sequence[OutboundMessage]:
    """What the rooms with an open question are told when the whole system is back.

    A group sees no clock; without a word everybody would think that the time is up.
    """
    say, live, found = wording(DEFAULT_LOCALE), hosted.live, []
    for room in _in_turn(hosted):
        left = _time_left(live, room.id, up_at)
        if left is not None:
            text = live_texts.given_back_text(live.position, live.question_count, left, say)
            key = f"live:{hosted.id}:{live.position}:{room.id}:o{up_at.isoformat()}"
            found.append(_message(room, key, Text(text)))
    return found


def ask(hosted: HostedRound, bank: Bank) -> LiveQuestion:
    """The question asked last, as all rooms are to see it."""
    live = hosted.live
    question = bank[hosted.questions[live.position - 1]]
    return LiveQuestion(
        live_round=hosted.id,
        position=live.position,
        of=live.question_count,
        text=question.text,
        options=question.options,
        limit=live.rules.question_limit,
        locale=DEFAULT_LOCALE,
        as_poll=hosted.as_poll,
        may_change=live.rules.may_change,
    )


def reveal_posts(hosted: HostedRound, display: LiveDisplay) -> Sequence[OutboundMessage]:
    """Key and standing, in every room that the bot is in: one message, as a group takes few."""
    say, live = wording(DEFAULT_LOCALE), hosted.live
    parts = [standing_text(display.standing, _stage(hosted, display), say)]
    if display.outcome is not None:
        parts.insert(0, outcome_text(display.outcome, say))
    text = Text("\n\n".join(parts))
    return [
        _message(room, result_key(hosted.id, live.position, room.id), text)
        for room in _in_turn(hosted)
    ]


def end_posts(hosted: HostedRound, display: LiveDisplay) -> Sequence[OutboundMessage]:
    """The end and the final standing, in words and as a picture."""
    say, live = wording(DEFAULT_LOCALE), hosted.live
    stage = _stage(hosted, display)
    if live.has_more or live.is_annulled:
        end = live_texts.stopped_text(hosted.title, live.position, live.question_count, say)
    else:
        end = live_texts.finished_text(hosted.title, say)
    contents = end_contents(end, display.standing, stage, say)
    return [
        _message(room, end_key(hosted.id, room.id, index), content)
        for room in _in_turn(hosted)
        for index, content in enumerate(contents)
    ]


def closing_edits(
    hosted: HostedRound, bank: Bank, polls: Iterable[tuple[RoomId, str]]
) -> Sequence[OutboundMessage]:
    """Close polls, after the key: from then on everybody sees in them who chose what.

    Args:
        polls: rooms and the messages that hold the polls there.
    """
    asked = ask(hosted, bank)
    return [
        OutboundMessage(
            hosted.rooms[room].chat,
            f"live:{hosted.id}:{asked.position}:{room}:z",
            replace(asked, replaces=message_id, is_closed=True),
            Lane.REMINDER,
        )
        for room, message_id in polls
    ]


def recalls(before: LiveRound, after: HostedRound) -> Sequence[Recall]:
    """What is on its way and has lost its point by a move."""
    live, position = after.live, before.position
    if position < 1:
        return []
    everywhere = tuple(room.chat.key for room in after.rooms.values())
    is_over = live.position != position or live.state in (State.FINISHED, State.CANCELLED)
    if is_over or (live.is_annulled and not before.is_annulled):
        return [Recall(position, everywhere)]
    left_out = tuple(after.rooms[room].chat.key for room in _newly_left_out(before, live))
    found = [Recall(position, left_out)] if left_out else []
    if live.state is State.SETTLING and before.state is not State.SETTLING:
        found.append(Recall(position, everywhere, only_counters=True))
    return found


def _call(
    before: LiveRound, after: HostedRound, say: Wording, address: str | None
) -> Sequence[OutboundMessage]:
    live = after.live
    if before.state is State.ANNOUNCED:
        one = live_texts.Invitation(
            after.title,
            live.rules,
            live.starts_at,
            live.question_count,
            after.is_rehearsal,
            address,
        )
        text = Text(live_texts.call_text(one, say))
        return [_message(room, f"live:{after.id}:call:{room.id}", text) for room in _in_turn(after)]
    if live.starts_at != before.starts_at:
        return _notes(after, live_texts.postponed_text(after.title, live.starts_at, say))
    return _back(before, after, say)


def _resumed(after: HostedRound, now: datetime, say: Wording) -> Sequence[OutboundMessage]:
    live, found = after.live, []
    for room in _in_turn(after):
        left = _time_left(live, room.id, now)
        text = live_texts.resumed_text(live.position, live.question_count, left, say)
        found.append(_note(after, room, text))
    return found


def _time_left(live: LiveRound, room: RoomId, now: datetime) -> timedelta | None:
    """What a room still has of the question that is out; None if it has none, or no time."""
    closes_at = live.clock.closes_at(live.rooms[room]) if live.state is State.OPEN else None
    return None if closes_at is None or closes_at <= now else closes_at - now


def _left_out(before: LiveRound, after: HostedRound, say: Wording) -> Sequence[OutboundMessage]:
    live = after.live
    text = live_texts.left_out_text(live.position, live.question_count, say)
    return [_note(after, after.rooms[room], text) for room in _newly_left_out(before, live)]


def _back(before: LiveRound, after: HostedRound, say: Wording) -> Sequence[OutboundMessage]:
    """Rooms that the bot has come back to."""
    text = live_texts.back_text(after.title, say)
    return [
        _note(after, after.rooms[room.id], text)
        for room in before.rooms.values()
        if room.state is RoomState.LOST and after.live.rooms[room.id].state is RoomState.IDLE
    ]


def _newly_left_out(before: LiveRound, after: LiveRound) -> list[RoomId]:
    return [
        room.id
        for room in after.rooms.values()
        if room.state is RoomState.LEFT_OUT
        and before.rooms[room.id].state is not RoomState.LEFT_OUT
    ]


def _stage(hosted: HostedRound, display: LiveDisplay) -> Stage:
    live = hosted.live
    return Stage(
        title=hosted.title,
        rules=live.rules,
        position=live.position,
        of=live.question_count,
        counted=live.position - len(live.annulled),
        is_final=display.is_final,
        is_rehearsal=hosted.is_rehearsal,
        shows=hosted.shows,
    )


def _in_turn(hosted: HostedRound) -> Sequence[LiveRoom]:
    """Rooms that the bot is in, each time from another one on, so that none is always the last."""
    rooms = [hosted.rooms[room] for room in sorted(hosted.rooms)]
    start = max(hosted.live.position - 1, 0) * len(rooms) // hosted.live.question_count
    turned = rooms[start:] + rooms[:start]
    return [room for room in turned if hosted.live.rooms[room.id].state is not RoomState.LOST]


def _notes(hosted: HostedRound, text: str) -> list[OutboundMessage]:
    return [_note(hosted, room, text) for room in _in_turn(hosted)]


def _note(hosted: HostedRound, room: LiveRoom, text: str) -> OutboundMessage:
    """Something about a move; a round has each version once."""
    return _message(room, f"live:{hosted.id}:v{hosted.version}:{room.id}", Text(text))


def _message(room: LiveRoom, key: str, content: Content) -> OutboundMessage:
    return OutboundMessage(room.chat, key, content, Lane.LIVE_ROUND)
