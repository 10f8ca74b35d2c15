"""Tables of what is said outside of play: counted for each chat, and whether a bot saves."""

from datetime import datetime

from sqlmodel import Field

from storage.tables.base import Row, table_of
from storage.types import UtcDateTime


class ReplyCountRow(Row, table=True):
    """Replies to a chat in one hour.

    ``helped_at`` and ``excused_at`` are when it was last told how things work, and that the bot
    saves its messages.
    """

    __tablename__ = "reply_count"
    __table_args__ = ({"sqlite_with_rowid": False},)

    chat_key: str = Field(primary_key=True)
    hour_at: datetime = Field(sa_type=UtcDateTime, primary_key=True)
    replies: int = 0
    helped_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    excused_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class BotSavingRow(Row, table=True):
    """Whether a bot needed all of its messages for the open round when that was last looked at."""

    __tablename__ = "bot_saving"

    platform: str = Field(primary_key=True)
    bot: str = Field(primary_key=True)
    is_saving: bool
    looked_at: datetime = Field(sa_type=UtcDateTime)


reply_count_table = table_of(ReplyCountRow)
bot_saving_table = table_of(BotSavingRow)
