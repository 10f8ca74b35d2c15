"""What events of the platform mean, field by field."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.adapters._zalo.updates import Me, events_of, message_id_of, read_event
from handlers.ports.addresses import ChatKind, ChatRef, UserRef
from handlers.ports.messaging import InboundMessage
from tests.fakes.clock import START

LAN = {"id": "9f3c0a77de15b2480001", "display_name": "Lan Pham", "is_bot": False}
PRIVATE = {"id": LAN["id"], "chat_type": "PRIVATE"}
GROUP = {"id": "zg41d0c7be9922aa0007", "chat_type": "GROUP"}
ME = Me("4000000001", "bot0123456789", ("Bot Do Vui",))


def event(name: str = "message.text.received", /, **fields: Any) -> dict[str, Any]:
    message = {"from": LAN, "chat": PRIVATE, "message_id": "5c1e77aa90d2", "date": 1795276800123}
    return {"event_name": name, "message": message | fields}


def read(given: Mapping[str, Any]) -> InboundMessage:
    message = read_event(given, ME, START)
    assert message is not None
    return message


def test_a_private_text_is_read_with_all_its_fields() -> None:
    message = read(event(text="B"))

    assert message == InboundMessage(
        update_id="5c1e77aa90d2",
        chat=ChatRef("zalo", "4000000001", "9f3c0a77de15b2480001", ChatKind.PRIVATE),
        sender=UserRef("zalo", "4000000001", "9f3c0a77de15b2480001"),
        received_at=START,
        text="B",
        sent_at=datetime(2026, 11, 21, 16, 0, 0, 123_000, UTC),
    )


def test_a_group_text_is_addressed_to_the_bot_and_read_without_the_mention() -> None:
    message = read(event(chat=GROUP, text="@Bot Do Vui B"))

    assert message.chat == ChatRef("zalo", "4000000001", "zg41d0c7be9922aa0007", ChatKind.GROUP)
    assert message.sender.user_id == "9f3c0a77de15b2480001"
    assert (message.text, message.is_addressed) == ("B", True)


def test_a_reply_to_the_bot_is_read_as_it_is_and_names_no_message() -> None:
    message = read(event(chat=GROUP, text="B"))

    assert (message.text, message.reply_to) == ("B", None)


@pytest.mark.parametrize("field", ["photo", "photo_url"])
def test_of_a_picture_the_caption_is_read(field: str) -> None:
    given = event(
        "message.image.received", chat=GROUP, caption="@Bot Do Vui đây", **{field: "https://x"}
    )

    assert read(given).text == "đây"


@pytest.mark.parametrize(
    "given",
    [
        event("message.image.received", photo="https://cdn.example/x.jpg"),
        event("message.sticker.received", sticker="4f2a", url="https://cdn.example/s.png"),
        event("message.voice.received", voice_url="https://cdn.example/v.aac"),
        event("message.link.received", text="https://example.com"),
        event("message.unsupported.received"),
        {"event_name": "message.unsupported.received"},
        {"event_name": "message.text.received"},
        {"event_name": "message.text.received", "message": None},
        event("group.member.joined", text="B"),
        event(text=""),
        event(),
        event(text="B", chat={"id": "oa1", "chat_type": "OA"}),
        event(text="B", **{"from": LAN | {"is_bot": True}}),
        event(text="B", **{"from": {"id": "bot0123456789"}}),
        {},
        {"ok": False, "error_code": 408},
    ],
    ids=str,
)
def test_what_nobody_said_in_words_means_nothing(given: Mapping[str, Any]) -> None:
    assert read_event(given, ME, START) is None


def test_an_id_is_a_text_however_it_looks() -> None:
    message = read(event(text="B", message_id="00123", chat=PRIVATE | {"id": "00045"}))

    assert (message.update_id, message.chat.chat_id) == ("00123", "00045")


def test_an_id_that_came_as_a_number_becomes_a_text() -> None:
    assert read(event(text="B", message_id=1234567890123456789)).update_id == "1234567890123456789"


@pytest.mark.parametrize("date", [None, "1795276800123", True, 10**30, float("nan"), -(10**30)])
def test_a_strange_date_does_no_harm(date: object) -> None:
    assert read(event(text="B", date=date)).sent_at is None


@pytest.mark.parametrize(
    "given",
    [
        event(text="B", message_id=""),
        event(text="B", message_id=None),
        event(text="B", message_id=True),
        event(text="B", message_id=1.5),
        event(text="B", message_id="x" * 201),
        event(text="B", message_id="\ud800"),
        event(text="B", chat=PRIVATE | {"id": "9f3c\x00"}),
        event(text="B", **{"from": {"id": "\udfff"}}),
        event(text=["B"]),
        event(text="B", chat={}),
        event(text="B", chat="9f3c"),
        event(text="B", **{"from": None}),
        event(text="B", **{"from": {"is_bot": False}}),
        {"event_name": "message.text.received", "message": "B"},
        {"event_name": ["message.text.received"]},
    ],
    ids=str,
)
def test_what_the_platform_does_not_document_is_refused(given: Mapping[str, Any]) -> None:
    with pytest.raises((LookupError, TypeError, ValueError, AttributeError)):
        read_event(given, ME, START)


def test_what_people_wrote_is_in_no_repr() -> None:
    assert "bí mật" not in repr(read(event(text="bí mật")))


ONE = event(text="B")


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        (ONE, [ONE]),
        ({"ok": True, "result": ONE}, [ONE]),
        ([ONE, ONE], [ONE, ONE]),
        ({"ok": True, "result": [ONE]}, [ONE]),
        ([ONE, "x", None], [ONE]),
        ({"ok": True, "result": None}, []),
        (None, []),
        ("B", []),
        (5, []),
    ],
)
def test_events_come_bare_or_wrapped_alone_or_in_a_list(
    payload: object, expected: list[Mapping[str, Any]]
) -> None:
    assert events_of(payload) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (ONE, "5c1e77aa90d2"),
        (event(message_id=7), "7"),
        (event(message_id=""), None),
        (event(message_id=None), None),
        (event(message_id="\ud800"), None),
        ({"event_name": "message.unsupported.received"}, None),
        ({"message": "x"}, None),
    ],
)
def test_a_repeat_is_known_by_the_id_of_its_message(
    given: Mapping[str, Any], expected: str | None
) -> None:
    assert message_id_of(given) == expected
