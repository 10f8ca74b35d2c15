"""Whom one process lets begin, and when the others may."""

from datetime import datetime, timedelta

from contest.admission import Players
from handlers.gate import Gate
from tests.fakes.clock import START

SECOND = timedelta(seconds=1)
TELEGRAM = ("telegram", "7")
OTHER = ("telegram", "8")
WEB = ("web", "chat")
FULL = Players(to_come={16: 300})


class FakeLoad:
    """``Load`` of a bot that sends 30 messages a second, and of a page without limits."""

    def __init__(self) -> None:
        self.waiting = timedelta(0)

    def delay(self, platform: str, bot: str, now: datetime) -> timedelta:
        return self.waiting if bot == "7" else timedelta(0)

    def rate(self, platform: str, bot: str) -> float | None:
        return 30.0 if platform == "telegram" else None


def opened(load: FakeLoad | None = None) -> Gate:
    gate = Gate(limit=2 * SECOND)
    gate.connect(load or FakeLoad(), [TELEGRAM, OTHER, WEB])
    return gate


def entering(gate: Gate, count: int, at: datetime = START) -> int:
    return sum(gate.enter(TELEGRAM, at) for _ in range(count))


def test_of_a_rush_as_many_begin_as_fill_half_of_the_limit() -> None:
    assert entering(opened(), 100) == 30


def test_each_bot_has_its_own_allowance() -> None:
    gate = opened()

    assert entering(gate, 100) == 30
    assert gate.enter(OTHER, START)


def test_where_nothing_limits_sending_nobody_ever_waits() -> None:
    gate = opened()

    assert all(gate.enter(WEB, START) for _ in range(1000))
    assert list(gate.limited) == [TELEGRAM, OTHER]


def test_a_bot_that_is_not_watched_lets_everybody_in() -> None:
    assert opened().enter(("zalo", "1"), START)


def test_nobody_passes_those_who_wait() -> None:
    gate = opened()
    gate.see_line({TELEGRAM: 1})

    assert not gate.enter(TELEGRAM, START)
    assert gate.next_turns(TELEGRAM, START) == 1


def test_the_beginners_of_a_moment_count_as_playing_before_they_show() -> None:
    """Of 30 who began, nobody has answered: 30 / 10 s is taken off the 25.5 a second."""
    gate = opened()
    entering(gate, 30)
    gate.see_line({TELEGRAM: 1000})

    assert gate.next_turns(TELEGRAM, START + SECOND / 2) == 11  # half of 22.5


def test_turns_come_as_fast_as_players_leave_room() -> None:
    gate = opened()
    entering(gate, 30)
    gate.see_line({TELEGRAM: 1000})
    gate.see_players({TELEGRAM: Players(to_come={16: 155})})

    # 25.5 - 15.5 a second, once those who began are among those who play.
    assert gate.next_turns(TELEGRAM, START + SECOND) == 10


def test_nobody_begins_while_messages_wait() -> None:
    load = FakeLoad()
    gate = opened(load)
    gate.see_line({TELEGRAM: 1000})

    load.waiting = 1.5 * SECOND
    assert gate.is_crowded(TELEGRAM, START)
    assert gate.next_turns(TELEGRAM, START) == 0
    load.waiting = timedelta(0)
    assert not gate.is_crowded(TELEGRAM, START)
    assert gate.next_turns(TELEGRAM, START) == 30


def test_no_more_turns_are_given_than_people_wait() -> None:
    gate = opened()
    gate.see_line({TELEGRAM: 2})

    assert gate.next_turns(TELEGRAM, START) == 2


def test_those_who_wait_are_written_to_at_the_rest_of_the_rate() -> None:
    gate = opened()
    gate.see_line({TELEGRAM: 1000})

    assert gate.next_words(TELEGRAM, START) == 1
    assert gate.next_words(TELEGRAM, START + 10 * SECOND) == 4  # 15 % of 30, for a second at most


def test_a_place_waits_the_longer_the_more_people_play() -> None:
    gate = opened()
    gate.see_line({TELEGRAM: 100})
    idle = gate.wait(TELEGRAM, 100, 16, START)
    gate.see_players({TELEGRAM: FULL})
    full = gate.wait(TELEGRAM, 100, 16, START + 3 * SECOND)

    assert idle < 10 * SECOND
    assert full > 30 * SECOND


def test_the_places_that_are_next_are_those_of_the_forecast() -> None:
    gate = opened()
    gate.see_line({TELEGRAM: 100})

    # 25.5 a second at an idle bot.
    assert gate.places_within(TELEGRAM, 2 * SECOND, 16, START) == 51
    assert gate.places_within(TELEGRAM, 60 * SECOND, 16, START) == 100
