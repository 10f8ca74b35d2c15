"""Tables of announcements and their pictures, and of what rounds say of themselves."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint
from sqlmodel import Field

from contest.announcements import AnnouncementState
from handlers.ports.notices import NoticeKind
from storage.tables.base import Row, one_of, table_of
from storage.types import BigId, UtcDateTime


class PictureRow(Row, table=True):
    """A picture that was handed in, under the SHA-256 of its bytes; never updated."""

    __tablename__ = "picture"

    digest: str = Field(primary_key=True)
    media_type: str
    data: bytes
    kept_at: datetime = Field(sa_type=UtcDateTime)


class AnnouncementRow(Row, table=True):
    """An announcement and how far it has come; ``storage.announcement_codec`` reads it.

    ``cursor`` is the last person, chat or message that has been passed, and moves in the
    transaction that queues what comes before it.
    """

    __tablename__ = "announcement"
    __table_args__ = (
        CheckConstraint(one_of("state", AnnouncementState), name="state_known"),
        CheckConstraint(
            "(confirmed_at IS NULL) = (confirmed_by IS NULL)", name="confirmed_by_somebody"
        ),
        CheckConstraint(
            "state IN ('draft', 'cancelled') OR confirmed_at IS NOT NULL",
            name="confirmed_before_it_is_sent",
        ),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, sa_type=BigId, primary_key=True)
    text: str
    picture_digest: str | None = Field(default=None, foreign_key="picture.digest")
    audience: dict[str, Any] = Field(sa_type=JSON)
    send_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    is_forced: bool
    state: str
    author: str
    created_at: datetime = Field(sa_type=UtcDateTime)
    confirmed_by: str | None = None
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    begun_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    cursor: str
    fed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    resends: int
    resend_up_to: int | None = Field(default=None, sa_type=BigId)
    resends_unknown: bool | None = None
    cancel_reason: str | None = None
    left_out: list[Any] = Field(sa_type=JSON)
    final: dict[str, Any] | None = Field(default=None, sa_type=JSON(none_as_null=True))


class RoundNoticeRow(Row, table=True):
    """What a round has to say of itself; ``told_at`` is NULL until everybody was told."""

    __tablename__ = "round_notice"
    __table_args__ = (CheckConstraint(one_of("kind", NoticeKind), name="kind_known"),)

    round_id: int = Field(sa_type=BigId, foreign_key="round.id", primary_key=True)
    kind: str = Field(primary_key=True)
    about: datetime = Field(sa_type=UtcDateTime, primary_key=True)
    told_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


picture_table = table_of(PictureRow)
announcement_table = table_of(AnnouncementRow)
round_notice_table = table_of(RoundNoticeRow)
