"""Sizes of pictures, as far as Telegram's rules for photos need them."""

import struct

from tests.platforms.telegram.errors import bad_request

MAX_PHOTO_BYTES = 10 << 20
"""This and the next two: core.telegram.org/bots/api#sendphoto."""
MAX_SIDES = 10_000
MAX_RATIO = 20
PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8"
# Markers of a JPEG frame header; C4, C8 and CC in between mean something else.
JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def photo_fields(content: bytes) -> str:
    """The JSON fields with width and height; raises what Telegram says of a bad picture."""
    if len(content) > MAX_PHOTO_BYTES:
        raise bad_request("file is too big")
    width, height = _size(content)
    if not (width and height):
        raise bad_request("IMAGE_PROCESS_FAILED")
    if width + height > MAX_SIDES or max(width, height) > MAX_RATIO * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return f'"width":{width},"height":{height}'


def _size(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG or JPEG; zeros for anything else."""
    if content.startswith(PNG) and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    if content.startswith(JPEG):
        return _jpeg_size(content)
    return 0, 0


def _jpeg_size(content: bytes) -> tuple[int, int]:
    position = 2
    while position + 9 <= len(content) and content[position] == 0xFF:
        marker, length = struct.unpack(">xBH", content[position : position + 4])
        if marker in JPEG_FRAMES:
            height, width = struct.unpack(">HH", content[position + 5 : position + 9])
            return width, height
        position += 2 + length
    return 0, 0
