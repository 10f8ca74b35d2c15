"""No token, password, phone number or answer in a log (invariant 12)."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.logs import configure, scrub

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
PHONE = "0912345678"


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.getLogger("apscheduler").setLevel(logging.NOTSET)
    structlog.reset_defaults()


def logged(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            f"POST https://api.telegram.org/bot{TOKEN}/sendMessage 200",
            "POST https://api.telegram.org/bot[hidden]/sendMessage 200",
        ),
        (
            f"https://bot-api.zaloplatforms.com/bot{TOKEN}/getUpdates?offset=5",
            "https://bot-api.zaloplatforms.com/bot[hidden]/getUpdates?offset=5",
        ),
        (
            f"/file/bot{TOKEN.replace(':', '%3A')}/photos/1.jpg",
            "/file/bot[hidden]/photos/1.jpg",
        ),
        (
            "postgresql+asyncpg://hoithi:mat-khau@localhost:5432/hoithi failed",
            "postgresql+asyncpg://[hidden]@localhost:5432/hoithi failed",
        ),
        ("postgresql://hoithi:mat/khau@localhost/hoithi", "postgresql://[hidden]@localhost/hoithi"),
        ("redis://:mat-khau@cache:6379/0", "redis://[hidden]@cache:6379/0"),
        (
            '127.0.0.1:4711 - "WebSocket /phong/QK7M2XWP/socket" [accepted]',
            '127.0.0.1:4711 - "WebSocket /phong/[hidden]/socket" [accepted]',
        ),
        ("/man-hinh/12-0.xY-_z%3D9/code.svg", "/man-hinh/[hidden]/code.svg"),
        ("https://thi.example.vn/man-hinh/12-0.x", "https://thi.example.vn/man-hinh/[hidden]"),
        (f"gọi {PHONE} nhé", "gọi [hidden] nhé"),
        ("gọi 0912 345 678 nhé", "gọi [hidden] nhé"),
        ("gọi 0912.345.678.", "gọi [hidden]."),
        ("+84912345678", "[hidden]"),
        ("+84 912 345 678", "[hidden]"),
        ("84912345678", "[hidden]"),
        (
            "duplicate key\nDETAIL:  Key (full_name)=(Nguyễn Thị Hoa) already exists.\nrest",
            "duplicate key\nDETAIL:  [hidden]\nrest",
        ),
    ],
)
def test_what_must_not_be_seen_is_hidden(text: str, expected: str) -> None:
    assert scrub(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2023-11-07 08:00:00,123 INFO",
        "2023-11-07T01:00:00.123456Z",
        "web:chat:0f8fad5b-d9cb-469f-a165-70867728950e",
        "attempt 12345678 of 123456789012",
        "http://127.0.0.1:8080/chat/",
        "sqlite:///data/hoithi.db",
        "questions_overdue count=20000",
    ],
)
def test_ids_times_and_addresses_stay_readable(text: str) -> None:
    assert scrub(text) == text


@pytest.mark.parametrize("as_json", [True, False])
def test_bodies_and_personal_data_are_hidden_by_their_keys(
    as_json: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    configure("INFO", as_json=as_json)

    structlog.get_logger().info(
        "update_failed",
        chat="web:chat:7",
        text="đáp án bê",
        body="nội dung",
        token="bảo mật",
        secret="bí mật",
        phone="số máy",
        option=2,
        answer="câu trả lời",
        full_name="Nguyễn Thị Hoa",
        update={"id": 5, "text": "trong cùng", "parts": [{"full_name": "Lê Văn Tám"}]},
    )

    line = logged(capsys)
    assert "update_failed" in line
    assert "web:chat:7" in line
    for hidden in (
        "đáp án bê",
        "nội dung",
        "bảo mật",
        "bí mật",
        "số máy",
        "câu trả lời",
        "Nguyễn Thị Hoa",
        "trong cùng",
        "Lê Văn Tám",
    ):
        assert hidden not in line
    assert line.count("[hidden]") == 10


@pytest.mark.parametrize("as_json", [True, False])
def test_a_secret_is_hidden_wherever_it_stands_in_an_event(
    as_json: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    configure("INFO", as_json=as_json)

    structlog.get_logger().info(
        f"said {PHONE}",
        reason=f"no answer from /bot{TOKEN}/x",
        where=[f"https://a:{TOKEN}@b/"],
        error=ValueError(PHONE),
    )

    line = logged(capsys)
    assert TOKEN not in line
    assert PHONE not in line


@pytest.mark.parametrize("as_json", [True, False])
def test_an_exception_is_logged_without_what_must_not_be_seen(
    as_json: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    configure("INFO", as_json=as_json)

    try:
        raise RuntimeError(f"https://api.telegram.org/bot{TOKEN}/getMe said {PHONE}")
    except RuntimeError:
        structlog.get_logger().exception("poll_failed")

    text = logged(capsys)
    assert "RuntimeError" in text
    assert "/bot[hidden]/getMe" in text
    assert TOKEN not in text
    assert PHONE not in text


def test_lines_of_foreign_libraries_are_scrubbed_with_their_exceptions(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure("INFO", as_json=True)

    try:
        raise RuntimeError(f"postgresql://hoithi:mat-khau@localhost/ {PHONE}")
    except RuntimeError:
        logging.getLogger("foreign").exception("GET /bot%s/getMe", TOKEN)

    text = logged(capsys)
    assert "GET /bot[hidden]/getMe" in text
    assert "RuntimeError" in text
    for secret in (TOKEN, PHONE, "mat-khau"):
        assert secret not in text


def test_a_json_log_has_one_object_a_line_in_readable_vietnamese(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure("INFO", as_json=True)

    structlog.get_logger().info("round_opened", name="Vòng 1", round=3)

    (line,) = logged(capsys).splitlines()
    assert "Vòng 1" in line
    event = json.loads(line)
    assert (event["event"], event["name"], event["round"]) == ("round_opened", "Vòng 1", 3)
    assert (event["level"], event["timestamp"][-1]) == ("info", "Z")


def test_what_is_less_important_than_asked_for_is_not_logged(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure("WARNING", as_json=True)

    structlog.get_logger().info("round_opened")
    logging.getLogger("foreign").info("connected")

    assert logged(capsys) == ""


def test_even_a_debug_log_has_no_statement_or_frame_of_a_foreign_library(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure("DEBUG", as_json=True)

    logging.getLogger("aiosqlite").debug("executing insert ('Nguyễn Thị Hoa')")
    logging.getLogger("uvicorn.error").debug("< TEXT 'đáp án bê'")
    structlog.get_logger().debug("relay_polled")

    text = logged(capsys)
    assert "relay_polled" in text
    assert "Nguyễn Thị Hoa" not in text
    assert "đáp án bê" not in text
