"""A live round of the whole province: 200 rooms, 10,000 people, three platforms, a last second.

People, platforms and the clock of this process are one side; ``hoithi serve`` is the other, in a
process of its own. What people did is noted as they did it, and the standing is computed from that
alone, to be compared with the one of the product.
"""

import asyncio
import random
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from fractions import Fraction
from pathlib import Path

from sqlalchemy import select

from contest.live_answers import Verdict
from contest.model import Position, UnitId
from handlers.ports.live_records import HostedRound
from handlers.ports.live_standings import PlacedScore, UnitPlace
from storage.tables.live import live_answer_table
from storage.tables.operations import processed_update_table
from storage.tables.people import identity_table
from storage.unit_of_work import SqlUnitsOfWork
from tests.benchmarks.live_province import (
    KEYS,
    LIMIT,
    PEOPLE_OF_EACH,
    RATES,
    SECOND,
    SHARES,
    Province,
    opened_province,
)
from tests.benchmarks.report import Figure, note
from tests.benchmarks.seeding import LEASE
from tests.fakes.secrets import SECRET
from tests.platforms.live_people import Deed, LiveRoom

PEOPLE = 10_000
QUESTIONS = 6
BURST = 1_000
BURSTS = (1_000, 2_000, 3_000, 4_000, 6_000, 8_000)
EARLY = 0.7
"""Of the people of a room, answer some time; the others wait for the last second."""
EARLY_IN_BURSTS = 0.1
ON_THE_WAY_SECONDS = 0.1
"""An answer given so shortly before the deadline may be late on a good day."""
TWICE = 0.03
"""Of those press again."""
PATIENCE_SECONDS = 120.0
LOOK_SECONDS = 0.25
PEERS_SECONDS = 2.0
"""The best public bot, from its deadline to its close (peers.md 3)."""
GOAL_MS = 300.0
BORDERLINE = timedelta(seconds=1)
"""Around a deadline, where only the bot's own clock can say what was in time."""
AFTER_THE_END = "after the end"

Urls = Callable[[], Awaitable[str]]


@dataclass
class Evening:
    """What people have done, and when they were asked.

    Attributes:
        deeds: every answer, in the order in which they were given.
        asked_at: Unix time at which a room saw a question.
        last_second: how many were given in the last second of each question.
        verdicts: what the product made of them.
        load_share: of one core, used by people and platforms during the question asked last.
    """

    deeds: list[Deed] = field(default_factory=list)
    asked_at: dict[tuple[str, Position], float] = field(default_factory=dict)
    last_second: list[int] = field(default_factory=list)
    verdicts: Counter[str] = field(default_factory=Counter)
    load_share: float = 0.0


async def measure_live(urls: Urls, folder: Path, people: int = PEOPLE) -> Sequence[Figure]:
    """From the last deadline of a question until its key was durable, at the 99th percentile."""
    async with opened_province(await urls(), folder, people, QUESTIONS) as province:
        evening = await play(province, QUESTIONS, BURST * people // PEOPLE)
        await check(province, evening)
        late = sorted(each / SECOND * 1000 for each in province.lateness)
        _tell(province, evening, late)
    return [
        Figure(
            name="live_settle_p99",
            value=late[-1],
            unit="ms",
            reference="best public bot (peers.md)",
            reference_value=PEERS_SECONDS * 1000,
            goal=f"<= {GOAL_MS:.0f}",
            n=len(late),
        )
    ]


async def tell_bursts(urls: Urls, folder: Path, people: int = PEOPLE) -> None:
    """One question for each burst, all of it in its last second, until something breaks."""
    for burst in BURSTS:
        if burst > people * (1 - EARLY_IN_BURSTS):
            return
        async with opened_province(await urls(), folder, people, 1) as province:
            evening = await play(province, 1, burst, early=EARLY_IN_BURSTS)
            await check(province, evening)
            settled = province.lateness[0] / SECOND * 1000
            broken = await _broken(province, evening, settled)
        note(
            f"live_burst of {evening.last_second[0]:,} in the last second: settled in "
            f"{settled:.0f} ms; {broken or 'holds'}; stored + refused = sent, nothing lost"
        )
        if broken:
            return


async def play(province: Province, questions: int, burst: int, *, early: float = EARLY) -> Evening:
    """Let everybody play every question; returns when the round is over.

    Args:
        burst: answers in the last second before the last room's time is up.
        early: part of the people of each room who answer before.
    """
    evening, dice = Evening(), random.Random(7)  # noqa: S311 - repeatable
    for number in range(1, questions + 1):
        await _play_question(province, evening, Position(number), burst, early, dice)
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not await province.is_over():  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(LOOK_SECONDS)
    return evening


async def _play_question(
    province: Province,
    evening: Evening,
    position: Position,
    burst: int,
    early: float,
    dice: random.Random,
) -> None:
    """One question: each room at its own time, then together the last second of the last one."""
    count = round(PEOPLE_OF_EACH * early)
    rooms = province.rooms

    async def answers_of(room: LiveRoom, seed: int) -> list[Deed]:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await room.asked(position)
        evening.asked_at[room.chat.key, position] = time.time()
        own = random.Random(seed)  # noqa: S311 - repeatable
        plans = sorted((own.uniform(1.0, 17.0), member) for member in range(count))
        return await _in_turn(room, position, plans, own)

    began = time.perf_counter()
    load = time.process_time()
    async with asyncio.TaskGroup() as group:
        early_ones = [group.create_task(answers_of(r, dice.randrange(2**32))) for r in rooms]
        while not all((room.chat.key, position) in evening.asked_at for room in rooms):  # noqa: ASYNC110
            await asyncio.sleep(LOOK_SECONDS)
        late_ones = group.create_task(_last_second(province, evening, position, burst, count, dice))
    evening.load_share = (time.process_time() - load) / (time.perf_counter() - began)
    given = [deed for task in early_ones for deed in task.result()] + late_ones.result()
    evening.deeds += sorted(given, key=lambda deed: deed.at)
    evening.last_second.append(len(late_ones.result()))


async def _in_turn(
    room: LiveRoom, position: Position, plans: Sequence[tuple[float, int]], dice: random.Random
) -> list[Deed]:
    """Each of these members after so many seconds, some of them twice."""
    began = time.time()
    deeds = []
    for after, member in plans:
        await asyncio.sleep(max(began + after - time.time(), 0.0))
        deeds.append(await room.answer(member, position, dice.randrange(4)))
        if dice.random() < TWICE:
            deeds.append(await room.answer(member, position, dice.randrange(4)))
    return deeds


async def _last_second(
    province: Province,
    evening: Evening,
    position: Position,
    burst: int,
    first: int,
    dice: random.Random,
) -> list[Deed]:
    """People who have waited answer in the last second before the last room's time is up.

    Those of the rooms that were asked last, as the time of the others may be over.
    """
    asked_at = {room: evening.asked_at[room.chat.key, position] for room in province.rooms}
    over_at = max(asked_at.values()) + LIMIT.total_seconds()
    waiting = [
        (room, member)
        for room in sorted(province.rooms, key=asked_at.__getitem__, reverse=True)
        for member in range(first, PEOPLE_OF_EACH)
    ][:burst]
    moments = sorted(over_at - dice.random() for _ in waiting)
    dice.shuffle(waiting)
    tasks = []
    async with asyncio.TaskGroup() as group:
        for moment, (room, member) in zip(moments, waiting, strict=True):
            await asyncio.sleep(max(moment - time.time(), 0.0))
            tasks.append(group.create_task(room.answer(member, position, dice.randrange(4))))
    return [task.result() for task in tasks]


async def check(province: Province, evening: Evening) -> None:
    """Stored + refused = sent, and the standing is that of what people did."""
    verdicts = await _verdicts(province, evening.deeds)
    stored = await _stored(province)
    assert verdicts.total() == len(evening.deeds), f"{verdicts} of {len(evening.deeds)}"
    evening.verdicts = verdicts
    assert verdicts[Verdict.STORED] == len(stored), f"{verdicts}, {len(stored)} rows"
    people, hosted = await _people(province), await province.hosted()
    _require_punctual(evening, stored, people)
    results, units = await _results(province)
    _require_same(_expected(evening, stored, people), results)
    _require_ranked(results)
    _require_units(results, units, hosted)
    _require_within_rates(province, evening)


def _require_punctual(
    evening: Evening,
    stored: Mapping[tuple[int, Position], int],
    people: Mapping[str, int],
) -> None:
    """By the people's own clock: what was in time is stored, the first of each; what was not, not.

    What was given within a second of the deadline of a room, the bot's clock decides.
    """
    first: dict[tuple[int, Position], Deed] = {}
    for deed in evening.deeds:
        first.setdefault((people[deed.user], deed.position), deed)
    for key, deed in first.items():
        left = evening.asked_at[deed.room, deed.position] + LIMIT.total_seconds() - deed.at
        if left > BORDERLINE.total_seconds():
            assert stored.get(key) == deed.place, f"{deed} in time is not what is stored"
        elif left < -BORDERLINE.total_seconds():
            assert key not in stored, f"{deed} was late"
        elif deed.notice:
            assert (key in stored) == ("Đã ghi nhận" in deed.notice), deed


def _expected(
    evening: Evening, stored: Mapping[tuple[int, Position], int], people: Mapping[str, int]
) -> Mapping[int, int]:
    """Right answers of everybody, from what people did."""
    right: Counter[int] = Counter()
    seen: set[tuple[int, Position]] = set()
    for deed in evening.deeds:
        key = people[deed.user], deed.position
        if key in stored and key not in seen:
            seen.add(key)
            right[key[0]] += deed.place == KEYS[(deed.position - 1) % len(KEYS)]
    return right


def _require_same(expected: Mapping[int, int], results: Sequence[PlacedScore]) -> None:
    found = {one.score.person: one.score.points for one in results}
    assert found == expected, "the standing is not that of the log"


def _require_ranked(results: Sequence[PlacedScore]) -> None:
    """Points, then time; equals share a rank (1, 1, 3)."""
    keys = [(-one.score.points, -one.score.time_saved) for one in results]
    assert keys == sorted(keys)
    assert [one.rank for one in results] == [1 + sum(k < own for k in keys) for own in keys]


def _require_units(
    results: Sequence[PlacedScore], units: Sequence[UnitPlace], hosted: HostedRound
) -> None:
    """The average of all who have answered, for each unit."""
    points: defaultdict[UnitId, list[int]] = defaultdict(list)
    for one in results:
        points[one.score.unit].append(one.score.points)
    averages = sorted((Fraction(sum(own), len(own)) for own in points.values()), reverse=True)
    assert [one.average for one in units] == averages
    assert len(hosted.rooms) >= len(units)


def _require_within_rates(province: Province, evening: Evening) -> None:
    """All rooms of a platform were asked within the time that its rate permits."""
    for platform, spread, permitted in _spreads(province, evening):
        assert spread <= permitted + 2.0, f"{platform}: {spread:.1f} s, {permitted:.1f} s permitted"


def _spreads(province: Province, evening: Evening) -> Iterable[tuple[str, float, float]]:
    """For each platform the slowest question: from its first room to its last, and what is
    permitted, both in seconds."""
    positions = {position for _, position in evening.asked_at}
    for platform, rate in RATES.items():
        rooms = [r.chat.key for r in province.rooms if r.chat.platform == platform]
        asked = [[evening.asked_at[room, position] for room in rooms] for position in positions]
        yield platform, max(max(each) - min(each) for each in asked), len(rooms) / rate


async def _verdicts(province: Province, deeds: Sequence[Deed]) -> Counter[str]:
    """What became of all answers, by verdict; waits for those that are on their way."""
    sent = Counter(_platform(deed.user) for deed in deeds)
    decided: Counter[str] = Counter()
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        found, decided = await _decided(province)
        if found.total() >= len(deeds):
            return found
        await asyncio.sleep(LOOK_SECONDS)
    raise AssertionError(f"of {sent} only {decided} were decided")


async def _decided(province: Province) -> tuple[Counter[str], Counter[str]]:
    """How many answers were decided so far, by verdict and by platform.

    Nobody says anything but answers; one that was typed and arrived after the end is none any more.
    """
    c = processed_update_table.c
    by_verdict, by_platform = Counter[str](), Counter[str]()
    async with province.database.read() as connection:
        for key, verdict in await connection.execute(select(c.key, c.verdict)):
            if _platform(key) in SHARES:
                by_verdict[verdict or AFTER_THE_END] += 1
                by_platform[_platform(key)] += 1
    return by_verdict, by_platform


def _platform(key: str) -> str:
    return key.partition(":")[0]


async def _stored(province: Province) -> Mapping[tuple[int, Position], int]:
    c = live_answer_table.c
    async with province.database.read() as connection:
        rows = await connection.execute(select(c.person_id, c.position, c.option))
        return {(person, Position(position)): option for person, position, option in rows}


async def _people(province: Province) -> Mapping[str, int]:
    c = identity_table.c
    async with province.database.read() as connection:
        rows = await connection.execute(select(c.key, c.person_id))
        return {key: person for key, person in rows}


async def _results(province: Province) -> tuple[Sequence[PlacedScore], Sequence[UnitPlace]]:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            async with SqlUnitsOfWork(province.database, LEASE, SECRET).reading() as tx:
                results = await tx.live.results(province.live_round)
                units = await tx.live.unit_results(province.live_round)
            if results is not None and units is not None:
                return results, units
            await asyncio.sleep(LOOK_SECONDS)


async def _broken(province: Province, evening: Evening, settled_ms: float) -> str:
    """What did not hold, if anything: punctual answers refused as late come first."""
    people, stored = await _people(province), await _stored(province)
    seen: set[tuple[int, Position]] = set()
    refused = 0
    for deed in evening.deeds:
        key = people[deed.user], deed.position
        left = evening.asked_at[deed.room, deed.position] + LIMIT.total_seconds() - deed.at
        refused += left > ON_THE_WAY_SECONDS and key not in seen and key not in stored
        seen.add(key)
    found = []
    if refused:
        found.append(f"{refused:,} given in time came in too late")
    if settled_ms > GOAL_MS:
        found.append(f"it took more than {GOAL_MS:.0f} ms to settle")
    return ", ".join(found)


def _tell(province: Province, evening: Evening, late: Sequence[float]) -> None:
    """What the table has no column for."""
    spreads = "; ".join(
        f"{platform} {spread:.1f} s ({permitted:.1f} s permitted)"
        for platform, spread, permitted in _spreads(province, evening)
    )
    told = ", ".join(f"{count:,} {verdict}" for verdict, count in evening.verdicts.most_common())
    note(
        f"live: {len(province.rooms)} rooms, {len(evening.deeds):,} answers ({told}), of each "
        "question "
        f"{min(evening.last_second):,} in its last second; first room to last: {spreads}; settled "
        f"in {', '.join(f'{each:.0f}' for each in late)} ms; refused by the platforms: "
        f"{province.telegram.refusals.total()}; people and platforms took {evening.load_share:.0%} "
        f"of a core, the program {province.program.cpu_seconds:.0f} s"
    )
