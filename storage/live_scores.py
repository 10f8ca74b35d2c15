"""The running scores of live rounds: kept in memory by each process, made from the log if not.

Nothing stored says what anybody has so far, so nothing can be wrong about it: scores follow from
the clocks and the answers (invariant 7). What is kept here are only those of questions to which no
answer can come any more.
"""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from contest.live_scoring import AskedQuestion, Scores, add_up, tally
from contest.model import PersonId, Position, UnitId
from handlers.asking import Bank
from handlers.ports.live_contents import LiveRoundId
from handlers.ports.live_records import HostedRound
from storage import live_answers, live_state
from storage.engine import Database
from storage.live_display import StoredDisplay, display_of, option_counts
from storage.tables.corrections import OF_ALL_ROUNDS, disqualification_table
from storage.tables.live import live_round_table
from storage.tables.rosters import barred_person_table

NOTHING = Position(0)


@dataclass(frozen=True, slots=True)
class _Folded:
    """Scores of the questions up to ``position``, at a state of the answers to them."""

    history: int
    position: Position
    scores: Scores


@dataclass(frozen=True, slots=True)
class _Material:
    """All that a standing follows from.

    Attributes:
        log: of the questions after those that are folded, the one asked last among them.
        units: of everybody who may have no score yet.
    """

    folded: _Folded
    log: tuple[AskedQuestion, ...]
    units: Mapping[PersonId, UnitId]
    excluded: Collection[PersonId]


class LiveScores:
    """Works out standings of one database; its figures are those of ``recompute``."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._folded: dict[LiveRoundId, _Folded] = {}

    async def standing(
        self, hosted: HostedRound, bank: Bank, *, is_final: bool = False
    ) -> tuple[StoredDisplay, Scores]:
        """The standing after the question asked last, and the scores of everybody in it."""
        material = await self._read(hosted, bank)
        return await asyncio.to_thread(self._work_out, hosted, bank, material, is_final)

    async def prepare(self, hosted: HostedRound, bank: Bank) -> None:
        """Fold the questions before the one asked last, while there is time for it."""
        material = await self._read(hosted, bank)
        await asyncio.to_thread(self._fold, hosted, material)

    def forget(self, live_round: LiveRoundId) -> None:
        """Nobody asks for that round any more."""
        self._folded.pop(live_round, None)

    async def _read(self, hosted: HostedRound, bank: Bank) -> _Material:
        async with self._database.read() as connection:
            return await connection.run_sync(self._material, hosted, bank)

    def _material(self, connection: Connection, hosted: HostedRound, bank: Bank) -> _Material:
        c = live_round_table.c
        history = connection.scalar(select(c.history).where(c.id == hosted.id)) or 0
        folded = self._folded.get(hosted.id)
        if folded is None or folded.history != history or folded.position >= hosted.live.position:
            folded = _Folded(history, NOTHING, {})
        log = tuple(
            _asked(connection, hosted, Position(position), bank)
            for position in range(folded.position + 1, hosted.live.position + 1)
        )
        units = _units(connection, hosted, log, folded.scores)
        return _Material(folded, log, units, excluded_people(connection))

    def _work_out(
        self, hosted: HostedRound, bank: Bank, material: _Material, is_final: bool
    ) -> tuple[StoredDisplay, Scores]:
        live = hosted.live
        scores = self._fold(hosted, material)
        counts: tuple[int, ...] | None = None
        if material.log and not live.is_annulled:
            asked = material.log[-1]
            marks = tally(asked.clock, asked.ballots, asked.key)
            previous = live.previous_counted
            scores = add_up(scores, marks, asked.position, previous, live.rules, material.units)
            options = len(bank[hosted.questions[live.position - 1]].options)
            counts = option_counts(marks, asked.ballots, material.excluded, options)
        counted = [each for each in scores.values() if each.person not in material.excluded]
        found = display_of(live.position, counts, counted, live.rules, is_final=is_final)
        return found, scores

    def _fold(self, hosted: HostedRound, material: _Material) -> Scores:
        """Add the questions before the one asked last to what is kept."""
        live, folded = hosted.live, material.folded
        scores, earlier = folded.scores, material.log[:-1]
        for asked in earlier:
            if asked.is_annulled:
                continue
            previous = _counted_before(hosted, asked.position)
            marks = tally(asked.clock, asked.ballots, asked.key)
            scores = add_up(scores, marks, asked.position, previous, live.rules, material.units)
        if earlier:
            kept = _Folded(folded.history, earlier[-1].position, scores)
            self._folded[hosted.id] = kept
        return scores


def log_of(
    connection: Connection,
    hosted: HostedRound,
    upto: Position,
    bank: Bank,
    people: Collection[PersonId] | None = None,
) -> list[AskedQuestion]:
    """The log of the questions up to one, with the ballots of these people or of all."""
    return [
        _asked(connection, hosted, Position(position), bank, people)
        for position in range(1, upto + 1)
    ]


def excluded_people(connection: Connection) -> Collection[PersonId]:
    """Everybody who has no place in any live round (invariant 9)."""
    banned = select(disqualification_table.c.person_id).where(OF_ALL_ROUNDS)
    query = select(barred_person_table.c.person_id).union(banned)
    return {PersonId(person) for person in connection.scalars(query)}


def _asked(
    connection: Connection,
    hosted: HostedRound,
    position: Position,
    bank: Bank,
    people: Collection[PersonId] | None = None,
) -> AskedQuestion:
    is_annulled = position in hosted.live.annulled
    return AskedQuestion(
        position=position,
        clock=live_state.clock_of(connection, hosted.id, position, hosted.live.rules),
        ballots={}
        if is_annulled
        else live_answers.ballots(connection, hosted.id, position, people),
        key=bank[hosted.questions[position - 1]].correct,
        is_annulled=is_annulled,
    )


def _units(
    connection: Connection, hosted: HostedRound, log: tuple[AskedQuestion, ...], scores: Scores
) -> Mapping[PersonId, UnitId]:
    """Whom those play for who have no score yet; as noted, or else whose they are now."""
    new = {person for asked in log for person in asked.ballots if person not in scores}
    if not new:
        return {}
    found: dict[PersonId, UnitId] = {}
    for asked in log:
        if not new.isdisjoint(asked.ballots):
            found |= live_answers.own_units(connection, hosted.id, asked.position)
    return found | live_answers.units(connection, hosted.id)


def _counted_before(hosted: HostedRound, position: Position) -> Position | None:
    earlier = range(position - 1, 0, -1)
    annulled = hosted.live.annulled
    return next((Position(at) for at in earlier if at not in annulled), None)
