"""Awardings between values and rows."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from sqlalchemy import Row

from contest.award_policy import award_policy_from_data
from contest.awarding import Decisions, Outcome, PersonAward, PersonTie, UnitAward, UnitTie
from contest.awards import Prize, Tie, TieDecision
from contest.collective_awards import Bloc, UnitResult
from contest.model import Audience, PersonId, RoundId, UnitId
from handlers.ports.awards import AwardRuling, StoredAwarding
from handlers.ports.results import Step


def ties_to_data(outcome: Outcome) -> list[dict[str, Any]]:
    """All ties of an awarding as plain JSON values."""
    people = [
        {"round": each.round, "audience": each.audience.value, **_tie_to_data(each.tie)}
        for each in outcome.person_ties
    ]
    return people + [{"bloc": each.bloc, **_tie_to_data(each.tie)} for each in outcome.unit_ties]


def person_award_to_columns(each: PersonAward, version: int) -> dict[str, Any]:
    return {
        "round_id": each.round,
        "version": version,
        "audience": each.audience.value,
        "person_id": each.person,
        "unit_id": each.unit,
        "rank": each.rank,
        "prize": each.prize,
        "decision_id": each.decision,
    }


def unit_award_to_columns(each: UnitAward) -> dict[str, Any]:
    result = each.result
    return {
        "bloc": result.bloc,
        "unit_id": result.unit,
        "expected": result.expected,
        "participants": result.participants,
        "entries": result.entries,
        "points": result.points,
        "points_possible": result.points_possible,
        "full_marks": result.full_marks,
        "prize_points": result.prize_points,
        "score": str(each.score),
        "rank": each.rank,
        "prize": each.prize,
        "decision_id": each.decision,
    }


def awarding_from_rows(
    row: Row[Any], awards: Iterable[Row[Any]], units: Iterable[Row[Any]]
) -> StoredAwarding:
    """An awarding; its rows in the order of their places."""
    outcome = Outcome(
        basis=basis_from_data(row.basis),
        policy=award_policy_from_data(row.policy),
        people=tuple(map(_person_award, awards)),
        person_ties=tuple(_person_tie(tie) for tie in row.ties if "round" in tie),
        units=tuple(map(_unit_award, units)),
        unit_ties=tuple(_unit_tie(tie) for tie in row.ties if "bloc" in tie),
    )
    return StoredAwarding(row.number, Step(row.made_by, row.made_at), outcome)


def basis_from_data(data: Mapping[str, int]) -> dict[RoundId, int]:
    """The version of each round's result."""
    return {RoundId(int(round_id)): version for round_id, version in data.items()}


def ruling_from_row(row: Row[Any]) -> AwardRuling:
    scope = Bloc(row.bloc) if row.round_id is None else RoundId(row.round_id)
    tie: TieDecision[int] = TieDecision(frozenset(row.among), tuple(row.chosen), row.id)
    return AwardRuling(scope, tie, row.reason, row.decided_by, row.decided_at)


def decisions_from_rows(rows: Sequence[Row[Any]]) -> Decisions:
    """Decisions by round or bloc, in the order of the rows."""
    people: dict[RoundId, list[TieDecision[PersonId]]] = {}
    units: dict[Bloc, list[TieDecision[UnitId]]] = {}
    for row in rows:
        if row.bloc is None:
            of_people = TieDecision(
                frozenset(map(PersonId, row.among)), tuple(map(PersonId, row.chosen)), row.id
            )
            people.setdefault(RoundId(row.round_id), []).append(of_people)
        else:
            of_units = TieDecision(
                frozenset(map(UnitId, row.among)), tuple(map(UnitId, row.chosen)), row.id
            )
            units.setdefault(Bloc(row.bloc), []).append(of_units)
    return Decisions(people, units)


def _tie_to_data(tie: Tie[Any]) -> dict[str, Any]:
    return {"contenders": list(tie.contenders), "prizes": list(tie.prizes)}


def _person_tie(data: Mapping[str, Any]) -> PersonTie:
    contenders = tuple(map(PersonId, data["contenders"]))
    tie = Tie(contenders, tuple(map(Prize, data["prizes"])))
    return PersonTie(RoundId(data["round"]), Audience(data["audience"]), tie)


def _unit_tie(data: Mapping[str, Any]) -> UnitTie:
    tie = Tie(tuple(map(UnitId, data["contenders"])), tuple(map(Prize, data["prizes"])))
    return UnitTie(Bloc(data["bloc"]), tie)


def _person_award(row: Row[Any]) -> PersonAward:
    return PersonAward(
        RoundId(row.round_id),
        Audience(row.audience),
        PersonId(row.person_id),
        UnitId(row.unit_id),
        row.rank,
        Prize(row.prize),
        row.decision_id,
    )


def _unit_award(row: Row[Any]) -> UnitAward:
    result = UnitResult(
        UnitId(row.unit_id),
        Bloc(row.bloc),
        expected=row.expected,
        participants=row.participants,
        entries=row.entries,
        points=row.points,
        points_possible=row.points_possible,
        full_marks=row.full_marks,
        prize_points=row.prize_points,
    )
    prize = None if row.prize is None else Prize(row.prize)
    return UnitAward(result, Fraction(row.score), row.rank, prize, row.decision_id)
