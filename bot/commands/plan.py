"""``hoithi plan``: what a contest will ask of bots, machines and disks, before it is set up."""

import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

import typer

from bot.adapters._telegram import facts as telegram
from bot.adapters._zalo import facts as zalo
from bot.adapters.web import PLATFORM as WEB
from bot.commands.bench_figures import BENCH, load_measured
from bot.commands.common import refuse, say_in, settings_or_exit
from bot.commands.output import AsJson, print_json
from bot.commands.plan_output import Plan, plan_data, print_plan
from contest.capacity import Allowance, CapacityError, Demand, Measured, bots
from handlers.texts.loader import Wording

ALLOWANCES: Mapping[str, Allowance] = MappingProxyType(
    {
        telegram.PLATFORM: Allowance(telegram.MESSAGES_PER_SECOND),
        zalo.PLATFORM: Allowance(
            zalo.MESSAGES_PER_SECOND, zalo.FREE_PLAN.messages_per_month, zalo.FREE_PLAN.users
        ),
        WEB: Allowance(),
    }
)
WINDOW = re.compile(r"(\d{1,6})([mhd])")
UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
LONGEST = timedelta(days=366)
MOST = 10**9


def plan(  # noqa: PLR0913, PLR0917 - one for each option of the command
    people: Annotated[int, typer.Option(help="who take part, at most")],
    questions: Annotated[int, typer.Option(help="of an attempt; a prediction counts as one")],
    window: Annotated[str, typer.Option(help="from opening to close: 90m, 4h or 7d")],
    platform: Annotated[str, typer.Option(help=f"one of {', '.join(ALLOWANCES)}")],
    bots_given: Annotated[
        int | None, typer.Option("--bots", help="bots there are; else as many as are needed")
    ] = None,
    attempts: Annotated[int, typer.Option(help="of each person")] = 1,
    newcomers: Annotated[int, typer.Option(help="of the people, who have yet to register")] = 0,
    busiest: Annotated[
        int, typer.Option(help="percent of the people who come within the busiest hour")
    ] = 20,
    rate: Annotated[
        float | None, typer.Option(help="messages a second that each bot is granted")
    ] = None,
    monthly: Annotated[
        int | None, typer.Option(help="messages a month that each bot is granted")
    ] = None,
    users: Annotated[int | None, typer.Option(help="people that each bot is granted")] = None,
    bench: Annotated[
        Path | None, typer.Option(help="figures of a benchmark; else docs/bench.json")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Compute messages, time, bots, machines and disk of a contest; nothing is opened or sent."""
    say = say_in(settings_or_exit())
    _check(say, "--people", people, 1)
    _check(say, "--questions", questions, 1, 1_000)
    _check(say, "--bots", bots_given, 1)
    _check(say, "--attempts", attempts, 1, 1_000)
    _check(say, "--newcomers", newcomers, 0, people)
    _check(say, "--busiest", busiest, 1, 100)
    _check(say, "--rate", rate, 0.001)
    _check(say, "--monthly", monthly, 1)
    _check(say, "--users", users, 1)
    demand = Demand(people, questions, _window(window, say), attempts, newcomers, busiest)
    allowance = _allowance(platform, rate, monthly, users, say)
    try:
        needed = bots(demand, allowance)
    except CapacityError:
        refuse(say("plan-nobody-can-play", monthly=allowance.messages_per_month or 0))
    measured = _measured(bench, say)
    made = Plan(platform, demand, allowance, needed, bots_given or needed.needed, measured)
    if as_json:
        print_json(plan_data(made))
    else:
        print_plan(made, say)


def _check(
    say: Wording, option: str, value: float | None, least: float, most: float = MOST
) -> None:
    """Exit with status 2 if a number makes no sense; NaN is in no range."""
    if value is not None and not least <= value <= most:
        refuse(say("plan-out-of-range", option=option, found=value, least=least, most=most))


def _window(text: str, say: Wording) -> timedelta:
    found = WINDOW.fullmatch(text.strip().lower())
    length = int(found[1]) * UNITS[found[2]] if found else timedelta(0)
    if not timedelta(0) < length <= LONGEST:
        refuse(say("plan-not-a-window", found=text[:40]))
    return length


def _allowance(
    platform: str, rate: float | None, monthly: int | None, users: int | None, say: Wording
) -> Allowance:
    """What the platform publishes, unless the owner of the bots knows better."""
    published = ALLOWANCES.get(platform)
    if published is None:
        refuse(say("plan-unknown-platform", found=platform[:40], known=", ".join(ALLOWANCES)))
    return Allowance(
        rate or published.messages_per_second,
        monthly or published.messages_per_month,
        users or published.users,
    )


def _measured(bench: Path | None, say: Wording) -> Measured | None:
    """The figures of the file given; of the repository's own if there is one."""
    if bench is None and not BENCH.exists():
        return None
    file = bench or BENCH
    measured = load_measured(file)
    if measured is None:
        refuse(say("plan-not-a-bench", file=file.name))
    return measured
