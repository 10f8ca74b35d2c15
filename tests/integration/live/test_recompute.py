"""The standing of the intake is what an independent count of the raw answers finds."""

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime
from random import Random

import pytest

from contest.live import State
from contest.live_answers import Said
from contest.live_rooms import RoomId, RoomState
from contest.live_rules import LiveScoring
from contest.live_scoring import AskedQuestion, ballots_of, recompute
from contest.live_standings import rank_people
from contest.model import OptionIndex, PersonId, Position, UnitId
from handlers.ports.live_orders import OrderKind
from handlers.ports.live_standings import LiveDisplay
from handlers.ports.messaging import InboundMessage
from storage.engine import Database
from tests.fakes.clock import FakeClock
from tests.integration.live.hall import LIMIT, RIGHT, RULES, SECOND, Hall, group, with_questions
from tests.integration.storage.world import World

pytestmark = pytest.mark.anyio

PEOPLE = range(1, 9)
ROOMS = 3
QUESTIONS = 4


@dataclass
class Notes:
    """What an observer has written down who sees only what went in and what was asked.

    Attributes:
        said: the answers that were taken, by position.
        log: of the questions that were settled.
    """

    said: dict[Position, list[Said]] = field(default_factory=lambda: defaultdict(list))
    log: list[AskedQuestion] = field(default_factory=list)
    sent: int = 0
    verdicts: list[str] = field(default_factory=list)


class Crowd:
    """People who press at random instants, in random order, through one of two processes, each of
    which may forget everything between two questions."""

    def __init__(self, halls: tuple[Hall, Hall], dice: Random) -> None:
        self.halls = halls
        self.dice = dice
        self.notes = Notes()
        self.lost: RoomId | None = None

    @property
    def hall(self) -> Hall:
        return self.dice.choice(self.halls)

    async def answer(self, position: Position, opened_at: datetime) -> None:
        """Bring the presses of one question in, shuffled and in batches of any size."""
        presses = [self._press(position, opened_at) for _ in range(self.dice.randint(8, 24))]
        self.dice.shuffle(presses)
        while presses:
            size = self.dice.randint(1, 8)
            batch, presses = presses[:size], presses[size:]
            await asyncio.gather(*[self._bring(position, *press) for press in batch])

    def _press(self, position: Position, opened_at: datetime) -> tuple[Said, InboundMessage]:
        hall, number = self.halls[0], self.dice.choice(PEOPLE)
        room = self.dice.choice([number % ROOMS + 1] * 4 + list(range(1, ROOMS + 1)))
        option = OptionIndex(self.dice.choice([RIGHT, RIGHT, 0, 2]))
        at = opened_at + self.dice.randint(0, LIMIT * 1000 + 2000) * SECOND / 1000
        said = Said(hall.people[number], RoomId(room), option, at)
        return said, hall.press(number, room, option, position, at)

    async def _bring(self, position: Position, said: Said, message: InboundMessage) -> None:
        hall = self.hall
        times = self.dice.choice([1, 1, 1, 2])
        for _ in range(times):
            acknowledgement = await hall.intake.answer(message)
            assert acknowledgement is not None
            self.notes.verdicts.append(acknowledgement.verdict)
        self.notes.sent += times
        self.notes.said[position].append(said)

    async def settled(self, position: Position) -> AskedQuestion:
        """What an observer finds who knows the clocks and where everybody played before."""
        live = await self.halls[0].live()
        homes = {
            score.person: score.room
            for score in recompute(self.notes.log, live.rules, self.units).values()
        }
        closings = {room: at for room, at in live.clock.closings().items() if at is not None}
        said = [
            each
            for each in self.notes.said[position]
            if each.received_at < closings[each.room]
            and not any(pause.contains(each.received_at) for pause in live.breaks)
            and homes.get(each.person, each.room) in (each.room, self.lost)
        ]
        ballots = ballots_of(said, live.rules)
        return AskedQuestion(position, live.clock, ballots, OptionIndex(RIGHT), live.is_annulled)

    @property
    def units(self) -> dict[PersonId, UnitId]:
        hall = self.halls[0]
        return {
            person: hall.world.units["SO-NV" if number % 2 else "SO-TP"]
            for number, person in hall.people.items()
        }


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_random_answers_in_random_batches_give_the_standing_of_an_independent_count(
    world: World, clock: FakeClock, other_database: Database, seed: int
) -> None:
    dice = Random(seed)  # noqa: S311 - guards nothing
    rules = replace(RULES, may_change=dice.random() < 0.5, scoring=dice.choice(list(LiveScoring)))
    world = await with_questions(world, QUESTIONS)
    one, other = Hall(world, clock), Hall(world, clock, other_database)
    await one.create(rooms=ROOMS, questions=QUESTIONS, rules=rules)
    await one.register(*PEOPLE)
    other.id, other.people = one.id, one.people
    crowd = Crowd((one, other), dice)
    await one.order(OrderKind.START)

    while (await one.live()).state is not State.FINISHED:
        await play_a_question(crowd)

    await asyncio.gather(one.intake.drain(), other.intake.drain())
    expected = recompute(crowd.notes.log, rules, crowd.units)
    async with world.begin.reading() as tx:
        results = await tx.live.results(one.id)
    assert results is not None
    assert {each.score.person: each.score for each in results} == expected
    assert [each.rank for each in results] == [each.rank for each in rank_people(expected.values())]
    display = await one.display()
    assert isinstance(display, LiveDisplay)
    assert display.standing.people_count == len(expected)
    assert len(crowd.notes.verdicts) == crowd.notes.sent


async def play_a_question(crowd: Crowd) -> None:
    """One question with whatever can happen to it, until the next one is asked."""
    hall, dice = crowd.hall, crowd.dice
    if dice.random() < 0.3:
        await hall.intake.drain()
        hall.start_again()
    hosted = await hall.hosted()
    position, opened_at = hosted.live.position, hall.clock.now()
    for number in range(1, ROOMS + 1):
        if hosted.live.rooms[RoomId(number)].state is RoomState.POSTED:
            await crowd.hall.deliver(number)
            hall.clock.advance(dice.randint(0, 2) * SECOND)
    if dice.random() < 0.4:
        await crowd.hall.order(OrderKind.PAUSE)
        hall.clock.advance(dice.randint(1, 30) * SECOND)
        await crowd.hall.order(OrderKind.RESUME)
    crowd.lost = RoomId(ROOMS) if dice.random() < 0.3 else None
    if crowd.lost is not None:
        await crowd.hall.intake.lost(group(ROOMS), hall.clock.now() + 3 * SECOND)
    hall.clock.advance((LIMIT + 5) * SECOND)
    await crowd.answer(position, opened_at)
    await crowd.hall.due()
    await crowd.answer(position, opened_at)
    if dice.random() < 0.2:
        await crowd.hall.order(OrderKind.SKIP)
    await crowd.hall.intake.regained(group(ROOMS))
    live = await hall.live()
    assert live.state is State.REVEALED, live.undecided
    crowd.notes.log.append(await crowd.settled(position))
    await crowd.hall.order(OrderKind.NEXT)
