"""Prints certificates (giấy chứng nhận): one on each A4 page, all of them in one file."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from itertools import chain, groupby
from pathlib import Path
from tempfile import TemporaryDirectory

import segno

from bot.documents.fonts import WHOLE, Face, FontFiles, narrowed
from bot.documents.pages import BLACK, Colour, Pages, Type, fit
from handlers.ports.contents import Certificate
from handlers.texts.loader import DEFAULT_LOCALE, Wording, wording

_RED: Colour = (150, 22, 28)
_GOLD: Colour = (176, 134, 44)
_GREY: Colour = (70, 78, 90)

_MIDDLE = Pages.WIDTH / 2
_INNER = 233
"""Millimetres that lines may take: 32 on each side are for the frame and for the eye."""

_NATION = Type(13, Face.BOLD)
_MOTTO = Type(13, Face.BOLD)
_AUTHORITY = Type(12)
_AGENCY = Type(12, Face.BOLD)
_TITLE = Type(36, Face.BOLD, _RED)
_LEAD = Type(14, Face.ITALIC)
_NAME = Type(29, Face.BOLD)
_BODY = Type(14)
_CONTEST = Type(14, Face.BOLD)
_SIGNING = Type(12)
_SIGNING_TITLE = Type(12, Face.BOLD)
_PLACE = Type(12, Face.ITALIC)
_SMALL = Type(8.5, Face.REGULAR, _GREY)

_BOTTOM = 147
"""Where the place and day stand; the code is beside the signature."""
_SIGNED_AT = 216
"""The middle of the signature."""
_SIGNATURE = 108
"""Millimetres that lines about the signature may take."""
_CODE_AT = (32.0, 152.0)
_CODE_SIDE = 27.0
_QUIET_ZONE = 4
_FIXED = ("paper-nation", "paper-motto", "certificate-title", "certificate-to", "certificate-check")
"""What stands on every certificate."""


def pdf_of(certificates: Iterable[Certificate], fonts: FontFiles = WHOLE) -> bytes:
    """Certificates as one PDF file, a page for each, in their order."""
    say = wording(DEFAULT_LOCALE)
    pages = Pages(say("certificate-title"), fonts)
    for certificate in certificates:
        pages.add()
        _draw_frame(pages)
        top = _write_heads(pages, certificate, say)
        _write_body(pages, certificate, top, say)
        _write_signature(pages, certificate)
        _write_proof(pages, certificate, say)
    return pages.data()


def pdfs_of(certificates: Sequence[Certificate]) -> Iterator[bytes]:
    """Certificates as PDF files of their own, in their order."""
    say = wording(DEFAULT_LOCALE)
    fixed = (say(key) for key in _FIXED)
    letters = set("…").union(*fixed, *(_letters_of(each) for each in certificates))
    with TemporaryDirectory(prefix="hoithi-fonts-") as folder:
        fonts = narrowed("".join(sorted(letters)), Path(folder))
        for each in certificates:
            yield pdf_of([each], fonts)


def _letters_of(certificate: Certificate) -> str:
    words = (getattr(certificate, each.name) for each in fields(certificate))
    texts = (word if isinstance(word, tuple) else (str(word),) for word in words)
    return unicodedata.normalize("NFC", "".join(chain.from_iterable(texts)))


def _draw_frame(pages: Pages) -> None:
    pages.frame(9, 1.6, _RED)
    pages.frame(12, 0.35, _GOLD)
    pages.frame(13.6, 0.9, _GOLD)
    for x in (13.6, pages.WIDTH - 13.6):
        for y in (13.6, pages.HEIGHT - 13.6):
            pages.diamond(x, y, 5.4, (255, 255, 255))
            pages.diamond(x, y, 4.2, _RED)
            pages.diamond(x, y, 2, _GOLD)


def _write_heads(pages: Pages, certificate: Certificate, say: Wording) -> float:
    top = 20.0
    if certificate.has_national_heading:
        top = pages.write_lines(fit(say("paper-nation"), _NATION, _INNER, 1, 9), _MIDDLE, top)
        top = pages.write_lines(fit(say("paper-motto"), _MOTTO, _INNER, 1, 9), _MIDDLE, top)
        pages.fill(_MIDDLE - 28, top + 1, 56, 0.3, BLACK)
        top += 4
    *authorities, agency = certificate.heads
    for authority in authorities:
        top = pages.write_lines(fit(authority, _AUTHORITY, _INNER, 1, 7), _MIDDLE, top)
    return pages.write_lines(fit(agency, _AGENCY, _INNER, 2, 8), _MIDDLE, top)


def _write_body(pages: Pages, certificate: Certificate, top: float, say: Wording) -> None:
    """What is certified, in the middle of the room above the signature."""
    parts = [
        fit(say("certificate-title"), _TITLE, _INNER, 1, 20),
        fit(say("certificate-to"), _LEAD, _INNER, 1, 10),
        fit(certificate.name, _NAME, _INNER, 2, 14),
        fit(certificate.unit, _BODY, _INNER, 2, 9),
        fit(certificate.achievement, _BODY, _INNER, 2, 9),
        fit(certificate.contest, _CONTEST, _INNER, 2, 9),
    ]
    left = _BOTTOM - top - sum(part.height for part in parts)
    gap = max(min(left / (len(parts) + 1), 4.0), 0.0)
    y = top + max(left - gap * (len(parts) - 1), 0) / 2
    for part in parts:
        y = pages.write_lines(part, _MIDDLE, y) + gap


def _write_signature(pages: Pages, certificate: Certificate) -> None:
    def write(text: str, how: Type, y: float) -> float:
        return pages.write_lines(fit(text, how, _SIGNATURE, 2, 7), _SIGNED_AT, y)

    y = write(certificate.place_and_day, _PLACE, _BOTTOM)
    for title in certificate.signer_titles:
        y = write(title, _SIGNING_TITLE, y)
    write(certificate.signer, _SIGNING_TITLE, 186)


def _write_proof(pages: Pages, certificate: Certificate, say: Wording) -> None:
    """The number, and how everybody can see whether the certificate is what it says."""
    x, y = _CODE_AT
    pages.write(certificate.number, x, y - 1.6, _SIGNING)
    if certificate.address is None:
        return
    _draw_code(pages, certificate.address, x, y)
    pages.link(x, y, _CODE_SIDE, _CODE_SIDE, certificate.address)
    note = fit(say("certificate-check"), _SMALL, 60, 3, 7)
    top = pages.write_lines(note, x + _CODE_SIDE + 3, y + 4, "left")
    code = fit(certificate.code, _SMALL, 60, 2, 7)
    pages.write_lines(code, x + _CODE_SIDE + 3, top + 1, "left")


def _draw_code(pages: Pages, address: str, x: float, y: float) -> None:
    # Level M: paper in a frame gets no dirtier than that.
    code = segno.make_qr(address, error="m")
    side = _CODE_SIDE / int(code.symbol_size(border=_QUIET_ZONE)[0])
    # What is dark begins where the number above it does.
    x -= _QUIET_ZONE * side
    for row_number, row in enumerate(code.matrix_iter(border=_QUIET_ZONE)):
        column = 0
        for is_dark, run in groupby(row):
            length = len(list(run))
            if is_dark:
                left, top = x + column * side, y + row_number * side
                pages.fill(left, top, length * side, side, BLACK)
            column += length
