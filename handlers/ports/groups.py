"""Groups of the platforms and the units that they belong to."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from contest.model import UnitId
from handlers.ports.addresses import ChatRef


@dataclass(frozen=True, slots=True)
class UnitGroup:
    """A group that is bound to a unit."""

    chat: ChatRef
    unit: UnitId
    bound_at: datetime = field(compare=False)


class Groups(Protocol):
    """Which unit a group belongs to; a unit may have several groups, a group has one unit."""

    async def of_chat(self, chat: ChatRef) -> UnitGroup | None: ...

    async def of_units(self, units: Collection[UnitId]) -> Sequence[UnitGroup]:
        """In the order in which they were bound."""

    async def all(self) -> Sequence[UnitGroup]: ...

    async def bind(self, chat: ChatRef, unit: UnitId, by: str, at: datetime) -> None:
        """Bind a group; one that was bound before belongs to the new unit from now on."""

    async def unbind(self, chat: ChatRef) -> bool:
        """Forget a group and what waits to be sent to it; False if it was not bound."""

    async def move(self, chat: ChatRef, to: ChatRef) -> None:
        """A platform has given a group another id (Telegram's supergroups); safe to repeat.

        What waits to be sent to it, or was refused because it has moved, goes to the new id.
        """
