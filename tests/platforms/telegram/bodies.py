"""Parameters of a call, from a query string, JSON, a form or multipart, and how to read them.

As in tdlib/telegram-bot-api ``HttpReader.cpp``: a JSON value that is no string counts as the text
it is written with, and JSON that cannot be parsed counts as no parameters at all.
"""

import json
import re
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote

from tests.platforms.telegram.errors import ApiError, bad_request
from tests.platforms.telegram.http1 import HttpMessage

MAX_PARAMETER_BYTES = 1 << 20
BOUNDARY = re.compile(r'boundary="?([^";]+)"?', re.IGNORECASE)
PART_NAME = re.compile(r'[; ]name="((?:[^"\\]|\\.)*)"')
PART_FILENAME = re.compile(r'[; ]filename="((?:[^"\\]|\\.)*)"')
ESCAPED = re.compile(r"\\(.)")
PART_TYPE = re.compile(r"content-type:[ \t]*([^\r\n]+)", re.IGNORECASE)
TRUE = ("true", "yes", "1")


class Upload(NamedTuple):
    """A file that came with the call."""

    filename: str
    content_type: str
    content: bytes


class Params:
    """Parameters of one call.

    Args:
        values: by name; texts, or whatever JSON holds.
        files: uploads by the name of their field.
    """

    def __init__(
        self, values: Mapping[str, object], files: Mapping[str, Upload] | None = None
    ) -> None:
        self._values = values
        self.files = files or {}

    def text(self, name: str) -> str:
        """The parameter as text; empty if it is not there."""
        value = self._values.get(name, "")
        if isinstance(value, str):
            return value
        return str(value) if type(value) is int else json.dumps(value, ensure_ascii=False)

    def has(self, name: str) -> bool:
        """Whether the parameter is there and not empty."""
        return self._values.get(name, "") != ""

    def integer(self, name: str, default: int = 0) -> int:
        """The parameter as a number; 0 if it is none, as C++ would have it."""
        value = self._values.get(name, "")
        if type(value) is int:
            return value
        text = self.text(name)
        if not text:
            return default
        found = re.match(r"-?\d+", text)
        return int(found[0]) if found else 0

    def clamped(self, name: str, default: int, low: int, high: int) -> int:
        """The parameter as a number, moved into its bounds without complaint."""
        return min(max(self.integer(name, default), low), high)

    def flag(self, name: str) -> bool:
        value = self._values.get(name)
        return value if isinstance(value, bool) else self.text(name).strip().lower() in TRUE

    def decoded(self, name: str) -> object:
        """The JSON value of the parameter, be it JSON itself or JSON in a text.

        Raises:
            ValueError: it is a text that is not JSON.
        """
        value = self._values.get(name)
        return json.loads(value) if isinstance(value, str) else value


def read_params(message: HttpMessage, query: str = "") -> Params:
    """Parameters of a request, or of a webhook's response, which may hold a call as well."""
    content_type = message.fields.get(b"content-type", b"").decode("latin-1")
    kind = content_type.lower()
    body = message.body
    if not body:
        return Params(_form(query))
    if "multipart/form-data" in kind:
        return _multipart(content_type, body, query)
    if len(body) > MAX_PARAMETER_BYTES:
        raise ApiError(413, "Request Entity Too Large: too many parameters")
    if "application/json" in kind:
        return Params(_form(query) | _json(body) if query else _json(body))
    if "application/x-www-form-urlencoded" in kind:
        return Params(_form(query) | _form(_text(body)))
    return Params(_form(query))


def _json(body: bytes) -> dict[str, object]:
    try:
        values = json.loads(body)
    except UnicodeDecodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
    except ValueError:
        return {}
    return values if isinstance(values, dict) else {}


def _form(text: str) -> dict[str, object]:
    return dict(parse_qsl(text, keep_blank_values=True)) if text else {}


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise bad_request("strings must be encoded in UTF-8") from None


def _multipart(content_type: str, body: bytes, query: str) -> Params:
    boundary = BOUNDARY.search(content_type)
    if boundary is None:
        raise bad_request("boundary not found")
    values = _form(query)
    files: dict[str, Upload] = {}
    delimiter = b"\r\n--" + boundary[1].encode()
    for part in (b"\r\n" + body).split(delimiter)[1:-1]:
        head_bytes, _, content = part.partition(b"\r\n\r\n")
        head = head_bytes.decode()
        name = PART_NAME.search(head)
        if name is None:
            raise bad_request("field name in multipart/form-data not found")
        filename = PART_FILENAME.search(head)
        if filename is None:
            values[_plain(name[1])] = _text(content)
            continue
        kind = PART_TYPE.search(head)
        content_type = kind[1].strip() if kind else "application/octet-stream"
        files[_plain(name[1])] = Upload(_plain(filename[1]), content_type, content)
    return Params(values, files)


def _plain(value: str) -> str:
    """A quoted value without its escapes; the real server decodes percent signs as well."""
    return unquote(ESCAPED.sub(r"\1", value))
