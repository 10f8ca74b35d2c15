"""Results: the states of a version, and the exact bytes that its fingerprint is over."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contest.model import AttemptId, Audience, NaiveInstantError, PersonId, RoundId, UnitId
from contest.ranking import Entry, Ranking, rank
from contest.results import (
    TRANSITIONS,
    Fingerprint,
    IllegalStepError,
    ResultLine,
    ResultMove,
    ResultState,
    canonical_line,
    moved,
    next_move,
)
from contest.rules import RoundRules

AT = datetime(2023, 11, 7, 3, 2, 11, tzinfo=UTC)
TRUTH = {Audience.OFFICIALS: 5_945, Audience.CITIZENS: 7}
LINE = ResultLine(
    place=1,
    rank=1,
    group_rank=1,
    person=PersonId(12),
    attempt=AttemptId(34),
    full_name="Nguyễn Thị Hoa",
    audience=Audience.OFFICIALS,
    unit=UnitId(5),
    unit_code="SO-NV",
    unit_name="Sở Nội vụ",
    score=15,
    time_used=timedelta(seconds=95),
    submitted_at=AT,
    distance=0,
)


def fingerprint(*lines: ResultLine, round_id: int = 1, version: str = "0123456789") -> str:
    found = Fingerprint(RoundId(round_id), version, len(lines), TRUTH)
    found.add(lines)
    return found.value


def test_a_version_goes_from_the_check_to_publication_step_by_step() -> None:
    state, passed = ResultState.PROVISIONAL, []
    while move := next_move(state):
        state = moved(state, move)
        passed.append((move, state))

    assert passed == [
        (ResultMove.VERIFY, ResultState.VERIFIED),
        (ResultMove.APPROVE, ResultState.APPROVED),
        (ResultMove.PUBLISH, ResultState.PUBLISHED),
    ]


@pytest.mark.parametrize("state", ResultState)
@pytest.mark.parametrize("move", ResultMove)
def test_what_the_table_does_not_name_is_refused(state: ResultState, move: ResultMove) -> None:
    if (state, move) in TRANSITIONS:
        assert moved(state, move) is TRANSITIONS[state, move]
    else:
        with pytest.raises(IllegalStepError):
            moved(state, move)


def test_nothing_leads_out_of_what_is_superseded_nor_back_from_what_is_published() -> None:
    assert not any(state is ResultState.SUPERSEDED for state, _ in TRANSITIONS)
    assert [move for state, move in TRANSITIONS if state is ResultState.PUBLISHED] == [
        ResultMove.REPLACE
    ]
    assert next_move(ResultState.PUBLISHED) is None


def test_the_canonical_form_is_these_bytes() -> None:
    second = replace(
        LINE,
        place=2,
        rank=2,
        person=PersonId(3),
        unit_code="Đ\t1\\",
        distance=None,
        submitted_at=datetime(2023, 11, 7, 10, 2, 11, 250_000, timezone(timedelta(hours=7))),
    )
    expected = (
        b"hoithi-result-1\t1\t0123456789\t2\tcitizens=7\tofficials=5945\n"
        b"1\t1\t12\t34\tofficials\tSO-NV\t15\t95000000\t0\t2023-11-07T03:02:11.000000Z\n"
        b"2\t1\t3\t34\tofficials\t\xc4\x90\\t1\\\\\t15\t95000000\t\t2023-11-07T03:02:11.250000Z\n"
    )

    assert fingerprint(LINE, second) == hashlib.sha256(expected).hexdigest()


def test_a_round_without_a_prediction_has_no_truth_in_its_heading() -> None:
    found = Fingerprint(RoundId(1), "0123456789", 0, None)

    expected = b"hoithi-result-1\t1\t0123456789\t0\n"
    assert found.value == hashlib.sha256(expected).hexdigest()


def test_a_unit_code_is_the_same_in_either_unicode_form() -> None:
    composed, decomposed = "Đắk", "Đa\u0306\u0301k"

    assert canonical_line(replace(LINE, unit_code=composed)) == canonical_line(
        replace(LINE, unit_code=decomposed)
    )


@pytest.mark.parametrize(
    "change",
    [
        {"rank": 2},
        {"group_rank": 2},
        {"person": PersonId(13)},
        {"attempt": AttemptId(35)},
        {"audience": Audience.CITIZENS},
        {"unit_code": "SO-YT"},
        {"score": 14},
        {"time_used": timedelta(seconds=95, microseconds=1)},
        {"distance": None},
        {"distance": 1},
        {"submitted_at": AT + timedelta(microseconds=1)},
    ],
)
def test_whatever_is_changed_in_a_line_changes_the_fingerprint(change: dict[str, object]) -> None:
    assert fingerprint(replace(LINE, **change)) != fingerprint(LINE)  # type: ignore[arg-type]


def test_another_round_rules_or_truth_change_the_fingerprint() -> None:
    other_truth = Fingerprint(RoundId(1), "0123456789", 1, {**TRUTH, Audience.CITIZENS: 8})
    other_truth.add([LINE])

    found = {
        fingerprint(LINE),
        fingerprint(LINE, round_id=2),
        fingerprint(LINE, version="9876543210"),
        other_truth.value,
    }
    assert len(found) == 4


@pytest.mark.parametrize("change", [{"full_name": None}, {"unit_name": "Khác"}])
def test_names_are_not_in_the_fingerprint(change: dict[str, object]) -> None:
    assert fingerprint(replace(LINE, **change)) == fingerprint(LINE)  # type: ignore[arg-type]


def test_lines_out_of_order_are_refused() -> None:
    found = Fingerprint(RoundId(1), "0123456789", 2, TRUTH)
    found.add([replace(LINE, person=PersonId(13))])

    with pytest.raises(ValueError, match="out of order"):
        found.add([LINE])


def test_a_line_that_is_missing_is_noticed() -> None:
    found = Fingerprint(RoundId(1), "0123456789", 2, TRUTH)
    found.add([LINE])

    with pytest.raises(ValueError, match="1 lines of a result instead of 2"):
        _ = found.value


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(NaiveInstantError):
        replace(LINE, submitted_at=AT.replace(tzinfo=None))


def test_neither_names_nor_scores_are_in_a_repr() -> None:
    assert "Hoa" not in repr(LINE)
    assert "score" not in repr(LINE)


entries = st.lists(
    st.builds(
        lambda person, score, prediction, minutes: Entry(
            PersonId(person),
            AttemptId(person),
            Audience.OFFICIALS if person % 3 else Audience.CITIZENS,
            score,
            AT + timedelta(minutes=minutes),
            timedelta(minutes=1),
            AT,
            prediction,
        ),
        st.integers(1, 10**6),
        st.integers(0, 15),
        st.none() | st.integers(0, 5),
        st.integers(0, 3),
    ),
    unique_by=lambda entry: entry.person,
    max_size=20,
)


@given(entries, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_fingerprint_does_not_depend_on_the_order_in_which_attempts_come(
    found: list[Entry], chance: object
) -> None:
    shuffled = list(found)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]

    assert of_ranking(rank(found, RoundRules())) == of_ranking(rank(shuffled, RoundRules()))


def of_ranking(ranking: Ranking) -> str:
    found = Fingerprint(RoundId(1), RoundRules().version, len(ranking.places), ranking.truth)
    found.add(
        replace(
            LINE,
            place=place,
            rank=each.rank,
            group_rank=each.group_rank,
            person=each.entry.person,
            attempt=each.entry.attempt,
            audience=each.entry.audience,
            score=each.entry.score,
            submitted_at=each.entry.submitted_at,
            distance=each.distance,
        )
        for place, each in enumerate(ranking.places, start=1)
    )
    return found.value
