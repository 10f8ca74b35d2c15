"""A complete round on Zalo alone with a unit's group: bound, told, asked and reminded."""

import re
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import anyio
import pytest

from bot.app import App
from bot.clock import SystemClock
from bot.demo.contest import load_contest
from contest.reminders import DEFAULT_SCHEDULE, slots
from contest.rules import Window
from handlers.formats import LOCAL_ZONE
from handlers.ports.addresses import ChatRef, UserRef
from handlers.ports.records import Grant, Role
from tests.fakes.clock import START
from tests.integration.web.site import eventually
from tests.integration.zalo.desk import BOT, HOST, NAME, SECRET, TOKEN, adapter_of, listening
from tests.integration.zalo.system import (
    CHAT_MESSAGES_PER_SECOND,
    HOUR,
    PATIENCE,
    RULES,
    Player,
    System,
)
from tests.platforms.zalo.bots import Bot
from tests.platforms.zalo.emulator import ZaloEmulator, running_zalo
from tests.platforms.zalo.people import Group, Person
from tests.platforms.zalo.switches import Switches

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(90)]

ROUNDS = {
    "polling": ("polling", Switches()),
    "polling replay": ("polling", Switches(updates="replay_last")),
    "polling lost": ("polling", Switches(updates="lost_when_not_polling")),
    "polling always 200, zero": (
        "polling",
        Switches(http_status="always_200", success_error_code_zero=True),
    ),
    "polling other ids, nbsp": (
        "polling",
        Switches(same_id_in_groups=False, mention_spelling="nbsp"),
    ),
    "webhook": ("webhook", Switches()),
    "webhook bare, twice": ("webhook", Switches(webhook_body="bare", duplicate_webhook=1)),
    "webhook echo, decomposed": (
        "webhook",
        Switches(own_messages_echoed=True, mention_spelling="decomposed"),
    ),
    "webhook numeric, both count": (
        "webhook",
        Switches(numeric_ids=True, quota_counts="both"),
    ),
    "webhook broken gateway": ("webhook", Switches(gateway_html_502=7)),
    "webhook other codes": (
        "webhook",
        Switches(
            wrong_token_body="html",
            unknown_method_code=400,
            unknown_chat_code=403,
            never_wrote_code=400,
            blocked_code=400,
            removed_code=404,
            has_test_webhook=False,
        ),
    ),
    "polling everything at once": (
        "polling",
        Switches(
            http_status="always_200",
            updates="replay_last",
            success_error_code_zero=True,
            own_messages_echoed=True,
            display_name_in_get_me=False,
            numeric_ids=True,
            quota_counts="both",
            mention_spelling="decomposed",
            same_id_in_groups=False,
        ),
    ),
    "webhook unheard, other ids": (
        "webhook",
        Switches(users_over_plan="unheard", same_id_in_groups=False),
    ),
    "polling nameless, photo_url": (
        "polling",
        Switches(display_name_in_get_me=False, photo_field="photo_url"),
    ),
}
AHEAD = timedelta(days=10)
CODE = re.compile(r"LIENKET (\S+)")


@asynccontextmanager
async def running_system(
    zalo: ZaloEmulator, account: Bot, inlet: str, app: App
) -> AsyncIterator[System]:
    """One start of the system whose bot is ready to hear people."""
    async with AsyncExitStack() as stack:
        stack.push_async_callback(app.close)
        adapter = adapter_of(zalo, app.clock, f"https://{HOST}" if inlet == "webhook" else "", NAME)
        adapter.capabilities = replace(
            adapter.capabilities,
            messages_per_second=1_000,
            chat_messages_per_second=CHAT_MESSAGES_PER_SECOND,
        )
        stack.push_async_callback(adapter.close)
        if adapter.webhook is not None:
            await stack.enter_async_context(listening(zalo, adapter.webhook, app.clock))
        await stack.enter_async_context(app.running([adapter]))
        await eventually(lambda: account.webhook is not None or zalo.calls["getUpdates"] > 0)
        yield System(zalo, account, app)


async def appoint(app: App, liaison: Person, account: Bot) -> None:
    """Make somebody the liaison of SO-NV, as if by a code."""
    chat_id = liaison.chat(account).id
    async with app.units_of_work() as tx:
        units = {unit.code: unit.id for unit in await tx.units.existing_on(app.clock.now().date())}
        grant = Grant(Role.UNIT_LIAISON, units["SO-NV"])
        await tx.people.grant(UserRef("zalo", BOT, chat_id), ChatRef("zalo", BOT, chat_id), grant)
        await tx.commit()


async def open_now(app: App) -> Window:
    """Let the round open at once; returns its window."""
    async with app.units_of_work() as tx:
        (one,) = await tx.rounds.all()
        window = Window(app.clock.now(), one.window.closes_at)
        await tx.catalogue.move_round(one.id, window, app.clock.now())
        await tx.commit()
    return window


async def group_shows(group: Group, words: str) -> str:
    """The first message of the bot in a group that has these words, once it is there."""
    with anyio.fail_after(PATIENCE):
        while True:
            for each in group.shown:
                if words in each.text:
                    return each.text
            await group.chat.until(len(group.shown) + 1)


async def bind(system: System, liaison: Player, group: Group) -> None:
    """Let the liaison get a code in private and type it in the group."""
    await liaison.say("mã nhóm")
    found = CODE.search(await liaison.reads("LIENKET"))
    assert found is not None
    await group.say(liaison.person, f"LIENKET {found[1]}", mention=True)
    await group_shows(group, "Nhóm này đã được gắn với Sở Nội vụ")


@pytest.mark.parametrize(("inlet", "switches"), ROUNDS.values(), ids=ROUNDS)
async def test_a_round_with_a_group_on_zalo_alone(
    inlet: str, switches: Switches, sqlite_template: Path, tmp_path: Path
) -> None:
    database = shutil.copyfile(sqlite_template, tmp_path / "hoithi.db")
    async with running_zalo(switches) as zalo:
        account = zalo.add_bot(TOKEN, name=NAME)
        app = App(f"sqlite:///{database}", SystemClock(start=START), SECRET)
        now = app.clock.now()
        await load_contest(app.units_of_work, Window(now + HOUR, now + AHEAD), RULES)
        async with running_system(zalo, account, inlet, app) as system:
            liaison, player = system.player("Trần Văn Bình"), system.player()
            group = zalo.group("Nhóm Sở Nội vụ", [liaison.person, player.person], account)
            await appoint(app, liaison.person, account)
            await bind(system, liaison, group)
            await player.register()

            window = await open_now(app)
            await group_shows(group, "đã mở! Mời các bạn nhắn tin riêng cho bot “vào thi” trước")
            await player.reads("đã mở! Mời bạn vào thi trước")
            await player.begin()
            await player.answers("B", "2", "đáp án b")
            await group.say(player.person, "tình hình", mention=True)
            await group_shows(group, "Sở Nội vụ")
            outcome = await system.outcome()

        later = await reminded(zalo, account, inlet, database, window, group)

    assert (outcome.attempts_finished, outcome.answers_stored) == (1, 3)
    refused = outcome.duplicates_refused + outcome.late_refused + outcome.other_refused
    assert outcome.answers_stored + refused == player.answers_sent
    bound, opened, situation, reminder = (each.text for each in group.shown)
    assert bound.startswith("Nhóm này đã được gắn với Sở Nội vụ.")
    assert "đã mở!" in opened
    # SO-NV has 15 heads of division, of whom half are to take part, rounded up (domain.md 1.1).
    assert "• Lãnh đạo cấp phòng: 0/15, cần 8, còn thiếu 8" in situation
    assert "Còn thiếu ít nhất 24 người." in situation
    assert reminder == later
    assert "Còn thiếu ít nhất 24 người." in reminder
    posted = f"{bound} {opened} {situation} {reminder}"
    assert not any(name in posted for name in ("Hoa", "Bình", "Nguyễn", "Trần"))


async def reminded(
    zalo: ZaloEmulator,
    account: Bot,
    inlet: str,
    database: Path,
    window: Window,
    group: Group,
) -> str:
    """What the group is told when the first reminders are due, days later."""
    due_at: datetime = slots(DEFAULT_SCHEDULE, window, LOCAL_ZONE)[0].at
    app = App(f"sqlite:///{database}", SystemClock(start=due_at), SECRET)
    async with running_system(zalo, account, inlet, app) as system:
        text = await group_shows(group, "Vòng thi còn 7 ngày")
        await system.outcome()
    return text
