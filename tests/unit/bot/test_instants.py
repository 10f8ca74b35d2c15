"""Times as an organiser types them on the command line (domain.md 2.2)."""

from datetime import UTC, datetime

import pytest
import typer

from bot.commands.common import local_instant
from handlers.texts.loader import wording

SAY = wording("vi")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2023-11-07", datetime(2023, 11, 6, 17, 0, tzinfo=UTC)),
        ("2023-11-07 07:30", datetime(2023, 11, 7, 0, 30, tzinfo=UTC)),
        ("2023-11-07T07:30", datetime(2023, 11, 7, 0, 30, tzinfo=UTC)),
        ("07/11/2023", datetime(2023, 11, 6, 17, 0, tzinfo=UTC)),
        ("7/11/2023 7:30", datetime(2023, 11, 7, 0, 30, tzinfo=UTC)),
        ("  21/11/2023 24:00 ", datetime(2023, 11, 21, 17, 0, tzinfo=UTC)),
        ("2023-11-21 24:00", datetime(2023, 11, 21, 17, 0, tzinfo=UTC)),
        ("2023-12-31 24:00", datetime(2023, 12, 31, 17, 0, tzinfo=UTC)),
    ],
)
def test_an_instant_is_local_time(typed: str, expected: datetime) -> None:
    assert local_instant(typed, SAY) == expected


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "mai",
        "2023-11-31",
        "2023-13-01",
        "11/21/2023",
        "2023-11-07 25:00",
        "2023-11-07 24:30",
        "2023-11-07 07:60",
        "2023-11-07 07:30:15",
        "2023-11-07 sáng",
        "0001-01-01",
        "9999-12-31 24:00",
        "99999-01-01",
    ],
)
def test_what_is_no_instant_is_shown_and_refused(
    typed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(typer.Exit) as caught:
        local_instant(typed, SAY)

    assert caught.value.exit_code == 2
    error = capsys.readouterr().err
    assert f"“{typed}”" in error
    assert len(error.splitlines()) == 1


def test_only_the_beginning_of_a_long_text_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit):
        local_instant("9" * 10_000, SAY)

    assert len(capsys.readouterr().err) < 300
