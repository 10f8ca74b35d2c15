"""Moves of a live round, each in one transaction: what was decided, and everything to be said.

Works on a plain connection, inside the transaction of whoever calls.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, insert, or_, select, update

from contest.live import LiveRound, NoRoomError, State
from contest.live_rooms import IllegalMoveError, RoomId
from contest.model import Position, Question, UnitId
from handlers import live_posts, live_turns
from handlers.asking import Bank
from handlers.commands import STAFF
from handlers.live_hosting.notices import no_room_notice, told, trouble_notice
from handlers.live_posts import Recall
from handlers.live_turns import Due, Ordered
from handlers.ports.contents import Text
from handlers.ports.live_contents import LiveRoundId
from handlers.ports.live_orders import HostOutcome, HostResult, OrderKind
from handlers.ports.live_records import HostedRound
from handlers.ports.live_standings import LiveDisplay
from handlers.ports.messaging import Lane, OutboundMessage
from handlers.ports.records import OutboxRow
from handlers.texts.loader import Wording, wording
from storage import live_answers, live_state
from storage.live_display import StoredDisplay, display_from_data, display_to_data, shown
from storage.live_shown import names_of
from storage.outbox import PENDING, Lease, queue_messages
from storage.repositories.people import officials_from, select_officials
from storage.tables.live import live_answer_table, live_question_table, live_round_table
from storage.tables.operations import audit_table, processed_update_table
from storage.tables.outbox import Delivery, outbox_table

Notice = Callable[[Wording], Text]
UnitNames = Callable[[Connection, Sequence[UnitId]], dict[UnitId, str]]


@dataclass(frozen=True, slots=True)
class Moving:
    """What every move needs beside the round.

    Attributes:
        address: where people register, for the call of the rooms.
    """

    bank: Bank
    now: datetime
    lease: Lease
    address: str | None


@dataclass(slots=True)
class Moved:
    """What has become of a round in a transaction.

    Attributes:
        hosted: as it is now; None if there is no such round.
        rows: to be handed over to the relay.
        is_blocked: nobody needs to look at it before a room comes.
        is_behind: what is shown does not know yet that the question was annulled.
        is_held: so nothing was done; it is to be shown first.
    """

    hosted: HostedRound | None
    rows: list[OutboxRow] = field(default_factory=list)
    result: HostResult = HostResult.UNCHANGED
    is_blocked: bool = False
    is_asked: bool = False
    is_behind: bool = False
    is_held: bool = False

    @property
    def outcome(self) -> HostOutcome:
        """What a host is told."""
        return HostOutcome(self.result, self.hosted)


def move(
    connection: Connection, hosted: HostedRound, event: Due | Ordered, moving: Moving
) -> Moved:
    """Decide what time or the host wants of a round that is locked, and make it so."""
    if is_behind(connection, hosted):
        # Whoever skipped the question has died before the standing was shown.
        return Moved(hosted, is_behind=True, is_held=True)
    if isinstance(event, Ordered):
        return _order(connection, hosted, event, moving)
    try:
        live = live_turns.due(hosted.live, moving.now)
    except NoRoomError:
        return _blocked(connection, hosted, moving)
    return _moved(connection, hosted, live, moving)


def keep(connection: Connection, before: HostedRound, live: LiveRound, moving: Moving) -> Moved:
    """Write a round that has changed, and queue what is said of it."""
    is_asked = live.position != before.live.position
    is_past = before.live.position > 0 and (is_asked or live.state is State.FINISHED)
    if is_past and before.live.position not in live.annulled:
        # From here on no answer to that question is taken: who plays where is known.
        live_answers.settle_homes(connection, before)
    after = live_state.save(connection, before, live)
    for recall in live_posts.recalls(before.live, after):
        _recall(connection, after, recall)
    posts = live_posts.posts(before.live, after, moving.bank, moving.now, moving.address)
    notices = _trouble_messages(connection, before.live, after)
    rows = queue_messages(connection, [*posts, *notices], moving.now, moving.lease)
    behind = is_behind(connection, after)
    if behind:
        c = live_round_table.c
        connection.execute(
            update(live_round_table).where(c.id == after.id).values(wake_at=moving.now)
        )
    return Moved(after, rows, HostResult.DONE, is_asked=is_asked, is_behind=behind)


def is_behind(connection: Connection, hosted: HostedRound) -> bool:
    """Whether a question is annulled, and what is shown is from before that."""
    live = hosted.live
    if not live.is_annulled or State.REVEALED not in (live.state, live.resumes_to):
        return False
    c = live_round_table.c
    data = connection.scalar(select(c.display).where(c.id == hosted.id))
    if data is None:
        return True
    display = display_from_data(data)
    return not display.is_annulled or display.position != live.position


def show(
    connection: Connection,
    before: HostedRound,
    live: LiveRound,
    display: StoredDisplay,
    moving: Moving,
    unit_names: UnitNames,
) -> Moved:
    """Write what is revealed, and tell the rooms of a question that is settled or of the end."""
    c = live_round_table.c
    shown_before = connection.scalar(select(c.display).where(c.id == before.id))
    after = live_state.save(connection, before, live)
    connection.execute(
        update(live_round_table).where(c.id == after.id).values(display=display_to_data(display))
    )
    if shown_before is not None and display_from_data(shown_before).is_final:
        # Worked out anew, as two people have become one: the end was told before.
        return Moved(after)
    seen = shown(
        display,
        after,
        _question(after, display.position, moving.bank),
        names_of(connection, [person for _, person, _, _ in display.people]),
        unit_names(connection, [unit for _, unit, _, _ in display.units]),
    )
    posts = [*_posts(before.live, after, seen), *_closing_edits(connection, after, moving)]
    return Moved(after, queue_messages(connection, posts, moving.now, moving.lease))


def answered(connection: Connection, live_round: LiveRoundId, position: Position) -> int:
    """How many people have answered a question."""
    c = live_answer_table.c
    query = select(func.count(func.distinct(c.person_id))).where(
        c.live_round_id == live_round, c.position == position
    )
    return connection.scalar(query) or 0


def _order(connection: Connection, hosted: HostedRound, event: Ordered, moving: Moving) -> Moved:
    if _is_known(connection, event.key):
        return Moved(hosted, result=HostResult.REPEATED)
    moved = _carry_out(connection, hosted, event, moving)
    result = moved.result
    connection.execute(
        insert(processed_update_table).values(
            key=event.key, processed_at=moving.now, verdict=result.value
        )
    )
    connection.execute(
        insert(audit_table).values(
            event=f"live_{event.order.kind.value}",
            at=moving.now,
            actor=event.order.by,
            facts={
                "live_round": hosted.id,
                "position": hosted.live.position,
                "rooms": list(event.order.rooms),
                "result": result.value,
            },
        )
    )
    return moved


def _carry_out(
    connection: Connection, hosted: HostedRound, event: Ordered, moving: Moving
) -> Moved:
    order = event.order
    if order.position is not None and order.position != hosted.live.position:
        return Moved(hosted, result=HostResult.STALE)
    if order.kind is OrderKind.WAIT:
        return _send_again(connection, hosted, order.rooms or hosted.live.undecided)
    try:
        live = live_turns.carry_out(hosted.live, order, moving.now)
    except IllegalMoveError:
        return Moved(hosted, result=HostResult.ILLEGAL)
    except NoRoomError:
        return Moved(hosted, result=HostResult.NO_ROOM)
    return _moved(connection, hosted, live, moving)


def _send_again(connection: Connection, hosted: HostedRound, rooms: Collection[RoomId]) -> Moved:
    """Give a question that its platform has refused another try where the host waits for it."""
    c, live = outbox_table.c, hosted.live
    again = 0
    for room in set(rooms).intersection(live.undecided):
        of_room = c.key == live_posts.question_key(hosted.id, live.position, room)
        # The group may have another id by now, which can be why it was refused.
        where = live_state.chat_to_columns(hosted.rooms[room].chat)
        again += connection.execute(
            update(outbox_table)
            .where(of_room, c.state.in_((Delivery.DEAD.value, Delivery.UNKNOWN.value)))
            .values(state=PENDING, attempts=0, not_before=None, reason=None, **where)
        ).rowcount
    return Moved(hosted, result=HostResult.DONE if again else HostResult.UNCHANGED)


def _moved(connection: Connection, hosted: HostedRound, live: LiveRound, moving: Moving) -> Moved:
    if live == hosted.live:
        return Moved(hosted)
    return keep(connection, hosted, live, moving)


def _blocked(connection: Connection, hosted: HostedRound, moving: Moving) -> Moved:
    """Tell the host, once for a position, that there is no room; one that comes wakes the round."""
    connection.execute(
        update(live_round_table).where(live_round_table.c.id == hosted.id).values(wake_at=None)
    )
    key = f"live:{hosted.id}:{hosted.live.position}:no-room"
    notices = _to_hosts(connection, hosted, key, lambda say: no_room_notice(hosted, say))
    rows = queue_messages(connection, notices, moving.now, moving.lease)
    return Moved(hosted, rows, HostResult.NO_ROOM, is_blocked=True)


def _posts(
    before: LiveRound, after: HostedRound, display: LiveDisplay
) -> Sequence[OutboundMessage]:
    if display.is_final:
        return live_posts.end_posts(after, display)
    is_revealed = before.state is State.SETTLING and after.live.state is State.REVEALED
    return live_posts.reveal_posts(after, display) if is_revealed else []


def _closing_edits(
    connection: Connection, hosted: HostedRound, moving: Moving
) -> Sequence[OutboundMessage]:
    if not hosted.as_poll or hosted.live.position < 1:
        return []
    c = live_question_table.c
    polls = connection.execute(
        select(c.room_id, c.message_id).where(
            c.live_round_id == hosted.id,
            c.position == hosted.live.position,
            c.poll_id.is_not(None),
        )
    )
    return live_posts.closing_edits(hosted, moving.bank, [(RoomId(r), m) for r, m in polls])


def _question(hosted: HostedRound, position: Position, bank: Bank) -> Question | None:
    return bank[hosted.questions[position - 1]] if position else None


def _recall(connection: Connection, hosted: HostedRound, recall: Recall) -> None:
    """Cancel what is pending, wherever it is: a relay looks before it sends."""
    c = outbox_table.c
    connection.execute(
        update(outbox_table)
        .where(
            c.state == PENDING,
            c.chat_key.in_(recall.chats),
            c.lane == Lane.LIVE_ROUND.value,
            _is_of(hosted.id, recall),
        )
        .values(state=Delivery.CANCELLED.value, lease_owner=None, lease_until=None)
    )


def _is_of(live_round: LiveRoundId, recall: Recall) -> ColumnElement[bool]:
    key, prefix = outbox_table.c.key, f"live:{live_round}:{recall.position}:"
    counters = key.like(f"{prefix}%:c%")
    return counters if recall.only_counters else or_(counters, key.like(f"{prefix}%:q"))


def _trouble_messages(
    connection: Connection, before: LiveRound, after: HostedRound
) -> Sequence[OutboundMessage]:
    if not live_turns.newly_troubled(before, after.live):
        return []
    count = answered(connection, after.id, after.live.position)
    key = f"live:{after.id}:v{after.version}:host"
    return _to_hosts(connection, after, key, lambda say: trouble_notice(after, count, say))


def _to_hosts(
    connection: Connection, hosted: HostedRound, key: str, notice: Notice
) -> Sequence[OutboundMessage]:
    staff = officials_from(connection.execute(select_officials(STAFF)))
    return [
        OutboundMessage(each.chat, f"{key}:{each.user_key}", notice(wording(each.locale)))
        for each in told(staff, hosted.host_key)
    ]


def _is_known(connection: Connection, key: str) -> bool:
    c = processed_update_table.c
    return connection.scalar(select(c.key).where(c.key == key)) is not None
