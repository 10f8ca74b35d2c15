"""Charts of parts and of series say every figure and stay within the picture."""

import pytest

from bot.documents import part_charts, series_charts
from bot.documents.chart_layout import MARGIN, WIDTH
from bot.documents.charts import png_of
from handlers.ports.contents import Drawing, Part, Parts, Point, Series
from tests.unit.documents.pictures import NotingCanvas, Writing, picture_of, pixel, runs

FREE, TRACK = (0x0A, 0x5B, 0xD3), (0xDF, 0xE6, 0xEF)
LONG = "Trung tâm Phục vụ hành chính công và Kiểm soát thủ tục hành chính thuộc Văn phòng " * 2
BANDS = Parts(
    "Chất lượng bài thi",
    "Vòng 1",
    (
        Part("Đúng 100%", 5_945),
        Part("Từ 75% đến dưới 100%", 11_228),
        Part("Từ 25% đến dưới 75%", 7_851),
        Part("Dưới 25%", 956),
    ),
)
WEEKS = Series("Số người", "Vòng 1", (Point("07/11", 20_058), Point("28/11", 21_008)))


@pytest.fixture
def writing(monkeypatch: pytest.MonkeyPatch) -> Writing:
    """What charts write from now on."""
    monkeypatch.setattr(NotingCanvas, "writing", Writing())
    for module in (part_charts, series_charts):
        monkeypatch.setattr(module, "Canvas", NotingCanvas)
    return NotingCanvas.writing


def columns_of(drawing: Series) -> list[int]:
    """The height of each column, in pixels."""
    picture = picture_of(png_of(drawing))
    step = (WIDTH - 2 * MARGIN) / len(drawing.points)
    middles = [int(MARGIN + (number + 0.5) * step) for number in range(len(drawing.points))]
    return [sum(pixel(picture, x, y) == FREE for y in range(picture.height)) for x in middles]


def test_the_bands_of_hue_are_shares_of_all(writing: Writing) -> None:
    png_of(BANDS)

    assert writing.lines == [
        "Chất lượng bài thi",
        "Vòng 1",
        "Đúng 100%",
        "5.945 (22,9%)",
        "Từ 75% đến dưới 100%",
        "11.228 (43,2%)",
        "Từ 25% đến dưới 75%",
        "7.851 (30,2%)",
        "Dưới 25%",
        "956 (3,7%)",
        "Tổng số: 25.980 bài thi",
    ]


def test_a_bar_is_as_long_as_its_share() -> None:
    picture = picture_of(png_of(Parts("a", "b", (Part("c", 1), Part("d", 3)))))

    shares = set()
    for y in range(picture.height):
        lengths = dict(runs(picture, y))
        if lengths.get(FREE, 0) > 100 and lengths.get(TRACK, 0) > 100:
            shares.add(round(lengths[FREE] / (lengths[FREE] + lengths[TRACK]), 2))
    assert {0.25, 0.75} <= shares


def test_a_series_says_every_number_with_its_time(writing: Writing) -> None:
    png_of(WEEKS)

    assert writing.lines == ["Số người", "Vòng 1", "20.058", "07/11", "21.008", "28/11"]


def test_columns_are_as_high_as_their_numbers_from_zero_on() -> None:
    assert columns_of(Series("a", "b", (Point("1", 100), Point("2", 50), Point("3", 0)))) == [
        pytest.approx(460, abs=3),
        pytest.approx(230, abs=3),
        0,
    ]


def test_only_the_latest_of_many_points_are_shown_and_the_rest_counted(writing: Writing) -> None:
    png_of(Series("a", "b", tuple(Point(str(day), 1_000 + day) for day in range(1, 13))))

    assert "1.012" in writing.lines
    assert "1.002" not in writing.lines
    assert "Còn 2 mục khác không có trong hình này." in writing.lines


@pytest.mark.parametrize("drawing", [Parts("a", "b", ()), Series("a", "b", ())])
def test_without_figures_a_chart_says_so(writing: Writing, drawing: Drawing) -> None:
    png_of(drawing)

    assert writing.lines == ["a", "b", "Chưa có số liệu."]


@pytest.mark.parametrize(
    "drawing",
    [
        Parts(LONG, LONG, tuple(Part(LONG, 10**9) for _ in range(40))),
        Parts(LONG, LONG, (Part("a", 0),)),
        Series(LONG, LONG, tuple(Point("31/12", 10**7 + n) for n in range(10))),
        Series(LONG, LONG, (Point(LONG[:20], 0),)),
    ],
)
def test_nothing_is_written_over_the_edge(writing: Writing, drawing: Drawing) -> None:
    picture = picture_of(png_of(drawing))

    assert picture.width == WIDTH
    assert picture.width + picture.height <= 10_000
    assert writing.reaches
    assert all(left >= MARGIN - 1 for left, _ in writing.reaches)
    assert all(right <= WIDTH - MARGIN + 1 for _, right in writing.reaches)
