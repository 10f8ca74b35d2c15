import json
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.attempts import Progress, State
from contest.model import AttemptId, DrawnQuestion, OptionIndex, Position, QuestionId
from handlers.ports.contents import (
    Announcement,
    Bar,
    Bars,
    CellKind,
    Certificate,
    CertificateFile,
    Choice,
    Content,
    Document,
    Drawing,
    Image,
    Part,
    Parts,
    Passed,
    Picture,
    Point,
    Question,
    Rank,
    Ranks,
    Receipt,
    Series,
    Sheet,
    SheetColumn,
    Text,
)
from storage.codec import (
    paper_from_text,
    paper_to_text,
    progress_from_row,
    progress_to_columns,
)
from storage.content import UnreadableContentError, content_from_data, content_to_data
from storage.drivers import to_json

# Lone surrogates are text for Python; a platform may send them.
texts = st.text(st.characters(exclude_categories=()), max_size=60)
small = st.integers(0, 20)
ids = st.integers(1, 2**63 - 1)
instants = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
durations = st.timedeltas(timedelta(0), timedelta(days=30))

receipts = st.builds(
    Receipt,
    attempt=ids.map(AttemptId),
    position=small.map(Position),
    passed=st.sampled_from(Passed),
    place=st.none() | small,
    correct=st.none() | st.booleans(),
    right_place=st.none() | small,
)
charts: st.SearchStrategy[Drawing] = st.one_of(
    st.builds(
        Bars,
        title=texts,
        subtitle=texts,
        bars=st.lists(st.builds(Bar, texts, small, small, small), max_size=3).map(tuple),
    ),
    st.builds(
        Parts,
        title=texts,
        subtitle=texts,
        parts=st.lists(st.builds(Part, texts, small), max_size=3).map(tuple),
    ),
    st.builds(
        Series,
        title=texts,
        subtitle=texts,
        points=st.lists(st.builds(Point, texts, small), max_size=3).map(tuple),
    ),
    st.builds(
        Ranks,
        title=texts,
        subtitle=texts,
        ranks=st.lists(st.builds(Rank, small, texts, texts, st.floats(0, 1)), max_size=3).map(
            tuple
        ),
        note=texts,
    ),
)
certificates = st.builds(
    Certificate,
    heads=st.lists(texts, max_size=2).map(tuple),
    signer_titles=st.lists(texts, max_size=3).map(tuple),
    address=st.none() | texts,
)
sheets = st.builds(
    Sheet,
    name=texts,
    title=texts,
    columns=st.lists(st.builds(SheetColumn, texts, st.sampled_from(CellKind), small)).map(tuple),
    rows=st.lists(st.lists(st.none() | small | texts).map(tuple), max_size=3).map(tuple),
)
contents: st.SearchStrategy[Content] = st.one_of(
    st.builds(
        Text,
        body=texts,
        choices=st.lists(st.builds(Choice, texts, texts), max_size=4).map(tuple),
        previous=st.none() | receipts,
        replaces=st.none() | texts,
        asks_for_phone=st.booleans(),
        until=st.none() | instants,
    ),
    st.builds(
        Question,
        attempt=ids.map(AttemptId),
        position=small.map(Position),
        of=small,
        text=texts,
        options=st.lists(texts, max_size=10).map(tuple),
        limit=durations,
        closes_at=instants,
        locale=st.sampled_from(["vi", "en"]),
        previous=st.none() | receipts,
    ),
    st.builds(Announcement, title=texts, body=texts, until=st.none() | instants),
    st.builds(
        Image,
        drawing=charts | st.builds(Picture, digest=texts, media_type=texts, data=st.binary()),
        file_name=texts,
        caption=texts,
        until=st.none() | instants,
    ),
    st.builds(Document, sheet=sheets, file_name=texts, caption=texts),
    st.builds(CertificateFile, certificate=certificates, file_name=texts, caption=texts),
)
papers = st.lists(
    st.builds(
        DrawnQuestion,
        question=ids.map(QuestionId),
        order=st.permutations(range(4)).map(lambda order: tuple(map(OptionIndex, order))),
    ),
    max_size=16,
).map(tuple)
progresses = st.builds(
    Progress,
    time_left=durations,
    state=st.sampled_from(State),
    position=st.integers(1, 17).map(Position),
    delivered_at=st.none() | instants,
    deadline=st.none() | instants,
    paused=durations,
    expired_deadline=st.none() | instants,
    score=small,
    ended_at=st.none() | instants,
)


@given(contents)
def test_content_is_read_back_exactly_as_it_was_written(content: Content) -> None:
    assert content_from_data(json.loads(to_json(content_to_data(content)))) == content


@given(contents)
def test_stored_content_is_text_that_every_database_takes(content: Content) -> None:
    written = to_json(content_to_data(content))

    assert written.encode().decode() == written
    assert "\x00" not in written


@given(papers)
def test_a_paper_is_read_back_exactly_as_it_was_drawn(paper: tuple[DrawnQuestion, ...]) -> None:
    assert paper_from_text(paper_to_text(paper)) == paper


@given(progresses)
def test_progress_is_read_back_to_the_microsecond(progress: Progress) -> None:
    row = SimpleNamespace(**progress_to_columns(progress))

    assert progress_from_row(row) == progress


@pytest.mark.parametrize("data", [{}, {"v": 2, "kind": "text"}, {"v": 1, "kind": "song"}])
def test_content_of_another_version_is_refused(data: dict[str, Any]) -> None:
    with pytest.raises(UnreadableContentError):
        content_from_data(data)


def test_the_stored_form_of_a_question_does_not_change_by_accident() -> None:
    """Messages queued by one version are sent by the next: change this with a new version only."""
    question = Question(
        attempt=AttemptId(7),
        position=Position(2),
        of=15,
        text="Câu?",
        options=("a", "b"),
        limit=timedelta(seconds=40),
        closes_at=datetime(2023, 11, 21, 17, 0, tzinfo=UTC),
        locale="vi",
        previous=Receipt(AttemptId(7), Position(1), Passed.ANSWERED, place=3),
    )

    assert content_to_data(question) == {
        "v": 1,
        "kind": "question",
        "attempt": 7,
        "position": 2,
        "of": 15,
        "text": "Câu?",
        "options": ["a", "b"],
        "limit_us": 40_000_000,
        "closes_at": "2023-11-21T17:00:00+00:00",
        "locale": "vi",
        "previous": [7, 1, "answered", 3, None, None],
    }
