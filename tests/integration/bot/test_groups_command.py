"""``hoithi groups``: groups are listed and parted from their units, and that is on record."""

import asyncio
import json
from datetime import UTC, date, datetime

import pytest

from handlers.ports.addresses import ChatKind, ChatRef
from storage.engine import Database
from storage.outbox import Lease
from storage.unit_of_work import SqlUnitsOfWork
from tests.fakes.secrets import SECRET
from tests.integration.bot.command_line import CommandLine
from tests.integration.bot.participants import with_contest
from tests.integration.storage.world import LEASE

GROUP = ChatRef("zalo", "4000000001", "g-1", ChatKind.GROUP)
KEY = "zalo:4000000001:g-1"
BOUND_AT = datetime(2023, 11, 7, 1, tzinfo=UTC)
"""08:00 in Viet Nam."""


@pytest.fixture
def cli(cli: CommandLine) -> CommandLine:
    """A command line with the units of the demonstration, and a group of one of them."""
    with_contest(cli)
    asyncio.run(bind(f"sqlite:///{cli.file}", LEASE))
    return cli


async def bind(url: str, lease: Lease) -> None:
    database = Database(url)
    async with SqlUnitsOfWork(database, lease, SECRET)() as tx:
        units = {unit.code: unit.id for unit in await tx.units.existing_on(date(2023, 11, 7))}
        await tx.groups.bind(GROUP, units["SO-NV"], "web:test:mai", BOUND_AT)
        await tx.commit()
    await database.dispose()


def test_groups_are_listed_with_their_units(cli: CommandLine) -> None:
    shown = cli("groups", "list").stdout

    assert "Sở Nội vụ" in shown
    assert KEY in shown
    assert "08 giờ 00, ngày 07/11/2023" in shown
    assert cli.json("groups", "list") == [
        {
            "key": KEY,
            "platform": "zalo",
            "bot": "4000000001",
            "unit": "SO-NV",
            "bound_at": "2023-11-07T01:00:00+00:00",
        }
    ]


def test_a_group_is_parted_from_its_unit_once(cli: CommandLine) -> None:
    done = cli("groups", "unbind", KEY)
    again = cli("groups", "unbind", KEY)

    assert (done.exit_code, done.stdout) == (
        0,
        f"Đã hủy liên kết nhóm {KEY} với Sở Nội vụ.\n",
    )
    assert (again.exit_code, again.stdout) == (2, "")
    assert again.stderr == f"Không có nhóm nào có khóa {KEY}. Xem: hoithi groups list\n"
    assert cli("groups", "list").stdout == "Chưa có nhóm nào được gắn với đơn vị.\n"
    assert cli.json("groups", "list") == []
    ((actor, facts),) = cli.query("SELECT actor, facts FROM audit WHERE event = 'group_unbound'")
    assert actor == "command line"
    assert json.loads(facts)["chat"] == KEY


def test_a_script_is_told_which_group_was_parted(cli: CommandLine) -> None:
    assert cli.json("groups", "unbind", KEY)["unit"] == "SO-NV"
