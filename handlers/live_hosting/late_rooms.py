"""The call to a room that joins a live round after the others were called."""

from contest.live import State
from contest.live_rooms import RoomId
from handlers.live_texts import Invitation, call_text, late_call_text
from handlers.ports.contents import Text
from handlers.ports.live_records import HostedRound
from handlers.ports.messaging import Lane, OutboundMessage
from handlers.texts.loader import DEFAULT_LOCALE, wording


def late_call(hosted: HostedRound, room: RoomId, address: str | None) -> OutboundMessage | None:
    """What such a room is told, once; None if it is called with the others.

    Args:
        address: where people register.
    """
    live, say = hosted.live, wording(DEFAULT_LOCALE)
    if live.state is State.ANNOUNCED or live.ended_at is not None:
        return None
    one = Invitation(
        hosted.title,
        live.rules,
        live.starts_at,
        live.question_count,
        hosted.is_rehearsal,
        address,
    )
    is_early = live.state is State.LOBBY
    text = call_text(one, say) if is_early else late_call_text(one, live.position, say)
    # The key of the call, which a room has once.
    key = f"live:{hosted.id}:call:{room}"
    return OutboundMessage(hosted.rooms[room].chat, key, Text(text), Lane.LIVE_ROUND)
