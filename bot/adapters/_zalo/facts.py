"""Limits of the Zalo Bot Platform, each with how sure it is, and what they make of it."""

from dataclasses import replace

from handlers.ports.messaging import Capabilities, ChoiceStyle, ImageStyle, Quota

PLATFORM = "zalo"

MAX_TEXT_LENGTH = 2_000
"""Characters of a text or caption (documented); the unit is not, UTF-16 is the strictest."""

MESSAGES_PER_SECOND = 5.0
"""Over all chats. No rate is published; so much is what careful clients allow themselves."""

CAPABILITIES = Capabilities(
    max_text_length=MAX_TEXT_LENGTH,
    choices=ChoiceStyle.NUMBERED_TEXT,
    messages_per_second=MESSAGES_PER_SECOND,
    # As above: nothing is published, and one a second to one chat is what careful clients allow.
    chat_messages_per_second=1.0,
    initiates=False,
)


FREE_PLAN = Quota(messages_per_month=3_000, users=50, groups=3)
"""Documented; whether messages received count as well is disputed."""


def capabilities(
    messages_per_second: float, plan: Quota = FREE_PLAN, *, has_pictures: bool
) -> Capabilities:
    """What a bot can do that sends so many messages a second over all its chats.

    Args:
        plan: what the bot's owner has paid for.
        has_pictures: whether pictures have addresses at which Zalo can fetch them.
    """
    image = ImageStyle.URL if has_pictures else ImageStyle.NONE
    return replace(CAPABILITIES, messages_per_second=messages_per_second, image=image, quota=plan)
