"""Signals of a round as the database finds them, and what was decided about them."""

from datetime import timedelta

import pytest

from contest.model import PersonId
from contest.result_policy import DEFAULT_RESULT_POLICY, ResultPolicy
from contest.review import DEFAULT_REVIEW, Decision, ReviewRules, Signal, SignalKind
from handlers.ports.corrections import Ruling
from handlers.ports.reviews import Reviewed, Reviewee
from tests.integration.storage.played import (
    LATER,
    MINUTE,
    OTHER,
    RIGHT,
    SECRETARY,
    WRONG,
    Attempted,
    close,
    play,
)
from tests.integration.storage.world import NOW, World

pytestmark = pytest.mark.anyio

FAST, SLOW = timedelta(seconds=5), timedelta(seconds=6)
SAME = (WRONG, OTHER, RIGHT)


async def signals(world: World, rules: ReviewRules = DEFAULT_REVIEW) -> list[Signal]:
    async with world.begin.reading() as tx:
        return list(await tx.reviews.signals(world.round, rules))


async def test_each_kind_of_signal_is_found_among_those_who_count(world: World) -> None:
    await play(
        world,
        [
            Attempted(1, used=FAST),
            Attempted(2, used=SLOW),
            Attempted(3, (RIGHT, RIGHT, WRONG), used=FAST),
            Attempted(4, SAME, unit="SO-TP", phone="d4"),
            Attempted(5, SAME, unit="SO-TP", ended_at=NOW + 60 * MINUTE),
            Attempted(6, SAME, phone="d4"),
            Attempted(7, SAME, unit="SO-TP", ended_at=NOW + 121 * MINUTE),
            Attempted(8, (WRONG, None, None), phone="d8"),
            Attempted(9, (OTHER, None, None), phone="d8"),
            Attempted(10, (None, None, WRONG), phone="d8"),
        ],
    )
    await close(world)
    async with world.begin() as tx:
        # Who does not count is no longer looked at.
        await tx.corrections.disqualify(PersonId(10), None, Ruling(SECRETARY, "Thi hộ", LATER))
        await tx.commit()

    found = await signals(world)

    # 1 and 2 also have equal answers, all right, in the same minute.
    assert [(signal.kind, signal.people) for signal in found] == [
        (SignalKind.TOO_FAST, (1,)),
        (SignalKind.EQUAL_ANSWERS, (4, 5)),
        (SignalKind.EQUAL_ANSWERS, (1, 2)),
        (SignalKind.SAME_PHONE, (4, 6)),
        (SignalKind.SAME_PHONE, (8, 9)),
    ]
    assert (found[0].time_used, found[1].wrong, found[2].wrong) == (FAST, 2, 0)
    patient = await signals(world, ReviewRules(timedelta(seconds=1)))
    assert patient == found[1:]


async def test_a_decision_is_kept_and_can_be_made_again(world: World) -> None:
    first = Reviewed(Decision.KEPT, "Đã xác minh", SECRETARY, LATER)
    second = Reviewed(Decision.DISMISSED, "Vợ chồng", SECRETARY, LATER + MINUTE)
    async with world.begin() as tx:
        await tx.reviews.decide(world.round, "same_phone-1-2", first)
        await tx.reviews.decide(world.round, "too_fast-3", first)
        await tx.reviews.decide(world.round, "same_phone-1-2", second)
        await tx.commit()

    async with world.begin.reading() as tx:
        assert await tx.reviews.decisions(world.round) == {
            "same_phone-1-2": second,
            "too_fast-3": first,
        }


async def test_people_are_named_with_their_unit(world: World) -> None:
    await play(world, [Attempted(1), Attempted(2, unit="SO-TP")])

    async with world.begin.reading() as tx:
        found = await tx.reviews.people([PersonId(1), PersonId(2), PersonId(9)])

    assert found == {
        1: Reviewee(PersonId(1), "Nguyễn Văn 1", "Sở Nội vụ"),
        2: Reviewee(PersonId(2), "Nguyễn Văn 2", "Sở Tư pháp"),
    }


async def test_the_policy_of_a_contest_is_the_default_until_it_has_its_own(world: World) -> None:
    contest, own = world.round.contest, ResultPolicy(four_eyes=False)
    async with world.begin() as tx:
        assert await tx.reviews.policy(contest) == DEFAULT_RESULT_POLICY
        await tx.reviews.set_policy(contest, DEFAULT_RESULT_POLICY)
        await tx.reviews.set_policy(contest, own)
        assert await tx.reviews.policy(contest) == own
