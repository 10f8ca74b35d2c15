"""``hoithi join-link``: the address of a unit's people, as text and as a QR code."""

import pytest

from bot.commands.addresses import unit_word
from bot.documents.qr import qr_png, qr_svg
from contest.units import fold
from tests.integration.bot.command_line import CommandLine
from tests.integration.bot.participants import with_contest

LINK = "https://thi.example.vn/chat/?u=SO-NV"


@pytest.fixture
def cli(cli: CommandLine, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """A command line with the units of the demonstration and the address of the web chat."""
    monkeypatch.setenv("PUBLIC_URL", "https://thi.example.vn")
    return with_contest(cli)


@pytest.mark.parametrize("named", ["SO-NV", "so-nv", "Sở Nội vụ"])
def test_the_link_opens_the_web_chat_with_the_unit(cli: CommandLine, named: str) -> None:
    result = cli("join-link", "--unit", named)

    assert (result.exit_code, result.stdout, result.stderr) == (0, f"{LINK}\n", "")


def test_the_code_is_written_as_pictures(cli: CommandLine) -> None:
    png, svg = cli.folder / "a.png", cli.folder / "a.svg"

    result = cli("join-link", "--unit", "SO-NV", "--png", png, "--svg", svg)

    assert (result.exit_code, result.stdout) == (0, f"{LINK}\n")
    assert png.read_bytes() == qr_png(LINK, "Sở Nội vụ")
    assert svg.read_text(encoding="utf-8") == qr_svg(LINK)


def test_a_server_may_live_below_a_path(cli: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBLIC_URL", "http://example.vn:8080/thi")

    assert cli("join-link", "--unit", "643").stdout == "http://example.vn:8080/thi/chat/?u=643\n"


@pytest.mark.parametrize(
    ("code", "word"), [("SO-NV", "SO-NV"), ("xã 01", "XA-01"), ("ĐẮK/2", "DAK-2")]
)
def test_every_code_of_a_unit_becomes_one_word_that_is_found_again(code: str, word: str) -> None:
    assert unit_word(code) == word
    assert fold(word) == fold(code)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PUBLIC_URL", ""),
        ("MESSAGING_ADAPTERS", "zalo"),
    ],
)
def test_without_an_address_of_the_web_chat_the_setting_is_named(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)

    result = cli("join-link", "--unit", "SO-NV")

    assert (result.exit_code, result.stdout) == (2, "")
    assert name in result.stderr


@pytest.mark.parametrize(
    "value",
    [
        "thi.example.vn",
        "ftp://thi.example.vn",
        "https://thi.example.vn/",
        "https://thi.example.vn?a=b",
        "https://ten:mat-khau@thi.example.vn",
    ],
)
def test_an_address_that_cannot_be_built_upon_stops_every_command(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("PUBLIC_URL", value)

    result = cli("join-link", "--unit", "SO-NV")

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("PUBLIC_URL: ")
    assert "mat-khau" not in result.stderr


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--unit", "SO-NX"), "SO-NV"),
        (("--unit", "66"), "Tỉnh Đắk Lắk"),
        ((), "--unit"),
        (("--unit", "SO-NV", "--png", "a.jpg"), ".png"),
        (("--unit", "SO-NV", "--svg", "a.png"), ".svg"),
    ],
)
def test_a_link_that_leads_nowhere_is_refused(
    cli: CommandLine, options: tuple[str, ...], told: str
) -> None:
    result = cli("join-link", *options)

    assert (result.exit_code, result.stdout) == (2, "")
    assert told in result.stderr
