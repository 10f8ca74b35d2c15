"""A small part of ``make faults``: everything is broken once, and the checker finds nothing.

The whole of it, with a hundred kills, is in docs/faults.md.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.postgresql import PostgresqlServer
from tests.faults.campaign import BOUNDED, BOUNDED_NAMES, Campaign
from tests.faults.servers import Servers, running_valkey

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(600)]

SEED = 9


@pytest.fixture
def servers(postgresql_server: PostgresqlServer) -> Iterator[Servers]:
    with running_valkey() as valkey:
        yield Servers(postgresql_server, valkey)


@pytest.mark.parametrize("name", BOUNDED_NAMES)
async def test_nothing_is_lost_doubled_or_stuck_after_any_fault(
    name: str, servers: Servers, tmp_path: Path
) -> None:
    campaign = Campaign(tmp_path, servers, BOUNDED, SEED)

    outcome = await campaign.run(name)

    assert outcome is not None
    assert outcome.findings.complaints == []
    assert outcome.times >= 1
