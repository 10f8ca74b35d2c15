from datetime import UTC, datetime

import pytest

from contest.units import fold
from handlers.commands import COMMANDS, is_skip, named, offer, read
from handlers.payloads import CommandChoice, command_payload, parse_payload
from handlers.ports.addresses import ChatRef, UserRef
from handlers.ports.messaging import InboundMessage
from handlers.routing import USE_CASES
from handlers.texts.loader import LOCALES, wording


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("vào thi", "play"),
        ("VAO  THI!", "play"),
        ("/thi", "play"),
        ("/Thi@hoithi_bot", "play"),
        ("bắt đầu làm bài", "begin"),
        ("Bắt đầu", "start"),
        ("/start", "start"),
        ("dang ki", "register"),
        ("/đăngký", "register"),
        ("/đăng ký", "register"),
        ("tiếp tục.", "resume"),
        ("/tieptuc", "resume"),
        ("Bỏ qua", "skip"),
        ("/bo qua", "skip"),
        ("điểm của tôi?", "score"),
        ("/điểm", "score"),
        ("xem đáp án", "answers"),
        ("thể lệ", "rules"),
        ("THE LE", "rules"),
        ("trợ giúp", "help"),
        ("/help", "help"),
        ("hủy", "cancel"),
        ("huỷ", "cancel"),
        ("/huy", "cancel"),
        ("/english", "english"),
        ("/tiengviet", "vietnamese"),
        ("dữ liệu của tôi", "data"),
        ("xóa dữ liệu", "erase"),
        ("xoá dữ liệu", "erase"),
        ("rút đồng ý", "erase"),
        ("tình hình", "situation"),
        ("/tiendo", "progress"),
        ("tie\u0302\u0301p tu\u0323c", "resume"),
    ],
)
def test_a_command_is_understood_with_and_without_marks(text: str, name: str) -> None:
    given = read(text)

    assert given is not None
    assert given.command.name == name


@pytest.mark.parametrize(
    "text",
    ["", "/", "B", "2", "vào thi đi", "Nguyễn Thị Hoa", "/nothing", "đáp án b", "?", "hủy bỏ"],
)
def test_other_texts_are_no_command(text: str) -> None:
    assert read(text) is None


def test_a_unit_code_may_follow_a_command_that_takes_one() -> None:
    given = read("/start SO-NV")
    typed = read("bắt đầu so-nv")

    assert given is not None
    assert (given.command.name, given.argument, given.is_slash) == ("start", "SO-NV", True)
    assert typed is not None
    assert (typed.command.name, typed.argument, typed.is_slash) == ("start", "so-nv", False)
    assert read("điểm SO-NV") is None


def test_no_word_means_two_commands() -> None:
    words = [word for command in COMMANDS for word in command.words]

    assert len(words) == len(set(words))


def test_words_are_written_as_they_are_compared() -> None:
    for command in COMMANDS:
        for word in command.words:
            assert word.removeprefix("/") == fold(word)


@pytest.mark.parametrize("locale", LOCALES)
def test_the_label_of_every_command_can_be_typed(locale: str) -> None:
    for command in COMMANDS:
        given = read(wording(locale)(f"command-{command.name}"))

        assert given is not None
        assert given.command is command


def test_every_command_has_a_use_case_and_a_slash_form() -> None:
    assert set(USE_CASES) == {command.name for command in COMMANDS}
    assert all(any(word.startswith("/") for word in command.words) for command in COMMANDS)


def test_an_offer_runs_the_commands_named() -> None:
    choices = offer(wording("vi"), "play", "rules")

    assert [choice.label for choice in choices] == ["Vào thi", "Thể lệ"]
    assert [parse_payload(choice.payload) for choice in choices] == [
        CommandChoice("play"),
        CommandChoice("rules"),
    ]
    assert named("play") is COMMANDS[2]
    assert named("nothing") is None


@pytest.mark.parametrize(
    ("text", "choice", "expected"),
    [
        ("bỏ qua", None, True),
        ("/boqua", None, True),
        ("skip", None, True),
        ("", command_payload("skip"), True),
        ("bỏ qua", command_payload("play"), False),
        ("A", None, False),
        ("", "a:1:1:0", False),
    ],
)
def test_a_skip_is_told_from_other_messages(text: str, choice: str | None, expected: bool) -> None:
    message = InboundMessage(
        update_id="1",
        chat=ChatRef("web", "test", "1"),
        sender=UserRef("web", "test", "1"),
        received_at=datetime(2023, 11, 7, tzinfo=UTC),
        text=text,
        choice=choice,
    )

    assert is_skip(message) is expected


def test_a_long_text_is_not_read_word_by_word(monkeypatch: pytest.MonkeyPatch) -> None:
    folded: list[str] = []

    def counted(text: str) -> str:
        folded.append(text)
        return fold(text)

    monkeypatch.setattr("handlers.commands.fold", counted)

    assert read("a " * 1_000) is None
    assert len(folded) <= 10
