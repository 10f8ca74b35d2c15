"""Checks a table of units: each row by itself, then the tree that they form."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property

from rapidfuzz import fuzz, process

from contest.model import Level
from contest.quotas import DEFAULT_POLICY, Category, QuotaPolicy
from contest.units import find_cycles, fold
from handlers.imports.columns import Column, Reading, share_a_day
from handlers.imports.faults import Checked, conclude
from handlers.ports.catalogue import NewUnit
from handlers.ports.tables import FaultCode, RawTable, Row

SUGGESTION_LIMIT = 50
"""Unknown parents for which near codes are looked up: each costs a pass over all codes."""
PATH_LIMIT = 6
"""Units of a cycle that are named, so that a fault stays one line."""

_NEAR_COUNT = 3
_NEAR = 60
"""Least similarity, of 100, of a code that is suggested: 2 of 3 letters are right."""
_TEXTS = ("code", "name", "level", "parent_code")
_COUNTS = ("headcount_leaders", "headcount_division_heads", "headcount_staff", "headcount_onestop")

COLUMNS = (
    Column("code", ("mã đơn vị", "mã"), limit=40, is_required=True),
    Column("name", ("tên đơn vị", "tên", "đơn vị"), limit=200, is_required=True),
    Column("level", ("cấp", "cấp đơn vị", "loại đơn vị"), limit=40, is_required=True),
    Column(
        "parent_code",
        ("mã đơn vị cấp trên", "mã cấp trên", "đơn vị cấp trên", "cấp trên", "trực thuộc"),
        limit=200,
        is_required=True,
        may_be_empty=True,
    ),
    Column("headcount_leaders", ("số lãnh đạo", "lãnh đạo", "lãnh đạo đơn vị")),
    Column(
        "headcount_division_heads", ("số lãnh đạo phòng", "lãnh đạo phòng", "lãnh đạo cấp phòng")
    ),
    Column(
        "headcount_staff",
        (
            "số công chức",
            "công chức",
            "số công chức viên chức",
            "công chức không giữ chức vụ",
            "công chức không giữ chức vụ lãnh đạo",
        ),
    ),
    Column(
        "headcount_onestop",
        ("số công chức một cửa", "một cửa", "bộ phận một cửa", "tiếp nhận và trả kết quả"),
    ),
    Column("target_percent", ("cam kết (%)", "tỷ lệ cam kết", "chỉ tiêu cam kết", "chỉ tiêu (%)")),
    Column("valid_from", ("có hiệu lực từ", "hiệu lực từ", "từ ngày")),
    Column("valid_to", ("có hiệu lực đến", "hiệu lực đến", "đến ngày")),
)


def check_units(
    table: RawTable, known: Mapping[str, str | None], policy: QuotaPolicy = DEFAULT_POLICY
) -> Checked[NewUnit]:
    """The units of a table, or everything that is wrong with them.

    Args:
        known: codes of the units stored already, with the codes of their parents.
        policy: of a category beyond the usual four, ``headcount_<category>`` has the headcount.
    """
    more = {_headcount_column(category): category for category in policy.categories}
    more = {name: category for name, category in more.items() if name not in _COUNTS}
    reading = Reading(table, (*COLUMNS, *(Column(name, ()) for name in more)))
    units = [(row, _unit(reading, row, more)) for row in table.rows]
    if reading.has("code"):
        _check_codes(reading, units)
    if reading.has("code") and reading.has("parent_code"):
        _Tree(reading, units, known).check()
    return conclude((unit for _, unit in units), reading.faults, reading.ignored)


def _headcount_column(category: Category) -> str:
    return f"headcount_{category}"


def _unit(reading: Reading, row: Row, more: Mapping[str, Category]) -> NewUnit:
    # Read from left to right, so that the faults of a row come in this order too.
    code, name, level, parent_code = (reading.text(row, name) for name in _TEXTS)
    leaders, division_heads, staff, onestop = (reading.count(row, name) for name in _COUNTS)
    if staff is not None and onestop is not None and onestop > staff:
        reading.fault(FaultCode.ONESTOP_OVER_STAFF, row, "headcount_onestop", staff=str(staff))
    headcounts = {
        category: reading.count(row, name) or 0
        for name, category in more.items()
        if reading.has(name)
    }
    target = reading.percent(row, "target_percent")
    valid_from, valid_to = reading.validity(row)
    return NewUnit(
        code=code,
        name=name,
        level=Level(level),
        parent_code=parent_code or None,
        valid_from=valid_from,
        valid_to=valid_to,
        leaders=leaders or 0,
        division_heads=division_heads or 0,
        staff=staff or 0,
        onestop=onestop or 0,
        more_headcounts=headcounts,
        target_percent=target,
    )


def _check_codes(reading: Reading, units: list[tuple[Row, NewUnit]]) -> None:
    """A code may be used again by law, but not twice on the same day (domain.md 8)."""
    seen: dict[str, list[tuple[Row, NewUnit]]] = defaultdict(list)
    for row, unit in units:
        clash = next((first for first, other in seen[unit.code] if share_a_day(unit, other)), None)
        if clash and unit.code:
            reading.fault(FaultCode.DUPLICATE_CODE, row, "code", first=str(clash.number))
        seen[unit.code].append((row, unit))


class _Tree:
    """The links from units to their parents; a row is known by its place, as codes may repeat."""

    def __init__(
        self, reading: Reading, units: list[tuple[Row, NewUnit]], known: Mapping[str, str | None]
    ) -> None:
        self._reading = reading
        self._units = units
        self._known = known
        self._places: dict[str, list[int]] = defaultdict(list)
        for place, (_, unit) in enumerate(units):
            self._places[unit.code].append(place)
        self._unknown = 0

    def check(self) -> None:
        parents: dict[int | str, int | str | None] = {
            place: self._parent(row, unit) for place, (row, unit) in enumerate(self._units)
        }
        for code, parent in self._known.items():
            if code not in self._places:
                parents[code] = self._places[parent][0] if parent in self._places else parent
        for cycle in find_cycles(parents):
            self._note_cycle(cycle)

    def _parent(self, row: Row, unit: NewUnit) -> int | str | None:
        """The place or the known code of a unit's parent; None if it has none or a wrong one."""
        code = unit.parent_code
        if code is None:
            return None
        if code == unit.code:
            self._reading.fault(FaultCode.SELF_PARENT, row, "parent_code")
        elif code in self._places:
            places = self._places[code]
            together = (place for place in places if share_a_day(self._units[place][1], unit))
            return next(together, places[0])
        elif code in self._known:
            return code
        else:
            self._note_unknown(row, code)
        return None

    def _note_unknown(self, row: Row, code: str) -> None:
        self._unknown += 1
        near = self._near(code) if self._unknown <= SUGGESTION_LIMIT else []
        if near:
            self._reading.fault(
                FaultCode.UNKNOWN_PARENT_NEAR, row, "parent_code", near=", ".join(near)
            )
        else:
            self._reading.fault(FaultCode.UNKNOWN_PARENT, row, "parent_code")

    def _near(self, code: str) -> list[str]:
        """A few codes that may have been meant: the units of that name, else alike codes."""
        named = self._codes_by_name.get(fold(code), [])
        alike = process.extract(
            code, self._codes, scorer=fuzz.ratio, limit=_NEAR_COUNT, score_cutoff=_NEAR
        )
        return named[:_NEAR_COUNT] or [other for other, _, _ in alike]

    @cached_property
    def _codes(self) -> list[str]:
        return [code for code in (*self._places, *self._known) if code]

    @cached_property
    def _codes_by_name(self) -> Mapping[str, list[str]]:
        codes: dict[str, list[str]] = defaultdict(list)
        for _, unit in self._units:
            if unit.code and unit.name:
                codes[fold(unit.name)].append(unit.code)
        return codes

    def _note_cycle(self, cycle: tuple[int | str, ...]) -> None:
        first = min((node for node in cycle if isinstance(node, int)), default=None)
        if first is None:
            return  # A cycle that was stored before is no fault of this file.
        start = cycle.index(first)
        codes = [self._code(node) for node in (*cycle[start:], *cycle[:start])]
        shown = codes if len(codes) <= PATH_LIMIT else [*codes[:PATH_LIMIT], "…"]
        path = " → ".join([*shown, codes[0]])
        self._reading.fault(FaultCode.CYCLE, self._units[first][0], "parent_code", path=path)

    def _code(self, node: int | str) -> str:
        return node if isinstance(node, str) else self._units[node][1].code
