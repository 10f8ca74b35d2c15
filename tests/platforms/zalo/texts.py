"""Texts: their length, their ``text_styles`` and the braces of markdown (zalo-api.md A3)."""

import re

from tests.platforms.zalo.bodies import Params
from tests.platforms.zalo.errors import bad_request
from tests.platforms.zalo.model import Style

MAX_TEXT_LENGTH = 2_000
"""Of a text or caption. The unit is not published; UTF-16 units are the strictest reading."""
WEIGHTS = ("b", "i", "u", "s")
SIZES = ("f_13", "f_15", "f_18", "f_20")
COLOURS = ("c_050a19", "c_15a85f", "c_f7b503", "c_f27806", "c_db342e")
LISTS = ("lst_1", "lst_2", "ind_1", "ind_2", "ind_3", "ind_4", "ind_5")
STYLE_CODES = frozenset((*WEIGHTS, *SIZES, *COLOURS, *LISTS))
PARSE_MODES = ("markdown", "html")
BRACES = re.compile(r"\{(?P<end>/?)(?P<tag>red|orange|yellow|green|big|underline)\}|[{}]")
LOW_SURROGATES = range(0xDC00, 0xE000)


def utf16_units(text: str) -> memoryview:
    """The text as 16-bit numbers."""
    return memoryview(text.encode("utf-16-le")).cast("H")


def check_length(name: str, text: str) -> None:
    """Refuse what is longer than 2,000 UTF-16 units."""
    if len(utf16_units(text)) > MAX_TEXT_LENGTH:
        raise bad_request(f"{name} is longer than {MAX_TEXT_LENGTH} characters")


def read_formatting(params: Params, text: str) -> tuple[str, tuple[Style, ...]]:
    """``parse_mode`` or else ``text_styles``; of both, the first counts."""
    mode = params.text("parse_mode")
    if not mode:
        return "", _read_styles(params, text)
    if mode not in PARSE_MODES:
        raise bad_request("unknown parse_mode")
    if mode == "markdown":
        check_braces(text)
    return mode, ()


def check_braces(text: str) -> None:
    """Refuse braces that are no tag, and tags that are not closed in their turn."""
    open_tags: list[str] = []
    for found in BRACES.finditer(text):
        if found["tag"] is None:
            raise bad_request("can't parse markdown")
        if not found["end"]:
            open_tags.append(found["tag"])
        elif not open_tags or open_tags.pop() != found["tag"]:
            raise bad_request("can't parse markdown")
    if open_tags:
        raise bad_request("can't parse markdown")


def _read_styles(params: Params, text: str) -> tuple[Style, ...]:
    units = utf16_units(text)
    styles = tuple(_read_style(entry) for entry in params.array("text_styles"))
    for style in styles:
        end = style.start + style.length
        if end > len(units):
            raise bad_request("text_styles reach beyond the text")
        if _cuts_pair(units, style.start) or _cuts_pair(units, end):
            raise bad_request("text_styles cut a character in two")
    return styles


def _read_style(entry: object) -> Style:
    match entry:
        case {"start": int(start), "len": int(length), "st": [_, *_] as codes}:
            if start < 0 or length < 1 or not STYLE_CODES.issuperset(codes):
                raise bad_request("unknown text_styles")
            return Style(start, length, tuple(map(str, codes)))
        case _:
            raise bad_request("unknown text_styles")


def _cuts_pair(units: memoryview, offset: int) -> bool:
    return offset < len(units) and units[offset] in LOW_SURROGATES
