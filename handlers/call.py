"""What every use case of the dispatcher receives: who did what, where, and in which language."""

from dataclasses import dataclass
from datetime import datetime

from handlers.ports.addresses import ChatRef, UserRef
from handlers.ports.messaging import InboundMessage
from handlers.ports.records import Dialogue, Grant, Person, Role
from handlers.texts.loader import Wording


@dataclass(frozen=True, slots=True)
class Call:
    """One message on its way through a use case.

    A use case is ``async def (tx: UnitOfWork, call: Call) -> Sequence[Content]``: it loads,
    decides, stores through ``tx`` and returns what to say. It never sends and never commits.

    Attributes:
        person: None if the sender has not registered.
        say: texts in the sender's language.
    """

    message: InboundMessage
    person: Person | None
    grants: tuple[Grant, ...]
    dialogue: Dialogue | None
    say: Wording

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

    def grant(self, role: Role) -> Grant | None:
        """The sender's grant of that role, if any."""
        return next((grant for grant in self.grants if grant.role is role), None)
