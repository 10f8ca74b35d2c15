"""Who reads which chat of the web: the pages of this process, and those that others have."""

from collections import OrderedDict, defaultdict
from collections.abc import Callable, Collection, Sequence
from typing import Protocol

from bot.web.limits import MAX_TABS
from handlers.ports.addresses import ChatRef
from handlers.ports.fanout import Fanout, FanoutAwayError
from handlers.ports.messaging import RecipientUnreachable

REMEMBERED_UNKNOWN = 20_000
"""Chats of which it was not known whether anybody reads them; what is held for one that had to be
forgotten goes out when its person comes."""

TOO_MANY_TABS = 4008
"""Private close code: the page waits for its visitor instead of connecting again by itself."""


class Tab(Protocol):
    """One open page. Neither method waits; a tab that is gone ignores both."""

    def push(self, frame: str) -> None: ...

    def close(self, code: int) -> None: ...


class Readers:
    """The open tabs by chat; ``handlers.ports.fanout.Pages`` of this process.

    Args:
        opened: told the keys of chats that have just been opened in another process.

    Attributes:
        missed: chats with tabs here whose frames may have been lost on their way from another
            process.
        known_again: chats of which it was not known whether anybody reads them, and now is. Whoever
            makes up for either takes them out.
    """

    def __init__(self, fanout: Fanout, opened: Callable[[Collection[str]], None]) -> None:
        self._fanout = fanout
        self._opened = opened
        self._tabs: defaultdict[ChatRef, list[Tab]] = defaultdict(list)
        self._by_key: dict[str, ChatRef] = {}
        self._unknown: OrderedDict[ChatRef, None] = OrderedDict()
        self.known_again: set[ChatRef] = set()
        self.missed: set[ChatRef] = set()

    @property
    def chats(self) -> Sequence[ChatRef]:
        """Those with tabs here."""
        return list(self._tabs)

    def are_here(self, chat: ChatRef) -> bool:
        """Whether the chat has a tab in this process."""
        return chat in self._tabs

    def join(self, chat: ChatRef, tab: Tab) -> None:
        """Add a tab; of too many in this process the oldest is closed."""
        tabs = self._tabs[chat]
        self._by_key[chat.key] = chat
        tabs.append(tab)
        while len(tabs) > MAX_TABS:
            tabs.pop(0).close(TOO_MANY_TABS)

    def leave(self, chat: ChatRef, tab: Tab) -> None:
        """Take a tab away; doing this twice changes nothing."""
        tabs = self._tabs.get(chat, [])
        if tab in tabs:
            tabs.remove(tab)
        if not tabs and self._tabs.pop(chat, None) is not None:
            self._by_key.pop(chat.key)
            self.missed.discard(chat)
            self._fanout.leave(chat.key)

    def close_all(self, code: int) -> None:
        """Close every tab of this process."""
        for tabs in list(self._tabs.values()):
            for tab in list(tabs):
                tab.close(code)

    async def attended(self, chat: ChatRef) -> None:
        """Return when what others send reaches the tabs of a chat, if that can be had soon."""
        if chat in self._tabs:
            await self._fanout.attend(chat.key)

    async def push(self, chat: ChatRef, frame: str) -> bool:
        """Show a frame on all tabs of a chat; whether there is one.

        Raises:
            RecipientUnreachable: if only others may have one, and they cannot be asked.
        """
        if self.show(chat.key, frame):
            self._fanout.tell(chat.key, frame)
            return True
        try:
            return await self._fanout.reach(chat.key, frame)
        except FanoutAwayError:
            self._note_unknown(chat)
            raise RecipientUnreachable("not known whether a page is open") from None

    def push_beside(self, chat: ChatRef, frame: str, tab: Tab) -> None:
        """Show a frame on all tabs of a chat but one."""
        for other in list(self._tabs.get(chat, ())):
            if other is not tab:
                other.push(frame)
        self._fanout.tell(chat.key, frame)

    def tell(self, chat_key: str, frame: str) -> None:
        """Show a frame on the tabs that others have."""
        self._fanout.tell(chat_key, frame)

    def show(self, chat_key: str, frame: str) -> bool:
        chat = self._by_key.get(chat_key)
        if chat is None:
            return False
        for tab in list(self._tabs[chat]):
            tab.push(frame)
        return True

    def opened_elsewhere(self, chat_keys: Collection[str]) -> None:
        self._opened(chat_keys)

    def recovered(self) -> None:
        self.missed.update(self._tabs)
        self.known_again.update(self._unknown)
        self._unknown.clear()

    def _note_unknown(self, chat: ChatRef) -> None:
        self._unknown[chat] = None
        if len(self._unknown) > REMEMBERED_UNKNOWN:
            self._unknown.popitem(last=False)
