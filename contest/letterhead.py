"""Who gives official papers and signs them, as data: for reports and certificates of a contest.

The parts are those of Decree 30/2020/NĐ-CP, appendix I.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from contest.reading import UnreadableError, exactly, list_of, named_values


class LetterheadError(ValueError):
    """A letterhead is not written as it should be."""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What the office has to say on its papers; what is empty is left to be filled in by hand.

    Attributes:
        authority: the authority above (cơ quan chủ quản); many agencies have none to name.
        agency: who gives the paper; the contest's organiser if empty.
        place: where it is given (địa danh), such as "Đắk Lắk".
        report_symbol, certificate_symbol: what follows the number and a slash (ký hiệu).
        signer_titles: by what right and in which office somebody signs, one line each.
        recipients: who gets the report (nơi nhận), one line each.
        has_national_heading: whether certificates carry the national name and motto.
        certificate_from_percent: the least score with which somebody gets a certificate, in percent
            of all points.

    Raises:
        LetterheadError: if the percentage is none.
    """

    authority: str = ""
    agency: str = ""
    place: str = ""
    report_symbol: str = "BC-BTC"
    certificate_symbol: str = "GCN-BTC"
    signer_titles: tuple[str, ...] = ("TM. BAN TỔ CHỨC", "TRƯỞNG BAN")
    signer: str = ""
    recipients: tuple[str, ...] = ()
    has_national_heading: bool = True
    certificate_from_percent: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.certificate_from_percent <= 100:
            raise LetterheadError("certificate_from_percent: not between 0 and 100")

    def earns(self, score: int, total: int) -> bool:
        """Whether a score earns a certificate; ``total`` is that of everything right."""
        return 100 * score >= self.certificate_from_percent * total


DEFAULT_LETTERHEAD = Letterhead()


def letterhead_to_data(letterhead: Letterhead) -> dict[str, Any]:
    """A letterhead as plain JSON values."""
    data = asdict(letterhead)
    return {name: list(value) if type(value) is tuple else value for name, value in data.items()}


def letterhead_from_data(data: Mapping[str, Any]) -> Letterhead:
    """A letterhead from plain JSON values; what is not named keeps its default.

    Raises:
        LetterheadError: if a name is unknown or a value is not of its kind.
    """
    try:
        return Letterhead(**named_values(data, _READERS))
    except UnreadableError as error:
        raise LetterheadError(str(error)) from error


def _line(value: Any, where: str) -> str:
    text: str = exactly(str)(value, where)
    if any(not char.isprintable() for char in text):
        raise UnreadableError(f"{where}: more than one line")
    return text.strip()


_READERS = {
    "authority": _line,
    "agency": _line,
    "place": _line,
    "report_symbol": _line,
    "certificate_symbol": _line,
    "signer_titles": list_of(_line),
    "signer": _line,
    "recipients": list_of(_line),
    "has_national_heading": exactly(bool),
    "certificate_from_percent": exactly(int),
}
