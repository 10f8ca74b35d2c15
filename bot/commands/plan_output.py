"""How a plan is printed: figures for a script, lines for people."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from fractions import Fraction
from typing import Any

import typer

from contest.capacity import (
    Allowance,
    Bots,
    Demand,
    Installation,
    Measured,
    Peak,
    Traffic,
    carried,
    disk_bytes,
    installation,
    peak,
    rows,
    sending_time,
    traffic,
)
from handlers.texts.loader import Wording

MEGABYTE = 10**6


@dataclass(frozen=True, slots=True)
class Plan:
    """A contest as it was asked about, and what follows.

    Attributes:
        bots: given, or else as many as are needed.
        measured: None if there are no figures of a benchmark.
    """

    platform: str
    demand: Demand
    allowance: Allowance
    needed: Bots
    bots: int
    measured: Measured | None

    @property
    def traffic(self) -> Traffic:
        return traffic(self.demand)

    @property
    def peak(self) -> Peak:
        return peak(self.demand)

    @property
    def machines(self) -> Installation | None:
        """For what the bots let through; None without a benchmark."""
        if self.measured is None:
            return None
        return installation(carried(self.peak, self.allowance, self.bots), self.measured)

    def takes(self, messages: int) -> timedelta | None:
        """How long the bots send so many."""
        return sending_time(messages, self.allowance, self.bots)


def plan_data(made: Plan) -> dict[str, Any]:
    """What was asked and every figure; the names are kept, as scripts go by them."""
    expected, machines, left = made.traffic, made.machines, rows(made.demand)
    return {
        "platform": made.platform,
        "people": made.demand.people,
        "questions": made.demand.questions,
        "window_seconds": _seconds(made.demand.window),
        "attempts": made.demand.attempts,
        "newcomers": made.demand.newcomers,
        "busiest_percent": made.demand.busiest_percent,
        "limits": asdict(made.allowance),
        "messages": {**asdict(expected), "playing": expected.playing, "total": expected.total},
        "peak_answers_per_second": round(float(made.peak.answers), 2),
        "peak_messages_per_second": round(float(made.peak.messages), 2),
        "bots_needed": made.needed.needed,
        "bots_for_pace": made.needed.for_pace,
        "bots_for_quota": made.needed.for_quota,
        "people_each_bot": made.needed.people_each,
        "bots": made.bots,
        "enough": made.bots >= made.needed.needed,
        "questions_seconds": _seconds(made.takes(expected.questions)),
        "sending_seconds": _seconds(made.takes(expected.total)),
        "notice_seconds": _seconds(made.takes(made.demand.people)),
        "rows": left,
        "disk_bytes": disk_bytes(left),
        "installation": machines and asdict(machines),
        "measured": made.measured and asdict(made.measured),
    }


def _seconds(duration: timedelta | None) -> int | None:
    return None if duration is None else duration // timedelta(seconds=1)


def print_plan(made: Plan, say: Wording) -> None:
    """Print what follows from a plan, one thing a line."""
    _print_messages(made, say)
    _print_bots(made, say)
    left = rows(made.demand)
    typer.echo(say("plan-rows", rows=sum(left.values()), megabytes=_megabytes(left)))
    _print_machines(made.machines, say)


def _print_messages(made: Plan, say: Wording) -> None:
    demand, expected = made.demand, made.traffic
    typer.echo(
        say(
            "plan-title",
            people=demand.people,
            questions=demand.questions,
            window=_duration(demand.window, say),
            platform=made.platform,
        )
    )
    typer.echo(
        say(
            "plan-messages",
            total=expected.total,
            questions=expected.questions,
            around=expected.around,
            registration=expected.registration,
            notices=expected.notices,
        )
    )
    typer.echo(say("plan-updates", updates=expected.updates, answers=expected.answers))
    typer.echo(
        say(
            "plan-peak",
            answers=_tenths(made.peak.answers),
            messages=_tenths(made.peak.messages),
        )
    )


def _print_bots(made: Plan, say: Wording) -> None:
    if made.allowance == Allowance():
        typer.echo(say("plan-no-limit"))
        return
    needed = made.needed
    typer.echo(say("plan-bots", needed=needed.needed, pace=needed.for_pace, quota=needed.for_quota))
    if needed.people_each is not None:
        typer.echo(say("plan-people-each", people=needed.people_each))
    _print_time(made, say)
    if made.bots < needed.needed:
        typer.echo(say("plan-too-few", bots=made.bots, missing=needed.needed - made.bots))


def _print_time(made: Plan, say: Wording) -> None:
    expected = made.traffic
    counts = {
        "total": expected.total,
        "questions": expected.questions,
        "notice": made.demand.people,
    }
    times = {name: made.takes(count) for name, count in counts.items()}
    texts = {name: _duration(time, say) for name, time in times.items() if time is not None}
    if texts:
        typer.echo(say("plan-time", bots=made.bots, **texts))


def _print_machines(machines: Installation | None, say: Wording) -> None:
    if machines is None:
        typer.echo(say("plan-no-bench"))
        return
    kind = "sqlite" if machines.is_sqlite else "postgresql"
    counts = {"replicas": machines.replicas, "databases": machines.databases}
    typer.echo(say("plan-machines", kind=kind, **counts))


def _tenths(rate: Fraction) -> float:
    """To one decimal; nothing that happens at all is shown as 0."""
    return max(round(float(rate), 1), 0.1)


def _megabytes(left: Mapping[str, int]) -> int:
    """Rounded up, so that nothing is free."""
    return -(-disk_bytes(left) // MEGABYTE)


def _duration(duration: timedelta, say: Wording) -> str:
    """Days, hours and minutes; a started minute counts."""
    minutes = -(-duration // timedelta(minutes=1))
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = (("days", days), ("hours", hours), ("minutes", minutes))
    return " ".join(say(f"plan-{unit}", count=count) for unit, count in parts if count)
