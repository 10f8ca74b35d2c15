"""Texts with entities: offsets in UTF-16 units, lengths in code points, cleaning and trimming.

Sources: tdlib/td ``MessageEntity.cpp`` (``fix_formatted_text``), ``misc.cpp``
(``clean_input_string``), ``MessageContent.cpp`` (``utf8_length`` and ``message_text_length_max``).
"""

import json
import re
from json.encoder import encode_basestring_ascii
from typing import NamedTuple

from tests.platforms.telegram.bodies import Params
from tests.platforms.telegram.errors import bad_request

MAX_TEXT_LENGTH = 4096
"""Code points, after parsing; core.telegram.org/constructor/config says "utf8 codepoints"."""
MAX_CAPTION_LENGTH = 1024
MAX_RAW_BYTES = 1 << 15
"""Bytes before parsing; telegram-bot-api ``Client::get_formatted_text``."""

quoted = encode_basestring_ascii
"""One text as JSON."""
as_json = json.JSONEncoder(separators=(",", ":")).encode
"""JSON without blanks, in ASCII."""
BLANKED = re.compile(r"[\x00-\x09\x0b\x0c\x0e-\x1f]")
REMOVED = re.compile("[\r\u2028-\u202e\u0333\u033f\u030a]")
UNWANTED = re.compile(f"{BLANKED.pattern}|{REMOVED.pattern}")
ENTITY_TYPES = frozenset(
    {
        "blockquote",
        "bold",
        "code",
        "custom_emoji",
        "date_time",
        "expandable_blockquote",
        "italic",
        "pre",
        "spoiler",
        "strikethrough",
        "text_link",
        "text_mention",
        "underline",
    }
)
# Servers find these by themselves and ignore them in a request.
FOUND_TYPES = frozenset(
    {
        "bank_card_number",
        "bot_command",
        "cashtag",
        "email",
        "hashtag",
        "mention",
        "phone_number",
        "url",
    }
)


class Entity(NamedTuple):
    """A stretch of a text that is formatted or means something; sorts as the server sorts.

    Attributes:
        offset: UTF-16 units.
        length: UTF-16 units.
        detail: the field that some kinds carry, such as ``"url":"..."``, as JSON.
    """

    offset: int
    length: int
    kind: str
    detail: str = ""

    @property
    def end(self) -> int:
        return self.offset + self.length

    @property
    def json(self) -> str:
        detail = f",{self.detail}" if self.detail else ""
        return f'{{"offset":{self.offset},"length":{self.length},"type":"{self.kind}"{detail}}}'


class FormattedText(NamedTuple):
    """A text as the server keeps it."""

    text: str
    entities: tuple[Entity, ...] = ()

    def json(self, text_field: str, entities_field: str) -> str:
        """The two fields of a message, without braces."""
        fields = f'"{text_field}":{quoted(self.text)}'
        if self.entities:
            fields += f',"{entities_field}":[{",".join(one.json for one in self.entities)}]'
        return fields


NO_TEXT = FormattedText("")


def utf16_length(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cleaned(parsed: FormattedText) -> FormattedText:
    """Without control characters, and without blanks at both ends."""
    text, entities = parsed
    if UNWANTED.search(text):
        text, entities = _without_removed(BLANKED.sub(" ", text), entities)
    if text[:1] in ("", " ", "\n") or text[-1:] in (" ", "\n"):
        text, entities = _trimmed(text, entities)
    if entities:
        entities = tuple(
            sorted((one for one in entities if one.length > 0), key=lambda e: (e.offset, -e.length))
        )
    return FormattedText(text, entities)


def _without_removed(text: str, entities: tuple[Entity, ...]) -> tuple[str, tuple[Entity, ...]]:
    gone = [utf16_length(text[: found.start()]) for found in REMOVED.finditer(text)]

    def moved(offset: int) -> int:
        return offset - sum(position < offset for position in gone)

    return REMOVED.sub("", text), tuple(
        one._replace(offset=moved(one.offset), length=moved(one.end) - moved(one.offset))
        for one in entities
    )


def _trimmed(text: str, entities: tuple[Entity, ...]) -> tuple[str, tuple[Entity, ...]]:
    """Blanks in front go only as far as the first entity; those behind always."""
    text = text.rstrip(" \n")
    end = utf16_length(text)
    front = len(text) - len(text.lstrip(" \n"))
    if entities:
        front = min(front, *(one.offset for one in entities))
    return text[front:], tuple(
        one._replace(offset=one.offset - front, length=min(one.end, end) - one.offset)
        for one in entities
    )


def check_entities(text: str, entities: tuple[Entity, ...]) -> None:
    """Entities given by hand have to begin and end between characters of the text."""
    units = utf16_length(text)
    boundaries = _boundaries(text)
    for one in entities:
        if not 0 <= one.offset <= 1_000_000:
            raise bad_request(f"receive an entity with incorrect offset {one.offset}")
        if not 0 <= one.length <= 1_000_000:
            raise bad_request(f"receive an entity with incorrect length {one.length}")
        if one.offset > units:
            raise bad_request(
                f"entity begins after the end of the text at UTF-16 offset {one.offset}"
            )
        if one.end > units:
            raise bad_request(
                f"entity beginning at UTF-16 offset {one.offset} ends after the end of the text "
                f"at UTF-16 offset {one.end}"
            )
        if one.offset not in boundaries:
            raise bad_request("entity begins in a middle of a UTF-16 symbol")
        if one.end not in boundaries:
            raise bad_request(
                f"entity beginning at UTF-16 offset {one.offset} "
                "ends in a middle of a UTF-16 symbol"
            )


def _boundaries(text: str) -> set[int]:
    boundaries, position = {0}, 0
    for character in text:
        position += 1 + (character > "\uffff")
        boundaries.add(position)
    return boundaries


def read_entities(params: Params, name: str) -> tuple[Entity, ...]:
    """Entities of a request that gives them itself instead of a parse mode."""
    try:
        listed = params.decoded(name)
    except ValueError:
        return ()
    if not isinstance(listed, list):
        return ()
    read = (_read_entity(one) for one in listed)
    return tuple(one for one in read if one is not None)


def _read_entity(value: object) -> Entity | None:
    if not isinstance(value, dict):
        raise bad_request("can't parse MessageEntity: expected an Object")
    offset, length, kind = value.get("offset"), value.get("length"), value.get("type")
    if not isinstance(offset, int) or not isinstance(length, int) or not isinstance(kind, str):
        raise bad_request("can't parse MessageEntity: a required field is missing or of wrong type")
    if kind in FOUND_TYPES:
        return None
    if kind not in ENTITY_TYPES:
        raise bad_request("can't parse MessageEntity: Unsupported type specified")
    for field in ("url", "language", "custom_emoji_id"):
        if isinstance(value.get(field), str):
            return Entity(offset, length, kind, f'"{field}":{quoted(value[field])}')
    return Entity(offset, length, kind)
