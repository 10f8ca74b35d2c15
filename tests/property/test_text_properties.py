"""What holds for every text that anybody may type."""

import unicodedata
from datetime import timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from contest.matching import looks_like_answer, match_number, match_option
from contest.model import Level, Topic, Unit, UnitId
from contest.rules import RoundRules, rules_from_data, rules_to_data
from contest.units import fold, search

# Lone surrogates cannot be stored, but a JSON escape brings them in.
ANY_TEXT = st.text(st.characters(codec=None))
OPTIONS = ["a", "b", "c", "d", "đ", "ạ", "à", "1", "2", "10", "12", "5.945", "5,9", "-5"]
AROUND = ["đáp án", "câu", "chọn", "em", "là", "người", "khoảng", ".", ")", "@", "😀"]
ALMOST_ANSWERS = st.lists(st.sampled_from([*OPTIONS, *AROUND]), max_size=5).map(" ".join)
TEXTS = ANY_TEXT | ALMOST_ANSWERS
INVISIBLE = st.text(st.sampled_from("\u200b\u200d\u2060\ufeff\u202e \u00a0\n\t"), max_size=5)

UNITS = [
    Unit(UnitId(number), f"U{number}", name, Level("XA"), UnitId(1) if number > 1 else None)
    for number, name in enumerate(
        ["Tỉnh Đắk Lắk", "Sở Nội vụ", "UBND huyện M'Drắk", "UBND xã Hòa Phú", "Ban Dân tộc"], 1
    )
]


@given(ANY_TEXT)
@example("\u0345")  # a mark whose lower case is a letter
@example("ŉ´İ")
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(ANY_TEXT, st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
@example("m´drak", "NFKD")  # an accent that stands alone is a space with a mark
def test_all_ways_of_composing_a_text_fold_alike(text: str, form: str) -> None:
    assert fold(unicodedata.normalize(form, text)) == fold(text)  # type: ignore[arg-type]


@given(TEXTS, st.integers(0, 10))
def test_an_option_is_one_of_those_shown(text: str, option_count: int) -> None:
    place = match_option(text, option_count)

    assert place is None or 0 <= place < option_count


@given(TEXTS, st.integers(0, 10))
def test_fewer_options_never_give_a_text_another_meaning(text: str, option_count: int) -> None:
    of_ten = match_option(text, 10)

    assert match_option(text, option_count) == (
        of_ten if of_ten is not None and of_ten < option_count else None
    )


@given(TEXTS)
def test_a_number_has_at_most_nine_digits_and_no_sign(text: str) -> None:
    number = match_number(text)

    assert number is None or 0 <= number <= 999_999_999


@given(TEXTS, st.integers(0, 10))
def test_whatever_matches_looks_like_an_answer(text: str, option_count: int) -> None:
    if match_option(text, option_count) is not None or match_number(text) is not None:
        assert looks_like_answer(text)


@given(ALMOST_ANSWERS, INVISIBLE, INVISIBLE)
def test_what_cannot_be_seen_around_a_text_does_not_change_it(
    text: str, before: str, after: str
) -> None:
    assert match_option(before + text + after, 10) == match_option(text, 10)
    assert match_number(before + text + after) == match_number(text)


@given(ALMOST_ANSWERS)
def test_the_way_of_composing_does_not_change_an_answer(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)

    assert match_option(decomposed, 10) == match_option(text, 10)
    assert match_number(decomposed) == match_number(text)


@given(st.integers(0, 999_999_999))
def test_every_number_is_read_back_however_its_thousands_are_marked(number: int) -> None:
    for mark in ",. \u00a0":
        assert match_number(f"{number:,}".replace(",", mark)) == number


@given(TEXTS | st.sampled_from([unit.name for unit in UNITS]), st.integers(0, 5))
def test_a_search_finds_different_units_up_to_its_limit(query: str, limit: int) -> None:
    found = search(query, UNITS, limit)

    assert len(found) <= limit
    assert len({unit.id for unit in found}) == len(found)
    assert set(found) <= set(UNITS)
    assert found == search(query, UNITS, len(UNITS))[:limit]


@given(
    st.integers(1, 10**7),
    st.integers(0, 10**7),
    st.lists(st.tuples(st.text(min_size=1), st.integers(1, 50)), min_size=1, max_size=5),
)
def test_rules_read_back_from_data_have_the_same_version(
    question_ms: int, more_ms: int, topics: list[tuple[str, int]]
) -> None:
    rules = RoundRules(
        blueprint=tuple({Topic(topic): count for topic, count in topics}.items()),
        question_limit=timedelta(milliseconds=question_ms),
        attempt_limit=timedelta(milliseconds=question_ms + more_ms),
    )

    read_back = rules_from_data(rules_to_data(rules))

    assert read_back == rules
    assert read_back.version == rules.version
