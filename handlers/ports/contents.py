"""What can be said to people: a closed set of contents, which each platform shows in its way."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from contest.model import AttemptId, Position
from handlers.ports.live_contents import LiveQuestion


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to press, or to type the number of."""

    label: str
    payload: str


class Passed(StrEnum):
    """How the question before this message was passed."""

    ANSWERED = "answered"
    SKIPPED = "skipped"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of the question before this message, told inside it to save a message.

    Attributes:
        place: the option's place from 0 as it was shown; None if no option was chosen.
        correct: None unless the round's policy lets the person know now.
        right_place: place from 0 of the right option, under the same policy.
    """

    attempt: AttemptId
    position: Position
    passed: Passed
    place: int | None = field(default=None, repr=False)
    correct: bool | None = field(default=None, repr=False)
    right_place: int | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Text:
    """A plain message, with choices where the person may pick one.

    Attributes:
        replaces: platform's id of a message of the same chat that this one may take the place of,
            where the platform can edit.
        asks_for_phone: whether the person may share their own number, where one tap can do that.
        until: from when on it would be untimely and is not sent any more.
    """

    body: str = field(repr=False)
    choices: tuple[Choice, ...] = ()
    previous: Receipt | None = None
    replaces: str | None = None
    asks_for_phone: bool = False
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One question of an attempt as one person is to see it.

    Attributes:
        of: how many scored questions the attempt has; the prediction comes after them.
        options: in shown order, at most ten; empty if a whole number is asked for (prediction).
        limit: time to answer from delivery on, before the end of the round is considered.
        closes_at: end of the round, exclusive.
        replaces: as in ``Text``: the question before, if it was answered by a button.
    """

    attempt: AttemptId
    position: Position
    of: int
    text: str = field(repr=False)
    options: tuple[str, ...] = field(repr=False)
    limit: timedelta
    closes_at: datetime
    locale: str
    previous: Receipt | None = None
    replaces: str | None = None

    def remaining(self, now: datetime) -> timedelta:
        """Time to answer if the question is delivered now; never negative."""
        return max(min(self.limit, self.closes_at - now), timedelta(0))


@dataclass(frozen=True, slots=True)
class Announcement:
    """A message from the organisers to many; ``until`` as in ``Text``."""

    title: str
    body: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart: how many are done, of how many, and how many there have to be."""

    label: str
    done: int
    need: int
    base: int


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart of what has been done against what is needed, one bar for each line."""

    title: str
    subtitle: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a whole, counted."""

    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Parts:
    """A chart of a whole in parts, one bar for each; together they are the whole."""

    title: str
    subtitle: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """A number at a time; the label says when."""

    label: str
    value: int


@dataclass(frozen=True, slots=True)
class Series:
    """A chart of a number over time, one column for each point, the earliest first."""

    title: str
    subtitle: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Rank:
    """A place of a standing.

    Attributes:
        figures: what it was reached with, as it is written.
        share: of the most that can be reached, from 0 to 1.
    """

    rank: int
    label: str
    figures: str
    share: float


@dataclass(frozen=True, slots=True)
class Ranks:
    """A chart of the first places of a standing, one bar for each; the note says what they show."""

    title: str
    subtitle: str
    ranks: tuple[Rank, ...]
    note: str


Drawing = Bars | Parts | Series | Ranks


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that was handed in; kept once, however many are sent it.

    Attributes:
        digest: SHA-256 of the bytes, in hexadecimal digits.
        data: empty where nobody is going to look at it.
    """

    digest: str
    media_type: str
    data: bytes = field(default=b"", repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Image:
    """A picture, kept as figures and drawn when it is sent, unless it was handed in.

    Attributes:
        caption: says in words what the picture shows, for platforms and people without pictures.
        until: as in ``Text``.
    """

    drawing: Drawing | Picture
    file_name: str
    caption: str = field(repr=False)
    until: datetime | None = None


class CellKind(StrEnum):
    """How the cells of a column are written."""

    TEXT = "text"
    COUNT = "count"
    SHARE = "share"
    """Parts of a thousand, shown as a percentage with one decimal."""


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column of a sheet; ``width`` is in characters."""

    title: str
    kind: CellKind = CellKind.TEXT
    width: int = 12


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table to work with; a cell is a text, a whole number, or None where nothing applies."""

    name: str
    title: str
    columns: tuple[SheetColumn, ...]
    rows: tuple[tuple[str | int | None, ...], ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Document:
    """A file to keep, kept as its table and written when it is sent."""

    sheet: Sheet
    file_name: str
    caption: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Certificate:
    """What stands on a certificate (giấy chứng nhận), word by word, in Vietnamese.

    Attributes:
        heads: who gives it, one line each: the authority above first, if there is one.
        address: of the page that tells whether it is valid; None if this server has no address.
        code: as that page takes it, to be typed where the QR code cannot be read.
    """

    has_national_heading: bool
    heads: tuple[str, ...]
    number: str
    name: str = field(repr=False)
    unit: str = field(repr=False)
    achievement: str = field(repr=False)
    contest: str
    place_and_day: str
    signer_titles: tuple[str, ...]
    signer: str
    code: str = field(repr=False)
    address: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class CertificateFile:
    """A certificate to keep and print, kept as its words and printed when it is sent."""

    certificate: Certificate
    file_name: str = field(repr=False)
    caption: str = field(repr=False)


WithFile = Image | Document | CertificateFile
"""Contents that come with a file, which is made when they are sent."""

Content = Text | Question | LiveQuestion | Announcement | WithFile
