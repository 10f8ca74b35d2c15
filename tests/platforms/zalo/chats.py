"""Private chats and groups as a bot's sends find them (zalo-api.md A6)."""

from tests.platforms.zalo.errors import ApiError
from tests.platforms.zalo.model import Screen
from tests.platforms.zalo.switches import Switches


class PrivateChat(Screen):
    """A bot and one person.

    Attributes:
        id: of the chat and, in it, of the person; another one with another bot.
        has_written: only then may the bot write.
        is_blocked: the person has blocked the bot.
        is_over_plan: the bot had as many users as its plan allows before this person wrote.
    """

    kind = "PRIVATE"

    def __init__(self, chat_id: str) -> None:
        super().__init__()
        self.id = chat_id
        self.has_written = False
        self.is_blocked = False
        self.is_over_plan = False

    def check_access(self, switches: Switches) -> None:
        if not self.has_written:
            raise ApiError(switches.never_wrote_code, "The user has not written to the bot")
        if self.is_blocked:
            raise ApiError(switches.blocked_code, "The user has blocked the bot")


class GroupChat(Screen):
    """A group that has, or had, the bot as a member."""

    kind = "GROUP"

    def __init__(self, chat_id: str) -> None:
        super().__init__()
        self.id = chat_id
        self.has_bot = True

    def check_access(self, switches: Switches) -> None:
        if not self.has_bot:
            raise ApiError(switches.removed_code, "The bot is not a member of the group")


Chat = PrivateChat | GroupChat
