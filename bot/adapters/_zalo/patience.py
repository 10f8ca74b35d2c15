"""What a refusal means after those before it: one alone does not tell, as codes are ambiguous."""

from collections import OrderedDict
from datetime import datetime, timedelta

from bot.adapters._zalo.errors import UNTOLD_PAUSE, Overdrawn, QuotaSpent, Undecided
from handlers.formats import LOCAL_ZONE
from handlers.ports.messaging import MessagingError, RecipientUnreachable

MAX_UNDECIDED = 3
"""So many times in a row a 403 may be a mishap of the server; then the chat is closed to us."""
AFTER_MIDNIGHT = timedelta(minutes=5)
"""When the quota is tried again; the hour and the day of its reset are not published."""
_CHATS = 4_096


class Patience:
    """The refusals of each chat since something was last accepted there."""

    def __init__(self) -> None:
        self._undecided: OrderedDict[str, int] = OrderedDict()
        self._overdrawn: OrderedDict[str, datetime] = OrderedDict()

    def meaning(self, chat_id: str, error: MessagingError, now: datetime) -> MessagingError:
        """What an error of sending to a chat means by now; most mean what they say."""
        match error:
            case Undecided():
                return self._undecided_meaning(chat_id, error)
            case Overdrawn():
                return self._overdrawn_meaning(chat_id, error, now)
            case _:
                return error

    def reset(self, chat_id: str) -> None:
        """Something was accepted."""
        self._undecided.pop(chat_id, None)
        self._overdrawn.pop(chat_id, None)

    def _undecided_meaning(self, chat_id: str, error: MessagingError) -> MessagingError:
        times = self._undecided.pop(chat_id, 0) + 1
        if times >= MAX_UNDECIDED:
            return RecipientUnreachable("forbidden")
        self._undecided[chat_id] = times
        _forget_oldest(self._undecided)
        return error

    def _overdrawn_meaning(
        self, chat_id: str, error: MessagingError, now: datetime
    ) -> MessagingError:
        since = self._overdrawn.setdefault(chat_id, now)
        _forget_oldest(self._overdrawn)
        # A pace that was too fast is forgiven by then.
        return error if now - since < UNTOLD_PAUSE else QuotaSpent(_until_tomorrow(now))


def _until_tomorrow(now: datetime) -> timedelta:
    local = now.astimezone(LOCAL_ZONE)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(days=1) + AFTER_MIDNIGHT - local


def _forget_oldest(refusals: "OrderedDict[str, int] | OrderedDict[str, datetime]") -> None:
    if len(refusals) > _CHATS:
        refusals.popitem(last=False)
