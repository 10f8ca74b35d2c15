import json
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from contest.model import Audience, UnitId
from handlers.registration_draft import Draft, draft_from_data, draft_to_data

UNIT_IDS = st.integers(1).map(UnitId)
DRAFTS = st.builds(
    Draft,
    link=st.text(),
    notice=st.text(),
    consented_at=st.none() | st.datetimes(timezones=st.just(UTC)),
    name=st.text(),
    birth=st.none() | st.dates(),
    hits=st.lists(UNIT_IDS, max_size=5).map(tuple),
    has_searched=st.booleans(),
    unit=st.none() | UNIT_IDS,
    audience=st.none() | st.sampled_from(Audience),
    is_fixing=st.booleans(),
)


@given(DRAFTS)
def test_a_draft_is_read_back_as_it_was_written(draft: Draft) -> None:
    stored = json.loads(json.dumps(draft_to_data(draft)))

    assert draft_from_data(stored) == draft


def test_an_empty_draft_stores_nothing() -> None:
    assert draft_to_data(Draft()) == {}


def test_other_entries_of_a_dialogue_are_passed_over() -> None:
    assert draft_from_data({"locale": "en", "name": "Hoa"}) == Draft(name="Hoa")


def test_a_draft_does_not_show_who_it_is_about() -> None:
    draft = Draft(
        name="Nguyễn Thị Hoa",
        birth=date(1980, 11, 8),
        consented_at=datetime(2023, 11, 7, tzinfo=UTC),
    )

    assert "Hoa" not in repr(draft)
    assert "1980" not in repr(draft)
