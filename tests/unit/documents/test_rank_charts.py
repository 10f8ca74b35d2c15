"""A chart of places says every place and what it was reached with, and stays within the picture."""

import pytest

from bot.documents import rank_charts
from bot.documents.chart_layout import MARGIN, WIDTH
from bot.documents.charts import png_of
from handlers.ports.contents import Rank, Ranks
from tests.unit.documents.pictures import NotingCanvas, Writing, picture_of, runs

MET, FREE, TRACK = (0x0B, 0x6B, 0x3A), (0x0A, 0x5B, 0xD3), (0xDF, 0xE6, 0xEF)
LONG = "Trung tâm Phục vụ hành chính công và Kiểm soát thủ tục hành chính thuộc Văn phòng " * 2
UNITS = Ranks(
    "Xếp hạng đơn vị",
    "Sau câu 3/10",
    (Rank(1, "Sở Nội vụ", "2,75 (12)", 0.75), Rank(2, "Phường Tân Lập", "2 (1)", 0.25)),
    "Điểm trung bình mỗi người.",
)


@pytest.fixture
def writing(monkeypatch: pytest.MonkeyPatch) -> Writing:
    """What charts write from now on."""
    monkeypatch.setattr(NotingCanvas, "writing", Writing())
    monkeypatch.setattr(rank_charts, "Canvas", NotingCanvas)
    return NotingCanvas.writing


def test_places_are_written_from_the_first_on_with_their_figures(writing: Writing) -> None:
    png_of(UNITS)

    assert writing.lines == [
        "Xếp hạng đơn vị",
        "Sau câu 3/10",
        "1.",
        "Sở Nội vụ",
        "2,75 (12)",
        "2.",
        "Phường Tân Lập",
        "2 (1)",
        "Điểm trung bình mỗi người.",
    ]


def test_a_bar_is_as_long_as_its_share_and_that_of_the_first_has_another_colour() -> None:
    picture = picture_of(png_of(UNITS))

    shares = {}
    for y in range(picture.height):
        lengths = dict(runs(picture, y))
        for colour in (MET, FREE):
            if lengths.get(colour, 0) > 100 and lengths.get(TRACK, 0) > 100:
                whole = lengths[colour] + lengths[TRACK]
                shares[colour] = lengths[colour] / whole
    # The ends of a bar are round.
    assert shares == {MET: pytest.approx(0.75, abs=0.02), FREE: pytest.approx(0.25, abs=0.02)}


def test_of_many_places_the_last_are_counted(writing: Writing) -> None:
    png_of(Ranks("a", "b", tuple(Rank(n, f"Xã {n}", "1", 0.5) for n in range(1, 15)), "c"))

    assert "Xã 12" in writing.lines
    assert "Xã 13" not in writing.lines
    assert writing.lines[-1] == "Còn 2 mục khác không có trong hình này."


def test_without_places_a_chart_says_so(writing: Writing) -> None:
    png_of(Ranks("a", "b", (), "c"))

    assert writing.lines == ["a", "b", "Chưa có số liệu."]


def test_nothing_is_written_over_the_edge(writing: Writing) -> None:
    ranks = tuple(Rank(999, LONG, "1.234,56 (12.345)", 2.0) for _ in range(40))

    picture = picture_of(png_of(Ranks(LONG, LONG, ranks, LONG)))

    assert picture.width == WIDTH
    assert picture.width + picture.height <= 10_000
    assert all(left >= MARGIN - 1 for left, _ in writing.reaches)
    assert all(right <= WIDTH - MARGIN + 1 for _, right in writing.reaches)
