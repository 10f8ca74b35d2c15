"""The JSON frames between the page and the server; `docs/web-chat.md` describes each of them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from bot.web.files import file_token
from contest.model import OPTION_LETTERS, AttemptId, Position
from handlers.live_rendering import live_choices, live_text
from handlers.payloads import AnswerChoice, answer_payload
from handlers.ports.contents import (
    Announcement,
    CertificateFile,
    Choice,
    Document,
    Image,
    Question,
    Receipt,
    Text,
)
from handlers.ports.live_contents import LiveQuestion
from handlers.ports.messaging import Acknowledgement, ChoiceStyle, OutboundMessage

MAX_TEXT_LENGTH = 2_000
"""Code points of one typed message; nobody has reason to send more (names, units, numbers)."""

MAX_PAYLOAD_BYTES = 64
"""The strictest platform's limit, so every payload of ours fits (`handlers/payloads.py`)."""


class MalformedFrameError(ValueError):
    """The frame was not written by our page."""


@dataclass(frozen=True, slots=True)
class Say:
    """Typed text; ``id`` is the page's own and stays the same when the frame is sent again."""

    id: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Choose:
    """A press on a choice or on an option of a question."""

    id: str
    payload: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Ping:
    """The page wants to know whether the connection is alive; browsers hide WebSocket pings."""


class OpenQuestion(NamedTuple):
    """The question whose clock is running, and how much of its time is left."""

    attempt: AttemptId
    position: Position
    remaining: timedelta


def read_frame(raw: str) -> Say | Choose | Ping | None:
    """What a frame means; None if its type is unknown, as a newer page may send more.

    Raises:
        MalformedFrameError: if it is not JSON, or a known type without its fields.
    """
    frame = _parse(raw)
    match frame.get("type"):
        case "say":
            return Say(_id(frame), _text(frame, "text"))
        case "choose":
            return Choose(_id(frame), _payload(frame))
        case "ping":
            return Ping()
        case str():
            return None
        case _:
            raise MalformedFrameError("a frame needs a type")


def hello_frame(
    messages: Sequence[dict[str, Any]],
    clock: OpenQuestion | None,
) -> str:
    return _frame("hello", messages=messages, clock=_clock_data(clock))


def message_frame(message: OutboundMessage, remaining: timedelta | None) -> str:
    return _frame("message", message=message_data(message, remaining))


def ack_frame(frame_id: str, ack: Acknowledgement) -> str:
    return _frame("ack", id=frame_id, verdict=ack.verdict, notice=ack.notice)


def chosen_frame(choice: AnswerChoice) -> str:
    return _frame("chosen", attempt=choice.attempt, position=choice.position, place=choice.place)


def pong_frame() -> str:
    return _frame("pong")


def message_data(message: OutboundMessage, remaining: timedelta | None = None) -> dict[str, Any]:
    """A message as the page gets it; its key is its id, so the page can tell repeats.

    Args:
        remaining: time left to answer a question; None if that is told otherwise or over.
    """
    content = message.content
    data: dict[str, Any]
    match content:
        case Text():
            data = _text_data(content.body, content.choices)
        case LiveQuestion():
            # Rooms have pages of their own, with a clock; this is for whoever gets one in a chat.
            style = ChoiceStyle.BUTTONS
            data = _text_data(live_text(content, style), live_choices(content, style))
        case Announcement():
            data = {"kind": "announcement", "title": content.title, "body": content.body}
        case Question():
            data = {"kind": "question", "question": _question_data(content, remaining)}
        case Image():
            file = _file_data(message.key, content.file_name)
            data = {"kind": "image", "body": content.caption, "file": file}
        case Document():
            file = _file_data(message.key, content.file_name)
            file["rows"] = len(content.sheet.rows)
            data = {"kind": "document", "body": content.caption, "file": file}
        case CertificateFile():
            file = _file_data(message.key, content.file_name)
            data = {"kind": "document", "body": content.caption, "file": file}
    previous = content.previous if isinstance(content, Text | Question) else None
    if previous is not None:
        data["previous"] = _receipt_data(previous)
    return {"id": message.key, **data}


def _text_data(body: str, choices: Sequence[Choice]) -> dict[str, Any]:
    offered = [{"label": choice.label, "payload": choice.payload} for choice in choices]
    return {"kind": "text", "body": body, "choices": offered}


def _file_data(key: str, name: str) -> dict[str, Any]:
    """Where the page, and only a page of the same session, finds the file."""
    return {"address": f"files/{file_token(key)}", "name": name}


def _question_data(question: Question, remaining: timedelta | None) -> dict[str, Any]:
    return {
        "attempt": question.attempt,
        "position": question.position,
        "of": question.of,
        "text": question.text,
        "options": [
            {
                "letter": OPTION_LETTERS[place],
                "text": text,
                "payload": answer_payload(question.attempt, question.position, place),
            }
            for place, text in enumerate(question.options)
        ],
        "limit_ms": _milliseconds(question.limit),
        "remaining_ms": None if remaining is None else _milliseconds(remaining),
    }


def _receipt_data(receipt: Receipt) -> dict[str, Any]:
    return {
        "attempt": receipt.attempt,
        "position": receipt.position,
        "passed": receipt.passed.value,
        "place": receipt.place,
        "correct": receipt.correct,
        "right_place": receipt.right_place,
    }


def _clock_data(clock: OpenQuestion | None) -> dict[str, int] | None:
    if clock is None:
        return None
    attempt, position, remaining = clock
    return {
        "attempt": attempt,
        "position": position,
        "remaining_ms": _milliseconds(remaining),
    }


def _milliseconds(duration: timedelta) -> int:
    return max(duration // timedelta(milliseconds=1), 0)


def _frame(type_: str, **fields: Any) -> str:
    return json.dumps({"type": type_, **fields}, ensure_ascii=False, separators=(",", ":"))


def _parse(raw: str) -> dict[str, Any]:
    try:
        frame = json.loads(raw)
    except (ValueError, RecursionError):
        raise MalformedFrameError("not JSON") from None
    if not isinstance(frame, dict):
        raise MalformedFrameError("not an object")
    return frame


def _text(frame: dict[str, Any], name: str) -> str:
    value = frame.get(name)
    if not isinstance(value, str):
        raise MalformedFrameError(f"{name} must be text")
    return value


def _payload(frame: dict[str, Any]) -> str:
    payload = _text(frame, "payload")
    if len(payload) > MAX_PAYLOAD_BYTES or not payload.isascii():
        raise MalformedFrameError("not a payload of ours")
    return payload


def _id(frame: dict[str, Any]) -> str:
    text = _text(frame, "id")
    try:
        canonical = str(UUID(text))
    except ValueError:
        raise MalformedFrameError("id must be a UUID") from None
    # Other spellings of one id would be other updates.
    if text != canonical:
        raise MalformedFrameError("id must be a UUID in its usual form")
    return text
