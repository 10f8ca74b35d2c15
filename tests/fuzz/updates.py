"""Updates as the platforms bring them, to be changed; ids are those of nobody."""

from collections.abc import Sequence
from typing import Any

_CHAT = {"id": 5001, "type": "private", "first_name": "Hoa", "last_name": "Nguyễn"}
_GROUP = {"id": -100_500_1, "type": "supergroup", "title": "Tổ thi đua xã Ea Kao"}
_PERSON = {"id": 5001, "is_bot": False, "first_name": "Hoa", "language_code": "vi"}
_QUESTION = {"message_id": 7, "date": 1_700_000_000, "chat": _CHAT, "text": "Câu 1/3"}


def _message(**more: Any) -> dict[str, Any]:
    return {"message_id": 8, "date": 1_700_000_000, "chat": _CHAT, "from": _PERSON, **more}


TELEGRAM: Sequence[dict[str, Any]] = [
    {"update_id": 1, "message": _message(text="/start SO-NV")},
    {"update_id": 2, "message": _message(text="B", reply_to_message=_QUESTION)},
    {
        "update_id": 3,
        "message": _message(
            chat=_GROUP,
            text="@hoithi_bot tình hình",
            entities=[{"type": "mention", "offset": 0, "length": 11}],
        ),
    },
    {
        "update_id": 4,
        "callback_query": {
            "id": "77",
            "from": _PERSON,
            "message": _QUESTION,
            "chat_instance": "1",
            "data": "a:1:1:0",
        },
    },
    {
        "update_id": 5,
        "callback_query": {
            "id": "78",
            "from": _PERSON,
            "message": {**_QUESTION, "chat": _GROUP},
            "chat_instance": "1",
            "data": "l:1:1:2",
        },
    },
    {
        "update_id": 6,
        "message": _message(
            contact={"phone_number": "84", "first_name": "Hoa", "user_id": 5001},
        ),
    },
    {
        "update_id": 7,
        "my_chat_member": {
            "chat": _GROUP,
            "from": _PERSON,
            "date": 1_700_000_000,
            "old_chat_member": {"user": {"id": 1, "is_bot": True}, "status": "member"},
            "new_chat_member": {"user": {"id": 1, "is_bot": True}, "status": "kicked"},
        },
    },
    {"update_id": 8, "edited_message": _message(text="đã sửa", edit_date=1_700_000_001)},
    {
        "update_id": 9,
        "message": _message(
            caption="thi", photo=[{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]
        ),
    },
    {
        "update_id": 10,
        "poll_answer": {"poll_id": "9", "user": _PERSON, "option_ids": [1]},
    },
    {"update_id": 11, "message": _message(chat=_GROUP, migrate_to_chat_id=-100_600)},
    {"update_id": 12, "message": _message(chat=_GROUP, new_chat_members=[_PERSON])},
]

ZALO: Sequence[dict[str, Any]] = [
    {
        "ok": True,
        "result": {
            "event_name": "message.text.received",
            "message": {
                "from": {"id": "u5001", "display_name": "Hoa", "is_bot": False},
                "chat": {"id": "u5001", "chat_type": "PRIVATE"},
                "text": "vào thi",
                "message_id": "m1",
                "date": 1_700_000_000_000,
            },
        },
    },
    {
        "event_name": "message.text.received",
        "message": {
            "from": {"id": "u5002", "display_name": "Bình", "is_bot": False},
            "chat": {"id": "g1", "chat_type": "GROUP"},
            "text": "@Bot Đố Vui B",
            "message_id": "m2",
            "date": 1_700_000_000_000,
            "quote": {"message_id": "m1"},
        },
    },
    {
        "event_name": "message.image.received",
        "message": {
            "from": {"id": "u5003", "display_name": "An"},
            "chat": {"id": "u5003", "chat_type": "PRIVATE"},
            "photo": "https://photo.example/a.jpg",
            "caption": "thi",
            "message_id": "m3",
            "date": 1_700_000_000_000,
        },
    },
    {
        "event_name": "message.unsupported.received",
        "message": {
            "from": {"id": "u5004"},
            "chat": {"id": "u5004", "chat_type": "PRIVATE"},
            "message_id": "m4",
        },
    },
]

FRAMES: Sequence[dict[str, Any]] = [
    {"type": "say", "id": "5f0d2c9e-0f6a-4c62-9a5e-0d5c3b2a1f00", "text": "bắt đầu"},
    {"type": "choose", "id": "5f0d2c9e-0f6a-4c62-9a5e-0d5c3b2a1f01", "payload": "c:play"},
    {"type": "choose", "id": "5f0d2c9e-0f6a-4c62-9a5e-0d5c3b2a1f02", "payload": "a:1:1:0"},
    {"type": "ping"},
]
