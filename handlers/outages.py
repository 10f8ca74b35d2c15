"""What people are told after the whole system was down (invariant 4): one friendly line each."""

from collections.abc import Sequence

from handlers.formats import duration_text
from handlers.ports.contents import Text
from handlers.ports.messaging import OutboundMessage
from handlers.ports.outages import Outage
from handlers.texts.loader import wording


def outage_messages(outage: Outage) -> Sequence[OutboundMessage]:
    """One message to everybody whose open question got its time back, and to every such room."""
    return [*outage.posts, *_personal(outage)]


def _personal(outage: Outage) -> Sequence[OutboundMessage]:
    return [
        OutboundMessage(
            moved.chat,
            f"outage:{moved.attempt}:{moved.position}:{outage.up_at.isoformat()}",
            Text(
                wording(moved.locale)(
                    "play-time-given-back",
                    position=moved.position,
                    time=duration_text(moved.new - moved.old, wording(moved.locale)),
                )
            ),
        )
        for moved in outage.moved
    ]
