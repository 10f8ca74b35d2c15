"""Parameters of a call, by query string, form, JSON or multipart, in the documented types."""

import email.policy
import json
from collections.abc import Mapping
from email.parser import BytesParser
from urllib.parse import parse_qsl

from tests.platforms.telegram.http1 import HttpMessage
from tests.platforms.zalo.errors import bad_request


class Params:
    """Parameters of one call; those that nobody asks for are ignored."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = values

    def has(self, name: str) -> bool:
        return name in self._values

    def text(self, name: str) -> str:
        """The parameter as text; empty if it is not there.

        Raises:
            ApiError: it is JSON of another type, or holds half of a surrogate pair.
        """
        value = self._values.get(name, "")
        if not isinstance(value, str):
            raise bad_request(f"{name} must be a string")
        try:
            value.encode()
        except UnicodeEncodeError:
            raise bad_request(f"{name} is not valid Unicode") from None
        return value

    def required(self, name: str) -> str:
        """The parameter as text; an ApiError if it is missing or blank."""
        value = self.text(name)
        if not value.strip():
            raise bad_request(f"{name} is required")
        return value

    def number(self, name: str, default: int) -> int:
        """The parameter as a number that is not negative, be it JSON's or written in a text."""
        value = self._values.get(name, default)
        if isinstance(value, str) and value.isascii() and value.isdigit():
            return int(value)
        if type(value) is not int or value < 0:
            raise bad_request(f"{name} must be a number")
        return value

    def array(self, name: str) -> list[object]:
        """The parameter as an array, be it JSON itself or JSON in a text."""
        value = self._values.get(name, [])
        if isinstance(value, str):
            try:
                value = json.loads(value)
            except ValueError:
                raise bad_request(f"{name} is not JSON") from None
        if not isinstance(value, list):
            raise bad_request(f"{name} must be an array")
        return value


def read_params(request: HttpMessage, query: str) -> Params:
    """Parameters of a request; those in the body win over those in the address."""
    content_type = request.fields.get(b"content-type", b"").decode("latin-1")
    kind = content_type.partition(";")[0].strip().lower()
    values = _form(query)
    if not request.body:
        return Params(values)
    if kind == "application/json":
        return Params(values | _json(request.body))
    if kind == "application/x-www-form-urlencoded":
        return Params(values | _form(_decoded(request.body)))
    if kind == "multipart/form-data":
        return Params(values | _multipart(content_type, request.body))
    raise bad_request("unknown Content-Type")


def _form(text: str) -> dict[str, object]:
    return dict(parse_qsl(text, keep_blank_values=True))


def _json(body: bytes) -> dict[str, object]:
    try:
        values = json.loads(body)
    except ValueError:
        raise bad_request("the body is not JSON") from None
    if not isinstance(values, dict):
        raise bad_request("the body is not an object")
    return values


def _multipart(content_type: str, body: bytes) -> dict[str, object]:
    """Texts by the names of their parts; files are left out, for no method takes one."""
    head = f"Content-Type: {content_type}\r\n\r\n".encode("latin-1")
    message = BytesParser(policy=email.policy.HTTP).parsebytes(head + body)
    values: dict[str, object] = {}
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(content, bytes) and not part.get_filename():
            values[name] = _decoded(content)
    return values


def _decoded(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise bad_request("texts must be in UTF-8") from None
