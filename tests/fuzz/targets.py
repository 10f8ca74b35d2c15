"""Where strangers, people and operators can put something in, and what is put in there."""

import csv
import io
import tempfile
import zipfile
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from bot.documents.tables import read_table
from bot.web.wire import MalformedFrameError, read_frame
from contest.live_rules import LiveRules, live_rules_from_data, live_rules_to_data
from contest.quotas import DEFAULT_POLICY, QuotaPolicyError, policy_from_data, policy_to_data
from contest.reminders import (
    ReminderSchedule,
    ReminderScheduleError,
    schedule_from_data,
    schedule_to_data,
)
from contest.rules import RoundRules, RulesError, rules_from_data, rules_to_data
from handlers.imports.exclusions import check_exclusions
from handlers.imports.questions import check_questions
from handlers.imports.rosters import check_roster
from handlers.imports.units import check_units
from handlers.ports.addresses import ChatKind, ChatRef, UserRef
from handlers.ports.messaging import InboundMessage
from handlers.ports.records import Grant, Role
from tests.fakes.sheets import write_ods, write_xlsx
from tests.fuzz.inputs import bodies, mutated, payloads, texts, values, written
from tests.fuzz.system import SECRET, System
from tests.fuzz.updates import FRAMES, TELEGRAM, ZALO

TODAY = date(2023, 11, 7)

Try = Callable[[System, Any], Awaitable[None]]


@dataclass(frozen=True)
class Target:
    """One way in.

    Attributes:
        share: of all inputs of a run.
    """

    name: str
    share: float
    inputs: st.SearchStrategy[Any]
    put_in: Try


@dataclass
class Crowd:
    """The people who say all this: citizens, liaisons and organisers, in private and in groups."""

    numbers: "count[int]" = field(default_factory=lambda: count(1))

    async def speak(self, system: System, said: tuple[int, bool, str, bool]) -> None:
        who, is_group, words, is_choice = said
        chat = ChatRef("web", "chat", f"fuzz-{who}")
        if is_group:
            chat = ChatRef("web", "chat", f"room:fuzz-{who % 3}", ChatKind.GROUP)
        await system.running.deliver(
            InboundMessage(
                update_id=f"fuzz-{next(self.numbers)}",
                chat=chat,
                sender=UserRef("web", "chat", f"fuzz-{who}"),
                received_at=system.app.clock.now(),
                text="" if is_choice else words,
                choice=words if is_choice else None,
            )
        )


PEOPLE = 12
OFFICIALS: Mapping[int, Role] = {
    0: Role.ORGANISER,
    1: Role.SECRETARY,
    2: Role.UNIT_LEADER,
    3: Role.UNIT_LIAISON,
}


async def appoint(system: System) -> None:
    """Give some of the people their roles."""
    async with system.app.units_of_work() as tx:
        unit = (await tx.units.existing_on(TODAY))[0].id
        for who, role in OFFICIALS.items():
            user, chat = (
                UserRef("web", "chat", f"fuzz-{who}"),
                ChatRef("web", "chat", f"fuzz-{who}"),
            )
            of_unit = role in (Role.UNIT_LEADER, Role.UNIT_LIAISON)
            await tx.people.grant(user, chat, Grant(role, unit if of_unit else None))
        await tx.commit()


async def _telegram(system: System, body: bytes) -> None:
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
    await system.request("POST", system.telegram_path, headers, body)


async def _zalo(system: System, body: bytes) -> None:
    await system.request("POST", system.zalo_path, {"X-Bot-Api-Secret-Token": SECRET}, body)


async def _page(system: System, request: tuple[str, str, Mapping[str, str], bytes]) -> None:
    method, path, headers, body = request
    await system.request(method, path, headers, body)


async def _frame(system: System, frame: str) -> None:
    with suppress(MalformedFrameError):
        read_frame(frame)


_PATHS = [
    *(
        "/",
        "/chat/",
        "/chat/session",
        "/chat/files/x",
        "/chat/manifest.webmanifest",
        "/chat/socket",
    ),
    *("/healthz", "/readyz", "/metrics", "/static/x/chat.js", "/xac-minh/", "/xac-minh/ABCD-EFGH"),
    *("/phong/x", "/man-hinh/x", "/man-hinh/1-1-x", "/webhooks/telegram/1", "/webhooks/zalo/1"),
]
_METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "XYZ"]
_HEADERS = ["cookie", "origin", "content-type", "accept-language", "if-none-match", "range", "host"]
_paths = st.one_of(
    st.sampled_from(_PATHS),
    st.builds(
        "{}{}".format, st.sampled_from(_PATHS), st.text(st.characters(categories=None), max_size=20)
    ),
    st.builds("{}?{}".format, st.sampled_from(_PATHS), st.text(max_size=30)),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=30).map("/{}".format),
)
_requests = st.tuples(
    st.sampled_from(_METHODS),
    _paths,
    st.dictionaries(st.sampled_from(_HEADERS), st.text(max_size=40), max_size=3),
    st.binary(max_size=60),
)


@dataclass(frozen=True)
class Imported:
    """A file with a table that has something wrong in it."""

    ending: str
    content: bytes = field(repr=False)


_HEADERS_OF = (
    ("code", "name", "level", "parent", "staff", "leaders"),
    ("code", "topic", "text", "A", "B", "C", "D", "correct", "audience"),
    ("unit", "full_name", "birth_date", "category", "phone"),
)
_CELLS = ["", "SO-NV", "PAR", "A", "1", "-1", "1e9", "08/11/1980", "leaders", "ĐẮK LẮK"]
_cells = st.one_of(texts, st.sampled_from(_CELLS))
_changes = st.lists(st.tuples(st.integers(0, 4_000), st.binary(max_size=8)), max_size=4)


@st.composite
def _csv_files(draw: st.DrawFn) -> Imported:
    header = draw(st.sampled_from(_HEADERS_OF))
    rows = draw(st.lists(st.lists(_cells, max_size=len(header) + 1), max_size=5))
    file = io.StringIO()
    csv.writer(file).writerows([header, *rows])
    content = file.getvalue().encode("utf-8", "surrogatepass")
    return Imported(".csv", _overwritten(content, draw(_changes)))


@cache
def _workbooks() -> Sequence[tuple[str, Mapping[str, bytes]]]:
    """Sound workbooks, by their parts."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for ending, write in ((".xlsx", write_xlsx), (".ods", write_ods)):
            for header in _HEADERS_OF:
                rows = [header, *[[f"{cell}-{row}" for cell in header] for row in range(3)]]
                with zipfile.ZipFile(write(Path(folder) / f"table{ending}", rows)) as archive:
                    parts = {name: archive.read(name) for name in archive.namelist()}
                found.append((ending, parts))
    return found


@st.composite
def _workbook_files(draw: st.DrawFn) -> Imported:
    ending, parts = draw(st.sampled_from(_workbooks()))
    changed = draw(st.sampled_from(sorted(parts)))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            is_changed = name == changed
            archive.writestr(name, _overwritten(content, draw(_changes)) if is_changed else content)
    content = file.getvalue()
    return Imported(
        ending, _overwritten(content, draw(_changes)) if draw(st.booleans()) else content
    )


def _overwritten(content: bytes, changes: Sequence[tuple[int, bytes]]) -> bytes:
    for at, by in changes:
        place = at % (len(content) + 1)
        content = content[:place] + by + content[place + len(by) :]
    return content


class Files:
    """Reads tables as the imports do; what is wrong with them has to come back as faults."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put_in(self, system: System, file: Imported) -> None:
        path = self._folder / f"table{file.ending}"
        path.write_bytes(file.content)
        table = read_table(path)
        check_units(table, {})
        check_questions(table)
        check_roster(table, [], {}, DEFAULT_POLICY, TODAY)
        check_exclusions(table, TODAY)


_RULES: Sequence[tuple[Mapping[str, Any], Callable[[Mapping[str, Any]], object]]] = (
    (rules_to_data(RoundRules()), rules_from_data),
    (live_rules_to_data(LiveRules()), live_rules_from_data),
    (policy_to_data(DEFAULT_POLICY), policy_from_data),
    (schedule_to_data(ReminderSchedule()), schedule_from_data),
)


async def _rules(system: System, data: object) -> None:
    if not isinstance(data, dict):
        return
    for _, read in _RULES:
        with suppress(RulesError, QuotaPolicyError, ReminderScheduleError):
            read(data)


def targets(folder: Path) -> Sequence[Target]:
    """All ways in; together their shares are 1.

    Args:
        folder: for files that are put in.
    """
    said = st.tuples(
        st.integers(0, PEOPLE - 1), st.booleans(), st.one_of(texts, payloads), st.booleans()
    )
    frames = st.one_of(mutated(FRAMES).map(lambda frame: written(frame).decode()), st.text())
    rules = st.one_of(mutated([data for data, _ in _RULES]), values)
    return (
        Target("Telegram's webhook", 0.25, bodies(TELEGRAM), _telegram),
        Target("Zalo's webhook", 0.2, bodies(ZALO), _zalo),
        Target("texts and choices of every role", 0.2, said, Crowd().speak),
        Target("frames of the web chat", 0.1, frames, _frame),
        Target("requests for pages", 0.1, _requests, _page),
        Target("csv files", 0.05, _csv_files(), Files(folder).put_in),
        Target("workbooks", 0.05, _workbook_files(), Files(folder).put_in),
        Target("rules as JSON", 0.05, rules, _rules),
    )
