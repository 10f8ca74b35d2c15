"""An announcement to hundreds at Telegram's own pace: nobody is missed, and nothing is unexplained.

The platform counts as strictly as the real one, in a time that jumps (tests/fakes/jumping.py).
"""

from collections import Counter
from pathlib import Path

import pytest

from handlers.ports.announcements import Fate
from tests.fakes.broadcast import err, fates, opened_office
from tests.fakes.jumping import run_jumping
from tests.platforms.telegram.emulator import TelegramEmulator
from tests.platforms.telegram.limits import Rates

pytestmark = pytest.mark.timeout(180)

PEOPLE = 600
FEW = 200
BLOCKED = range(100, 110)
ERRING = 0.05


def test_a_broadcast_uses_what_is_permitted_and_is_never_refused(tmp_path: Path) -> None:
    async def main() -> None:
        async with (
            TelegramEmulator() as telegram,
            opened_office(f"sqlite:///{tmp_path}/office.db", telegram, FEW) as office,
        ):
            report = await office.until_over(await office.announce())

            assert fates(report) == {Fate.DELIVERED: FEW}
            assert office.received == Counter(range(1, FEW + 1))
            assert telegram.refusals == Counter()
            assert office.rate >= 0.99 * Rates().overall_per_second

    run_jumping(main())


def test_whatever_goes_wrong_everybody_ends_in_one_state_and_no_second_copy_is_unexplained(
    tmp_path: Path,
) -> None:
    async def main() -> None:
        async with (
            TelegramEmulator() as telegram,
            opened_office(f"sqlite:///{tmp_path}/office.db", telegram, PEOPLE, BLOCKED) as office,
        ):
            unknowable = err(telegram, ERRING)
            announcement = await office.announce()

            report = await office.until_over(announcement)

            states, arrived = await office.states(), office.received
            assert sorted(states) == list(range(1, PEOPLE + 1))
            assert all(each.total() == 1 for each in states.values())
            sent = {number for number, each in states.items() if each["sent"]}
            unknown = {number for number, each in states.items() if each["unknown"]}
            away = set(BLOCKED) - unknown
            assert len(sent) + len(unknown) + len(away) == PEOPLE
            assert fates(report) == {
                Fate.DELIVERED: len(sent),
                Fate.UNKNOWN: len(unknown),
                Fate.UNREACHABLE: len(away),
            }
            # What nobody could know is marked so, and nothing else is.
            assert len(unknown) == sum(fault.hits for fault in unknowable) > PEOPLE * ERRING / 2
            assert set(arrived.values()) == {1}
            assert sent == arrived.keys() - unknown

            telegram.faults.clear()
            await office.send_again(announcement)
            report = await office.until_over(announcement)

            reached = PEOPLE - len(BLOCKED)
            assert fates(report) == {
                Fate.DELIVERED: reached,
                Fate.UNREACHABLE: len(BLOCKED),
            }
            received = office.received
            assert len(received) == reached
            twice = {number for number, times in received.items() if times > 1}
            assert twice == arrived.keys() & unknown
            assert set(received.values()) == {1, 2}

    run_jumping(main())
