"""People whom a unit has nominated, registered or not, for tests of what leaders are told."""

from collections.abc import Mapping, Sequence
from datetime import date

from contest.model import Audience
from contest.quotas import Category
from handlers.ports.records import NewPerson
from handlers.ports.rosters import NewRosterEntry
from tests.fakes.clock import START
from tests.integration.handlers.conftest import World
from tests.integration.handlers.conversation import Conversation

BORN = date(1985, 2, 1)


def nominee(world: World, unit: str, category: str, name: str) -> NewRosterEntry:
    """Somebody on a list, whom nobody knows yet."""
    return NewRosterEntry(world.units[unit].id, Category(category), name, BORN)


async def nominate(world: World, *entries: NewRosterEntry) -> None:
    """Make these the rosters of their units."""
    async with world.begin() as tx:
        await tx.rosters.store(entries, START)
        await tx.commit()


async def known(world: World, entry: NewRosterEntry) -> Conversation:
    """Somebody on a roster who has registered and is confirmed to be that somebody."""
    someone = world.person(f"{entry.unit} {entry.full_name}")
    new = NewPerson(
        full_name=entry.full_name,
        birth_date=BORN,
        unit=entry.unit,
        audience=Audience.OFFICIALS,
        locale="vi",
        notice_version="1",
        consented_at=START,
    )
    async with world.begin() as tx:
        person = await tx.people.register(someone.user, someone.chat, new)
        (found,) = await tx.rosters.by_name(entry.full_name, BORN)
        assert await tx.rosters.confirm(found.id, person.id, START)
        await tx.commit()
    return someone


async def take_part(world: World, unit: str, counts: Mapping[str, int]) -> Sequence[NewRosterEntry]:
    """Let people of a unit finish, so many of each category; they are its whole roster.

    A round of one question is expected.
    """
    entries = [
        nominee(world, unit, category, f"Nguyễn {category} {number}")
        for category, count in counts.items()
        for number in range(count)
    ]
    await nominate(world, *entries)
    now = world.clock.now()
    for entry in entries:
        await world.play(await known(world, entry), ["A"])
    world.clock.advance(now - world.clock.now())
    return entries
