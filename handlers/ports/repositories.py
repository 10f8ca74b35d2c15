"""What the use cases ask of storage: one repository for each kind of thing, one unit of work.

A repository adds and finds; it never commits. Everything done through one unit of work becomes
durable together at its ``commit``, or not at all.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime
from typing import Any, Protocol

from contest.model import AttemptId, PersonId, Position, Question, QuestionId, RoundId, Unit, UnitId
from handlers.ports.addresses import ChatRef, UserRef
from handlers.ports.admission import WaitingLine
from handlers.ports.announcements import Announcements
from handlers.ports.awards import Awards
from handlers.ports.boards import Boards
from handlers.ports.budgets import Budgets
from handlers.ports.certificates import CertificateCodes
from handlers.ports.corrections import Corrections
from handlers.ports.groups import Groups
from handlers.ports.invitations import Invitations
from handlers.ports.live import LiveRounds
from handlers.ports.messaging import OutboundMessage
from handlers.ports.notices import Notices
from handlers.ports.records import (
    Answer,
    Attempt,
    Contest,
    Dialogue,
    Grant,
    NewAttempt,
    NewPerson,
    Official,
    OutboxRow,
    Person,
    ProtectedPhone,
    Recipient,
    Role,
    Round,
    Standing,
    Strength,
)
from handlers.ports.reminders import Reminders
from handlers.ports.replies import Replies
from handlers.ports.results import Results
from handlers.ports.reviews import Reviews
from handlers.ports.rosters import Exclusions, Rosters
from handlers.ports.statistics import Statistics


class People(Protocol):
    """Contestants and the platform users who they are."""

    async def of_user(self, user: UserRef) -> Person | None: ...

    async def register(self, user: UserRef, chat: ChatRef, person: NewPerson) -> Person:
        """Store a person, the user as their first identity, and the proof of consent.

        Raises:
            AlreadyRegisteredError: if the user is a person already; nothing was stored.
        """

    async def grants_of(self, user: UserRef) -> Sequence[Grant]: ...

    async def grant(self, user: UserRef, chat: ChatRef, grant: Grant) -> None:
        """Give a user a role; a role held already stays."""

    async def revoke(self, user_key: str, grant: Grant) -> bool:
        """Take a role from a user; False if they do not hold it."""

    async def officials(self, roles: Collection[Role]) -> Sequence[Official]:
        """Everybody who holds one of these roles, in the order in which they got it."""

    async def contacts(self, people: Collection[PersonId]) -> Mapping[PersonId, Recipient]:
        """Where to write to these people; who has been forgotten is left out."""

    async def link(self, user: UserRef, chat: ChatRef, person: PersonId) -> None:
        """Make another platform's user the same person.

        Raises:
            AlreadyRegisteredError: if the user is a person already; nothing was stored.
        """

    async def find(self, person: PersonId) -> Person | None: ...

    def protect(self, phone: str) -> ProtectedPhone:
        """A number in the form of ``contest.phones`` as it may be kept: everywhere but in lists
        on their way in."""

    async def set_phone(self, person: PersonId, phone: ProtectedPhone) -> None: ...

    async def recipients(
        self, after: PersonId, limit: int, played: RoundId | None = None
    ) -> Sequence[Recipient]:
        """The next people in the order of their ids, each with the chat they used first.

        Args:
            played: only those who began an attempt in that round.
        """

    async def forget(self, person: PersonId, at: datetime) -> None:
        """Erase name, birth date and identities for good; anonymous score rows stay."""


class Units(Protocol):
    """The units of the province."""

    async def existing_on(self, day: date) -> Sequence[Unit]: ...

    async def find(self, unit: UnitId) -> Unit | None: ...

    async def strengths(self, day: date) -> Sequence[Strength]:
        """How many people each unit has that exists on that day."""

    async def standings(self, round_id: RoundId, day: date) -> Sequence[Standing]:
        """One row for every unit that exists on that day, also those without anybody."""


class Rounds(Protocol):
    """Contests and their rounds."""

    async def contest(self) -> Contest | None:
        """The contest of this installation; None before one was created."""

    async def find(self, round_id: RoundId) -> Round | None: ...

    async def all(self) -> Sequence[Round]:
        """In the order in which they open."""

    async def mark_opened(self, round_id: RoundId, at: datetime) -> bool:
        """Note that the opening was carried out; False if somebody else did it before."""

    async def mark_closed(self, round_id: RoundId, at: datetime) -> bool:
        """Note that the closing was carried out; False if somebody else did it before."""


class Questions(Protocol):
    """The question bank; a version never changes once stored."""

    async def valid_on(self, day: date) -> Sequence[Question]:
        """Questions that are true on that day, ordered by id.

        Of each the newest version that has begun by then; if that one has ended, none.
        """

    async def find(self, ids: Sequence[QuestionId]) -> Mapping[QuestionId, Question]: ...

    async def codes(self, ids: Sequence[QuestionId]) -> Mapping[QuestionId, str]:
        """What organisers call these versions; all versions of a question share its code."""


class Attempts(Protocol):
    """Attempts, to begin and to look at; answers go through the intake."""

    async def begin(self, attempt: NewAttempt) -> Attempt | None:
        """Store a new attempt; None if the person has a running one or has used this ordinal."""

    async def latest_of(self, person: PersonId) -> Attempt | None: ...

    async def in_round(self, person: PersonId, round_id: RoundId) -> Sequence[Attempt]:
        """In the order in which they began."""

    async def answers(self, attempt: AttemptId) -> Sequence[Answer]:
        """In the order of their positions."""

    async def open_questions(
        self, due_before: datetime | None = None
    ) -> Sequence[tuple[AttemptId, Position, datetime]]:
        """Open questions with their deadlines: all of them, or those due before an instant."""

    async def running_in(self, round_id: RoundId) -> Sequence[AttemptId]: ...

    async def void_all(self, person: PersonId, at: datetime) -> int:
        """Make every attempt of a person void, the running one too; returns how many were not."""


class Dialogues(Protocol):
    """Conversations in progress."""

    async def of_user(self, user: UserRef) -> Dialogue | None: ...

    async def put(self, user: UserRef, dialogue: Dialogue, at: datetime) -> None: ...

    async def end(self, user: UserRef) -> None: ...


class Outbox(Protocol):
    """Messages to be sent once the unit of work has committed."""

    async def add(self, messages: Sequence[OutboundMessage], at: datetime) -> None:
        """Queue messages; one whose key was queued before is passed over."""

    async def wake(self, chat: ChatRef) -> None:
        """Make due what was held for a chat that could not be reached, as its person writes."""

    async def recent(self, chat: ChatRef, limit: int) -> Sequence[OutboxRow]:
        """The newest messages already sent to a chat, oldest first."""

    async def find(self, key: str) -> OutboundMessage | None:
        """The message that was queued under a key; None if none was, or it is forgotten by now."""

    async def message_id(self, key: str) -> str | None:
        """The platform's id of what was queued under a key; None as long as it is not sent."""


class UnitOfWork(Protocol):
    """One transaction. Leaving it without ``commit`` undoes everything."""

    people: People
    units: Units
    rounds: Rounds
    questions: Questions
    attempts: Attempts
    boards: Boards
    dialogues: Dialogues
    outbox: Outbox
    invitations: Invitations
    groups: Groups
    rosters: Rosters
    exclusions: Exclusions
    reminders: Reminders
    budgets: Budgets
    line: WaitingLine
    announcements: Announcements
    notices: Notices
    replies: Replies
    statistics: Statistics
    results: Results
    corrections: Corrections
    reviews: Reviews
    awards: Awards
    certificates: CertificateCodes
    live: LiveRounds

    async def claim_update(self, update_key: str, at: datetime) -> bool:
        """Note that an update is being handled; False if it was handled before."""

    async def claim_updates(self, update_keys: Sequence[str], at: datetime) -> Collection[str]:
        """The same for many: those of them that were not handled before."""

    async def audit(self, event: str, at: datetime, actor: str, **facts: Any) -> None:
        """Write a line into the audit log: ids and counts, never answers or personal data."""

    async def commit(self) -> Sequence[OutboxRow]:
        """Make everything durable; returns the queued messages, leased to this process."""


UnitsOfWork = Callable[[], AbstractAsyncContextManager[UnitOfWork]]


class AlreadyRegisteredError(Exception):
    """The user is registered already."""
