"""Prizes through storage: worked examples, one prize a person over rounds, decisions, versions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import insert

from contest.award_changes import AwardCause
from contest.award_policy import AwardPolicy, award_policy_from_data
from contest.awards import Prize
from contest.model import Audience, Level, PersonId, RoundId, Topic, Unit
from contest.results import ResultState
from contest.rules import RoundRules, Window
from handlers import awards
from handlers.awards import Computed, Deciding
from handlers.ports.awards import StoredAwarding
from handlers.ports.catalogue import NewUnit
from handlers.ports.records import Contest, Role, Round
from handlers.ports.results import Step
from handlers.result_steps import Actor, Refused
from storage.repositories.results import supersede
from storage.tables.results import result_line_table, result_table
from tests.integration.storage.world import DAY, NOW, WINDOW, World

pytestmark = pytest.mark.anyio

CHIEF = Actor("web:demo:chief", frozenset({Role.ORGANISER}))
SECRETARY = Actor("web:demo:secretary", frozenset({Role.SECRETARY}))
TEN = RoundRules(blueprint=((Topic("PAR"), 10),))
TWO_PRIZES = award_policy_from_data(
    {"individual": {"officials": [{"prize": "first", "count": 1}, {"prize": "second", "count": 1}]}}
)


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody in a frozen result; the unit is SO-NV unless another is named."""

    person: int
    rank: int
    score: int = 3
    audience: Audience = Audience.OFFICIALS
    unit: str = "SO-NV"


def ranked(*people: int, ranks: Sequence[int] | None = None) -> list[Line]:
    numbers = ranks or range(1, len(people) + 1)
    return [Line(person, rank) for person, rank in zip(people, numbers, strict=True)]


async def freeze(
    world: World,
    round_id: RoundId,
    lines: Sequence[Line],
    version: int = 1,
    state: ResultState = ResultState.PROVISIONAL,
) -> None:
    """Store a version of a result; the one before it is superseded."""
    async with world.begin.reading() as tx:
        units = {unit.code: unit for unit in await tx.units.existing_on(DAY)}
    async with world.database.write() as connection:
        states = [each for each in ResultState if each is not ResultState.SUPERSEDED]
        await supersede(connection, round_id, states, Step("system", NOW))
        values: dict[str, Any] = {
            "round_id": round_id,
            "version": version,
            "state": state.value,
            "board_version": version,
            "made_by": "system",
            "made_at": NOW,
            "reason": "",
            "participants": len(lines),
            "rules_version": "1",
            "fingerprint": "0" * 64,
            "corrected_keys": [],
        }
        statement = insert(result_table).values(values).returning(result_table.c.id)
        result_id = (await connection.execute(statement)).scalar_one()
        rows = [
            {
                "result_id": result_id,
                "place": place,
                "rank": line.rank,
                "group_rank": line.rank,
                "person_id": line.person,
                "attempt_id": line.person,
                "full_name": f"Người {line.person}",
                "audience": line.audience.value,
                "unit_id": units[line.unit].id,
                "unit_code": line.unit,
                "unit_name": units[line.unit].name,
                "score": line.score,
                "time_used_us": 1,
                "submitted_at": NOW,
            }
            for place, line in enumerate(lines, start=1)
        ]
        await connection.execute(insert(result_line_table), rows)


async def another_round(world: World, rules: RoundRules | None = None) -> Round:
    """The next round, after that of the world."""
    window = Window(WINDOW.closes_at, WINDOW.closes_at + timedelta(days=7))
    async with world.begin() as tx:
        contest = await the_contest(world)
        created = await tx.catalogue.create_round(
            contest.id, "Vòng 2", window, rules or world.round.rules
        )
        await tx.commit()
    return created


async def the_contest(world: World) -> Contest:
    async with world.begin.reading() as tx:
        contest = await tx.rounds.contest()
    assert contest is not None
    return contest


async def set_policy(world: World, policy: AwardPolicy) -> None:
    contest = await the_contest(world)
    async with world.begin() as tx:
        await tx.awards.set_policy(contest.id, policy)
        await tx.commit()


async def compute(world: World, *, published_only: bool = False) -> Computed:
    contest = await the_contest(world)
    async with world.begin() as tx:
        done = await awards.compute(tx, contest, SECRETARY, NOW, published_only=published_only)
        await tx.commit()
    assert isinstance(done, Computed)
    return done


async def decide(
    world: World, *chosen: int, actor: Actor = CHIEF, reason: str = "Biên bản số 3"
) -> Computed | Refused:
    contest = await the_contest(world)
    async with world.begin() as tx:
        done = await awards.decide_people(
            tx,
            contest,
            world.round.id,
            [PersonId(each) for each in chosen],
            Deciding(actor, reason, NOW),
        )
        await tx.commit()
    return done


def prizes(awarding: StoredAwarding) -> list[tuple[int, int, str]]:
    return [(each.round, each.person, each.prize) for each in awarding.outcome.people]


def changes(done: Computed) -> dict[tuple[int, int], tuple[str | None, str | None, str]]:
    return {
        (each.round, each.person): (each.before, each.after, each.cause) for each in done.changes
    }


async def test_the_worked_units_both_come_to_85_and_the_tie_is_resolved_as_written(
    world: World,
) -> None:
    """X: 36 of 40 people at 80 %; Y: 10 of 10 at 70 %, and the higher share of full marks."""
    units = (
        NewUnit("SO-X", "Sở X", Level("SO"), "66", leaders=1, division_heads=4, staff=35),
        NewUnit("SO-Y", "Sở Y", Level("SO"), "66", leaders=1, division_heads=1, staff=8),
    )
    async with world.begin() as tx:
        await tx.catalogue.store_units(units)
        await tx.commit()
    two = await another_round(world, TEN)
    of_x = [10] * 9 + [8] * 9 + [7] * 18
    of_y = [10] * 3 + [6] * 5 + [5] * 2
    lines = [Line(100 + n, 1 + n, score, unit="SO-X") for n, score in enumerate(of_x)]
    lines += [Line(200 + n, 50 + n, score, unit="SO-Y") for n, score in enumerate(of_y)]
    # A citizen of the same unit is not among its headcount, and not in its figures.
    lines.append(Line(300, 1, 1, Audience.CITIZENS, "SO-Y"))
    await freeze(world, two.id, lines)

    found = (await compute(world)).awarding.outcome.units

    so = [each for each in found if each.result.bloc == "SO" and each.result.participants]
    named = {unit.code: unit.id for unit in await existing(world)}
    assert [(each.result.unit, each.score, each.rank, each.prize) for each in so] == [
        (named["SO-Y"], Fraction(85), 1, Prize("first")),
        (named["SO-X"], Fraction(85), 2, Prize("second")),
    ]
    y, x = (each.result for each in so)
    assert [x.expected, x.participants, x.rate, x.quality, x.full_mark_rate] == [40, 36, 90, 80, 25]
    assert [y.expected, y.participants, y.rate, y.quality] == [10, 10, 100, 70]
    assert y.full_mark_rate == 30


async def existing(world: World) -> Sequence[Unit]:
    async with world.begin.reading() as tx:
        return await tx.units.existing_on(DAY)


async def test_a_person_keeps_the_higher_prize_over_rounds_and_the_next_moves_up(
    world: World,
) -> None:
    """2 has a second in round 1 and then a first in round 2; 3 takes the place that is free."""
    await set_policy(world, TWO_PRIZES)
    one, two = world.round, await another_round(world)
    await freeze(world, one.id, ranked(1, 2, 3, 4))
    first = await compute(world)
    await freeze(world, two.id, ranked(2, 5, 6))

    second = await compute(world)

    assert prizes(first.awarding) == [(one.id, 1, "first"), (one.id, 2, "second")]
    assert prizes(second.awarding) == [
        (one.id, 1, "first"),
        (one.id, 3, "second"),
        (two.id, 2, "first"),
        (two.id, 5, "second"),
    ]
    assert changes(second) == {
        (one.id, 2): ("second", None, AwardCause.OTHER_PRIZE),
        (one.id, 3): (None, "second", AwardCause.OTHERS),
        (two.id, 2): (None, "first", AwardCause.RANK),
        (two.id, 5): (None, "second", AwardCause.RANK),
    }
    assert (await compute(world)).awarding.number == second.awarding.number == 2
    async with world.begin.reading() as tx:
        again = await tx.awards.find((await the_contest(world)).id, 1)
    assert again == first.awarding


async def test_a_new_version_gives_the_prizes_anew_and_says_who_has_lost_one(world: World) -> None:
    await set_policy(world, TWO_PRIZES)
    await freeze(world, world.round.id, ranked(1, 2, 3))
    await compute(world)
    await freeze(world, world.round.id, ranked(2, 3), version=2)

    done = await compute(world)

    assert done.awarding.outcome.basis == {world.round.id: 2}
    assert changes(done) == {
        (1, 1): ("first", None, AwardCause.NOT_RANKED),
        (1, 2): ("second", "first", AwardCause.RANK),
        (1, 3): (None, "second", AwardCause.RANK),
    }
    assert [(each.rank_before, each.rank_after) for each in done.changes] == [
        (1, None),
        (2, 1),
        (3, 2),
    ]


async def test_a_tie_waits_for_the_organisers_and_their_decision_is_kept(world: World) -> None:
    await set_policy(world, TWO_PRIZES)
    await freeze(world, world.round.id, ranked(1, 2, 3, 4, ranks=(1, 2, 2, 4)))
    (tie,) = (await compute(world)).awarding.outcome.person_ties
    assert (tie.tie.contenders, tie.tie.prizes) == ((2, 3), ("second",))

    refusals = [
        await decide(world, 3, actor=SECRETARY),
        await decide(world, 3, reason=" "),
        await decide(world, 4),
        await decide(world, 3, 2),
    ]
    done = await decide(world, 3)

    assert [each.reason for each in refusals if isinstance(each, Refused)] == [
        "awards-organiser-only",
        "reason-missing",
        "awards-no-tie",
        "awards-choose",
    ]
    assert isinstance(done, Computed)
    assert prizes(done.awarding) == [(1, 1, "first"), (1, 3, "second")]
    assert changes(done) == {(1, 3): (None, "second", AwardCause.DECISION)}
    number = done.awarding.outcome.people[1].decision
    assert number is not None
    async with world.begin.reading() as tx:
        ((_, ruling),) = await tx.awards.rulings([number])
    assert (ruling.by, ruling.reason) == (CHIEF.key, "Biên bản số 3")
    assert ruling.tie.among == {2, 3}

    # It holds in a new version with the same people in the tie, and not with somebody new in it.
    await freeze(world, world.round.id, ranked(1, 2, 3, ranks=(1, 2, 2)), version=2)
    assert prizes((await compute(world)).awarding) == [(1, 1, "first"), (1, 3, "second")]
    await freeze(world, world.round.id, ranked(1, 2, 3, 4, ranks=(1, 2, 2, 2)), version=3)
    assert await decide(world, 3) == Refused("awards-outdated", {"number": "3"})
    last = await compute(world)
    assert prizes(last.awarding) == [(1, 1, "first")]
    assert changes(last) == {(1, 3): ("second", None, AwardCause.TIE)}


async def test_equal_units_wait_for_the_organisers(world: World) -> None:
    lines = [Line(1, 1), Line(2, 1, unit="SO-TP")]
    async with world.begin() as tx:
        # As many people as the other department has, so that both are equal in everything.
        await tx.catalogue.store_units(
            [
                NewUnit(code, name, Level("SO"), "66", leaders=1, division_heads=1, staff=8)
                for code, name in (("SO-NV", "Sở Nội vụ"), ("SO-TP", "Sở Tư pháp"))
            ]
        )
        await tx.commit()
    await freeze(world, world.round.id, lines)
    nv, tp = world.units["SO-NV"], world.units["SO-TP"]
    (tie,) = (await compute(world)).awarding.outcome.unit_ties
    assert tie.tie.contenders == (nv, tp)

    contest = await the_contest(world)
    async with world.begin() as tx:
        deciding = Deciding(CHIEF, "Biên bản số 4", NOW)
        done = await awards.decide_units(tx, contest, [tp, nv], deciding)
        await tx.commit()

    assert isinstance(done, Computed)
    assert [(each.result.unit, each.prize) for each in done.awarding.outcome.units] == [
        (nv, "second"),
        (tp, "first"),
    ]


async def test_only_what_rests_on_published_results_is_public(world: World) -> None:
    await set_policy(world, TWO_PRIZES)
    two = await another_round(world)
    await freeze(world, world.round.id, ranked(1, 2))
    await compute(world)
    assert await public(world) is None

    await freeze(world, world.round.id, ranked(1, 2), 2, ResultState.PUBLISHED)
    first = await compute(world)
    await freeze(world, two.id, ranked(2, 5))
    # The newest of all results: that of round 2 must not be seen through who moves up in round 1.
    await compute(world)
    assert await public(world) == first.awarding

    await freeze(world, world.round.id, ranked(2, 1), 3, ResultState.PUBLISHED)
    assert await public(world) is None
    corrected = await compute(world, published_only=True)
    assert corrected.awarding.outcome.basis == {world.round.id: 3}
    assert await public(world) == corrected.awarding


async def public(world: World) -> StoredAwarding | None:
    async with world.begin.reading() as tx:
        return await tx.awards.latest_published((await the_contest(world)).id)


async def test_a_frozen_result_that_does_not_exist_has_no_prizes(world: World) -> None:
    contest = await the_contest(world)
    async with world.begin() as tx:
        nothing = await awards.compute(tx, contest, SECRETARY, NOW)
        stranger = await awards.compute(tx, contest, Actor("x", frozenset()), NOW)

    assert nothing == Refused("awards-no-result")
    assert stranger == Refused("awards-staff-only")
    assert isinstance(await decide(world, 1), Refused)
