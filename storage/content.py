"""The stored form of a message's content: plain JSON with a version, read back exactly equal."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from contest.model import AttemptId, Position
from handlers.ports.contents import (
    Announcement,
    Bar,
    Bars,
    CellKind,
    Certificate,
    CertificateFile,
    Choice,
    Content,
    Document,
    Drawing,
    Image,
    Part,
    Parts,
    Passed,
    Picture,
    Point,
    Question,
    Rank,
    Ranks,
    Receipt,
    Series,
    Sheet,
    SheetColumn,
    Text,
)
from handlers.ports.live_contents import LiveQuestion, LiveRoundId

VERSION = 1
"""Raise it when a form changes, and keep reading the old one: queued messages outlive a release."""

MICROSECOND = timedelta(microseconds=1)


class UnreadableContentError(ValueError):
    """A stored message was written by another version of this product."""


def content_to_data(content: Content) -> dict[str, Any]:
    """Content as plain JSON values."""
    match content:
        case Text():
            kind, data = "text", _text_to_data(content)
        case Question():
            kind, data = "question", _question_to_data(content)
        case LiveQuestion():
            kind, data = "live_question", _live_question_to_data(content)
        case Announcement():
            kind, data = "announcement", {"title": content.title, "body": content.body}
            data |= _until_to_data(content)
        case Image():
            kind, data = "image", _image_to_data(content)
        case Document():
            kind, data = "document", asdict(content)
        case CertificateFile():
            kind, data = "certificate", asdict(content)
    return {"v": VERSION, "kind": kind, **data}


def content_from_data(data: dict[str, Any]) -> Content:
    """Content from what ``content_to_data`` wrote.

    Raises:
        UnreadableContentError: if the version or the kind is unknown.
    """
    reader = _READERS.get(data.get("kind")) if data.get("v") == VERSION else None
    if reader is None:
        raise UnreadableContentError(f"content {data.get('v')!r} {data.get('kind')!r}")
    return reader(data)


def _text_to_data(text: Text) -> dict[str, Any]:
    return {
        "body": text.body,
        "choices": [[choice.label, choice.payload] for choice in text.choices],
        "previous": _receipt_to_data(text.previous),
        **_replaces_to_data(text),
        **({"asks_for_phone": True} if text.asks_for_phone else {}),
        **_until_to_data(text),
    }


def _text_from_data(data: dict[str, Any]) -> Text:
    choices = tuple(Choice(label, payload) for label, payload in data["choices"])
    return Text(
        data["body"],
        choices,
        _receipt_from_data(data["previous"]),
        data.get("replaces"),
        data.get("asks_for_phone", False),
        _until_from_data(data),
    )


def _question_to_data(question: Question) -> dict[str, Any]:
    return {
        "attempt": question.attempt,
        "position": question.position,
        "of": question.of,
        "text": question.text,
        "options": list(question.options),
        "limit_us": question.limit // MICROSECOND,
        "closes_at": question.closes_at.astimezone(UTC).isoformat(),
        "locale": question.locale,
        "previous": _receipt_to_data(question.previous),
        **_replaces_to_data(question),
    }


def _question_from_data(data: dict[str, Any]) -> Question:
    return Question(
        attempt=AttemptId(data["attempt"]),
        position=Position(data["position"]),
        of=data["of"],
        text=data["text"],
        options=tuple(data["options"]),
        limit=data["limit_us"] * MICROSECOND,
        closes_at=datetime.fromisoformat(data["closes_at"]),
        locale=data["locale"],
        previous=_receipt_from_data(data["previous"]),
        replaces=data.get("replaces"),
    )


def _live_question_to_data(question: LiveQuestion) -> dict[str, Any]:
    data = asdict(question)
    return {**data, "options": list(question.options), "limit": question.limit // MICROSECOND}


def _live_question_from_data(data: dict[str, Any]) -> LiveQuestion:
    return LiveQuestion(
        live_round=LiveRoundId(data["live_round"]),
        position=Position(data["position"]),
        of=data["of"],
        text=data["text"],
        options=tuple(data["options"]),
        limit=data["limit"] * MICROSECOND,
        locale=data["locale"],
        as_poll=data["as_poll"],
        may_change=data["may_change"],
        answered=data["answered"],
        replaces=data["replaces"],
        is_closed=data["is_closed"],
    )


def _replaces_to_data(content: Text | Question) -> dict[str, Any]:
    """Left out where there is nothing to replace, which is everywhere but on few platforms."""
    return {} if content.replaces is None else {"replaces": content.replaces}


def _receipt_to_data(receipt: Receipt | None) -> list[Any] | None:
    if receipt is None:
        return None
    return [
        receipt.attempt,
        receipt.position,
        receipt.passed.value,
        receipt.place,
        receipt.correct,
        receipt.right_place,
    ]


def _receipt_from_data(data: list[Any] | None) -> Receipt | None:
    if data is None:
        return None
    attempt, position, passed, place, correct, right_place = data
    return Receipt(
        AttemptId(attempt), Position(position), Passed(passed), place, correct, right_place
    )


def _announcement_from_data(data: dict[str, Any]) -> Announcement:
    return Announcement(data["title"], data["body"], _until_from_data(data))


def _until_to_data(content: Text | Announcement | Image) -> dict[str, Any]:
    """Left out where a message is timely for ever, as most are."""
    return {"until": content.until.astimezone(UTC).isoformat()} if content.until else {}


def _until_from_data(data: dict[str, Any]) -> datetime | None:
    return datetime.fromisoformat(data["until"]) if "until" in data else None


def _image_to_data(image: Image) -> dict[str, Any]:
    """The bytes of a picture that was handed in are kept elsewhere, once."""
    drawing = image.drawing
    return {
        "drawing": {"digest": drawing.digest, "media_type": drawing.media_type}
        if isinstance(drawing, Picture)
        else asdict(drawing),
        "file_name": image.file_name,
        "caption": image.caption,
        **_until_to_data(image),
    }


def _image_from_data(data: dict[str, Any]) -> Image:
    return Image(
        _drawing_from_data(data["drawing"]),
        data["file_name"],
        data["caption"],
        _until_from_data(data),
    )


def _drawing_from_data(drawing: dict[str, Any]) -> Drawing | Picture:
    """A picture without its bytes, or a chart: what it has several of tells which kind it is."""
    if "digest" in drawing:
        return Picture(drawing["digest"], drawing["media_type"])
    title, subtitle = drawing["title"], drawing["subtitle"]
    match drawing:
        case {"parts": parts}:
            return Parts(title, subtitle, tuple(Part(**part) for part in parts))
        case {"points": points}:
            return Series(title, subtitle, tuple(Point(**point) for point in points))
        case {"ranks": ranks, "note": note}:
            return Ranks(title, subtitle, tuple(Rank(**rank) for rank in ranks), note)
        case _:
            return Bars(title, subtitle, tuple(Bar(**bar) for bar in drawing["bars"]))


def _document_from_data(data: dict[str, Any]) -> Document:
    sheet = data["sheet"]
    columns = tuple(
        SheetColumn(column["title"], CellKind(column["kind"]), column["width"])
        for column in sheet["columns"]
    )
    rows = tuple(tuple(row) for row in sheet["rows"])
    return Document(
        Sheet(sheet["name"], sheet["title"], columns, rows), data["file_name"], data["caption"]
    )


def _certificate_from_data(data: dict[str, Any]) -> CertificateFile:
    words = data["certificate"]
    lists = {name: tuple(words[name]) for name in ("heads", "signer_titles")}
    return CertificateFile(Certificate(**{**words, **lists}), data["file_name"], data["caption"])


_READERS: Mapping[Any, Callable[[dict[str, Any]], Content]] = {
    "text": _text_from_data,
    "question": _question_from_data,
    "live_question": _live_question_from_data,
    "announcement": _announcement_from_data,
    "image": _image_from_data,
    "document": _document_from_data,
    "certificate": _certificate_from_data,
}
