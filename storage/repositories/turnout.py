"""Whether somebody on a roster has done their part or is barred, as conditions on its rows."""

from sqlalchemy import ColumnElement, and_, exists, literal_column, or_, select

from contest.attempts import State
from contest.model import RoundId
from handlers.ports.rosters import Match
from storage.tables.attempts import attempt_table
from storage.tables.contests import round_table
from storage.tables.rosters import barred_person_table, exclusion_table, roster_entry_table

# Written out as in the index uq_attempt_counted, so that SQLite sees that it serves: through any
# other index it reads the attempts of the whole round for every entry.
COUNTED: ColumnElement[bool] = literal_column("attempt.counted")


def is_done(scope: RoundId | None) -> ColumnElement[bool]:
    """Whether the entry is confirmed to be a person who has finished a counted attempt.

    Args:
        scope: in that round; None for all rounds that are no rehearsal (invariant 9).
    """
    entry, attempt, rounds = roster_entry_table.c, attempt_table.c, round_table.c
    in_scope = (
        attempt.round_id.in_(select(rounds.id).where(~rounds.is_rehearsal))
        if scope is None
        else attempt.round_id == scope
    )
    has_finished = exists().where(
        attempt.person_id == entry.person_id,
        in_scope,
        COUNTED,
        attempt.state == State.FINISHED.value,
    )
    return and_(entry.match == Match.CONFIRMED.value, has_finished)


def is_excluded() -> ColumnElement[bool]:
    """Whether an exclusion names the entry, or bars the person whom it is confirmed to be."""
    entry, exclusion = roster_entry_table.c, exclusion_table.c
    is_barred = exists().where(barred_person_table.c.person_id == entry.person_id)
    return or_(
        exists().where(exclusion.phone_digest == entry.phone_digest),
        exists().where(
            exclusion.folded_name == entry.folded_name, exclusion.birth_date == entry.birth_date
        ),
        and_(entry.match == Match.CONFIRMED.value, is_barred),
    )
