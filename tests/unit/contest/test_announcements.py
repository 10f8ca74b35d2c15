from datetime import timedelta
from typing import Any

import pytest

from contest.announcements import (
    TRANSITIONS,
    AnnouncementMove,
    AnnouncementState,
    AudienceError,
    AudienceRule,
    Everybody,
    IllegalAnnouncementMoveError,
    InGroups,
    NotFinished,
    NotPlayed,
    OfLevel,
    OfSubtree,
    Playing,
    audience_from_data,
    audience_to_data,
    can,
    expected_duration,
    moved,
    remaining_duration,
)
from contest.model import Level, RoundId, UnitId

AUDIENCES: list[tuple[AudienceRule, dict[str, Any]]] = [
    (Everybody(), {"kind": "everybody"}),
    (OfLevel(Level("XA")), {"kind": "level", "level": "XA"}),
    (OfSubtree(UnitId(7)), {"kind": "subtree", "unit": 7}),
    (InGroups(), {"kind": "groups", "unit": None}),
    (InGroups(UnitId(7)), {"kind": "groups", "unit": 7}),
    (NotPlayed(RoundId(2)), {"kind": "not_played", "round": 2}),
    (Playing(RoundId(2)), {"kind": "playing", "round": 2}),
    (NotFinished(RoundId(2)), {"kind": "not_finished", "round": 2}),
]


@pytest.mark.parametrize(("audience", "data"), AUDIENCES)
def test_an_audience_is_read_back_as_it_was_written(
    audience: AudienceRule, data: dict[str, Any]
) -> None:
    assert audience_to_data(audience) == data
    assert audience_from_data(data) == audience


@pytest.mark.parametrize(
    ("data", "error"),
    [
        ([], "the whole: [] instead of an object"),
        ({}, "kind: None is none of everybody, level, subtree, groups, not_played"),
        ({"kind": "friends"}, "kind: 'friends' is none of everybody"),
        ({"kind": ["level"]}, "kind: ['level'] is none of everybody"),
        ({"kind": "everybody", "unit": 7}, "unit: unknown name"),
        ({"kind": "subtree"}, "unit: missing"),
        ({"kind": "subtree", "unit": None}, "unit: None instead of int"),
        ({"kind": "groups"}, "unit: missing"),
        ({"kind": "groups", "unit": "7"}, "unit: '7' instead of int"),
        ({"kind": "playing", "round": True}, "round: True instead of int"),
    ],
)
def test_what_is_no_audience_is_not_guessed_at(data: Any, error: str) -> None:
    with pytest.raises(AudienceError) as raised:
        audience_from_data(data)

    assert str(raised.value).startswith(error)


def test_the_way_from_a_draft_to_everybody_with_a_rest() -> None:
    state = AnnouncementState.DRAFT
    moves = ("schedule", "begin", "pause", "resume", "finish", "resend", "finish")

    states = [state := moved(state, AnnouncementMove(move)) for move in moves]

    assert states == [
        *("scheduled", "sending", "paused", "sending"),
        *("finished", "sending", "finished"),
    ]


@pytest.mark.parametrize(
    ("state", "move"),
    [
        *(("cancelled", move) for move in AnnouncementMove),
        *(("finished", move) for move in ("confirm", "pause", "resume", "cancel", "begin")),
        *(("sending", move) for move in ("confirm", "schedule", "resend")),
        ("draft", "begin"),
        ("scheduled", "pause"),
    ],
)
def test_there_is_no_way_back_and_no_second_confirmation(state: str, move: str) -> None:
    assert not can(AnnouncementState(state), AnnouncementMove(move))
    with pytest.raises(IllegalAnnouncementMoveError):
        moved(AnnouncementState(state), AnnouncementMove(move))


def test_everything_that_is_not_over_can_be_cancelled() -> None:
    cancellable = {state for state, move in TRANSITIONS if move is AnnouncementMove.CANCEL}

    assert cancellable == {"draft", "scheduled", "sending", "paused"}


def test_the_slowest_bot_says_how_long_it_takes() -> None:
    messages = {("telegram", "1"): 25_000, ("zalo", "40"): 60, ("web", "chat"): 9_000}
    rates = {("telegram", "1"): 30.0, ("zalo", "40"): 0.05, ("telegram", "2"): 1.0}

    assert expected_duration(messages, rates) == timedelta(minutes=20)
    assert expected_duration({("telegram", "1"): 1_500}, rates) == timedelta(seconds=50)
    assert expected_duration({("web", "chat"): 9_000}, rates) == timedelta(0)
    assert expected_duration({}, rates) == timedelta(0)


def test_what_remains_is_estimated_at_the_measured_rate() -> None:
    assert remaining_duration(900, 30.0) == timedelta(seconds=30)
    assert remaining_duration(0, 30.0) == timedelta(0)
    assert remaining_duration(900, 0.0) is None
