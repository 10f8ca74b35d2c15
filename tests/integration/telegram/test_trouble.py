"""Everything that can go wrong with a call: nobody is stuck, and nobody waits for somebody else."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import anyio
import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from handlers.delivery import UNTIL_REACHED
from storage.tables.outbox import outbox_table
from tests.fakes.clock import FakeClock
from tests.integration.telegram.desk import adapter_of, opened_desk
from tests.integration.telegram.system import RULES, Plan, System, opened_system
from tests.integration.web.site import Core, eventually
from tests.platforms.telegram.emulator import TelegramEmulator
from tests.platforms.telegram.faults import Fault, FaultKind
from tests.platforms.telegram_people import PATIENCE

pytestmark = pytest.mark.anyio

SENDING = frozenset({"sendMessage", "editMessageText"})
only_by_webhook = pytest.mark.parametrize("inlet", ["webhook"])


async def postponed(system: System) -> list[tuple[datetime, int]]:
    """When each message that is left is due, and how often it has failed; all else is sent."""
    c = outbox_table.c
    query = select(c.not_before, c.attempts).where(c.state == "pending").order_by(c.id)
    with anyio.fail_after(PATIENCE):
        while True:
            async with system.app.database.read() as connection:
                rows = (await connection.execute(query)).all()
            if rows and all(row.not_before is not None for row in rows):
                return [(row.not_before, row.attempts) for row in rows]


@only_by_webhook
@pytest.mark.parametrize("after_effect", [False, True], ids=["not done", "done"])
@pytest.mark.parametrize(
    "kind", [FaultKind.RESET, FaultKind.SERVER_ERROR, FaultKind.HTML_PAGE], ids=lambda kind: kind
)
async def test_a_call_that_fails_is_made_again(
    system: System, kind: FaultKind, after_effect: bool
) -> None:
    player = await system.contestant()
    await player.begin()
    fault = Fault(kind, times=1, methods=SENDING, after_effect=after_effect)
    system.telegram.faults.add(fault)

    await player.answer(0)
    await system.settled()
    await player.play()

    assert fault.hits == 1
    account = await system.account()
    assert (account.attempts_finished, account.answers_stored) == (1, 3)
    # One message was changed again and again; nothing was shown twice.
    assert len(player.shown.versions) == 3


@only_by_webhook
@pytest.mark.parametrize("seconds", [3, 300, 10_000])
async def test_who_is_limited_waits_so_long_and_nobody_else_does(
    system: System, seconds: int
) -> None:
    limited, other = await system.contestant(1), await system.contestant(2)
    await limited.begin()
    system.telegram.faults.add(
        Fault(
            FaultKind.TOO_MANY_REQUESTS,
            times=1,
            methods=SENDING,
            chat_id=limited.person.id,
            retry_after=seconds,
        )
    )

    limited.tap_option(0)
    asked_at = system.app.clock.now()
    await other.begin()
    await other.play()

    ((due_at, failures),) = await postponed(system)
    assert failures == 0
    assert abs(due_at - asked_at - timedelta(seconds=seconds)) < timedelta(seconds=2.5)
    if seconds == 3:
        await limited.changes()
        await limited.play()
        assert (await system.account()).attempts_finished == 2


@only_by_webhook
async def test_who_has_blocked_the_bot_goes_on_after_coming_back(plan: Plan) -> None:
    rules = replace(RULES, question_limit=timedelta(seconds=1))
    async with (
        TelegramEmulator(rates=plan.rates) as telegram,
        opened_system(replace(plan, rules=rules), telegram) as system,
    ):
        player, other = await system.contestant(1), await system.contestant(2)
        await player.begin()
        player.person.block()
        await eventually(lambda: any(call.status == 403 for call in telegram.calls))
        await other.begin()
        await other.play()
        assert set(await postponed(system)) == {(UNTIL_REACHED, 0)}

        player.person.start()
        await player.changes()

        assert player.shown.text.startswith("Câu 1 đã hết giờ.\n\nCâu 2/3")
        await player.play()
        await system.settled()
        assert (await system.account()).attempts_finished == 2


@only_by_webhook
async def test_who_has_left_for_good_holds_up_nobody(system: System) -> None:
    gone, other = await system.contestant(1), await system.contestant(2)
    await gone.begin()
    gone.tap_option(0)
    gone.person.deactivate()

    await other.begin()
    await other.play()

    assert (await system.account()).attempts_finished == 1
    assert set(await postponed(system)) == {(UNTIL_REACHED, 0)}


async def test_a_second_poller_is_told_and_takes_over_when_the_first_has_gone(
    library: str, telegram: TelegramEmulator
) -> None:
    clock = FakeClock()
    second = adapter_of(library, telegram, clock)
    core = Core()
    with capture_logs() as logs:
        async with opened_desk(library, "polling", telegram, clock) as first:
            running = asyncio.create_task(second.run(core.deliver))
            await eventually(lambda: "telegram_second_consumer" in {log["event"] for log in logs})
        # Both have stepped back by now or hold the line; the first has ended.
        telegram.person(11).say("vào thi")
        for _ in range(3):
            await asyncio.sleep(0.05)
            clock.advance(timedelta(seconds=2))
        await eventually(lambda: len(core.delivered) == 1)
    assert first.core.delivered == []
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await second.close()
