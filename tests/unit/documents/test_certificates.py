"""Certificates say what they are given, with every mark, and nothing runs over the edge."""

from collections.abc import Sequence

import pytest
import segno

from bot.documents.certificates import pdf_of, pdfs_of
from bot.documents.fonts import Face, widths_of
from bot.documents.pages import MM_PER_POINT, Pages, Type, fit, line_width
from tests.unit.documents.certificates import (
    CERTIFICATE,
    addresses_of,
    certificate,
    filled_of,
    texts_of,
)

MARKS = (
    "aàảãáạăằẳẵắặâầẩẫấậ eèẻẽéẹêềểễếệ iìỉĩíị oòỏõóọôồổỗốộơờởỡớợ uùủũúụưừửữứự yỳỷỹýỵ đ "
    "AÀẢÃÁẠĂẰẲẴẮẶÂẦẨẪẤẬ EÈẺẼÉẸÊỀỂỄẾỆ IÌỈĨÍỊ OÒỎÕÓỌÔỒỔỖỐỘƠỜỞỠỚỢ UÙỦŨÚỤƯỪỬỮỨỰ YỲỶỸÝỴ Đ"
)
LONG_NAME = "Công Tằng Tôn Nữ Hoàng Thị Nguyễn Phương Thảo Quỳnh Anh " + "Nguyễn " * 9
LONG_UNIT = (
    "Đơn vị: Trung tâm Phục vụ hành chính công và Kiểm soát thủ tục hành chính thuộc Văn phòng Hội "
    "đồng nhân dân và Ủy ban nhân dân thị trấn Krông Năng (huyện Krông Năng), tỉnh Đắk Lắk, và nơi "
    "tiếp nhận và trả kết quả"
)


class Seen:
    """Lines that were written: text, left, right, top and bottom in millimetres."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, float, float, float, float]] = []

    def note(self, text: str, x: float, baseline: float, how: Type, align: str) -> None:
        width = line_width(text, how)
        left = x - {"left": 0.0, "center": 0.5, "right": 1.0}[align] * width
        top = baseline - how.size * MM_PER_POINT
        self.lines.append((text, left, left + width, top, baseline))


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Seen:
    """What certificates write from now on."""
    seen, write = Seen(), Pages.write

    def noting(
        self: Pages, text: str, x: float, baseline: float, how: Type, align: str = "left"
    ) -> None:
        seen.note(text, x, baseline, how, align)
        write(self, text, x, baseline, how, align)

    monkeypatch.setattr(Pages, "write", noting)
    return seen


def test_a_certificate_says_who_has_achieved_what_and_who_says_so() -> None:
    (text,) = texts_of(pdf_of([CERTIFICATE]))

    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc",
        "ỦY BAN NHÂN DÂN TỈNH ĐẮK LẮK BAN TỔ CHỨC CUỘC THI",
        "GIẤY CHỨNG NHẬN",
        "Nguyễn Thị Hoa Đơn vị: Sở Nội vụ Đã hoàn thành Vòng 1 với kết quả 15/15 điểm",
        "Số: 1-0001/GCN-BTC",
        "Đắk Lắk, ngày 05 tháng 12 năm 2023 TM. BAN TỔ CHỨC TRƯỞNG BAN",
        "Trần Văn Mẫu",
        CERTIFICATE.code,
    ):
        assert words in text


def test_every_vietnamese_letter_can_be_read_back() -> None:
    (text,) = texts_of(pdf_of([certificate(unit=MARKS)]))

    assert MARKS in text


@pytest.mark.parametrize("face", Face)
def test_every_vietnamese_letter_is_in_every_cut(face: Face) -> None:
    assert set(MARKS) <= set(widths_of(face))


def test_marks_that_were_typed_apart_and_emoji_do_no_harm() -> None:
    (text,) = texts_of(pdf_of([certificate(name="Nguye\u0302\u0303n Hoa 🎉")]))

    assert "Chứng nhận Nguyễn Hoa Đơn vị" in text


def test_an_office_may_leave_the_national_name_out() -> None:
    (text,) = texts_of(pdf_of([certificate(has_national_heading=False)]))

    assert "CỘNG HÒA" not in text
    assert "GIẤY CHỨNG NHẬN" in text


def test_the_link_leads_to_the_page_that_checks_it() -> None:
    assert addresses_of(pdf_of([CERTIFICATE])) == [CERTIFICATE.address]


def test_the_code_that_is_drawn_is_that_of_the_address() -> None:
    matrix = segno.make_qr(str(CERTIFICATE.address), error="m").matrix
    with_code = filled_of(pdf_of([CERTIFICATE]))
    others = len(filled_of(pdf_of([certificate(address=None)])))

    assert modules_of(with_code[others:], len(matrix)) == [
        [bool(module) for module in row] for row in matrix
    ]


def modules_of(filled: Sequence[tuple[float, float, float, float]], count: int) -> list[list[bool]]:
    """Which modules of a code are dark, by the rectangles drawn for it."""
    side = min(abs(height) for _, _, _, height in filled)
    left, top = min(x for x, _, _, _ in filled), max(y for _, y, _, _ in filled)
    modules = [[False] * count for _ in range(count)]
    for x, y, width, _ in filled:
        first = round((x - left) / side)
        for column in range(first, first + round(width / side)):
            modules[round((top - y) / side)][column] = True
    return modules


def test_without_an_address_there_is_no_code() -> None:
    pdf = pdf_of([certificate(address=None)])

    assert addresses_of(pdf) == []
    assert CERTIFICATE.code not in texts_of(pdf)[0]


def test_the_longest_names_shrink_and_wrap_and_are_not_cut(seen: Seen) -> None:
    longest = certificate(
        name=LONG_NAME,
        unit=LONG_UNIT,
        achievement="Đạt giải Nhất nhóm cán bộ, công chức, viên chức " * 3,
        heads=("ỦY BAN NHÂN DÂN " * 6, "BAN TỔ CHỨC CUỘC THI TÌM HIỂU " * 5),
        contest="Cuộc thi trực tuyến tìm hiểu công tác cải cách hành chính giai đoạn " * 2,
        signer_titles=("TM. BAN TỔ CHỨC CUỘC THI TRỰC TUYẾN TÌM HIỂU", "KT. TRƯỞNG BAN", "PHÓ BAN"),
    )

    pdf_of([longest])

    written = " ".join(text for text, *_ in seen.lines)
    assert "…" not in written
    assert " ".join(LONG_NAME.split()) in written
    assert LONG_UNIT in written
    assert_within_the_frame(seen)
    assert_apart(seen)


def test_what_is_longer_than_any_page_is_cut_and_stays_within_the_frame(seen: Seen) -> None:
    endless = certificate(name="Nguyễn" * 60, unit="x" * 2_000, achievement="điểm " * 500)

    pdf_of([endless])

    assert any(text.endswith("…") for text, *_ in seen.lines)
    assert_within_the_frame(seen)
    assert_apart(seen)


def assert_within_the_frame(seen: Seen) -> None:
    assert seen.lines
    for text, left, right, top, bottom in seen.lines:
        assert left >= 15, text
        assert right <= Pages.WIDTH - 15, text
        assert top >= 15, text
        assert bottom <= Pages.HEIGHT - 15, text


def assert_apart(seen: Seen) -> None:
    """Whatever stands beside one another does not stand in one another."""
    for number, (text, left, right, top, bottom) in enumerate(seen.lines):
        for other, its_left, its_right, its_top, its_bottom in seen.lines[number + 1 :]:
            is_beside = right <= its_left or its_right <= left
            assert is_beside or bottom <= its_top + 0.2 or its_bottom <= top + 0.2, (text, other)


def test_each_certificate_has_a_page_of_its_own_in_order() -> None:
    names = ("Nguyễn Thị Hoa", "Trần Văn Bình", "Lê Thị Lan")

    texts = texts_of(pdf_of(certificate(name=name) for name in names))

    assert [name in text for name, text in zip(names, texts, strict=True)] == [True] * 3


def test_files_of_their_own_say_the_same_as_one_file() -> None:
    people = [certificate(name=name, unit=f"{name} Ỵ") for name in ("Nguyễn Hoa", "Ksor Y’Blô")]

    files = list(pdfs_of(people))

    assert [texts_of(file)[0] for file in files] == list(texts_of(pdf_of(people)))
    assert [addresses_of(file) for file in files] == [[CERTIFICATE.address]] * 2


def test_the_same_words_are_the_same_file() -> None:
    assert pdf_of([CERTIFICATE]) == pdf_of([CERTIFICATE])


def test_a_text_keeps_its_size_where_it_fits() -> None:
    fitted = fit("Nguyễn Thị Hoa", Type(29, Face.BOLD), 233, 2, 14)

    assert (fitted.lines, fitted.type.size) == (["Nguyễn Thị Hoa"], 29)


def test_a_text_shrinks_before_it_is_cut() -> None:
    fitted = fit("Nguyễn Thị Hoa " * 4, Type(29), 100, 1, 5)

    assert len(fitted.lines) == 1
    assert 5 <= fitted.type.size < 29
    assert line_width(fitted.lines[0], fitted.type) <= 100
