"""Finding units by what people type, and the tree they form, on the units of Đắk Lắk in 2023."""

import unicodedata
from datetime import date

import pytest

from contest.model import Level, Unit, UnitId
from contest.units import (
    ancestors,
    find_cycles,
    fold,
    is_covered_by,
    label,
    search,
    subtree,
)

LAST_DAY_OF_DISTRICTS = date(2025, 6, 30)


def found(query: str, units: list[Unit], limit: int = 5) -> list[str]:
    return [unit.code for unit in search(query, units, limit)]


def by_code(code: str, units: list[Unit]) -> Unit:
    return next(unit for unit in units if unit.code == code)


def unit(
    number: int,
    parent: int | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Unit:
    above = None if parent is None else UnitId(parent)
    return Unit(UnitId(number), str(number), f"U{number}", Level("XA"), above, valid_from, valid_to)


# ---- folding ----


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Hòa", "hoa"),
        ("Hoà", "hoa"),
        ("Đắk Lắk", "dak lak"),
        ("Ðắk Lắk", "dak lak"),  # with the letter eth
        ("M'Đrắk", "mdrak"),
        ("M’Drắk", "mdrak"),
        ("M`ĐRẮK", "mdrak"),
        ("Ủy", "uy"),
        ("Uỷ", "uy"),
        ("Sở Văn hóa, Thể thao và Du lịch", "so van hoa the thao va du lich"),
        ("Sở Lao động - Thương binh và Xã hội", "so lao dong thuong binh va xa hoi"),
        ("  Krông\u00a0\u200bAna\n", "krong ana"),
        ("Ｅａ　Ｈ＇ｌｅｏ", "ea hleo"),
        ("!?", ""),
    ],
)
def test_folding_takes_away_marks_case_and_punctuation(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(unicodedata.normalize("NFD", text)) == folded


# ---- search ----


@pytest.mark.parametrize("name", ["Krông Pắc", "Krông Pắk", "krong pak", "KRÔNG PĂK", "krôngpac"])
def test_krong_pac_is_found_in_all_its_spellings(name: str, units: list[Unit]) -> None:
    assert found(name, units)[0] == "654"
    assert found(f"huyện {name}", units)[0] == "654"


@pytest.mark.parametrize("name", ["M'Drắk", "M'Đrắk", "M’Đrắk", "MĐrắk", "M Drak", "mdrac"])
def test_mdrak_is_found_in_all_its_spellings(name: str, units: list[Unit]) -> None:
    assert found(name, units) == ["652", "24412"]


@pytest.mark.parametrize("name", ["Krông Ana", "Krông A Na", "krong a na", "KrôngAna"])
def test_krong_ana_is_found_in_all_its_spellings(name: str, units: list[Unit]) -> None:
    assert found(name, units)[0] == "655"


@pytest.mark.parametrize("name", ["Tân Hòa", "Tân Hoà", "tan hoa"])
def test_both_ways_of_placing_a_mark_find_both_units(name: str, units: list[Unit]) -> None:
    assert found(name, units)[:2] == ["24121", "24244"]


@pytest.mark.parametrize("name", ["Ea H'leo", "ea hleo", "Ea H’Leo", "ea h leo"])
def test_the_district_and_the_commune_of_one_name_are_both_found(
    name: str, units: list[Unit]
) -> None:
    assert found(name, units) == ["645", "24184"]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("SO-NV", "SO-NV"),
        ("so nv", "SO-NV"),
        ("643", "643"),
        ("24118", "24118"),
        ("Sở Nội vụ", "SO-NV"),
        ("nội vụ", "SO-NV"),
        ("SNV", "SO-NV"),
        ("sngv", "SO-NGV"),
        ("stttt", "SO-TTTT"),
        ("sở tttt", "SO-TTTT"),
        ("VHTTDL", "SO-VHTTDL"),
        ("GD&ĐT", "SO-GDDT"),
        ("sldtbxh", "SO-LDTBXH"),
        ("BQLKCN", "SO-BQLKCN"),
        ("vp ubnd tỉnh", "SO-VP"),
        ("UBND thành phố Buôn Ma Thuột", "643"),
        ("Ủy ban nhân dân xã Ea Tu", "24163"),
        ("tp bmt", "643"),
        ("tx buôn hồ", "644"),
        ("p. tân lập", "24118"),
        ("h lắk", "656"),
        ("huyện Lắc", "656"),
        ("Đắc Lắc", "66"),
        ("Cư Cuin", "657"),
        ("thí sinh tự do", "KH-TD"),
        ("tự do", "KH-TD"),
        ("sở giáo dục", "SO-GDDT"),
        ("nông nghiệp", "SO-NNPTNT"),
        ("sở nội vụ tỉnh đắk lắk", "SO-NV"),
    ],
)
def test_names_parts_of_names_abbreviations_and_codes_find_their_unit_first(
    query: str, code: str, units: list[Unit]
) -> None:
    assert found(query, units)[0] == code


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("Buôn Mê Thuột", "643"),
        ("Ban Mê Thuột", "643"),
        ("so nooi vuj", "SO-NV"),
        ("sở nông nghệp", "SO-NNPTNT"),
        ("buôn triếc", "24592"),
        ("thống nhât buôn hồ", "24331"),
    ],
)
def test_small_slips_are_forgiven(query: str, code: str, units: list[Unit]) -> None:
    assert found(query, units)[0] == code


def test_a_name_without_its_kind_finds_all_units_of_that_name(units: list[Unit]) -> None:
    assert found("thống nhất", units) == ["24127", "24331"]


def test_the_kind_decides_which_of_two_units_comes_first(units: list[Unit]) -> None:
    assert found("phường Tân Lập", units) == ["24118", "24317"]
    assert found("xã Tân Lập", units) == ["24317", "24118"]


def test_a_word_of_the_parent_tells_units_of_one_name_apart(units: list[Unit]) -> None:
    assert found("thống nhất buôn hồ", units) == ["24331"]
    assert found("Phường Thống Nhất, TP Buôn Ma Thuột", units) == ["24127"]


def test_a_parent_alone_does_not_find_what_is_below_it(units: list[Unit]) -> None:
    assert found("thị xã Buôn Hồ", units) == ["644"]


def test_no_word_of_a_name_serves_twice() -> None:
    ea_kao = Unit(UnitId(1), "24169", "UBND xã Ea Kao", Level("XA"), None)

    assert found("ea ka", [ea_kao]) == ["24169"]
    assert found("ea ea", [ea_kao]) == []


def test_the_limit_is_kept_and_the_best_come_first(units: list[Unit]) -> None:
    every = found("sở", units, limit=500)

    assert len([code for code in every[:16] if code.startswith("SO-")]) == 16
    assert set(every[16:]) == {"24187", "24379", "24481", "24580"}  # Ea Sol, Ea Sô, two of Sơn
    assert found("sở", units, limit=3) == every[:3]


@pytest.mark.parametrize("query", ["", " ", "🙂", "'", "zzzz", "sở zzzzzzzz", "1234567"])
def test_what_resembles_nothing_finds_nothing(query: str, units: list[Unit]) -> None:
    assert found(query, units) == []


def test_only_the_beginning_of_a_very_long_query_is_read(units: list[Unit]) -> None:
    assert found("Sở Nội vụ" + " " * 100 + "x" * 10_000, units)[0] == "SO-NV"
    assert found("x" * 10_000, units) == []


def test_every_unit_is_found_first_or_beside_its_namesakes_by_its_full_name(
    units: list[Unit],
) -> None:
    for wanted in units:
        namesakes = {other.code for other in units if fold(other.name) == fold(wanted.name)}

        assert set(found(wanted.name, units, len(namesakes))) == namesakes


def test_the_order_of_the_units_does_not_change_what_is_found(units: list[Unit]) -> None:
    for query in ("tân", "ea", "sở", "buôn triếc", "thống nhất buôn"):
        assert found(query, units[::-1]) == found(query, units)


def test_a_unit_whose_name_or_code_has_no_letters_does_no_harm(units: list[Unit]) -> None:
    nameless = Unit(UnitId(999), "--", "…", Level("XA"), None)

    assert found("Sở Nội vụ", [nameless, *units])[0] == "SO-NV"
    assert "--" not in found("a", [nameless, *units], limit=500)


# ---- the tree ----


def test_ancestors_come_nearest_first(units: list[Unit]) -> None:
    commune = by_code("24127", units)

    assert [above.code for above in ancestors(commune, units)] == ["643", "66"]
    assert ancestors(by_code("66", units), units) == []


def test_ancestors_end_where_a_parent_is_missing() -> None:
    assert ancestors(unit(3, parent=2), [unit(3, parent=2), unit(1)]) == []


def test_ancestors_and_subtree_end_even_in_a_circle() -> None:
    circle = [unit(1, parent=2), unit(2, parent=1)]

    assert [above.id for above in ancestors(circle[0], circle)] == [2, 1]
    assert [below.id for below in subtree(UnitId(1), circle)] == [1, 2]


def test_a_subtree_has_the_unit_and_all_below_it(units: list[Unit]) -> None:
    district = subtree(by_code("643", units).id, units)

    assert district[0].code == "643"
    assert len(district) == 22  # with 13 phường and 8 xã
    assert len(subtree(by_code("66", units).id, units)) == len(units) == 231
    assert [below.code for below in subtree(by_code("SO-NV", units).id, units)] == ["SO-NV"]


def test_the_subtree_of_an_unknown_unit_is_empty(units: list[Unit]) -> None:
    assert subtree(UnitId(9999), units) == []


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("24127", "phường Thống Nhất (thành phố Buôn Ma Thuột)"),
        ("24331", "phường Thống Nhất (thị xã Buôn Hồ)"),
        ("643", "thành phố Buôn Ma Thuột"),
        ("SO-NV", "Sở Nội vụ"),
        ("SO-VP", "Văn phòng UBND tỉnh"),
        ("66", "Tỉnh Đắk Lắk"),
        ("KH-TD", "Thí sinh tự do (công dân từ đủ 18 tuổi)"),
    ],
)
def test_a_label_shows_the_parent_unless_it_is_the_province(
    code: str, text: str, units: list[Unit]
) -> None:
    assert label(by_code(code, units), units) == text


def test_no_two_units_of_the_demonstration_have_the_same_label(units: list[Unit]) -> None:
    assert len({label(unit, units) for unit in units}) == len(units)


@pytest.mark.parametrize(
    ("child", "parent", "is_covered"),
    [
        ((None, None), (None, None), True),
        ((date(2023, 1, 1), LAST_DAY_OF_DISTRICTS), (None, LAST_DAY_OF_DISTRICTS), True),
        ((date(2023, 1, 1), date(2023, 1, 2)), (date(2023, 1, 1), date(2023, 1, 2)), True),
        ((date(2023, 1, 1), None), (None, LAST_DAY_OF_DISTRICTS), False),
        ((None, None), (date(2023, 1, 1), None), False),
        ((date(2022, 12, 31), None), (date(2023, 1, 1), None), False),
        ((None, date(2025, 7, 1)), (None, LAST_DAY_OF_DISTRICTS), False),
    ],
)
def test_a_parent_covers_a_unit_if_it_exists_on_all_its_days(
    child: tuple[date | None, date | None],
    parent: tuple[date | None, date | None],
    is_covered: bool,
) -> None:
    assert is_covered_by(unit(2, 1, *child), unit(1, None, *parent)) is is_covered


@pytest.mark.parametrize(
    ("parents", "cycles"),
    [
        ({}, []),
        ({"66": None, "643": "66", "24118": "643"}, []),
        ({"643": "gone"}, []),
        ({"a": "a"}, [("a",)]),
        ({"x": "a", "a": "b", "b": "c", "c": "a"}, [("a", "b", "c")]),
        ({"a": "b", "b": "a", "ok": None, "c": "d", "d": "c"}, [("a", "b"), ("c", "d")]),
    ],
)
def test_every_circle_of_parents_is_found_once(
    parents: dict[str, str | None], cycles: list[tuple[str, ...]]
) -> None:
    assert find_cycles(parents) == cycles
