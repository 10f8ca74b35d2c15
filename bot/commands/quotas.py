"""``hoithi quotas``: who must take part, by unit level and position, as data."""

from collections import Counter
from collections.abc import Mapping

import typer

from bot.commands.common import Session, run
from bot.commands.import_outcomes import ACTOR
from bot.commands.lookups import contest_or_exit
from bot.commands.output import AsJson, new_table, print_json, print_table
from bot.commands.people_imports import policy_of
from bot.commands.rules_data import DryRun, RulesFile, rules_or_exit
from contest.model import Level
from contest.quotas import QuotaPolicy, QuotaRule, policy_from_data, policy_to_data
from handlers.formats import local_day
from handlers.ports.repositories import UnitOfWork
from handlers.shortfalls import category_name
from handlers.texts.loader import Wording

app = typer.Typer(help="Show or load the rules of compulsory participation.", no_args_is_help=True)


@app.command()
def show(as_json: AsJson = False) -> None:
    """Show the rules of the contest; the default ones before there is a contest."""

    async def main(session: Session) -> None:
        async with session.units_of_work.reading() as tx:
            policy = await policy_of(tx)
            levels = await _units_by_level(session, tx)
        if as_json:
            print_json(policy_to_data(policy))
        else:
            _print(session, policy, levels)

    run(main)


@app.command()
def load(file: RulesFile, dry_run: DryRun = False) -> None:
    """Take the rules of a file for those of the contest."""

    async def main(session: Session) -> None:
        policy = rules_or_exit(session, file, policy_from_data)
        async with session.units_of_work() as tx:
            contest = await contest_or_exit(session, tx)
            levels = await _units_by_level(session, tx)
            if not dry_run:
                await tx.catalogue.set_quotas(contest.id, policy)
                await tx.audit("quotas_changed", session.now, ACTOR, quotas=policy_to_data(policy))
                await tx.commit()
        typer.echo(session.say("cli-rules-checked" if dry_run else "cli-rules-stored"))
        _print(session, policy, levels)

    run(main)


async def _units_by_level(session: Session, tx: UnitOfWork) -> Mapping[Level, int]:
    return Counter(unit.level for unit in await tx.units.existing_on(local_day(session.now)))


def _print(session: Session, policy: QuotaPolicy, levels: Mapping[Level, int]) -> None:
    """The rules level by level, with the units of each, so that a misspelt level is seen."""
    say = session.say
    table = new_table()
    for key in ("level", "units", "category", "rule-heading"):
        table.add_column(say(f"cli-quotas-{key}"), justify="right" if key == "units" else "left")
    for level, rules in policy.levels.items():
        named = (level, str(levels.get(level, 0)))
        for number, rule in enumerate(rules):
            first = named if number == 0 else ("", "")
            table.add_row(*first, category_name(rule.category, say), _rule_text(rule, say))
        if not rules:
            table.add_row(*named, "", say("cli-quotas-none"))
    print_table(table)
    free = [f"{name} ({count})" for name, count in levels.items() if not policy.rules_for(name)]
    if free:
        typer.echo(say("cli-quotas-free", levels=", ".join(free)))
    base = "yes" if policy.exclude_from_base else "no"
    typer.echo(say("cli-quotas-switches", base=base, scope=policy.scope.value))


def _rule_text(rule: QuotaRule, say: Wording) -> str:
    return say(
        "cli-quotas-rule",
        kind=rule.kind.value,
        amount=rule.amount,
        within=category_name(rule.within, say) if rule.within else "none",
    )
