"""The people's side: what persons do in their chats, and which of it reaches the bot."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tests.platforms.zalo import events
from tests.platforms.zalo.bots import Bot
from tests.platforms.zalo.chats import GroupChat, PrivateChat
from tests.platforms.zalo.errors import NotPossibleError
from tests.platforms.zalo.events import Sender, message_event
from tests.platforms.zalo.model import Shown
from tests.platforms.zalo.world import World

Place = Literal["front", "middle", "end"]
PHOTO_URL = "https://cdn.example/x.jpg"
STICKER = {"sticker": "4f2a", "url": "https://cdn.example/s.png"}
VOICE = {"voice_url": "https://cdn.example/v.aac"}
LINK_EVENT = "message.link.received"
"""Seen in code and logs only, so that a bot may not know it (zalo-api.md A5)."""


class Person:
    """Somebody with Zalo in hand; every method is about the private chat with a bot.

    What is sent returns its message id, after the bot's webhook has answered if there is one.
    """

    def __init__(self, world: World, name: str) -> None:
        self.name = name
        self._world = world
        self._chats: dict[Bot, PrivateChat] = {}

    def chat(self, bot: Bot) -> PrivateChat:
        """The private chat with a bot; its id is the person's own."""
        chat = self._chats.get(bot)
        if chat is None:
            chat = self._chats[bot] = PrivateChat(self._world.ids.new(20))
            bot.chats[chat.id] = chat
        return chat

    def shown(self, bot: Bot) -> list[Shown]:
        """What the bot has written so far."""
        return list(self.chat(bot).shown)

    async def say(self, bot: Bot, text: str) -> str:
        return await self._send(bot, events.TEXT, {"text": text})

    async def photo(self, bot: Bot, caption: str = "", url: str = PHOTO_URL) -> str:
        return await self._send(bot, events.IMAGE, picture(self._world, url, caption))

    async def sticker(self, bot: Bot) -> str:
        return await self._send(bot, events.STICKER, STICKER)

    async def voice(self, bot: Bot) -> str:
        return await self._send(bot, events.VOICE, VOICE)

    async def unsupported(self, bot: Bot, *, has_message: bool = False) -> None:
        """Send a document or a contact card, which the bot is only told of."""
        if has_message:
            await self._send(bot, events.UNSUPPORTED, {})
        elif self._write(bot):
            await bot.hear({"event_name": events.UNSUPPORTED})

    async def unknown_event(self, bot: Bot, name: str = LINK_EVENT) -> str:
        """Do something that the documentation has no event for."""
        return await self._send(bot, name, {"text": "https://example.com"})

    def block(self, bot: Bot) -> None:
        self.chat(bot).is_blocked = True

    def unblock(self, bot: Bot) -> None:
        self.chat(bot).is_blocked = False

    async def _send(self, bot: Bot, event_name: str, content: dict[str, str]) -> str:
        chat = self.chat(bot)
        message_id = self._world.ids.new(12)
        if self._write(bot):
            event = message_event(
                event_name,
                Sender(chat.id, self.name),
                (chat.id, chat.kind),
                content,
                message_id=message_id,
                date=self._world.now_ms(),
            )
            await bot.hear(event)
        return message_id

    def _write(self, bot: Bot) -> bool:
        """Open the chat; returns whether the bot hears what is written."""
        chat = self.chat(bot)
        if chat.is_blocked:
            raise NotPossibleError("the person has blocked the bot")
        if not chat.has_written:
            chat.is_over_plan = bot.users >= self._world.plan.users
            chat.has_written = True
        return not (chat.is_over_plan and self._world.switches.users_over_plan == "unheard")

    def __repr__(self) -> str:
        return f"<Person {self.name}>"


@dataclass(frozen=True, slots=True)
class Address:
    """How a message in a group is meant for the bot, if it is at all."""

    mention_at: Place | None
    reply_to_bot: bool


class Group:
    """People and a bot, which hears mentions of it and replies to it and nothing else.

    Attributes:
        chat: what the group shows of the bot.
        members: people who may write; tests may change it.
    """

    def __init__(self, world: World, name: str, members: Sequence[Person], bot: Bot) -> None:
        self.name = name
        self.bot = bot
        self.members = list(members)
        self._world = world
        self._user_ids: dict[Person, str] = {}
        self.chat = GroupChat(world.ids.new(20, "zg"))
        self.chat.has_bot = False
        self.add(bot)

    @property
    def id(self) -> str:
        return self.chat.id

    @property
    def shown(self) -> list[Shown]:
        """What the bot has written so far."""
        return list(self.chat.shown)

    def add(self, bot: Bot) -> None:
        """Open the bot's invitation as the owner and confirm it; no event comes of it.

        Raises:
            NotPossibleError: the bot may not join groups, or its plan has no room for one more.
        """
        assert bot is self.bot, "a group of the emulator has one bot"
        if not self._world.switches.can_join_groups:
            raise NotPossibleError("the bot may not join groups")
        if bot.groups >= self._world.plan.groups:
            raise NotPossibleError("the bot's plan has no room for another group")
        self.chat.has_bot = True
        bot.chats[self.chat.id] = self.chat

    def remove(self, bot: Bot) -> None:
        """Put the bot out; no event comes of it."""
        assert bot is self.bot, "a group of the emulator has one bot"
        self.chat.has_bot = False

    def user_id(self, person: Person) -> str:
        """The id under which a person writes here."""
        if self._world.switches.same_id_in_groups:
            return person.chat(self.bot).id
        return self._user_ids.setdefault(person, self._world.ids.new(20))

    async def say(
        self,
        person: Person,
        text: str,
        *,
        mention: bool = False,
        mention_at: Place | None = None,
        reply_to_bot: bool = False,
    ) -> str:
        """Write into the group; returns the message id, whether the bot hears of it or not.

        Args:
            mention: of the bot, picked from the list, in front of the text.
            mention_at: the same with the place; "middle" is after the first word.
            reply_to_bot: to its latest message; the text stays as it is.
        """
        address = _address(mention, mention_at, reply_to_bot)
        content = {"text": self._with_mention(text, address)}
        return await self._send(person, events.TEXT, content, address)

    async def photo(
        self,
        person: Person,
        caption: str = "",
        url: str = PHOTO_URL,
        *,
        mention: bool = False,
        mention_at: Place | None = None,
        reply_to_bot: bool = False,
    ) -> str:
        """Post a picture; the mention is in its caption."""
        address = _address(mention, mention_at, reply_to_bot)
        content = picture(self._world, url, self._with_mention(caption, address))
        return await self._send(person, events.IMAGE, content, address)

    async def sticker(self, person: Person, *, reply_to_bot: bool = False) -> str:
        return await self._send(person, events.STICKER, STICKER, Address(None, reply_to_bot))

    async def voice(self, person: Person, *, reply_to_bot: bool = False) -> str:
        return await self._send(person, events.VOICE, VOICE, Address(None, reply_to_bot))

    async def _send(
        self, person: Person, event_name: str, content: dict[str, str], address: Address
    ) -> str:
        self._check(person, address)
        message_id = self._world.ids.new(12)
        is_addressed = address.mention_at is not None or address.reply_to_bot
        if self.chat.has_bot and is_addressed:
            event = message_event(
                event_name,
                Sender(self.user_id(person), person.name),
                (self.chat.id, self.chat.kind),
                content,
                message_id=message_id,
                date=self._world.now_ms(),
            )
            await self.bot.hear(event)
        return message_id

    def _check(self, person: Person, address: Address) -> None:
        if person not in self.members:
            raise NotPossibleError("the person is not a member")
        if address.mention_at is not None and not self.chat.has_bot:
            raise NotPossibleError("nobody can mention a bot that is not there")
        if address.reply_to_bot and not self.chat.shown:
            raise NotPossibleError("the bot has written nothing that one could reply to")

    def _with_mention(self, text: str, address: Address) -> str:
        if address.mention_at is None:
            return text
        mention = f"@{self._spelt_name()}"
        if address.mention_at == "end":
            return f"{text} {mention}".strip()
        if address.mention_at == "middle" and " " in text:
            first, _, rest = text.partition(" ")
            return f"{first} {mention} {rest}"
        return f"{mention} {text}"

    def _spelt_name(self) -> str:
        match self._world.switches.mention_spelling:
            case "nbsp":
                return self.bot.name.replace(" ", "\N{NO-BREAK SPACE}")
            case "decomposed":
                return unicodedata.normalize("NFD", self.bot.name)
            case "plain":
                return self.bot.name

    def __repr__(self) -> str:
        return f"<Group {self.name}>"


def picture(world: World, url: str, caption: str) -> dict[str, str]:
    """The fields of a picture; a caption only if there is one."""
    fields: dict[str, str] = {world.switches.photo_field: url}
    return fields | {"caption": caption} if caption else fields


def _address(mention: bool, mention_at: Place | None, reply_to_bot: bool) -> Address:
    return Address(mention_at or ("front" if mention else None), reply_to_bot)
