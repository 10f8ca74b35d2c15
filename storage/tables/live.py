"""Tables of live rounds: where each stands, the clocks of its questions, and what was answered."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, UniqueConstraint
from sqlmodel import Field

from contest.live import State
from contest.live_rooms import RoomState, Trouble
from handlers.ports.live_records import Shows
from storage.tables.base import Row, one_of, table_of
from storage.types import BigId, UtcDateTime


class LiveRoundRow(Row, table=True):
    """A live round; ``rules`` is what ``contest.live_rules.live_rules_to_data`` writes.

    ``version`` is raised by every commit that moves the round, ``history`` by one that changes
    answers to questions before the one asked last. ``wake_at`` is when it has to be looked at, and
    stays set until everything is done, also after the end. ``display`` is what was revealed last.
    """

    __tablename__ = "live_round"
    __table_args__ = (
        CheckConstraint(one_of("state", State), name="state_known"),
        CheckConstraint(one_of("shows", Shows), name="shows_known"),
        CheckConstraint("(state = 'paused') = (resumes_to IS NOT NULL)", name="resumes_if_paused"),
        CheckConstraint(
            "(state IN ('finished', 'cancelled')) = (ended_at IS NOT NULL)", name="ended_at_the_end"
        ),
    )

    id: int | None = Field(default=None, sa_type=BigId, primary_key=True)
    contest_id: int = Field(sa_type=BigId, foreign_key="contest.id")
    title: str
    rules: dict[str, Any] = Field(sa_type=JSON)
    questions: list[int] = Field(sa_type=JSON)
    host_key: str
    is_rehearsal: bool = False
    as_poll: bool = False
    shows: str
    state: str
    position: int
    starts_at: datetime = Field(sa_type=UtcDateTime)
    asked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    resumes_to: str | None = None
    next_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    annulled: list[int] = Field(sa_type=JSON)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    version: int = 0
    history: int = 0
    wake_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    display: dict[str, Any] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    concluded_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class LiveRoomRow(Row, table=True):
    """A room of a live round: a group of a platform, or a room on the web."""

    __tablename__ = "live_room"
    __table_args__ = (
        UniqueConstraint("live_round_id", "chat_key"),
        CheckConstraint(one_of("state", RoomState), name="state_known"),
        CheckConstraint(one_of("trouble", Trouble), name="trouble_known"),
        CheckConstraint("(trouble IS NULL) = (trouble_at IS NULL)", name="trouble_since"),
    )

    id: int | None = Field(default=None, sa_type=BigId, primary_key=True)
    live_round_id: int = Field(sa_type=BigId, foreign_key="live_round.id")
    platform: str
    bot: str
    chat_id: str
    chat_key: str = Field(index=True)
    name: str
    unit_id: int | None = Field(default=None, sa_type=BigId, foreign_key="unit.id")
    state: str
    trouble: str | None = None
    trouble_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class LiveQuestionRow(Row, table=True):
    """The clock of one question in one room, kept as a log; position 0 is before the first one."""

    __tablename__ = "live_question"
    __table_args__ = (UniqueConstraint("poll_id"), {"sqlite_with_rowid": False})

    live_round_id: int = Field(sa_type=BigId, foreign_key="live_round.id", primary_key=True)
    position: int = Field(primary_key=True)
    room_id: int = Field(sa_type=BigId, foreign_key="live_room.id", primary_key=True)
    delivered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lost_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    message_id: str | None = None
    poll_id: str | None = None


class LiveBreakRow(Row, table=True):
    """Time of a question that is nobody's answer time: of one room, or of all without one."""

    __tablename__ = "live_break"

    id: int | None = Field(default=None, sa_type=BigId, primary_key=True)
    live_round_id: int = Field(sa_type=BigId, foreign_key="live_round.id", index=True)
    position: int
    room_id: int | None = Field(default=None, sa_type=BigId, foreign_key="live_room.id")
    begins_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    is_pause: bool = False


class LiveAnswerRow(Row, table=True):
    """What is kept of a person's answers to a question in one room (``contest.live_answers``).

    Only the person is a foreign key: its round and room are locked or known by whoever writes it.
    """

    __tablename__ = "live_answer"
    __table_args__ = ({"sqlite_with_rowid": False},)

    live_round_id: int = Field(sa_type=BigId, primary_key=True)
    position: int = Field(primary_key=True)
    person_id: int = Field(sa_type=BigId, foreign_key="person.id", primary_key=True)
    room_id: int = Field(sa_type=BigId, primary_key=True)
    option: int
    first_at: datetime = Field(sa_type=UtcDateTime)
    received_at: datetime = Field(sa_type=UtcDateTime)


class LivePersonRow(Row, table=True):
    """Whom somebody plays for, and in which room: that of the last answer that counted.

    Complete for all questions before the one asked last.
    """

    __tablename__ = "live_person"
    __table_args__ = ({"sqlite_with_rowid": False},)

    live_round_id: int = Field(sa_type=BigId, foreign_key="live_round.id", primary_key=True)
    person_id: int = Field(sa_type=BigId, foreign_key="person.id", primary_key=True)
    unit_id: int = Field(sa_type=BigId, foreign_key="unit.id")
    room_id: int = Field(sa_type=BigId)


class LiveResultRow(Row, table=True):
    """The final score of somebody who has answered; excluded people are left out when it is read.

    Complete once the round is concluded.
    """

    __tablename__ = "live_result"
    __table_args__ = ({"sqlite_with_rowid": False},)

    live_round_id: int = Field(sa_type=BigId, foreign_key="live_round.id", primary_key=True)
    person_id: int = Field(sa_type=BigId, foreign_key="person.id", primary_key=True)
    unit_id: int = Field(sa_type=BigId, foreign_key="unit.id")
    room_id: int = Field(sa_type=BigId)
    points: int
    right_answers: int
    answered: int
    time_saved_us: int = Field(sa_type=BigInteger)
    streak: int
    right_at: int | None = None


live_round_table = table_of(LiveRoundRow)
live_room_table = table_of(LiveRoomRow)
live_question_table = table_of(LiveQuestionRow)
live_break_table = table_of(LiveBreakRow)
live_answer_table = table_of(LiveAnswerRow)
live_person_table = table_of(LivePersonRow)
live_result_table = table_of(LiveResultRow)
