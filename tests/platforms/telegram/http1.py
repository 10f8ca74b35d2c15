"""HTTP/1.1 messages taken off a byte stream, requests and responses alike.

A framework costs more than all the rest of the emulator (measured: 65 against 25 microseconds of
CPU a call), on the two cores that the measured bot shares with it.
"""

import re
import zlib
from typing import NamedTuple

# The only fields that anything here looks at.
FIELDS = re.compile(
    rb"\r\n(content-(?:length|type|encoding)|transfer-encoding|connection|expect|retry-after)"
    rb":[ \t]*([^\r\n]*)",
    re.IGNORECASE,
)
MAX_HEAD_BYTES = 1 << 16
# Let zlib see by itself whether the stream is gzip or deflate.
ANY_ZLIB_HEADER = 47


class BrokenMessageError(Exception):
    """The bytes are not HTTP/1.1."""


class HttpMessage(NamedTuple):
    """One request or response.

    Attributes:
        start: request line or status line.
        fields: those of ``FIELDS``, by lower-case name.
        body: decoded, without any transfer or content coding.
    """

    start: bytes
    fields: dict[bytes, bytes]
    body: bytes


def take_message(buffer: bytearray, *, ended: bool = False) -> HttpMessage | None:
    """Cut the first message off ``buffer``, or return None until it is complete.

    Args:
        ended: the peer has closed, so that a response without a length is complete.
    """
    head_end = buffer.find(b"\r\n\r\n")
    if head_end < 0:
        if len(buffer) > MAX_HEAD_BYTES:
            raise BrokenMessageError
        return None
    head = bytes(buffer[:head_end])
    fields = {name.lower(): value for name, value in FIELDS.findall(head)}
    start = head[: head.find(b"\r\n")] if b"\r\n" in head else head
    taken = _body(buffer, head_end + 4, start, fields, ended)
    if taken is None:
        return None
    body, end = taken
    del buffer[:end]
    if fields.get(b"content-encoding", b"identity").lower() in (b"gzip", b"deflate"):
        body = zlib.decompress(body, ANY_ZLIB_HEADER)
    return HttpMessage(start, fields, body)


def _body(
    buffer: bytearray, start: int, first_line: bytes, fields: dict[bytes, bytes], ended: bool
) -> tuple[bytes, int] | None:
    if fields.get(b"transfer-encoding", b"").lower() == b"chunked":
        return _chunks(buffer, start)
    if b"content-length" in fields:
        end = start + int(fields[b"content-length"])
        return (bytes(buffer[start:end]), end) if len(buffer) >= end else None
    if first_line.startswith(b"HTTP/") and first_line[9:12] not in (b"204", b"304"):
        return (bytes(buffer[start:]), len(buffer)) if ended else None
    return b"", start


def _chunks(buffer: bytearray, start: int) -> tuple[bytes, int] | None:
    parts: list[bytes] = []
    while (line_end := buffer.find(b"\r\n", start)) >= 0:
        try:
            size = int(bytes(buffer[start:line_end]).split(b";")[0], 16)
        except ValueError:
            raise BrokenMessageError from None
        start = line_end + 2
        if len(buffer) < start + size + 2:
            return None
        if size == 0:
            return b"".join(parts), start + 2
        parts.append(bytes(buffer[start : start + size]))
        start += size + 2
    return None
