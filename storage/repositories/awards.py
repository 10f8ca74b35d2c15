"""Awards: what they are computed from, found in frozen results; decisions; computed awardings."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Select, case, func, insert, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from contest.award_policy import AwardPolicy, award_policy_from_data, award_policy_to_data
from contest.awarding import Contender, Decisions, Outcome
from contest.model import Audience, ContestId, PersonId, RoundId, UnitId
from contest.results import ResultLine, ResultState
from handlers.ports.awards import AwardRuling, EntrySums, StoredAwarding
from handlers.ports.results import ResultVersion, Step
from storage import award_codec
from storage.repositories.results import line_from_row
from storage.statements import insert_into
from storage.tables.awards import (
    award_decision_table,
    award_policy_table,
    award_table,
    awarding_table,
    unit_award_table,
)
from storage.tables.contests import contest_table, round_table
from storage.tables.results import result_line_table, result_table

CHUNK = 500
"""People looked up at once."""


class SqlAwards:
    """``handlers.ports.awards.Awards`` on a connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def policy(self, contest: ContestId) -> AwardPolicy:
        c = award_policy_table.c
        statement = select(c.policy).where(c.contest_id == contest)
        data = (await self._connection.execute(statement)).scalar_one_or_none()
        return AwardPolicy() if data is None else award_policy_from_data(data)

    async def set_policy(self, contest: ContestId, policy: AwardPolicy) -> None:
        columns = {"policy": award_policy_to_data(policy)}
        await self._connection.execute(
            insert_into(self._connection, award_policy_table)
            .values(contest_id=contest, **columns)
            .on_conflict_do_update(index_elements=["contest_id"], set_=columns)
        )

    async def contenders(
        self, result: ResultVersion, audience: Audience, last_rank: int
    ) -> Sequence[Contender]:
        c = result_line_table.c
        statement = (
            select(c.person_id, c.unit_id, c.group_rank)
            .where(
                c.result_id == _id_of(result.round, result.version),
                c.audience == audience.value,
                c.group_rank <= last_rank,
            )
            .order_by(c.place)
        )
        return [
            Contender(PersonId(row.person_id), audience, UnitId(row.unit_id), row.group_rank)
            for row in await self._connection.execute(statement)
        ]

    async def lines(
        self, round_id: RoundId, version: int, people: Sequence[PersonId]
    ) -> Mapping[PersonId, ResultLine]:
        c = result_line_table.c
        found: dict[PersonId, ResultLine] = {}
        for first in range(0, len(people), CHUNK):
            statement = select(result_line_table).where(
                c.result_id == _id_of(round_id, version),
                c.person_id.in_(people[first : first + CHUNK]),
            )
            for row in await self._connection.execute(statement):
                found[PersonId(row.person_id)] = line_from_row(row)
        return found

    async def sums(
        self, results: Sequence[tuple[ResultVersion, int]], audience: Audience
    ) -> Sequence[EntrySums]:
        if not results:
            return []
        c = result_line_table.c
        totals = {await self._id(result): total for result, total in results}
        possible = case(totals, value=c.result_id)
        statement = (
            select(
                c.unit_id,
                func.count(c.person_id.distinct()).label("participants"),
                func.count().label("entries"),
                func.sum(c.score).label("points"),
                func.sum(possible).label("points_possible"),
                func.sum(case((c.score == possible, literal(1)), else_=literal(0))).label("full"),
            )
            .where(c.result_id.in_(list(totals)), c.audience == audience.value)
            .group_by(c.unit_id)
            .order_by(c.unit_id)
        )
        return [
            EntrySums(
                UnitId(row.unit_id),
                row.participants,
                row.entries,
                int(row.points),
                int(row.points_possible),
                int(row.full),
            )
            for row in await self._connection.execute(statement)
        ]

    async def decide(self, contest: ContestId, ruling: AwardRuling) -> int:
        is_of_units = isinstance(ruling.scope, str)
        statement = (
            insert(award_decision_table)
            .values(
                contest_id=contest,
                round_id=None if is_of_units else ruling.scope,
                bloc=ruling.scope if is_of_units else None,
                among=sorted(ruling.tie.among),
                chosen=list(ruling.tie.chosen),
                reason=ruling.reason,
                decided_by=ruling.by,
                decided_at=ruling.at,
            )
            .returning(award_decision_table.c.id)
        )
        number: int = (await self._connection.execute(statement)).scalar_one()
        return number

    async def decisions(self, contest: ContestId) -> Decisions:
        c = award_decision_table.c
        statement = (
            select(award_decision_table).where(c.contest_id == contest).order_by(c.id.desc())
        )
        rows = (await self._connection.execute(statement)).all()
        return award_codec.decisions_from_rows(rows)

    async def rulings(self, numbers: Sequence[int]) -> Sequence[tuple[int, AwardRuling]]:
        c = award_decision_table.c
        statement = select(award_decision_table).where(c.id.in_(numbers)).order_by(c.id)
        return [
            (row.id, award_codec.ruling_from_row(row))
            for row in await self._connection.execute(statement)
        ]

    async def store(self, contest: ContestId, outcome: Outcome, made: Step) -> StoredAwarding:
        # Two that come at once would be given the same number.
        await self._connection.execute(
            select(contest_table.c.id).where(contest_table.c.id == contest).with_for_update()
        )
        c = awarding_table.c
        last = select(func.coalesce(func.max(c.number), 0)).where(c.contest_id == contest)
        number: int = (await self._connection.execute(last)).scalar_one() + 1
        statement = (
            insert(awarding_table)
            .values(
                contest_id=contest,
                number=number,
                made_by=made.by,
                made_at=made.at,
                basis={str(round_id): version for round_id, version in outcome.basis.items()},
                policy=award_policy_to_data(outcome.policy),
                ties=award_codec.ties_to_data(outcome),
            )
            .returning(c.id)
        )
        id_: int = (await self._connection.execute(statement)).scalar_one()
        await self._store_awards(id_, outcome)
        return StoredAwarding(number, made, outcome)

    async def latest(self, contest: ContestId) -> StoredAwarding | None:
        return await self._one(_newest_first(contest).limit(1))

    async def find(self, contest: ContestId, number: int) -> StoredAwarding | None:
        return await self._one(_newest_first(contest).where(awarding_table.c.number == number))

    async def latest_published(self, contest: ContestId) -> StoredAwarding | None:
        published = await self._published(contest)
        c = awarding_table.c
        bases = select(c.number, c.basis).where(c.contest_id == contest).order_by(c.number.desc())
        for row in await self._connection.execute(bases):
            if award_codec.basis_from_data(row.basis).items() <= published.items():
                return await self.find(contest, row.number)
        return None

    async def _published(self, contest: ContestId) -> Mapping[RoundId, int]:
        c = result_table.c
        statement = (
            select(c.round_id, c.version)
            .join(round_table, round_table.c.id == c.round_id)
            .where(
                round_table.c.contest_id == contest,
                c.state == ResultState.PUBLISHED.value,
            )
        )
        rows = await self._connection.execute(statement)
        return {RoundId(row.round_id): row.version for row in rows}

    async def _store_awards(self, id_: int, outcome: Outcome) -> None:
        people = [
            {
                "awarding_id": id_,
                "place": place,
                **award_codec.person_award_to_columns(each, outcome.basis[each.round]),
            }
            for place, each in enumerate(outcome.people, start=1)
        ]
        units = [
            {"awarding_id": id_, "place": place, **award_codec.unit_award_to_columns(each)}
            for place, each in enumerate(outcome.units, start=1)
        ]
        if people:
            await self._connection.execute(insert(award_table), people)
        if units:
            await self._connection.execute(insert(unit_award_table), units)

    async def _one(self, statement: Select[Any]) -> StoredAwarding | None:
        row = (await self._connection.execute(statement)).one_or_none()
        if row is None:
            return None
        return award_codec.awarding_from_rows(
            row, await self._rows(award_table, row.id), await self._rows(unit_award_table, row.id)
        )

    async def _rows(self, table: Any, awarding: int) -> Sequence[Row[Any]]:
        statement = select(table).where(table.c.awarding_id == awarding).order_by(table.c.place)
        return (await self._connection.execute(statement)).all()

    async def _id(self, result: ResultVersion) -> int:
        statement = select(_id_of(result.round, result.version))
        id_: int = (await self._connection.execute(statement)).scalar_one()
        return id_


def _id_of(round_id: RoundId, version: int) -> Any:
    c = result_table.c
    return select(c.id).where(c.round_id == round_id, c.version == version).scalar_subquery()


def _newest_first(contest: ContestId) -> Select[Any]:
    c = awarding_table.c
    return select(awarding_table).where(c.contest_id == contest).order_by(c.number.desc())
