"""What two replicas and their database hold, looked at again and again; and whether it grows."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from sqlalchemy import func, select, text

from storage.engine import Database
from storage.tables.outbox import Delivery, outbox_table

KIB = 1024
MAX_GROWTH = 0.10
"""Of memory from the second quarter of a run to the last; what is measured wavers by less."""
SPARE_CONNECTIONS = 2
SPARE_FILES = 8
MAX_BACKLOG_SECONDS = 2.0


@dataclass(frozen=True)
class Sample:
    """One look.

    Attributes:
        memory: resident, in MiB, of each process.
        files: open file descriptors of each process.
        connections: of the replicas to PostgreSQL, all together.
        backlog: messages queued and not sent.
        waiting: presses that have not been served.
        p99: seconds from a press to the next question since the sample before.
    """

    at: float
    memory: tuple[float, ...]
    files: tuple[int, ...]
    connections: int
    backlog: int
    waiting: int
    answered: int
    p99: float


async def look(
    database: Database, processes: Sequence[int], at: float, times: Sequence[float], **load: int
) -> Sample:
    """Look at the processes of these ids and at their database."""
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    pending = outbox_table.c.state == Delivery.PENDING.value
    async with database.read() as connection:
        # Without the one that asks.
        connections = (await connection.scalar(text(others)) or 1) - 1
        counted = select(func.count()).select_from(outbox_table).where(pending)
        backlog = await connection.scalar(counted) or 0
    return Sample(
        at=at,
        memory=tuple(_resident(each) for each in processes),
        files=tuple(_open_files(each) for each in processes),
        connections=connections,
        backlog=backlog,
        p99=times[len(times) * 99 // 100] if times else 0.0,
        **load,
    )


def verdicts(
    samples: Sequence[Sample], rests: tuple[Sample, Sample], per_second: float
) -> dict[str, bool]:
    """What has to hold of a run, by a sentence that says it with figures.

    Files are counted at rest: under load most of them are sockets of presses on their way, and how
    many those are wavers with the time that each takes. What is leaked stays.

    Args:
        rests: one look before the run and one after it, while nothing was asked of the processes.
    """
    quarter = len(samples) // 4
    early, late = samples[quarter : 2 * quarter], samples[-quarter:]
    found = {}
    for number in range(len(samples[0].memory)):
        before, after = _mean(early, number), _mean(late, number)
        sentence = f"memory of process {number + 1} is flat: {before:.0f} MiB, then {after:.0f} MiB"
        found[sentence] = after <= before * (1 + MAX_GROWTH)
    before, after = (max(each.connections for each in some) for some in (early, late))
    found[f"no leaked connections: at most {before}, then {after}"] = (
        after <= before + SPARE_CONNECTIONS
    )
    before, after = (sum(rest.files) for rest in rests)
    found[f"no leaked files: {before} at rest before, {after} after"] = (
        after <= before + SPARE_FILES
    )
    allowed = round(per_second * MAX_BACKLOG_SECONDS)
    backlog = max(each.backlog for each in late)
    found[f"no growing backlog: {backlog} messages at most at the end, {allowed} allowed"] = (
        backlog <= allowed
    )
    return found


def _mean(samples: Sequence[Sample], process: int) -> float:
    return fmean(each.memory[process] for each in samples)


def _open_files(process: int) -> int:
    return len(list(Path(f"/proc/{process}/fd").iterdir()))


def _resident(process: int) -> float:
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    (line,) = [line for line in status.splitlines() if line.startswith("VmRSS:")]
    return int(line.split()[1]) / KIB
