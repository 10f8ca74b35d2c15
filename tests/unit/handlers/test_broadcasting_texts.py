"""How figures of announcements are written."""

from datetime import timedelta

import pytest

from contest.announcements import (
    AudienceRule,
    Everybody,
    InGroups,
    NotFinished,
    NotPlayed,
    OfLevel,
    OfSubtree,
    Playing,
)
from contest.model import Level, RoundId, UnitId
from handlers.announcing.actors import Refusal
from handlers.broadcasting.audiences import (
    OF_A_ROUND,
    OF_A_UNIT,
    Kind,
    alone,
    kind_of,
    of_round,
    of_unit,
)
from handlers.broadcasting.texts import (
    about_text,
    bar,
    bot_name,
    excerpt,
    fate_name,
    refusal_text,
)
from handlers.ports.announcements import Fate
from handlers.texts.loader import LOCALES, wording


@pytest.mark.parametrize(
    ("done", "total", "expected"),
    [
        (0, 0, "▓▓▓▓▓▓▓▓▓▓"),
        (0, 1_234, "░░░░░░░░░░"),
        (123, 1_234, "░░░░░░░░░░"),
        (124, 1_234, "▓░░░░░░░░░"),
        (767, 1_234, "▓▓▓▓▓▓░░░░"),
        (1_233, 1_234, "▓▓▓▓▓▓▓▓▓░"),
        (1_234, 1_234, "▓▓▓▓▓▓▓▓▓▓"),
    ],
)
def test_a_bar_is_full_only_when_nothing_is_missing(done: int, total: int, expected: str) -> None:
    assert bar(done, total) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0, "chưa đến 1 phút"),
        (59, "chưa đến 1 phút"),
        (60, "khoảng 1 phút"),
        (61, "khoảng 2 phút"),
        (834, "khoảng 14 phút"),
        (3_600, "khoảng 1 giờ"),
        (5_000, "khoảng 1 giờ 24 phút"),
    ],
)
def test_a_duration_is_rounded_up_to_minutes(seconds: int, expected: str) -> None:
    assert about_text(timedelta(seconds=seconds), wording("vi")) == expected


def test_an_excerpt_is_one_line_of_at_most_eighty_characters() -> None:
    assert excerpt("Vòng 2 mở.\n\nMời  bạn tham gia.") == "Vòng 2 mở. Mời bạn tham gia."
    assert excerpt("a" * 80) == "a" * 80
    assert excerpt("a" * 81) == "a" * 79 + "…"


def test_a_bot_is_known_by_its_platform_and_the_page_by_what_it_is() -> None:
    assert bot_name(("zalo", "40"), wording("vi")) == "Zalo 40"
    assert bot_name(("web", "chat"), wording("vi")) == "Trang web"
    assert bot_name(("web", "chat"), wording("en")) == "Web page"


@pytest.mark.parametrize("locale", LOCALES)
def test_every_refusal_and_every_fate_has_its_own_words(locale: str) -> None:
    say = wording(locale)

    assert len({refusal_text(reason, say) for reason in Refusal}) == len(Refusal)
    assert len({fate_name(fate, say) for fate in Fate}) == len(Fate)


AUDIENCES: dict[Kind, AudienceRule] = {
    Kind.EVERYBODY: Everybody(),
    Kind.LEVEL: OfLevel(Level("SO")),
    Kind.SUBTREE: OfSubtree(UnitId(7)),
    Kind.GROUPS: InGroups(),
    Kind.GROUPS_BELOW: InGroups(UnitId(7)),
    Kind.NOT_PLAYED: NotPlayed(RoundId(2)),
    Kind.PLAYING: Playing(RoundId(2)),
    Kind.NOT_FINISHED: NotFinished(RoundId(2)),
}


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_makes_the_audience_that_is_of_that_kind(kind: Kind) -> None:
    expected = AUDIENCES[kind]

    assert kind_of(expected) is kind
    if kind in OF_A_UNIT:
        assert of_unit(kind, UnitId(7)) == expected
    elif kind in OF_A_ROUND:
        assert of_round(kind, RoundId(2)) == expected
    else:
        assert alone(kind) == (None if kind is Kind.LEVEL else expected)
