"""The figures of the guide to Zalo are those of the program."""

import re
from pathlib import Path

from bot.adapters._zalo.facts import FREE_PLAN
from contest.budgets import Crowd, attempt_messages, round_messages
from contest.rules import RoundRules

GUIDE = (Path(__file__).parents[2] / "docs" / "vi" / "zalo.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (\d+) \| ([\d.]+) tin \| ([\d.]+) tin \|$", re.M)


def test_the_table_of_messages_is_the_forecast() -> None:
    rows = [tuple(int(cell.replace(".", "")) for cell in row) for row in ROW.findall(GUIDE)]

    assert rows == [
        (
            people,
            round_messages(RoundRules(prediction=None), Crowd(people), is_open=False),
            round_messages(RoundRules(), Crowd(people), is_open=False),
        )
        for people in (1, 20, 50)
    ]
    assert f"cần {attempt_messages(RoundRules(prediction=None))} tin cho mỗi người" in GUIDE


def test_the_free_plan_is_the_default() -> None:
    assert (FREE_PLAN.messages_per_month, FREE_PLAN.users, FREE_PLAN.groups) == (3_000, 50, 3)
    assert "**3.000 tin một tháng, 50 người dùng, 3 nhóm**" in GUIDE
