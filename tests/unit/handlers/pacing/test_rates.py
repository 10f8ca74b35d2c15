"""The learnt rate: it climbs while people wait, is halved by an objection, and remembers it."""

from datetime import datetime, timedelta

from handlers.pacing.rates import LearntRate
from tests.fakes.clock import START


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def pressed(rate: LearntRate, since: float, until: float) -> list[float]:
    """The rate after each second in which people waited."""
    values = []
    for second in range(int(since), int(until)):
        rate = rate.after(at(second), is_pressed=True)
        values.append(rate.value)
    return values


def test_a_rate_starts_at_what_is_published_and_stays_there_without_pressure() -> None:
    rate = LearntRate.starting(30, 60)

    assert rate.value == 30
    assert rate.after(at(60), is_pressed=False).value == 30


def test_under_pressure_it_climbs_by_a_tenth_of_the_published_rate_a_second() -> None:
    assert pressed(LearntRate.starting(30, 60), 0, 5) == [33, 36, 39, 42, 45]


def test_within_a_second_it_climbs_once() -> None:
    rate = LearntRate.starting(30, 60)
    for tenth in range(10):
        rate = rate.after(at(tenth / 10), is_pressed=True)

    assert rate.value == 33


def test_it_never_passes_its_ceiling() -> None:
    assert pressed(LearntRate.starting(30, 37), 0, 4) == [33, 36, 37, 37]


def test_without_a_ceiling_it_never_passes_what_is_published() -> None:
    assert pressed(LearntRate.starting(30), 0, 2) == [30, 30]
    assert pressed(LearntRate.starting(1000, 60), 0, 2) == [1000, 1000]


def test_an_objection_halves_it_and_it_climbs_again_after_the_pause() -> None:
    rate = LearntRate(30, 60, value=48, changed_at=at(0)).objected(at(10), until=at(13))

    assert rate.value == 24
    assert rate.after(at(13.9), is_pressed=True).value == 24
    assert rate.after(at(14), is_pressed=True).value == 27


def test_refusals_of_what_was_already_on_its_way_are_the_same_objection() -> None:
    rate = LearntRate(30, 60, value=48).objected(at(10), until=at(13))

    assert rate.objected(at(10.5), until=at(14)) == rate
    assert rate.objected(at(13.9), until=at(16)) == rate
    assert rate.objected(at(14), until=at(16)).value == 12


def test_below_what_is_published_it_climbs_though_nobody_waits() -> None:
    rate, values = LearntRate(30, 60, value=15), []
    for second in range(7):
        rate = rate.after(at(second), is_pressed=False)
        values.append(rate.value)

    assert values == [18, 21, 24, 27, 30, 30, 30]


def test_for_ten_minutes_it_keeps_a_tenth_below_what_was_objected_to() -> None:
    rate = LearntRate(30, 60, value=60).objected(at(0), until=at(2))

    assert pressed(rate, 3, 20)[-2:] == [54, 54]
    assert pressed(rate, 601, 630)[-1] == 60


def test_an_objection_to_the_published_rate_does_not_keep_it_below() -> None:
    rate = LearntRate.starting(30, 60).objected(at(0), until=at(1))

    assert pressed(rate, 2, 12)[-1] == 30


def test_what_was_learnt_is_kept_for_ten_minutes_without_pressure() -> None:
    rate = LearntRate(30, 60, value=45, changed_at=at(0))

    assert rate.after(at(599), is_pressed=False).value == 45
    assert rate.after(at(600), is_pressed=False).value == 30


def test_it_never_falls_below_one_a_second() -> None:
    rate = LearntRate.starting(5)
    for minute in range(5):
        rate = rate.objected(at(60 * minute), until=at(60 * minute + 1))

    assert rate.value == 1
