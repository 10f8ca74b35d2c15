"""People register and play over Zalo alone, under every disputed behaviour of the platform."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from tests.integration.zalo.system import Player, opened_system
from tests.platforms.zalo.emulator import ZaloEmulator, running_zalo
from tests.platforms.zalo.switches import Switches

pytestmark = pytest.mark.anyio

ROUNDS = {
    "polling": ("polling", Switches()),
    "polling always 200": ("polling", Switches(http_status="always_200")),
    "polling zero": ("polling", Switches(success_error_code_zero=True)),
    "polling lost": ("polling", Switches(updates="lost_when_not_polling")),
    "polling replay": ("polling", Switches(updates="replay_last")),
    "polling echo": ("polling", Switches(own_messages_echoed=True)),
    "polling 502": ("polling", Switches(gateway_html_502=7)),
    "polling slow": ("polling", Switches(slow_answer=timedelta(milliseconds=20))),
    "polling reorder": ("polling", Switches(reorder=True)),
    "polling no groups": ("polling", Switches(can_join_groups=False)),
    "webhook": ("webhook", Switches()),
    "webhook reorder": ("webhook", Switches(reorder=True)),
    "webhook bare": ("webhook", Switches(webhook_body="bare")),
    "webhook duplicates": ("webhook", Switches(duplicate_webhook=2)),
    "webhook echo": ("webhook", Switches(own_messages_echoed=True)),
    "webhook numeric": ("webhook", Switches(numeric_ids=True)),
    "webhook both count": ("webhook", Switches(quota_counts="both")),
}


async def play(zalo: ZaloEmulator, inlet: str, template: Path, folder: Path) -> Player:
    """Let somebody register and play, and check the account of it."""
    async with opened_system(zalo, inlet, template, folder) as system:
        player = system.player()
        await player.register()
        await player.begin()
        await player.answers("B", "2", "đáp án b")
        outcome = await system.outcome()
    assert (outcome.attempts_finished, outcome.answers_stored) == (1, 3)
    refused = outcome.duplicates_refused + outcome.late_refused + outcome.other_refused
    assert outcome.answers_stored + refused == player.answers_sent
    return player


@pytest.mark.parametrize(("inlet", "switches"), ROUNDS.values(), ids=ROUNDS)
async def test_a_person_registers_and_plays_to_the_end(
    inlet: str, switches: Switches, sqlite_template: Path, tmp_path: Path
) -> None:
    async with running_zalo(switches) as zalo:
        player = await play(zalo, inlet, sqlite_template, tmp_path)

    assert player.questions == ["Câu 1/3", "Câu 2/3", "Câu 3/3"]


async def test_a_question_whose_answer_was_lost_is_shown_again_and_counts_once(
    sqlite_template: Path, tmp_path: Path
) -> None:
    async with running_zalo(Switches(drop_after_accept=3)) as zalo:
        player = await play(zalo, "polling", sqlite_template, tmp_path)

    assert len(player.questions) > 3
    assert list(dict.fromkeys(player.questions)) == ["Câu 1/3", "Câu 2/3", "Câu 3/3"]


async def test_nothing_was_refused_and_every_question_has_its_heading_in_bold(
    zalo: ZaloEmulator, sqlite_template: Path, tmp_path: Path
) -> None:
    player = await play(zalo, "polling", sqlite_template, tmp_path)

    account = next(iter(zalo._world.bots.values()))
    questions = [each for each in player.person.shown(account) if re.search(r"Câu \d/3", each.text)]
    bold = [
        each.text.encode("utf-16-le")[style.start * 2 : (style.start + style.length) * 2].decode(
            "utf-16-le"
        )
        for each in questions
        for style in each.styles
    ]
    assert [heading[:7] for heading in bold] == ["Câu 1/3", "Câu 2/3", "Câu 3/3"]
    # getWebhookInfo says so when there is none.
    assert zalo.refused == [("getWebhookInfo", 404)]


async def test_no_message_is_cut(zalo: ZaloEmulator, sqlite_template: Path, tmp_path: Path) -> None:
    async with opened_system(zalo, "polling", sqlite_template, tmp_path) as system:
        player = system.player()
        await player.say("bắt đầu")
        await player.reads("Bạn có đồng ý không")
        await player.say("thể lệ")
        await player.reads("Phiên bản thể lệ")
        await player.say("trợ giúp")
        await player.reads("Bạn có thể nhắn, có dấu hoặc không dấu")

    shown = [each.text for each in player.person.shown(system.account)]
    assert [text for text in shown if text.endswith("…")] == []
