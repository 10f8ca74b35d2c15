"""How long the reports of 83,200 entries take, and whether every figure of them is right.

The reference is the common way: every answer is read, and counted in the program.
"""

import io
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable

from sqlalchemy import select

from bot.commands.exports import results_workbook
from contest.evidence import sealed
from handlers.evidence import EvidenceScope, evidence_of
from handlers.ports.records import Contest
from handlers.shortfalls import load_table
from handlers.statistics import load_statistics
from handlers.texts.loader import DEFAULT_LOCALE, wording
from storage.boards import SqlBoardMaker
from storage.engine import Database
from storage.tables.attempts import answer_table, attempt_table
from storage.unit_of_work import SqlUnitOfWork
from tests.benchmarks.province import Province, seed_province
from tests.benchmarks.recount import check_figures
from tests.benchmarks.report import Figure, note

Urls = Callable[[], Awaitable[str]]
Report = Callable[[SqlUnitOfWork, Province, Contest], Awaitable[object]]

ENTRIES = 83_200


async def measure_reports(databases: dict[str, Urls]) -> Figure:
    """Seconds for all reports one after another, on the slower of the databases."""
    figures = [await _measure(kind, await urls()) for kind, urls in databases.items()]
    return max(figures, key=lambda figure: figure.value)


async def _measure(kind: str, url: str) -> Figure:
    database = Database(url)
    began = time.perf_counter()
    province = await seed_province(database)
    for one in province.rounds:
        await SqlBoardMaker(database).make(one.id, province.now)
    note(f"{kind}: {ENTRIES:,} entries seeded and ranked in {time.perf_counter() - began:.1f} s")
    took = {name: await _seconds(province, report) for name, report in REPORTS.items()}
    note(f"{kind}: " + ", ".join(f"{name} {seconds:.2f} s" for name, seconds in took.items()))
    began = time.perf_counter()
    await _naive(province)
    naive = time.perf_counter() - began
    note(f"{kind}: {await check_figures(province):,} figures agree with a count by hand")
    await database.dispose()
    return Figure(
        name="reports_83200",
        value=sum(took.values()),
        unit="s",
        reference="item analysis alone, every answer read and counted in the program",
        reference_value=naive,
        goal="< 30 s",
        n=ENTRIES,
    )


async def _seconds(province: Province, report: Report) -> float:
    async with province.begin.reading() as tx:
        contest = await tx.rounds.contest()
        assert contest is not None
        began = time.perf_counter()
        assert await report(tx, province, contest)
        return time.perf_counter() - began


async def _statistics(tx: SqlUnitOfWork, province: Province, contest: Contest) -> object:
    report = await load_statistics(tx, contest, province.rounds, province.now)
    assert report.quality.entries == ENTRIES
    return report.topics


async def _one_round(tx: SqlUnitOfWork, province: Province, contest: Contest) -> object:
    report = await load_statistics(
        tx, contest, [province.rounds[-1]], province.now, with_items=False
    )
    return await tx.boards.page(province.rounds[-1], 0, 10) if report.people else None


async def _units(tx: SqlUnitOfWork, province: Province, contest: Contest) -> object:
    return (await load_table(tx, contest, province.rounds[-1])).owed


async def _evidence(tx: SqlUnitOfWork, province: Province, contest: Contest) -> object:
    scope = EvidenceScope(province.rounds)
    return sealed(await evidence_of(tx, contest, scope, "bench", province.now)).text


async def _workbook(tx: SqlUnitOfWork, province: Province, contest: Contest) -> object:
    target = io.BytesIO()
    say = wording(DEFAULT_LOCALE)
    await results_workbook(target, tx, contest, province.rounds, province.now, "bench", say)
    return target.getvalue()


REPORTS: dict[str, Report] = {
    "statistics": _statistics,
    "one round": _one_round,
    "units": _units,
    "evidence": _evidence,
    "workbook": _workbook,
}


async def _naive(province: Province) -> None:
    """The item analysis without its median, of rows that are read one by one."""
    a, w = attempt_table.c, answer_table.c
    sums: dict[int, list[float]] = defaultdict(lambda: [0] * 6)
    statement = (
        select(answer_table, a.score, a.started_at)
        .join(attempt_table, w.attempt_id == a.id)
        .where(a.counted, w.question_id.is_not(None))
        .order_by(w.attempt_id, w.position)
    )
    attempt, before = 0, province.now
    async with province.database.read() as connection:
        for row in await connection.execute(statement):
            before = before if row.attempt_id == attempt else row.started_at
            rest, is_right = row.score - row.points, row.points > 0
            wait = (row.received_at - before).total_seconds()
            each = (1, is_right, rest, rest * rest, rest * is_right, wait)
            item = sums[row.question_id]
            item[:] = [total + more for total, more in zip(item, each, strict=True)]
            attempt, before = row.attempt_id, row.received_at
    assert sums
