"""What holds for every sequence of events on an attempt, in whatever order they are processed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from contest import attempts
from contest.attempts import TRANSITIONS, Progress, State, Verdict
from contest.model import Position, Topic
from contest.rules import RoundRules, Window

START = datetime(2023, 11, 21, 16, 50, tzinfo=UTC)
QUESTION_LIMIT = timedelta(seconds=40)
REACHABLE = {(before, after) for (before, _), after in TRANSITIONS.items()}


def at(milliseconds: int) -> datetime:
    return START + timedelta(milliseconds=milliseconds)


@dataclass
class Host:
    """Keeps one attempt as storage would: the progress, and at most one answer for each place."""

    rules: RoundRules
    window: Window
    progress: Progress = field(init=False)
    answers: dict[Position, tuple[datetime, int]] = field(default_factory=dict)
    deadlines: dict[Position, datetime] = field(default_factory=dict)
    """The last deadline that each place had."""
    now: datetime = START
    """The latest instant that anything has happened at."""

    def __post_init__(self) -> None:
        self.progress = attempts.begin(self.rules)

    def deliver(self, position: Position, when: datetime) -> None:
        self._set(attempts.deliver(self.progress, position, when, self.rules, self.window))

    def expire(self, position: Position, now: datetime) -> None:
        self._set(attempts.expire(self.progress, position, now, self.rules, self.window))

    def give_back(self, down_from: datetime, up_at: datetime) -> None:
        self._set(attempts.give_back(self.progress, down_from, up_at, self.window))

    def cut_off(self, when: datetime) -> None:
        self._set(attempts.cut_off(self.progress, when))

    def void(self, when: datetime) -> None:
        if self.progress.state is not State.VOID:
            self._set(attempts.void(self.progress, when))

    def answer(self, position: Position, received_at: datetime, points: int) -> Verdict:
        verdict = attempts.judge(
            self.progress,
            position,
            received_at,
            self.window,
            has_answer=position in self.answers,
        )
        if verdict is Verdict.STORED:
            self.answers[position] = (received_at, points)
            self._set(attempts.take(self.progress, position, received_at, points, self.rules))
        return verdict

    def type_answer(self, received_at: datetime, points: int) -> Verdict:
        target = attempts.target_of_typed(self.progress, received_at)
        return self.answer(target, received_at, points)

    def _set(self, progress: Progress) -> None:
        before, self.progress = self.progress, progress
        assert progress is before or (before.state, progress.state) in REACHABLE | {
            (state, state) for state in State
        }
        if progress.deadline is not None:
            self.deadlines[progress.position] = progress.deadline


INSTANTS = st.integers(1, 300_000).map(at)
CLOSINGS = st.just(at(900_000)) | INSTANTS


@st.composite
def hosts(draw: st.DrawFn) -> Host:
    count = draw(st.integers(1, 4))
    rules = RoundRules(
        blueprint=((Topic("PAR"), count),),
        question_limit=QUESTION_LIMIT,
        attempt_limit=timedelta(seconds=draw(st.integers(40, 200))),
        prediction=None,
    )
    return Host(rules, Window(START - timedelta(days=14), draw(CLOSINGS)))


@dataclass(frozen=True)
class Event:
    """Something that happens to an attempt, told relative to where the attempt is by then.

    Attributes:
        step: places from the current position; mostly 0, or nothing would ever happen.
        after: milliseconds after the mark that ``mark`` names.
    """

    what: Callable[..., object]
    step: int
    mark: str
    after: int
    lasting: int
    points: int

    def happen(self, host: Host) -> None:
        position = Position(max(host.progress.position + self.step, 0))
        instant = self._mark(host) + timedelta(milliseconds=self.after)
        host.now = max(host.now, instant)
        match self.what:
            case Host.deliver | Host.expire:
                self.what(host, position, instant)
            case Host.answer:
                self.what(host, position, instant, self.points)
            case Host.type_answer:
                self.what(host, instant, self.points)
            case Host.give_back:
                self.what(host, instant, instant + timedelta(milliseconds=self.lasting))
            case _:
                self.what(host, instant)

    def _mark(self, host: Host) -> datetime:
        marks = {
            "now": host.now,
            "delivery": host.progress.delivered_at,
            "deadline": host.progress.deadline or host.progress.expired_deadline,
        }
        return marks[self.mark] or host.now


EVENTS = st.builds(
    Event,
    # Ends are rare, or most sequences would be over before anything has happened.
    st.sampled_from(
        [Host.deliver] * 16
        + [Host.expire, Host.answer, Host.type_answer] * 8
        + [Host.give_back, Host.cut_off, Host.void]
    ),
    st.sampled_from([0, 0, 0, 0, -1, -1, 1, -2]),
    st.sampled_from(["now", "now", "now", "delivery", "deadline", "deadline"]),
    st.sampled_from([-1, 0, 1]) | st.integers(-5_000, 20_000),
    st.integers(0, 30_000),
    st.integers(0, 1),
)
SEQUENCES = st.lists(EVENTS, min_size=10, max_size=30)


def run(host: Host, sequence: list[Event]) -> Host:
    for event in sequence:
        event.happen(host)
    return host


def check(host: Host) -> None:
    """Everything that must hold between two events."""
    progress, rules = host.progress, host.rules
    assert progress.score == sum(points for _, points in host.answers.values())
    assert 1 <= progress.position <= rules.last_position + 1
    assert timedelta(0) <= progress.time_left <= rules.attempt_limit
    assert progress.is_running is (progress.ended_at is None)
    assert (progress.state is State.OPEN) is (progress.deadline is not None)
    assert (progress.deadline is None) is (progress.delivered_at is None)
    if progress.deadline is not None and progress.delivered_at is not None:
        assert progress.deadline <= host.window.closes_at
        assert progress.deadline <= progress.delivered_at + QUESTION_LIMIT + progress.paused
        assert progress.paused >= timedelta(0)


@given(hosts(), SEQUENCES)
def test_no_sequence_of_events_leaves_the_table_or_scores_a_place_twice(
    host: Host, sequence: list[Event]
) -> None:
    for event in sequence:
        position = host.progress.position

        event.happen(host)

        check(host)
        assert host.progress.position >= position


@given(hosts(), SEQUENCES)
def test_nothing_received_at_or_after_its_deadline_or_the_end_of_the_round_scores(
    host: Host, sequence: list[Event]
) -> None:
    run(host, sequence)

    for position, (received_at, _) in host.answers.items():
        assert received_at < host.window.closes_at
        assert received_at < host.deadlines.get(position, host.window.closes_at)


@given(hosts(), SEQUENCES, st.integers(-1, 1), INSTANTS)
def test_an_answer_to_a_place_that_has_one_changes_nothing(
    host: Host, sequence: list[Event], step: int, received_at: datetime
) -> None:
    position = Position(run(host, sequence).progress.position + step)
    first = host.answer(position, received_at, 1)
    progress, answers = host.progress, dict(host.answers)

    again = host.answer(position, received_at, 1)

    assert again is (Verdict.DUPLICATE if first is Verdict.STORED else first)
    assert host.progress is progress
    assert host.answers == answers


@given(hosts(), SEQUENCES, INSTANTS)
def test_a_deadline_that_is_reported_again_changes_nothing(
    host: Host, sequence: list[Event], now: datetime
) -> None:
    run(host, sequence)
    position = host.progress.position
    host.expire(position, now)
    progress = host.progress

    host.expire(position, now)

    assert host.progress is progress


@given(hosts(), SEQUENCES, INSTANTS)
def test_typed_text_never_answers_a_question_that_was_not_on_the_screen(
    host: Host, sequence: list[Event], received_at: datetime
) -> None:
    run(host, sequence)
    before = host.progress

    host.type_answer(received_at, 1)

    if before.delivered_at is None or received_at < before.delivered_at:
        assert host.progress.position == before.position
        assert before.position not in host.answers


@dataclass(frozen=True)
class Turn:
    """One question of a scenario in milliseconds.

    Attributes:
        on_the_way: how long the platform takes to deliver the question after the one before it.
        thinking: from delivery to answer; None for no answer. May be longer than the time allowed.
    """

    on_the_way: int
    thinking: int | None
    points: int
    timer_first: bool
    next_delivered_first: bool


TURNS = st.lists(
    st.builds(
        Turn,
        st.integers(0, 60_000),
        st.none() | st.integers(0, 45_000) | st.sampled_from([39_999, 40_000, 40_001]),
        st.integers(0, 1),
        st.booleans(),
        st.booleans(),
    ),
    min_size=3,
    max_size=3,
)


def play(turns: list[Turn], closes_at: datetime, *, in_order: bool) -> Host:
    """Play a scenario; the messages have the same times whether or not they come in order.

    The attempt's time is long enough for every question to have its full time. (Where it is not,
    a timer that ran before a punctual answer leaves the *next* question less time than that person
    could have had, by as much as the answer waited to be processed.)
    """
    rules = RoundRules(
        blueprint=((Topic("PAR"), len(turns)),),
        question_limit=QUESTION_LIMIT,
        attempt_limit=len(turns) * QUESTION_LIMIT,
        prediction=None,
    )
    host = Host(rules, Window(START - timedelta(days=14), closes_at))
    delivered_at = START
    for number, turn in enumerate(turns, start=1):
        position, following = Position(number), Position(number + 1)
        delivered_at += timedelta(milliseconds=turn.on_the_way)
        host.deliver(position, delivered_at)
        deadline = min(delivered_at + QUESTION_LIMIT, closes_at)
        received_at = delivered_at + timedelta(milliseconds=turn.thinking or 0)
        delivered_at = max(deadline, received_at)
        if turn.timer_first and not in_order:
            host.expire(position, deadline)
            if turn.next_delivered_first and number < len(turns):
                host.deliver(following, delivered_at + timedelta(0, 0, 0, turns[number].on_the_way))
        if turn.thinking is not None:
            host.answer(position, received_at, turn.points)
        host.expire(position, deadline)
    host.cut_off(closes_at)
    return host


@given(TURNS, CLOSINGS)
def test_the_order_of_punctual_answers_and_timers_changes_neither_score_nor_times(
    turns: list[Turn], closes_at: datetime
) -> None:
    in_order = play(turns, closes_at, in_order=True)
    as_it_came = play(turns, closes_at, in_order=False)

    assert as_it_came.answers == in_order.answers
    assert as_it_came.progress.score == in_order.progress.score
    assert as_it_came.progress.state == in_order.progress.state
    assert as_it_came.progress.ended_at == in_order.progress.ended_at
    assert as_it_came.progress.time_left == in_order.progress.time_left
