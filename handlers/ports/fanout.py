"""Frames for pages that are open in another process of the same system."""

from collections.abc import Collection
from typing import Protocol


class FanoutAwayError(Exception):
    """It is not known whether another process has a page of the chat."""


class Pages(Protocol):
    """The pages of one process. None of these waits."""

    def show(self, chat_key: str, frame: str) -> bool:
        """Show a frame that another process sends; whether a page of the chat is open here."""

    def opened_elsewhere(self, chat_keys: Collection[str]) -> None:
        """Pages of these chats have been opened in another process a moment ago.

        What was sent shortly before may not have reached them.
        """

    def recovered(self) -> None:
        """What others have sent until now may be missing on the pages of this process."""


class Fanout(Protocol):
    """Carries frames between the processes, at least once, those of a chat in their order."""

    async def run(self, pages: Pages) -> None:
        """Carry frames from and to these pages until cancelled."""

    async def attend(self, chat_key: str) -> None:
        """A page of the chat is open here.

        Returns when others can reach it, or when that cannot be had soon: then it is made up for,
        and ``Pages.recovered`` is called.
        """

    def leave(self, chat_key: str) -> None:
        """No page of the chat is open here any more."""

    def tell(self, chat_key: str, frame: str) -> None:
        """Show a frame to whatever pages others have, now or as soon as they can be reached."""

    async def reach(self, chat_key: str, frame: str) -> bool:
        """Show a frame to the pages that others have; whether there is one.

        Raises:
            FanoutAwayError: if that is not known; it may have been shown.
        """
