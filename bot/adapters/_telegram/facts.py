"""Limits of the Bot API, each with its source, and what they make of Telegram as a platform."""

from dataclasses import replace

from handlers.ports.messaging import Capabilities, ChoiceStyle, ImageStyle, PollLimits

PLATFORM = "telegram"

MAX_TEXT_LENGTH = 4_096
"""UTF-16 code units after the markup is taken out (core.telegram.org/bots/api#sendmessage)."""

MAX_PAYLOAD_BYTES = 64
"""Of ``callback_data`` (core.telegram.org/bots/api#inlinekeyboardbutton)."""

MAX_NOTICE_LENGTH = 200
"""Characters of a callback answer (core.telegram.org/bots/api#answercallbackquery)."""

MAX_UPDATES = 100
"""Of one getUpdates call, and as many connections of one webhook."""

MESSAGES_PER_SECOND = 30.0
"""Over all chats; more where Telegram has granted it (core.telegram.org/bots/faq)."""

POLL_LIMITS = PollLimits(max_question_length=300, max_option_length=100)
"""core.telegram.org/bots/api#sendpoll and #inputpolloption."""

WANTED_UPDATES = ("message", "callback_query", "my_chat_member", "poll_answer")

CAPABILITIES = Capabilities(
    max_text_length=MAX_TEXT_LENGTH,
    choices=ChoiceStyle.BUTTONS,
    max_payload_bytes=MAX_PAYLOAD_BYTES,
    messages_per_second=MESSAGES_PER_SECOND,
    # The FAQ of the same address: one a second with short bursts, 20 a minute in a group. It gives
    # no number for the bursts; three pass in practice.
    chat_messages_per_second=1.0,
    chat_burst=3,
    group_messages_per_minute=20.0,
    callback_answer=True,
    edit=True,
    phone_request=True,
    initiates=False,
    image=ImageStyle.UPLOAD,
    document=True,
    native_poll=POLL_LIMITS,
)


def capabilities(
    messages_per_second: float, replies_per_second: float | None = None
) -> Capabilities:
    """What a bot can do that may send so many messages a second over all its chats.

    Args:
        replies_per_second: what replies may climb to; None if no higher.
    """
    return replace(
        CAPABILITIES,
        messages_per_second=messages_per_second,
        replies_per_second=replies_per_second,
    )
