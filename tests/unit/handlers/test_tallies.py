from fractions import Fraction

from contest.model import UnitId
from handlers.leaders import finished_line, tally, unit_line
from handlers.ports.records import Standing
from handlers.texts.loader import wording

VI = wording("vi")
OFFICE = Standing(UnitId(1), registered=20, playing=2, finished=12, headcount=67)
UNION = Standing(UnitId(2), registered=5, playing=0, finished=4, headcount=0)


def test_people_of_a_unit_without_a_headcount_do_not_enter_the_rate() -> None:
    counts = tally([OFFICE, UNION])

    assert (counts.registered, counts.playing, counts.finished) == (25, 2, 16)
    assert counts.rate == Fraction(12, 67)


def test_nobody_at_all_has_a_rate_of_nothing() -> None:
    assert tally([]).rate == 0
    assert tally([UNION]).rate == 0


def test_a_line_names_the_headcount_where_there_is_one() -> None:
    assert unit_line("Sở Nội vụ", tally([OFFICE]), VI) == "• Sở Nội vụ: 12/67 (17,9%)"
    assert unit_line("Tỉnh Đoàn", tally([UNION]), VI) == "• Tỉnh Đoàn: 4"
    assert finished_line(tally([OFFICE]), VI) == "• Đã hoàn thành: 12/67 người (17,9%)"
    assert finished_line(tally([UNION]), VI) == "• Đã hoàn thành: 4 người"
