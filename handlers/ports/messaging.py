"""The messaging port: what the core says to a platform and hears from it.

Shaped like a Zalo group, the weakest platform of all: text in, text out, numbered options. Whatever
is richer is a capability that the core may use where a platform has it.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Protocol, runtime_checkable

from contest.model import check_aware
from handlers.ports.addresses import ChatRef, UserRef
from handlers.ports.contents import Content


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """Something a person did: wrote, or chose.

    Attributes:
        update_id: the platform's id of this update, unique per bot; a repeat changes nothing.
        text: what was typed, without the bot's name if that was in it; empty for a choice.
        paragraphs: the same cleaned with its line breaks kept; filled in by the dispatcher.
        choice: payload of the button or poll option chosen; None for typed text.
        received_at: our clock when the bytes arrived; decides lateness (invariant 3).
        reply_to: platform's id of the message that this one is about: the one whose button was
            pressed, or the one replied to.
        is_addressed: False for what is said in a group without a word to the bot.
        phone: the sender's own number, if that is what they shared.
        moved_to: another address that this group has from now on, with which nothing was said.
        is_member: whether the bot is in this group from now on, with which nothing was said either.
    """

    update_id: str
    chat: ChatRef
    sender: UserRef
    received_at: datetime
    text: str = field(default="", repr=False)
    choice: str | None = field(default=None, repr=False)
    reply_to: str | None = None
    is_addressed: bool = True
    phone: str | None = field(default=None, repr=False)
    moved_to: ChatRef | None = None
    is_member: bool | None = None
    sent_at: datetime | None = None
    paragraphs: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        check_aware(self.received_at)

    @property
    def update_key(self) -> str:
        """One text that is unique among all updates of all bots."""
        return f"{self.chat.platform}:{self.chat.bot}:{self.update_id}"


class Lane(IntEnum):
    """Order in which the relay serves outgoing messages; a lower lane goes first."""

    REPLY = 0
    LIVE_ROUND = 1
    REMINDER = 2
    BROADCAST = 3


@dataclass(frozen=True, slots=True)
class OutboundMessage:
    """A message to be sent; ``key`` is unique for ever, so the same thing is never queued twice.

    Attributes:
        update_key: of the message that it answers, for whoever follows that through the logs.
    """

    chat: ChatRef
    key: str
    content: Content
    lane: Lane = Lane.REPLY
    update_key: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class MessageRef:
    """The platform's id of a message that it has accepted; ``poll_id`` if it is a poll."""

    chat: ChatRef
    message_id: str
    poll_id: str | None = None


class ChoiceStyle(StrEnum):
    """How a platform lets people choose."""

    NUMBERED_TEXT = "numbered_text"
    BUTTONS = "buttons"


class ImageStyle(StrEnum):
    """How a platform gets a picture."""

    NONE = "none"
    """Not at all: its caption is shown."""
    UPLOAD = "upload"
    URL = "url"
    """It fetches the picture from an address that anybody can reach."""


@dataclass(frozen=True, slots=True)
class Quota:
    """What a bot may use up at most, by the plan of its owner and by our own limits.

    Attributes:
        messages_per_month: sent in one calendar month, over all chats.
        users: people who may write to it in private.
        replies_per_hour: messages to one chat outside of play: our own limit, so that no stranger
            uses the month up.
        replies_per_day: the same in one day.
    """

    messages_per_month: int
    users: int
    groups: int
    replies_per_hour: int = 30
    replies_per_day: int = 100


@dataclass(frozen=True, slots=True)
class PollLimits:
    """What a platform's own poll can hold; lengths in code points."""

    max_question_length: int
    max_option_length: int


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a platform can do, for rendering and pacing.

    Attributes:
        max_text_length: in UTF-16 code units, as the platforms count.
        max_payload_bytes: of one choice, in UTF-8.
        messages_per_second: over all chats of one bot; None if the platform sets no limit.
        replies_per_second: what replies may climb to, as long as the platform does not object; None
            if they never go beyond ``messages_per_second``.
        chat_messages_per_second: to one chat in the long run.
        chat_burst: messages that a rested chat takes at once.
        group_messages_per_minute: to one group, beside the pace of every chat.
        callback_answer: whether a choice can be answered with a short notice.
        edit: whether a message that was sent can be changed; pairs with ``SupportsEdit``.
        phone_request: whether people can share their own number with one tap.
        initiates: whether somebody can be written to who has never written.
        waits_for_reader: whether a question is only accepted while the person is connected.
        document: whether files are shown; elsewhere their captions are.
        native_poll: None if the platform has no polls that tell us who has chosen what.
        quota: None if nothing is counted.
    """

    max_text_length: int
    choices: ChoiceStyle
    max_payload_bytes: int = 64
    messages_per_second: float | None = None
    replies_per_second: float | None = None
    chat_messages_per_second: float | None = None
    chat_burst: int = 1
    group_messages_per_minute: float | None = None
    callback_answer: bool = False
    edit: bool = False
    phone_request: bool = False
    initiates: bool = True
    waits_for_reader: bool = False
    image: ImageStyle = ImageStyle.NONE
    document: bool = False
    native_poll: PollLimits | None = None
    quota: Quota | None = None


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """What the dispatcher says once the effects of a message are durable.

    Attributes:
        verdict: one word for counters and tests.
        notice: a short line for platforms with ``callback_answer``; others may drop it.
    """

    verdict: str
    notice: str | None = None


Deliver = Callable[[InboundMessage], Awaitable[Acknowledgement]]
"""When it returns, the message's effects are durable; only then is the platform acknowledged.

Raises ``NotDurableError`` if nothing could be stored: then the platform must bring it again.
"""


class NotDurableError(Exception):
    """Nothing about the message could be stored."""


class OverloadedError(NotDurableError):
    """More is waiting to be stored than can be in good time; the message is to come again."""

    def __init__(self, retry_after: timedelta) -> None:
        super().__init__(f"again in {retry_after.total_seconds():g} s")
        self.retry_after = retry_after


class MessagingAdapter(Protocol):
    """One bot on one platform."""

    @property
    def platform(self) -> str: ...

    @property
    def bot(self) -> str: ...

    @property
    def capabilities(self) -> Capabilities: ...

    async def run(self, deliver: Deliver) -> None:
        """Take messages in until cancelled or until the platform has no more."""

    async def send(self, message: OutboundMessage) -> MessageRef:
        """Send one message: one platform call, no retry, no sleep, no queue.

        Raises:
            MessagingError: one of the five below, named by what the caller must do.
        """


@runtime_checkable
class SupportsEdit(Protocol):
    """A platform on which a message can be changed after it was sent; pairs with ``edit``."""

    async def edit(self, message_id: str, message: OutboundMessage) -> MessageRef:
        """Let a message of the same chat say something else: one platform call, as ``send``.

        A message that says it already counts as changed.

        Raises:
            MessageRejected: if it is gone or cannot be changed any more.
            MessagingError: as ``send``.
        """


Reached = Callable[[ChatRef], Awaitable[None]]


@runtime_checkable
class SupportsReaders(Protocol):
    """A platform that knows when a person is there to read; pairs with ``waits_for_reader``."""

    def on_reader(self, reached: Reached) -> None:
        """Call ``reached`` whenever a person who was away is there again."""


class MessagingError(Exception):
    """A platform did not take a message. Carries no address, token or text."""


class RateLimited(MessagingError):
    """The platform asks for a pause; the message was not sent."""

    def __init__(self, retry_after: timedelta) -> None:
        super().__init__(f"pause for {retry_after.total_seconds():g} s")
        self.retry_after = retry_after


class TemporaryFailure(MessagingError):
    """Worth another try. ``outcome_unknown`` if the platform may have sent the message."""

    def __init__(self, reason: str, *, outcome_unknown: bool) -> None:
        super().__init__(reason)
        self.outcome_unknown = outcome_unknown


class RecipientUnreachable(MessagingError):
    """The person cannot be reached until they write or connect again."""


class MessageRejected(MessagingError):
    """The platform will never take this message; trying again is useless."""


class AdapterMisconfigured(MessagingError):
    """The bot itself is not allowed to send; an operator must act."""
