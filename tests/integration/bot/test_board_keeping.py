"""A running process makes the leaderboard of a round that has closed, without being asked."""

from datetime import timedelta

import anyio
import pytest

from bot.app import App
from bot.clock import SystemClock
from contest.model import PersonId
from storage.engine import Database
from tests.fakes.secrets import SECRET
from tests.integration.storage.test_boards import finish
from tests.integration.storage.world import World, create_world

pytestmark = pytest.mark.anyio

PATIENCE = 15.0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_running_process_makes_what_is_due(database: Database, database_url: str) -> None:
    world, clock = await create_world(database), SystemClock()
    async with world.begin() as tx:
        person = await finish(tx, world, 1, 3)
        await tx.rounds.mark_opened(world.round.id, clock.now())
        await tx.rounds.mark_closed(world.round.id, clock.now() - timedelta(minutes=1))
        await tx.commit()
    app = App(database_url, clock, SECRET)

    async with app.running([]):
        with anyio.fail_after(PATIENCE):
            own = None
            while own is None:
                own = await own_place(world, person.id)
    await app.close()

    assert own == 1


async def own_place(world: World, person: PersonId) -> int | None:
    async with world.begin.reading() as tx:
        one = await tx.rounds.find(world.round.id)
        line = await tx.boards.own(one, person) if one else None
    return line.rank if line else None
