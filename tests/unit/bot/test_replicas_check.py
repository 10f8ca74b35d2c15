"""What `hoithi doctor` says of several processes, as far as their leases tell."""

from datetime import timedelta

import pytest

from bot.checks.findings import Findings, State
from bot.checks.pollers import check_replicas
from handlers.ports.pollers import PollerLease
from handlers.texts.loader import wording
from tests.fakes.clock import START

MINUTE = timedelta(minutes=1)


def lease(bot: str, owner: str, *, is_held: bool = True, standby: str | None = None) -> PollerLease:
    until = START + MINUTE if is_held else START
    return PollerLease(("telegram", bot), owner, 1, until, standby, START if standby else None)


@pytest.mark.parametrize(
    ("leases", "are_sharing", "expected"),
    [
        ([], False, []),
        ([lease("1", "a"), lease("2", "a")], False, []),
        ([lease("1", "a"), lease("2", "b", is_held=False)], False, []),
        ([lease("1", "a"), lease("2", "b")], False, [(State.WARNING, 2)]),
        ([lease("1", "a", standby="b")], False, [(State.WARNING, 2)]),
        ([lease("1", "a", standby="b"), lease("2", "b", standby="c")], True, [(State.OK, 3)]),
    ],
)
def test_processes_that_do_not_share_limits_are_told(
    leases: list[PollerLease], are_sharing: bool, expected: list[tuple[State, int]]
) -> None:
    findings = Findings(wording("vi"))

    check_replicas(leases, START, findings, are_sharing=are_sharing)

    assert [each.state for each in findings.all] == [state for state, _ in expected]
    assert [
        f"có {count} tiến trình" in each.found
        for each, (_, count) in zip(findings.all, expected, strict=True)
    ] == [True] * len(expected)
    assert [bool(each.advice) for each in findings.all] == [
        state is State.WARNING for state, _ in expected
    ]
