"""Private chats and groups: who is in them, and what the bot may do there.

Sources: telegram-bot-api ``Client::check_chat_access`` (what its server finds out by itself) and
``fail_query_with_error`` (what Telegram answers); core.telegram.org/bots/features "Privacy mode".
"""

import re
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from tests.platforms.telegram.errors import ApiError, bad_request, forbidden
from tests.platforms.telegram.limits import ChatMeter, Rates
from tests.platforms.telegram.model import Chat, ChatKind, Message, User

COMMAND = re.compile(r"/\w+(?:@(\w+))?")
ADMINISTRATOR_RIGHTS = (
    '"can_be_edited":false,"can_manage_chat":true,"can_change_info":true,'
    '"can_delete_messages":true,"can_invite_users":true,"can_restrict_members":true,'
    '"can_pin_messages":true,"can_manage_topics":false,"can_promote_members":false,'
    '"can_manage_video_chats":true,"can_post_stories":false,"can_edit_stories":false,'
    '"can_delete_stories":false,"can_send_welcome_messages":false,"can_manage_tags":false,'
    '"is_anonymous":false'
)
MEMBER_FIELDS = {
    "creator": ',"is_anonymous":false',
    "administrator": f",{ADMINISTRATOR_RIGHTS}",
    "kicked": ',"until_date":0',
}


class Access(IntEnum):
    """What a call wants in a chat; each includes the ones before it."""

    READ = 0
    EDIT = 1
    WRITE = 2


class Status(StrEnum):
    """``ChatMember.status``."""

    CREATOR = "creator"
    ADMINISTRATOR = "administrator"
    MEMBER = "member"
    LEFT = "left"
    KICKED = "kicked"


PRESENT = (Status.CREATOR, Status.ADMINISTRATOR, Status.MEMBER)


def member_json(user: User, status: Status) -> str:
    """The ChatMember object."""
    extra = MEMBER_FIELDS.get(status, "")
    return f'{{"user":{user.json},"status":"{status}"{extra}}}'


class PrivateChat(Chat):
    """A bot and one person.

    Attributes:
        is_known: the bot has heard of the person, here or in a group.
        is_started: the person has written, so that the bot may.
        is_blocked: the person has stopped the bot.
    """

    def __init__(self, bot_id: int, user: User, rates: Rates) -> None:
        super().__init__(user.id, ChatKind.PRIVATE, {"first_name": user.first_name})
        self.bot_id = bot_id
        self.user = user
        self.is_known = False
        self.is_started = False
        self.is_blocked = False
        self.meter = ChatMeter(rates, is_group=False)

    def check_access(self, access: Access) -> None:
        if self.user.is_deactivated and access >= Access.EDIT:
            raise forbidden("user is deactivated")

    def check_arrival(self) -> None:
        """What only Telegram itself knows, after the call has been counted."""
        if not self.is_started:
            raise forbidden("bot can't initiate conversation with a user")
        if self.is_blocked:
            raise forbidden("bot was blocked by the user")


@dataclass(slots=True)
class Seat:
    """A bot's place in a group.

    Attributes:
        hears_all: privacy mode was off when the bot was added; a later change does not count.
    """

    user: User
    status: Status
    hears_all: bool
    meter: ChatMeter


class Group(Chat):
    """A basic group or a supergroup.

    Attributes:
        members: people by id, with their status.
        seats: bots by id, those that were removed included.
        migrated_to: the supergroup that replaced this basic group.
    """

    def __init__(self, chat_id: int, title: str, kind: ChatKind) -> None:
        super().__init__(chat_id, kind, {"title": title})
        self.title = title
        self.members: dict[int, tuple[User, Status]] = {}
        self.seats: dict[int, Seat] = {}
        self.migrated_to: Group | None = None
        self.last_bot_id: int | None = None

    def check_access(self, bot_id: int, access: Access) -> None:
        status = self.seats[bot_id].status
        if self.kind is ChatKind.SUPERGROUP:
            # A private supergroup cannot even be read from outside.
            self._check_presence(status)
        elif self.migrated_to is not None:
            self._check_migration(self.migrated_to.id, access)
        elif access >= Access.EDIT:
            self._check_presence(status)

    def _check_presence(self, status: Status) -> None:
        if status is Status.KICKED:
            raise forbidden(f"bot was kicked from the {self.kind} chat")
        if status is Status.LEFT:
            raise forbidden(f"bot is not a member of the {self.kind} chat")

    def _check_migration(self, new_id: int, access: Access) -> None:
        if access is Access.WRITE:
            raise ApiError(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                {"migrate_to_chat_id": new_id},
            )
        if access is Access.EDIT:
            raise bad_request("message can't be edited")

    def hears(self, seat: Seat, message: Message) -> bool:
        """Whether a message of a person reaches this bot."""
        if seat.status not in PRESENT:
            return False
        # Of messages without a text only service messages come up in groups.
        if seat.hears_all or seat.status is Status.ADMINISTRATOR or message.media:
            return True
        if message.reply_to is not None and message.reply_to.sender is seat.user:
            return True
        command = COMMAND.match(message.text)
        if command is None:
            return f"@{seat.user.username}".lower() in message.text.lower()
        if command[1] is not None:
            return command[1].lower() == seat.user.username.lower()
        return self._speaks_for_all(seat)

    def _speaks_for_all(self, seat: Seat) -> bool:
        """A command without a name goes to the bot that spoke last, or to the only one."""
        if self.last_bot_id is not None:
            return self.last_bot_id == seat.user.id
        return len([one for one in self.seats.values() if one.status in PRESENT]) == 1

    def status_of(self, user_id: int) -> tuple[User, Status] | None:
        seat = self.seats.get(user_id)
        return (seat.user, seat.status) if seat else self.members.get(user_id)
