"""Addresses of live rounds on the web: of the rooms that people enter, and of the big screens."""

import hashlib
import re
from dataclasses import dataclass

from itsdangerous import BadSignature, Signer

from bot.adapters.web import PLATFORM, ROOM
from contest.live_rooms import RoomId
from handlers.codes import read_code
from handlers.ports.addresses import ChatRef
from handlers.ports.live_contents import LiveRoundId

ROOM_PATH = "/phong/"
SCREEN_PATH = "/man-hinh/"

_NO_ROOM = 0
_NUMBERS = re.compile(r"([1-9][0-9]{0,17})-(0|[1-9][0-9]{0,17})")


@dataclass(frozen=True, slots=True)
class ScreenRef:
    """What a big screen shows: a round as one room sees it, or with None as all of them do."""

    live_round: LiveRoundId
    room: RoomId | None


class ScreenCodes:
    """Codes of big screens: nobody can guess one without the secret of the installation."""

    def __init__(self, secret: str) -> None:
        self._signer = Signer(
            secret,
            salt="hoithi.web.screens",
            sep=".",
            key_derivation="hmac",
            digest_method=hashlib.sha256,
        )

    def path_of(self, ref: ScreenRef) -> str:
        """Where the screen is found on this server."""
        numbers = f"{ref.live_round}-{ref.room or _NO_ROOM}"
        return f"{SCREEN_PATH}{self._signer.sign(numbers).decode()}"

    def read(self, code: str) -> ScreenRef | None:
        """Which screen a code is of; None if it is none of ours."""
        try:
            match = _NUMBERS.fullmatch(self._signer.unsign(code).decode())
        except (BadSignature, UnicodeError):
            return None
        if match is None:
            return None
        live_round, room = map(int, match.groups())
        return ScreenRef(LiveRoundId(live_round), RoomId(room) if room else None)


def room_path(code: str) -> str:
    """Where the room with a code is found on this server."""
    return f"{ROOM_PATH}{code}"


def room_code(chat: ChatRef) -> str | None:
    """The code of a room by its chat; None if it is no room of the web."""
    is_room = chat.platform == PLATFORM and chat.chat_id.startswith(ROOM)
    return chat.chat_id.removeprefix(ROOM) if is_room else None


def typed_code(text: str) -> str:
    """A room's code however it was typed in."""
    return read_code(text) or text
