"""The people's side: what persons do in their chats, and what becomes an update of it."""

import re

from tests.platforms.telegram.bots import Bot, Press
from tests.platforms.telegram.chats import (
    PRESENT,
    Group,
    PrivateChat,
    Seat,
    Status,
    member_json,
)
from tests.platforms.telegram.limits import ChatMeter
from tests.platforms.telegram.model import Chat, ChatKind, Message, User
from tests.platforms.telegram.polls import Poll
from tests.platforms.telegram.texts import NO_TEXT, Entity, FormattedText, quoted, utf16_length
from tests.platforms.telegram.updates import CALLBACK_SECONDS
from tests.platforms.telegram.world import World

START_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")
"""core.telegram.org/bots/features#deep-linking."""
# What a server finds in a text by itself, as far as a bot may care.
FOUND = re.compile(r"(?P<bot_command>(?<!\S)/\w{1,64}(?:@\w{3,32})?)|(?P<mention>(?<!\w)@\w{3,32})")
# Lanes of updates other than messages (Client.cpp).
CALLBACK_LANE = 3 << 33
MEMBER_LANE = 5 << 33


class NotPossibleError(Exception):
    """An app would not let a person do this."""


def found_entities(text: str) -> tuple[Entity, ...]:
    """Commands and mentions in what somebody wrote."""
    if "/" not in text and "@" not in text:
        return ()
    return tuple(
        Entity(utf16_length(text[: found.start()]), utf16_length(found[0]), found.lastgroup or "")
        for found in FOUND.finditer(text)
    )


class Person:
    """Somebody with the app in hand.

    Where a method takes a bot, it is about the private chat with that bot; the emulator's first bot
    if none is given.
    """

    def __init__(self, world: World, user: User, first_bot: Bot) -> None:
        self.user = user
        self._world = world
        self._first_bot = first_bot

    @property
    def id(self) -> int:
        return self.user.id

    def chat(self, bot: Bot | None = None) -> PrivateChat:
        """The private chat with a bot."""
        return (bot or self._first_bot).private_chat(self.user)

    def start(self, payload: str = "", bot: Bot | None = None) -> Message:
        """Press Start, or follow a deep link with a payload."""
        if START_PAYLOAD.fullmatch(payload) is None:
            raise NotPossibleError("a start payload has up to 64 of A-Z, a-z, 0-9, _ and -")
        chat = self.chat(bot)
        if chat.is_blocked:
            self.unblock(bot)
        return self.say(f"/start {payload}".strip(), chat)

    def say(self, text: str, chat: Chat | None = None, reply_to: Message | None = None) -> Message:
        """Write into a chat; the first bot's if none is given."""
        message = self._message(chat or self.chat(), FormattedText(text, found_entities(text)))
        message.reply_to = reply_to
        return self._post(message)

    def share_contact(
        self, of: "Person | None" = None, *, phone: str = "84000000000", bot: Bot | None = None
    ) -> Message:
        """Send a contact: one's own, as the request button does, or somebody else's."""
        user = (of or self).user
        contact = (
            f'"contact":{{"phone_number":{quoted(phone)},"first_name":{quoted(user.first_name)},'
            f'"user_id":{user.id}}}'
        )
        message = self._message(self.chat(bot))
        message.media = contact
        return self._post(message)

    def press(self, message: Message, button: int = 0) -> Press:
        """Press a button of a message, counted in the order of reading.

        Returns:
            The press, whose answer can be awaited.
        """
        try:
            data = message.buttons[button].callback_data
        except IndexError:
            raise NotPossibleError("the message has no such button now") from None
        if not data:
            raise NotPossibleError("the button sends nothing to the bot")
        self._require_sight(message)
        bot = self._bot(message.sender.id)
        bot.private_chat(self.user).is_known = True
        press = Press(next(self._world.query_ids), self.user, message, data, self._world.time.now())
        bot.presses[press.id] = press
        query = (
            f'{{"id":"{press.id}","from":{self.user.json},"message":{message.json},'
            f'"chat_instance":"{message.chat.id * 7919}","data":{quoted(data)}}}'
        )
        bot.queue.push("callback_query", query, self.id + CALLBACK_LANE, CALLBACK_SECONDS)
        return press

    def vote(self, message: Message, *places: int) -> None:
        """Choose options of a poll, counted from 0; another vote takes the place of the first.

        Of a poll that can be forwarded, people outside of the chat may have seen a copy.
        """
        poll = self._poll(message)
        if len(places) > 1 and not poll.allows_multiple:
            raise NotPossibleError("the poll takes one option")
        if not all(0 <= place < len(poll.options) for place in places):
            raise NotPossibleError("the poll has no such option")
        if self.id in poll.votes and not poll.allows_revoting:
            raise NotPossibleError("the poll takes no second vote")
        if poll.votes.get(self.id) != places:
            self._put_vote(poll, message, places)

    def retract(self, message: Message) -> None:
        """Take one's vote back."""
        poll = self._poll(message)
        if not poll.allows_revoting:
            raise NotPossibleError("the poll lets nobody take a vote back")
        if self.id in poll.votes:
            self._put_vote(poll, message, ())

    def block(self, bot: Bot | None = None) -> None:
        """Stop the bot."""
        self.chat(bot).is_blocked = True
        self._tell_blocking(bot or self._first_bot, Status.MEMBER, Status.KICKED)

    def unblock(self, bot: Bot | None = None) -> None:
        self.chat(bot).is_blocked = False
        self._tell_blocking(bot or self._first_bot, Status.KICKED, Status.MEMBER)

    def deactivate(self) -> None:
        """Delete the account."""
        self.user.is_deactivated = True

    def _poll(self, message: Message) -> Poll:
        poll = message.poll
        if not isinstance(poll, Poll) or message.is_deleted:
            raise NotPossibleError("the message has no poll now")
        if poll.is_closed:
            raise NotPossibleError("the poll is closed")
        if message.is_protected:
            self._require_sight(message)
        return poll

    def _put_vote(self, poll: Poll, message: Message, places: tuple[int, ...]) -> None:
        poll.votes.pop(self.id, None)
        if places:
            poll.votes[self.id] = places
        message.chat.wake()
        bot = self._bot(poll.owner.id)
        if not poll.is_anonymous:
            bot.queue.push("poll_answer", poll.answer_json(self.user), poll.lane)
        bot.queue.push("poll", poll.json, poll.lane)

    def _require_sight(self, message: Message) -> None:
        chat = message.chat
        if isinstance(chat, Group) and self.id not in chat.members:
            raise NotPossibleError("the person is not in this group")

    def _tell_blocking(self, bot: Bot, old: Status, new: Status) -> None:
        push_membership(self._world, bot, self.chat(bot), self.user, old, new)

    def _bot(self, bot_id: int) -> Bot:
        return next(bot for bot in self._world.bots.values() if bot.id == bot_id)

    def _message(self, chat: Chat, content: FormattedText = NO_TEXT) -> Message:
        return Message(chat, 0, self.user, self._world.unix(), content)

    def _post(self, message: Message) -> Message:
        chat = message.chat
        if self.user.is_deactivated:
            raise NotPossibleError("a deleted account writes nothing")
        if isinstance(chat, Group):
            self._post_in_group(chat, message)
        elif isinstance(chat, PrivateChat):
            self._post_in_private(chat, message)
        return message

    def _post_in_private(self, chat: PrivateChat, message: Message) -> None:
        if chat.is_blocked:
            raise NotPossibleError("the person has blocked the bot")
        bot = self._bot(chat.bot_id)
        chat.is_known = chat.is_started = True
        message.message_id = bot.next_id()
        chat.put(message)
        bot.queue.push("message", message.json, chat.id)

    def _post_in_group(self, group: Group, message: Message) -> None:
        if self.id not in group.members or group.migrated_to is not None:
            raise NotPossibleError("the person cannot write into this group")
        message.message_id = group.next_id()
        post_in_group(self._world, group, message)


def post_in_group(world: World, group: Group, message: Message) -> None:
    """Show a message and tell the bots that hear it."""
    group.put(message)
    for bot in world.bots.values():
        seat = group.seats.get(bot.id)
        if seat is not None and group.hears(seat, message):
            bot.private_chat(message.sender).is_known = True
            bot.queue.push("message", message.json, group.id)


def push_membership(world: World, bot: Bot, chat: Chat, by: User, old: Status, new: Status) -> None:
    """A ``my_chat_member`` update."""
    update = (
        f'{{"chat":{chat.json},"from":{by.json},"date":{world.unix()},'
        f'"old_chat_member":{member_json(bot.user, old)},'
        f'"new_chat_member":{member_json(bot.user, new)}}}'
    )
    bot.queue.push("my_chat_member", update, chat.id + MEMBER_LANE)


class GroupLife:
    """What people do with a group; ``chat`` is the group as it is now, after a migration too."""

    def __init__(self, world: World, group: Group, owner: Person) -> None:
        self.chat = group
        self._world = world
        self._owner = owner
        group.members[owner.id] = (owner.user, Status.CREATOR)

    @property
    def id(self) -> int:
        return self.chat.id

    def add(self, *people: Person) -> None:
        """Let people in, without a word."""
        for person in people:
            self.chat.members[person.id] = (person.user, Status.MEMBER)

    def add_bot(self, bot: Bot, by: Person | None = None) -> None:
        """Add a bot; its privacy mode counts as it is now."""
        seat = self.chat.seats.get(bot.id)
        old = seat.status if seat else Status.LEFT
        meter = seat.meter if seat else ChatMeter(self._world.rates, is_group=True)
        self.chat.seats[bot.id] = Seat(bot.user, Status.MEMBER, not bot.has_privacy, meter)
        bot.groups[self.id] = self.chat
        self._tell(bot, by, old, Status.MEMBER)
        self._announce(f'"new_chat_members":[{bot.user.json}]', by)

    def remove_bot(self, bot: Bot, by: Person | None = None) -> None:
        """Throw a bot out."""
        seat = self.chat.seats[bot.id]
        old = seat.status
        self._announce(f'"left_chat_member":{bot.user.json}', by)
        seat.status = Status.KICKED
        self._tell(bot, by, old, Status.KICKED)

    def promote(self, bot: Bot, by: Person | None = None) -> None:
        """Make a bot an administrator, who hears everything."""
        seat = self.chat.seats[bot.id]
        old, seat.status = seat.status, Status.ADMINISTRATOR
        self._tell(bot, by, old, Status.ADMINISTRATOR)

    def migrate(self) -> Group:
        """Turn a basic group into a supergroup, which has another id; returns it."""
        old = self.chat
        new = Group(supergroup_id(old.id), old.title, ChatKind.SUPERGROUP)
        new.members, new.last_bot_id = dict(old.members), old.last_bot_id
        for bot in self._present_bots():
            seat = old.seats[bot.id]
            meter = ChatMeter(self._world.rates, is_group=True)
            new.seats[bot.id] = Seat(bot.user, seat.status, seat.hears_all, meter)
            bot.groups[new.id] = new
        self._announce(f'"migrate_to_chat_id":{new.id}', None)
        old.migrated_to, self.chat = new, new
        self._announce(f'"migrate_from_chat_id":{old.id}', None)
        return new

    def _present_bots(self) -> list[Bot]:
        seats = self.chat.seats
        return [
            bot
            for bot in self._world.bots.values()
            if bot.id in seats and seats[bot.id].status in PRESENT
        ]

    def _tell(self, bot: Bot, by: Person | None, old: Status, new: Status) -> None:
        user = (by or self._owner).user
        push_membership(self._world, bot, self.chat, user, old, new)

    def _announce(self, service: str, by: Person | None) -> None:
        user = (by or self._owner).user
        number = self.chat.next_id()
        message = Message(self.chat, number, user, self._world.unix(), media=service)
        post_in_group(self._world, self.chat, message)


def supergroup_id(group_id: int) -> int:
    """Ids of supergroups begin with -100."""
    return -1_000_000_000_000 + group_id
