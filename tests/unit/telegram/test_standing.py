"""Which of two pollers gives way."""

from datetime import timedelta

from bot.adapters._telegram.standing import Standing
from tests.fakes.clock import START


def test_a_newcomer_gives_way_at_the_third_conflict() -> None:
    newcomer = Standing()

    assert [newcomer.met_another() for _ in range(4)] == [False, False, True, True]


def test_who_was_alone_for_a_whole_poll_never_gives_way() -> None:
    first = Standing()

    first.polled(START)
    first.polled(START + timedelta(seconds=25))

    assert [first.met_another() for _ in range(5)] == [False] * 5


def test_polls_that_bring_updates_at_once_do_not_make_a_newcomer_the_first() -> None:
    newcomer = Standing()

    for second in range(24):
        newcomer.polled(START + timedelta(seconds=second))

    assert [newcomer.met_another() for _ in range(3)] == [False, False, True]


def test_time_between_two_conflicts_counts_only_if_all_of_it_was_alone() -> None:
    newcomer = Standing()

    newcomer.polled(START)
    newcomer.met_another()
    newcomer.polled(START + timedelta(seconds=24))
    newcomer.polled(START + timedelta(seconds=26))

    assert [newcomer.met_another() for _ in range(2)] == [False, True]
