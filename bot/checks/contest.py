"""Checks of the contest: a round to play, questions enough, people to nominate and to remind."""

from collections.abc import Sequence
from datetime import datetime

from bot.checks.findings import Findings, State
from contest.drawing import find_shortages
from contest.model import Unit
from handlers.escalation import load_contacts
from handlers.formats import local_day
from handlers.ports.records import Contest, Round
from handlers.ports.repositories import UnitOfWork
from handlers.rounds import round_at_hand
from handlers.shortfalls import load_table

SHOWN = 3
"""Units named as examples."""


async def check_contest(tx: UnitOfWork, now: datetime, findings: Findings) -> None:
    """Note what the contest lacks."""
    contest = await tx.rounds.contest()
    findings.note(
        "contest", State.OK if contest else State.FAILED, name=contest.name if contest else ""
    )
    rounds = await tx.rounds.all()
    coming = [one for one in rounds if now < one.window.closes_at]
    if not coming:
        state = State.WARNING if rounds else State.FAILED
        findings.note("round", state, count=0)
    else:
        findings.note("round", State.OK, count=len(coming))
    for one in coming:
        await _check_bank(tx, one, findings)
    at_hand = await round_at_hand(tx, now)
    if contest is not None and at_hand is not None:
        await _check_units(tx, contest, at_hand, findings)


async def _check_bank(tx: UnitOfWork, one: Round, findings: Findings) -> None:
    bank = await tx.questions.valid_on(local_day(one.window.opens_at))
    short = find_shortages(bank, one.rules)
    topics = ", ".join(f"{each.topic} {each.available}/{each.needed}" for each in short)
    findings.note(
        "bank", State.FAILED if short else State.OK, round=one.name, topics=topics or "none"
    )


async def _check_units(
    tx: UnitOfWork, contest: Contest, at_hand: Round, findings: Findings
) -> None:
    """Units with a quota need a roster, by which people are recognised, and somebody to remind."""
    table = await load_table(tx, contest, at_hand)
    contacts = await load_contacts(tx)
    listed = {each.unit for each in await tx.rosters.counts(table.scope) if each.listed}
    bound = [unit for unit in table.units.values() if table.owed[unit.id].has_quota]
    without_roster = [unit for unit in bound if unit.id not in listed]
    _note_units("roster", bound, without_roster, findings)
    unattended = [unit for unit in bound if not contacts.leading(unit.id)]
    _note_units("officials", bound, unattended, findings)


def _note_units(
    check: str, bound: Sequence[Unit], lacking: Sequence[Unit], findings: Findings
) -> None:
    examples = ", ".join(unit.code for unit in lacking[:SHOWN])
    if len(lacking) > SHOWN:
        examples += ", …"
    state = State.WARNING if lacking else State.OK if bound else State.SKIPPED
    findings.note(check, state, count=len(lacking), of=len(bound), units=examples)
