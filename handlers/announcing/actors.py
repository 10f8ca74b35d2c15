"""Who may announce: those who run the contest, and whoever has the command line."""

from dataclasses import dataclass
from enum import StrEnum

from handlers.commands import STAFF
from handlers.ports.addresses import UserRef
from handlers.ports.announcements import StoredAnnouncement
from handlers.ports.repositories import UnitOfWork


class Refusal(StrEnum):
    """Why an announcement was not written, sent or stopped; nothing was changed."""

    NOT_ALLOWED = "not_allowed"
    """The actor is no organiser or secretary, or no longer."""
    NOT_FOUND = "not_found"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    NO_PICTURE = "no_picture"
    """What was given is neither a PNG nor a JPEG."""
    PICTURE_TOO_LARGE = "picture_too_large"
    NOBODY = "nobody"
    """The audience is empty."""
    ALREADY_CONFIRMED = "already_confirmed"
    CHANGED = "changed"
    """It is not what the preview had shown."""
    TIME_PASSED = "time_passed"
    """It was to go out at an instant that has passed."""
    NOT_NOW = "not_now"
    """Its state has no such move, such as pausing what is paused."""
    NOTHING_FAILED = "nothing_failed"


@dataclass(frozen=True, slots=True)
class Refused:
    """A refusal, and the announcement as it is if there is one."""

    reason: Refusal
    announcement: StoredAnnouncement | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts on announcements; ``user`` is None on the command line."""

    user: UserRef | None = None

    @property
    def name(self) -> str:
        """As rows of announcements name them."""
        return "command line" if self.user is None else self.user.key

    @property
    def audited(self) -> str:
        """As the audit log names them."""
        return "command line" if self.user is None else f"user:{self.user.key}"


COMMAND_LINE = Actor()
"""Whoever may run commands on the server may announce."""


async def may_announce(tx: UnitOfWork, actor: Actor) -> bool:
    """Whether somebody may announce now: roles are read anew each time, as they can be taken."""
    if actor.user is None:
        return True
    return any(grant.role in STAFF for grant in await tx.people.grants_of(actor.user))
