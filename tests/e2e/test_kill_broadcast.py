"""kill -9 in the middle of a broadcast: nobody is missed, and few get it twice.

``make bench ARGS=broadcast_kills`` does the same with twenty kills.
"""

from pathlib import Path

import pytest

from tests.fakes.killing import SENDERS, kill_again_and_again

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(300)]

PEOPLE = 150
KILLS = 3
SEED = 6


async def test_after_every_kill_a_broadcast_goes_on_with_those_who_have_not_got_it(
    tmp_path: Path,
) -> None:
    outcome = await kill_again_and_again(tmp_path, PEOPLE, KILLS, SEED)

    print(f"seed {SEED}: {outcome}")  # noqa: T201 - to be repeated by hand
    assert outcome.missed == 0
    assert outcome.delivered == PEOPLE
    assert len(outcome.on_their_way) == KILLS
    assert outcome.refused == 0
    # Nobody has it twice but those whose message was on its way.
    assert outcome.duplicates == sum(outcome.on_their_way)
    assert max(outcome.on_their_way) <= SENDERS
