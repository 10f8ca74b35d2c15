"""Table of question versions. A stored version never changes; a correction is a new version."""

from datetime import date

from sqlalchemy import JSON, CheckConstraint, UniqueConstraint
from sqlmodel import Field

from storage.tables.base import Row, table_of
from storage.types import BigId


class QuestionRow(Row, table=True):
    """One version of a question; ``code`` is what all its versions share."""

    __tablename__ = "question"
    __table_args__ = (
        UniqueConstraint("code", "version"),
        CheckConstraint("version >= 1", name="version_from_one"),
        CheckConstraint("correct >= 0", name="correct_from_zero"),
        CheckConstraint("valid_to >= valid_from", name="validity_in_order"),
    )

    id: int | None = Field(default=None, sa_type=BigId, primary_key=True)
    code: str
    version: int
    topic: str
    text: str
    options: list[str] = Field(sa_type=JSON)
    correct: int
    explanation: str = ""
    source: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    audience: str | None = None


question_table = table_of(QuestionRow)
