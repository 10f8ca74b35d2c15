"""The HTML style of formatting, parsed by the rules of tdlib/td ``MessageEntity.cpp``.

Byte offsets in the errors count UTF-8, offsets of entities count UTF-16. A named reference other
than lt, gt, amp and quot is no error: it stays in the text as it is written.
"""

import re
from typing import NamedTuple

from tests.platforms.telegram.errors import ApiError, bad_request
from tests.platforms.telegram.texts import Entity, FormattedText, quoted, utf16_length

KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
}
REFERENCES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
MAX_CODE_POINT = 0x10FFFF
# "&#" with its digits may not be longer than nine characters.
MAX_REFERENCE_LENGTH = 10

MARK = re.compile(r"[<&]")
REFERENCE = re.compile(r"&(?:#x([0-9A-Fa-f]*)|#([0-9]*)|([A-Za-z]*));?")
NAME_END = re.compile(r"[\s>]")
BLANKS = re.compile(r"\s*")
ATTRIBUTE_NAME = re.compile(r"[^\s=>/\"']*")
TOKEN = re.compile(r"[A-Za-z0-9.\-]*")
LINK = re.compile(r"(?:https?|tg|ton|tonsite|mailto|tel)://?[^\s]+|[^\s/:]+\.[^\s.]{2,}\S*", re.I)
MENTION = re.compile(r"tg://user\?(?:.*&)?id=(\d+)")
SURROGATE = re.compile("[\ud800-\udfff]")


class OpenTag(NamedTuple):
    """A tag that waits for its end; ``offset`` in UTF-16 units, ``start`` in parts of the text."""

    name: str
    argument: str
    offset: int
    start: int


def parse_html(source: str) -> FormattedText:
    """Text and entities of a source in HTML style.

    Raises:
        ApiError: 400 "can't parse entities: ...", where the real server raises it.
    """
    if MARK.search(source) is None:
        return FormattedText(source)
    return HtmlParser(source).parse()


class HtmlParser:
    """One pass over one source."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._position = 0
        self._parts: list[str] = []
        self._length = 0
        self._open: list[OpenTag] = []
        self._entities: list[Entity] = []

    def parse(self) -> FormattedText:
        while (mark := MARK.search(self._source, self._position)) is not None:
            self._put(self._source[self._position : mark.start()])
            self._position = mark.start()
            if mark[0] == "&":
                self._put(self._reference())
            elif self._source.startswith("</", self._position):
                self._end_tag()
            else:
                self._start_tag()
        self._put(self._source[self._position :])
        if self._open:
            tag = self._open[-1].name
            raise _cannot(f'Can\'t find end tag corresponding to start tag "{tag}"')
        text = _without_halves("".join(self._parts))
        return FormattedText(text, tuple(_settled(one) for one in self._entities))

    def _put(self, text: str) -> None:
        if text:
            self._parts.append(text)
            self._length += utf16_length(text)

    def _reference(self) -> str:
        found = REFERENCE.match(self._source, self._position)
        text = _referred(found) if found else ""
        if found is None or not text:
            self._position += 1
            return "&"
        self._position = found.end()
        return text

    def _start_tag(self) -> None:
        begin = self._position
        name_end = NAME_END.search(self._source, begin + 1)
        if name_end is None:
            raise self._error_at("Unclosed start tag", begin)
        name = self._source[begin + 1 : name_end.start()].lower()
        if name not in KINDS:
            raise self._error_at(f'Unsupported start tag "{name}"', begin)
        self._position = name_end.start()
        if name_end[0] == ">":
            argument = ""
            self._position += 1
        else:
            argument = self._attributes(name, begin)
        if name == "span" and argument != "spoiler":
            raise self._error_at('Tag "span" must have class "tg-spoiler"', begin)
        self._open.append(OpenTag(name, argument, self._length, len(self._parts)))

    def _attributes(self, tag: str, begin: int) -> str:
        """Read up to and with the closing bracket; returns what the tag's own attribute says."""
        argument = ""
        while self._skip_blanks() != ">":
            name = self._matched(ATTRIBUTE_NAME)
            if not name:
                if self._peek():
                    raise self._error_at(f'Empty attribute name in the tag "{tag}"', begin)
                raise self._error_at(f'Unclosed start tag "{tag}"', begin)
            value = None
            if self._skip_blanks() == "=":
                self._position += 1
                value = self._attribute_value(tag, begin)
            if not self._peek():
                raise self._error_at(f'Unclosed start tag "{tag}"', begin)
            argument = _argument(tag, name, value, argument)
        self._position += 1
        return argument

    def _attribute_value(self, tag: str, begin: int) -> str:
        quote = self._skip_blanks()
        if not quote:
            raise self._error_at(f'Unclosed start tag "{tag}"', begin)
        if quote in "'\"":
            end = self._source.find(quote, self._position + 1)
            if end < 0:
                raise self._error_at("Unclosed start tag", begin)
            value = self._source[self._position + 1 : end]
            self._position = end + 1
            return REFERENCE.sub(lambda found: _referred(found) or found[0], value)
        token_begin = self._position
        value = self._matched(TOKEN).lower()
        if self._peek() and not (self._peek() == ">" or self._peek().isspace()):
            raise self._error_at("Unexpected end of name token", token_begin)
        return value

    def _end_tag(self) -> None:
        begin = self._position
        if not self._open:
            raise self._error_at("Unexpected end tag", begin)
        name_end = NAME_END.search(self._source, begin)
        end = name_end.start() if name_end else len(self._source)
        name = self._source[begin + 2 : end].lower()
        self._position = end
        if self._skip_blanks() != ">":
            raise self._error_at("Unclosed end tag", begin)
        self._position += 1
        tag = self._open.pop()
        if name not in ("", tag.name):
            raise _cannot(
                f"Unmatched end tag at byte offset {self._bytes(begin)}, "
                f'expected "</{tag.name}>", found "</{name}>"'
            )
        if self._length > tag.offset:
            self._close(tag)

    def _close(self, tag: OpenTag) -> None:
        length = self._length - tag.offset
        if tag.name in ("pre", "code") and self._joined(tag, length):
            return
        if tag.name == "a":
            self._link(tag, length)
        elif tag.name == "tg-emoji":
            if not re.fullmatch(r"-?[1-9]\d*", tag.argument):
                raise _cannot("Invalid custom emoji identifier specified")
            self._add(tag, length, "custom_emoji", f'"custom_emoji_id":"{tag.argument}"')
        elif tag.name == "blockquote" and tag.argument:
            self._add(tag, length, "expandable_blockquote")
        else:
            self._add(tag, length, KINDS[tag.name], _language(tag))

    def _joined(self, tag: OpenTag, length: int) -> bool:
        """``pre`` and ``code`` with a language around the same text become one entity."""
        before = self._entities[-1] if self._entities else None
        if before is None or (before.offset, before.length) != (tag.offset, length):
            return False
        language = _language(tag) if tag.name == "code" else before.detail
        if {before.kind, tag.name} != {"pre", "code"} or not language:
            return False
        self._entities[-1] = before._replace(kind="pre", detail=language)
        return True

    def _link(self, tag: OpenTag, length: int) -> None:
        url = tag.argument or "".join(self._parts[tag.start :])
        mention = MENTION.match(url)
        if mention:
            user = f'"user":{{"id":{mention[1]},"is_bot":false,"first_name":""}}'
            self._add(tag, length, "text_mention", user)
        elif LINK.fullmatch(url):
            self._add(tag, length, "text_link", f'"url":{quoted(url)}')

    def _add(self, tag: OpenTag, length: int, kind: str, detail: str = "") -> None:
        self._entities.append(Entity(tag.offset, length, kind, detail))

    def _skip_blanks(self) -> str:
        self._matched(BLANKS)
        return self._peek()

    def _peek(self) -> str:
        return self._source[self._position : self._position + 1]

    def _matched(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._source, self._position)
        assert found is not None
        self._position = found.end()
        return found[0]

    def _bytes(self, position: int) -> int:
        return len(self._source[:position].encode("utf-8", "surrogatepass"))

    def _error_at(self, what: str, position: int) -> ApiError:
        return _cannot(f"{what} at byte offset {self._bytes(position)}")


def _cannot(why: str) -> ApiError:
    return bad_request(f"can't parse entities: {why}")


def _argument(tag: str, name: str, value: str | None, argument: str) -> str:
    if tag == "blockquote" and name == "expandable":
        return "1"
    if value is None:
        return argument
    if (tag, name) in (("a", "href"), ("tg-emoji", "emoji-id")):
        return value
    if (tag, name) == ("code", "class") and value.startswith("language-"):
        return value.removeprefix("language-")
    if (tag, name) == ("span", "class") and value.startswith("tg-"):
        return value.removeprefix("tg-")
    return argument


def _referred(found: re.Match[str]) -> str:
    """What a character reference stands for; empty if it is none that the server knows."""
    hexadecimal, decimal, name = found.groups()
    if name is not None:
        return REFERENCES.get(name, "")
    code = int(hexadecimal or "0", 16) if decimal is None else int(decimal or "0")
    if not 0 < code < MAX_CODE_POINT or len(found[0].rstrip(";")) >= MAX_REFERENCE_LENGTH:
        return ""
    return chr(code)


def _without_halves(text: str) -> str:
    """Join surrogate pairs that were written as two references; a lone half is an error."""
    if SURROGATE.search(text) is None:
        return text
    try:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except UnicodeDecodeError:
        raise bad_request(
            "can't parse entities: Text contains invalid Unicode characters after decoding HTML "
            "entities, check for unmatched surrogate code units"
        ) from None


def _language(tag: OpenTag) -> str:
    is_known = tag.name == "code" and tag.argument
    return f'"language":{quoted(tag.argument)}' if is_known else ""


def _settled(entity: Entity) -> Entity:
    """A language means something only inside ``pre``."""
    return entity._replace(detail="") if entity.kind == "code" else entity
