"""Charts say in numbers, words and lengths how far a unit is, and fit on a phone."""

import itertools

import pytest

from bot.documents import charts
from bot.documents.chart_layout import WIDTH
from bot.documents.charts import MAX_BARS, png_of
from handlers.ports.contents import Bar, Bars
from tests.unit.documents.pictures import Colour, NotingCanvas, Writing, picture_of, pixel, runs

LONG = "Trung tâm Phục vụ hành chính công và Kiểm soát thủ tục hành chính thuộc Văn phòng " * 2
MARGIN = 48
WHITE, TRACK, INK = (255, 255, 255), (0xDF, 0xE6, 0xEF), (0x16, 0x20, 0x2E)
MET, MISSING, FREE = (0x0B, 0x6B, 0x3A), (0xB3, 0x41, 0x1A), (0x0A, 0x5B, 0xD3)


def chart(*bars: Bar) -> Bars:
    return Bars("Sở Nội vụ", "Vòng 1, đến 7 giờ 30 ngày 14/11/2023", bars)


@pytest.fixture
def writing(monkeypatch: pytest.MonkeyPatch) -> Writing:
    """What charts write from now on."""
    monkeypatch.setattr(NotingCanvas, "writing", Writing())
    monkeypatch.setattr(charts, "Canvas", NotingCanvas)
    return NotingCanvas.writing


def bar_runs(bar: Bar) -> list[tuple[Colour, int]]:
    """The colours along the middle of the only bar of a chart, within its ends."""
    picture = picture_of(png_of(chart(bar)))
    # At the left margin, where bars begin and letters are thin, only a bar is so high.
    x = MARGIN + 20
    column = [pixel(picture, x, y) for y in range(picture.height)]
    tops = [
        y
        for y in range(picture.height - 34)
        if column[y] not in (WHITE, INK) and len(set(column[y : y + 34])) == 1
    ]
    line = runs(picture, tops[0] + 17)
    ends = [place for place, (colour, _) in enumerate(line) if colour == WHITE]
    return line[ends[0] + 1 : next(end for end in ends[1:] if line[end][1] > 10)]


def lengths(bar: Bar) -> dict[Colour, int]:
    """How many pixels of each colour a bar has."""
    found: dict[Colour, int] = {}
    for colour, length in bar_runs(bar):
        found[colour] = found.get(colour, 0) + length
    return found


def test_beside_a_bar_stand_how_many_of_how_many_and_the_need(writing: Writing) -> None:
    png_of(chart(Bar("Lãnh đạo cấp phòng", 7, 8, 15)))

    assert writing.lines == [
        "Sở Nội vụ",
        "Vòng 1, đến 7 giờ 30 ngày 14/11/2023",
        "Thiếu 1",
        "Lãnh đạo cấp phòng",
        "7/15 (cần 8)",
        "Vạch đậm trên thanh là mức cần đạt.",
    ]


@pytest.mark.parametrize(
    ("bar", "status", "figures"),
    [
        (Bar("a", 7, 8, 15), "Thiếu 1", "7/15 (cần 8)"),
        (Bar("a", 8, 8, 15), "✓ Đạt", "8/15 (cần 8)"),
        (Bar("a", 9, 8, 15), "✓ Đạt", "9/15 (cần 8)"),
        (Bar("a", 9, 0, 15), "Khuyến khích", "9/15"),
        (Bar("a", 0, 0, 0), "Không áp dụng", "0/0"),
        (Bar("a", 0, 1_214, 6_158), "Thiếu 1.214", "0/6.158 (cần 1.214)"),
    ],
)
def test_a_word_says_whether_the_need_is_met(
    writing: Writing, bar: Bar, status: str, figures: str
) -> None:
    png_of(chart(bar))

    assert status in writing.lines
    assert figures in writing.lines


@pytest.mark.parametrize(
    ("bar", "colour"),
    [
        (Bar("a", 5, 8, 15), MISSING),
        (Bar("a", 8, 5, 15), MET),
        (Bar("a", 5, 0, 15), FREE),
    ],
)
def test_a_bar_is_filled_in_the_colour_of_its_word(bar: Bar, colour: Colour) -> None:
    found = lengths(bar)

    assert found[colour] > 100
    assert {MISSING, MET, FREE} & set(found) == {colour}


@pytest.mark.parametrize(("done", "share"), [(3, 0.25), (6, 0.5), (9, 0.75)])
def test_a_bar_is_as_long_as_the_share_of_those_who_took_part(done: int, share: float) -> None:
    found = lengths(Bar("a", done, 0, 12))

    assert found[FREE] / (found[FREE] + found[TRACK]) == pytest.approx(share, abs=0.01)


def test_more_than_there_are_fill_the_bar_and_no_more() -> None:
    assert TRACK not in lengths(Bar("a", 20, 0, 12))


@pytest.mark.parametrize(("need", "share"), [(3, 0.25), (6, 0.5), (12, 1)])
def test_the_need_is_a_tick_on_the_bar(need: int, share: float) -> None:
    line = bar_runs(Bar("a", 0, need, 12))

    colours = [colour for colour, _ in line]
    before = sum(length for _, length in line[: colours.index(INK)])
    whole = sum(length for _, length in line)
    assert dict(line)[INK] == 6
    assert before / whole == pytest.approx(share, abs=0.015)


@pytest.mark.parametrize("bars", [0, 1, 2, MAX_BARS, MAX_BARS + 40])
def test_a_picture_is_one_that_telegram_takes(bars: int) -> None:
    longest = Bars(LONG, LONG, tuple(Bar(LONG * 2, 0, 1, 2) for _ in range(bars)))

    picture = picture_of(png_of(longest))

    assert picture.width == WIDTH
    assert picture.width + picture.height <= 10_000
    assert picture.height * 20 >= picture.width


def test_bars_that_are_left_out_are_counted(writing: Writing) -> None:
    png_of(chart(*(Bar(f"Xã {number}", 1, 1, 2) for number in range(MAX_BARS + 5))))

    assert "Còn 5 mục khác không có trong hình này." in writing.lines
    assert f"Xã {MAX_BARS - 1}" in writing.lines
    assert f"Xã {MAX_BARS}" not in writing.lines


def test_a_chart_without_bars_says_so(writing: Writing) -> None:
    png_of(chart())

    assert writing.lines[2:] == ["Chưa có số liệu."]


def test_nothing_is_written_over_the_edge_or_over_something_else(writing: Writing) -> None:
    bars = [Bar(LONG, 12_345, 6_789, 23_456), Bar(LONG, 1, 234_567, 345_678), Bar("a", 0, 0, 0)]

    png_of(Bars(LONG, LONG, tuple(bars)))

    assert all(left >= MARGIN and right <= WIDTH - MARGIN + 1 for left, right in writing.reaches)
    statuses = [place for place, line in enumerate(writing.lines) if line.startswith("Thiếu")]
    assert statuses
    for place in statuses:
        labels = itertools.islice(writing.reaches, place + 1, place + 4)
        assert all(right < writing.reaches[place][0] for _, right in labels)


def test_names_with_signs_of_formulas_are_drawn_as_they_are(writing: Writing) -> None:
    png_of(chart(Bar(r"Phòng $\frac{$ 100%", 1, 1, 2)))

    assert r"Phòng $\frac{$ 100%" in writing.lines


def test_the_same_figures_are_the_same_file() -> None:
    drawing = chart(Bar("Lãnh đạo cấp phòng", 7, 8, 15))

    assert png_of(drawing) == png_of(drawing)


def test_a_file_does_not_tell_what_drew_it() -> None:
    assert b"Software" not in png_of(chart())
