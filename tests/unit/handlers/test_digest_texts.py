"""The words of a change: down is said as down, and every number with what it is of."""

from datetime import UTC, date, datetime

from contest.digests import Digest, UnitRate, Week
from contest.model import ContestId, Level, RoundId, Unit, UnitId
from contest.rules import RoundRules, Window
from handlers.digest_texts import digest_text
from handlers.ports.records import Contest, Round
from handlers.rendering import MAX_PAGE_LENGTH, utf16_length
from handlers.texts.loader import wording

OPENS, CLOSES = datetime(2023, 11, 6, 17, tzinfo=UTC), datetime(2023, 11, 21, 17, tzinfo=UTC)
CONTEST = Contest(ContestId(1), "Tìm hiểu CCHC", "Sở Nội vụ")
ROUND = Round(RoundId(1), ContestId(1), "Vòng 1", Window(OPENS, CLOSES), RoundRules())
DAYS = (date(2023, 11, 7), date(2023, 11, 14), date(2023, 11, 21))


def week(number: int, met: int, finished: int, others: int = 0) -> Week:
    return Week(DAYS[number], met, 219, finished, 6158, others)


def said(weeks: tuple[Week, ...], locale: str = "vi") -> str:
    digest = Digest(ROUND.id, weeks, (), ())
    return digest_text(CONTEST, ROUND, digest, (), OPENS, wording(locale)).body


def test_a_series_that_rose_and_fell_is_told_step_by_step() -> None:
    # The series of domain.md 3: up against the first week, down against the one before.
    text = said((week(0, 100, 1000), week(1, 120, 1300), week(2, 118, 1300)))

    assert (
        "So với ngày 14/11/2023 (120/219 đơn vị đạt, 1.300/6.158 người hoàn thành):"
        " số đơn vị đạt giảm 2 (1,7%); số người hoàn thành không thay đổi.\n"
        "So với ngày 07/11/2023 (100/219 đơn vị đạt, 1.000/6.158 người hoàn thành):"
        " số đơn vị đạt tăng 18 (18%); số người hoàn thành tăng 300 (30%)."
    ) in text
    assert "liên tục" not in text


def test_a_series_that_rose_every_time_is_called_rising() -> None:
    text = said((week(0, 100, 1), week(1, 118, 2), week(2, 120, 3)))

    assert "Số đơn vị đạt tăng liên tục qua cả 3 bản tin." in text


def test_a_change_from_nothing_has_no_percentage() -> None:
    text = said((week(0, 0, 0), week(1, 5, 9)), "en")

    assert "units that met their quota up by 5; people who finished up by 9." in text


def test_without_quotas_and_headcounts_only_people_are_told() -> None:
    text = said((Week(DAYS[0], 0, 0, 0, 0, 12),))

    assert "Chỉ tiêu" not in text
    assert "0/0" not in text
    assert "• Ngoài ra có 12 người khác đã hoàn thành bài thi" in text


def test_ten_units_of_long_names_fit_in_one_message() -> None:
    units = [
        Unit(
            UnitId(number),
            str(number),
            f"Ủy ban nhân dân xã {'Ea ' * 20}{number}",
            Level("XA"),
            None,
        )
        for number in range(10)
    ]
    rates = tuple(UnitRate(unit.id, 100, 2000) for unit in units)
    weeks = (week(0, 100, 1000), week(1, 110, 1300), week(2, 118, 2300, others=5000))
    digest = Digest(ROUND.id, weeks, rates[:5], rates[5:])

    text = digest_text(CONTEST, ROUND, digest, units, OPENS, wording("vi")).body

    assert text.count("• xã Ea") == 10
    assert utf16_length(text) <= MAX_PAGE_LENGTH
