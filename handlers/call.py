"""What every use case of the dispatcher receives: who did what, where, and in which language."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from contest.model import UnitId
from handlers.ports.addresses import ChatRef, UserRef
from handlers.ports.live_orders import HostOutcome
from handlers.ports.messaging import InboundMessage, Quota
from handlers.ports.outbox import Bot
from handlers.ports.records import OF_UNITS, Dialogue, Grant, Person, Role
from handlers.texts.loader import Wording

CheckLink = Callable[[str], str | None]
"""The address of the page that tells what a certificate's code is of; None if there is none."""


def no_check_link(_: str) -> str | None:
    """Where no page tells."""
    return None


@dataclass(frozen=True, slots=True)
class Call:
    """One message on its way through a use case.

    A use case is ``async def (tx: UnitOfWork, call: Call) -> Sequence[Content]``: it loads,
    decides, stores through ``tx`` and returns what to say. It never sends and never commits.

    Attributes:
        person: None if the sender has not registered.
        say: texts in the sender's language.
        join_address: of the page on which anybody can take part; None if there is none.
        quotas: of the bots whose platform grants only so much.
        rates: messages a second, of the bots whose platform says how many it takes.
        ordered: what came of the order about a live round that the message was, if it was one.
    """

    message: InboundMessage
    person: Person | None
    grants: tuple[Grant, ...]
    dialogue: Dialogue | None
    say: Wording
    join_address: str | None = None
    quotas: Mapping[Bot, Quota] = field(default_factory=dict)
    rates: Mapping[Bot, float] = field(default_factory=dict)
    check_link: CheckLink = no_check_link
    ordered: HostOutcome | None = None

    @property
    def now(self) -> datetime:
        """When the message arrived: the only time a use case knows."""
        return self.message.received_at

    @property
    def user(self) -> UserRef:
        return self.message.sender

    @property
    def chat(self) -> ChatRef:
        return self.message.chat

    @property
    def own_units(self) -> tuple[UnitId, ...]:
        """The units that the sender leads or is the liaison of, each once."""
        units = (grant.unit for grant in self.grants if grant.role in OF_UNITS)
        return tuple(dict.fromkeys(unit for unit in units if unit is not None))

    def holds(self, roles: Collection[Role]) -> bool:
        """Whether the sender holds any of these roles, or none is asked for."""
        return not roles or any(grant.role in roles for grant in self.grants)
