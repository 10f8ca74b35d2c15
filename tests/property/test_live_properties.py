"""What holds for every sequence of events on a live round, in whatever order they are processed."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from contest import live as rounds
from contest import live_deliveries as deliveries
from contest.live import ENDED, TRANSITIONS, LiveRound, NoRoomError, State
from contest.live_answers import Ballot, Said, Verdict, decide
from contest.live_clock import Break, deadline_after, time_run
from contest.live_rooms import IllegalMoveError, RoomId, RoomState, Trouble
from contest.live_rules import LiveRules, LiveScoring
from contest.live_scoring import AskedQuestion, Score, add_up, ballots_of, recompute, tally
from contest.live_standings import rank_people
from contest.model import OptionIndex, PersonId, Position, UnitId

START = datetime(2023, 11, 14, 1, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
LIMIT = 20
REACHABLE = {(before, after) for (before, _), after in TRANSITIONS.items()}
ROOMS = [RoomId(1), RoomId(2), RoomId(3)]
PEOPLE = [PersonId(1), PersonId(2), PersonId(3)]
UNITS = {person: UnitId(person % 2) for person in PEOPLE}
KEY = OptionIndex(1)
QUESTIONS = 3


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


@dataclass
class Host:
    """Keeps one round as storage would: its state, what was answered, and the scores so far."""

    live: LiveRound
    log: list[AskedQuestion] = field(default_factory=list)
    raw: list[tuple[Said, ...]] = field(default_factory=list)
    """The single answers to each question of the log."""
    scores: dict[PersonId, Score] = field(default_factory=dict)
    """Of the questions before the one asked last."""
    ballots: dict[PersonId, Ballot] = field(default_factory=dict)
    kept: list[Said] = field(default_factory=list)
    sent: int = 0
    verdicts: list[Verdict] = field(default_factory=list)
    now: datetime = START

    def standing(self) -> dict[PersonId, Score]:
        """The scores with the question asked last."""
        live = self.live
        marks = [] if live.is_annulled else tally(live.clock, self.ballots, KEY)
        assert len({mark.person for mark in marks}) == len(marks)
        return add_up(self.scores, marks, live.position, live.previous_counted, live.rules, UNITS)

    def whole_log(self) -> list[AskedQuestion]:
        live = self.live
        ballots = ballots_of(reversed(self.kept), live.rules)
        last = AskedQuestion(live.position, live.clock, ballots, KEY, live.is_annulled)
        return [*self.log, last] if live.position else self.log

    def ask(self) -> None:
        asked = rounds.ask(self.live, self.now)
        if self.live.position:
            self.raw.append(tuple(self.kept))
        self.scores, self.log = self.standing(), self.whole_log()
        self.ballots, self.kept = {}, []
        self.live = asked

    def say(self, said: Said) -> None:
        ballot = self.ballots.get(said.person, {})
        home = self.scores[said.person].room if said.person in self.scores else None
        decision = decide(self.live, self.live.position, said, ballot, home)
        self.sent += 1
        self.verdicts.append(decision.verdict)
        if decision.given is not None:
            self.ballots[said.person] = {**ballot, said.room: decision.given}
            self.kept.append(said)


@dataclass(frozen=True)
class Event:
    """Something that happens; ``back`` says how long before now, as messages overtake timers."""

    what: str
    after: int
    back: int
    room: RoomId
    person: PersonId
    option: OptionIndex

    def happen(self, host: Host) -> None:
        host.now += self.after * SECOND
        with suppress(IllegalMoveError, NoRoomError):
            self._do(self._natural(host.live) if self.what == "go" else self.what, host)

    def _do(self, what: str, host: Host) -> None:
        if what == "ask":
            host.ask()
        elif what == "say":
            received_at = host.now - self.back * SECOND
            host.say(Said(self.person, self.room, self.option, received_at))
        elif what == "wake":
            self._wake(host)
        else:
            host.live = self._changes()[what](host.live, host.now)

    def _natural(self, live: LiveRound) -> str:
        """What would happen next if nothing went wrong."""
        if live.state is State.OPEN and live.undecided:
            return "recover" if self.back else "go_on"
        if live.state is State.OPEN:
            is_out = all(room.state is not RoomState.POSTED for room in live.rooms.values())
            return "wake" if is_out else "deliver_all"
        steps = {State.LOBBY: "ask", State.SETTLING: "reveal", State.PAUSED: "resume"}
        return steps.get(live.state, "ask" if live.has_more else "finish")

    def _wake(self, host: Host) -> None:
        """What a timer does: nothing before its time."""
        wake_at = deliveries.wake_at(host.live)
        if wake_at is not None:
            host.now = max(host.now, wake_at)
            host.live = deliveries.flag_overdue(host.live, host.now)
            host.live = rounds.close(host.live, host.now)

    def _changes(self) -> Mapping[str, Callable[[LiveRound, datetime], LiveRound]]:
        room, earlier = self.room, self.back * SECOND
        return {
            "call": lambda live, _: rounds.call(live),
            "add": lambda live, _: deliveries.add_room(live, room),
            "deliver": lambda live, now: deliveries.deliver(live, live.position, room, now),
            "deliver_all": _deliver_all,
            "fail": lambda live, now: deliveries.flag(
                live, live.position, [room], Trouble.FAILED, now
            ),
            "down": lambda live, now: deliveries.flag(
                live, live.position, ROOMS, Trouble.PLATFORM_DOWN, now
            ),
            "recover": lambda live, now: deliveries.recover(live, ROOMS, now),
            "go_on": lambda live, now: deliveries.go_on_without(live, live.undecided, now),
            "lose": lambda live, now: deliveries.lose(live, room, now - earlier),
            "regain": lambda live, _: deliveries.regain(live, room),
            "close": rounds.close,
            "reveal": rounds.reveal,
            "skip": rounds.skip,
            "pause": lambda live, now: rounds.pause(live, now - earlier),
            "resume": rounds.resume,
            "outage": lambda live, now: rounds.give_back(live, now - earlier, now),
            "finish": rounds.finish,
            "end": rounds.cancel if self.back else rounds.stop,
        }


def _deliver_all(live: LiveRound, now: datetime) -> LiveRound:
    for place, room in enumerate(live.rooms):
        live = deliveries.deliver(live, live.position, room, now + place * SECOND)
    return live


# Weights keep a round going: most sequences see several questions, few end at once.
EVENTS = st.builds(
    Event,
    st.sampled_from(
        ["say"] * 24
        + ["go"] * 24
        + ["pause"] * 4
        + ["deliver", "fail", "down", "lose", "regain", "skip", "outage", "add"]
        + ["ask", "wake", "close", "reveal", "recover", "go_on", "resume", "call", "finish"]
        + ["end"]
    ),
    st.sampled_from([0, 0, 0, 0, 1, 1, 2, 5, 21]),
    st.sampled_from([0, 0, 0, 0, 1, 1, 3, 25]),
    st.sampled_from(ROOMS),
    st.sampled_from(PEOPLE),
    st.sampled_from([OptionIndex(0), KEY]),
)
SEQUENCES = st.lists(EVENTS, min_size=15, max_size=40)
RULES = st.builds(
    LiveRules,
    question_limit=st.just(LIMIT * SECOND),
    reveal_for=st.sampled_from([None, 5 * SECOND]),
    may_change=st.booleans(),
    scoring=st.sampled_from(LiveScoring),
)


@st.composite
def hosts(draw: st.DrawFn) -> Host:
    live = LiveRound(draw(RULES), QUESTIONS, START)
    for room in ROOMS[: draw(st.integers(1, 3))]:
        live = deliveries.add_room(live, room)
    host = Host(rounds.call(live))
    host.ask()
    return host


def check_step(before: LiveRound, after: LiveRound) -> None:
    """What must hold of every change."""
    assert before.state is after.state or (before.state, after.state) in REACHABLE
    assert before.state not in ENDED or after is before
    assert before.position <= after.position <= QUESTIONS
    assert before.annulled <= after.annulled
    if after.position == before.position and not before.waits_for_answers:
        for room in before.rooms.values():
            closed_at = before.clock.closes_at(room)
            closes_at = after.clock.closes_at(after.rooms[room.id])
            assert (
                closed_at is None
                or before.is_annulled
                or (closes_at is not None and closes_at <= closed_at)
            ), "a question whose key may be out was opened again"


def check(host: Host) -> None:
    """What must hold between two events."""
    live = host.live
    for room in live.rooms.values():
        assert room.trouble is None or room.state in (RoomState.POSTED, RoomState.OPEN)
        assert room.state is not RoomState.POSTED or room.delivered_at is None
        assert room.state is not RoomState.OPEN or room.delivered_at is not None
    assert (live.state in ENDED) is (live.ended_at is not None)
    assert (live.state is State.PAUSED) is (live.resumes_to is not None)
    assert live.next_at is None or live.state is State.REVEALED
    assert len(host.verdicts) == host.sent
    if live.state in (State.SETTLING, State.REVEALED) and not live.is_annulled:
        assert all(live.clock.is_over(room, host.now) for room in live.rooms.values())
    if live.state in (State.ANNOUNCED, State.LOBBY):
        return
    standing = host.standing()
    assert standing == recompute(host.whole_log(), live.rules, UNITS)
    counted = live.position - len(live.annulled)
    for score in standing.values():
        assert 0 <= score.streak <= score.right <= score.answered <= counted
        assert timedelta(0) <= score.time_saved <= score.answered * LIMIT * SECOND
        if live.rules.scoring is LiveScoring.PLAIN:
            assert score.points == score.right


def right_answers(host: Host) -> dict[PersonId, int]:
    """Who has how many right, worked out in another way than by the code: from the raw answers."""
    found = dict.fromkeys(PEOPLE, 0)
    for asked, answers in zip(host.whole_log(), [*host.raw, host.kept], strict=True):
        if asked.is_annulled:
            continue
        for person in PEOPLE:
            own = sorted(
                (said for said in answers if said.person == person),
                key=lambda said: (said.received_at, said.room, said.option),
            )
            in_time = [said for said in own if _was_in_time(asked, said)]
            in_room = [said for said in in_time if said.room == in_time[0].room]
            if in_room:
                may_change = host.live.rules.may_change
                found[person] += in_room[-1 if may_change else 0].option == KEY
    return found


def _was_in_time(asked: AskedQuestion, said: Said) -> bool:
    room = asked.clock.rooms[said.room]
    closes_at = asked.clock.closes_at(room)
    return room.delivered_at is not None and (closes_at is None or said.received_at < closes_at)


@given(hosts(), SEQUENCES)
def test_no_sequence_of_events_leaves_the_table_or_scores_a_question_twice(
    host: Host, sequence: list[Event]
) -> None:
    for event in sequence:
        before = host.live

        event.happen(host)

        check_step(before, host.live)
        check(host)


@given(hosts(), SEQUENCES)
def test_the_standing_is_what_an_independent_count_of_the_raw_answers_finds(
    host: Host, sequence: list[Event]
) -> None:
    for event in sequence:
        event.happen(host)

    standing = host.standing()

    found = {person: standing[person].right if person in standing else 0 for person in PEOPLE}
    assert found == right_answers(host)


@given(hosts(), SEQUENCES)
def test_who_is_woken_in_time_never_waits_for_something_that_was_due(
    host: Host, sequence: list[Event]
) -> None:
    """An open question always has a timer, or waits for a decision: no round hangs for ever."""
    for event in sequence:
        event.happen(host)
    live = host.live

    if live.state is State.OPEN:
        assert deliveries.wake_at(live) is not None or live.undecided
    for _ in range(3):
        Event("wake", 0, 0, ROOMS[0], PEOPLE[0], KEY).happen(host)
    assert host.live.state is not State.OPEN or host.live.undecided


# Few people and rooms, so that they meet.
ANSWERS = st.lists(
    st.builds(
        Said,
        st.sampled_from(PEOPLE[:2]),
        st.sampled_from(ROOMS[:2]),
        st.sampled_from([OptionIndex(0), KEY, OptionIndex(2)]),
        st.integers(0, 35).map(at),
    ),
    min_size=2,
    max_size=12,
)


@given(RULES, ANSWERS, st.data())
def test_the_order_in_which_answers_are_processed_changes_nothing(
    rules: LiveRules, answers: list[Said], data: st.DataObject
) -> None:
    live = rounds.ask(rounds.call(_with_all_rooms(rules)), at(0))
    live = _deliver_all(live, at(0))
    if data.draw(st.booleans()):
        live = rounds.resume(rounds.pause(live, at(10)), at(20))
    settling = rounds.close(live, at(60))
    stages = [live, settling, rounds.reveal(settling, at(60))]
    homes = data.draw(st.dictionaries(st.sampled_from(PEOPLE), st.sampled_from(ROOMS)))
    shuffled = data.draw(st.permutations(answers))
    split = data.draw(st.integers(0, len(answers)))

    in_order = _processed(live, sorted(answers, key=lambda said: said.received_at), homes)
    early = _processed(stages[0], shuffled[:split], homes)
    as_they_came = _processed(data.draw(st.sampled_from(stages)), shuffled[split:], homes, early)

    expected = sorted(tally(live.clock, in_order, KEY), key=lambda mark: mark.person)
    found = sorted(tally(live.clock, as_they_came, KEY), key=lambda mark: mark.person)
    assert found == expected
    marked = rank_people(add_up({}, found, live.position, None, rules, UNITS).values())
    assert len(marked) == len(expected)


TROUBLE_ENDS: Mapping[str, Callable[[LiveRound], LiveRound]] = {
    "recover": lambda live: deliveries.recover(live, ROOMS, at(30)),
    "go on without": lambda live: deliveries.go_on_without(live, live.undecided, at(30)),
    "lose": lambda live: deliveries.lose(live, ROOMS[1], at(30)),
}


@given(RULES, ANSWERS, st.sampled_from(sorted(TROUBLE_ENDS)), st.data())
def test_an_answer_is_worth_the_same_whether_it_is_processed_in_a_trouble_or_after(
    rules: LiveRules, answers: list[Said], end: str, data: st.DataObject
) -> None:
    """One room is in trouble from 10 s on; at 30 s that ends in one way or another."""
    live = _deliver_all(rounds.ask(rounds.call(_with_all_rooms(rules)), at(0)), at(0))
    down = deliveries.flag(live, Position(1), [ROOMS[1]], Trouble.PLATFORM_DOWN, at(10))
    over = TROUBLE_ENDS[end](down)
    revealed = rounds.reveal(rounds.close(over, at(90)), at(90))
    delayed = data.draw(st.lists(st.booleans(), min_size=len(answers), max_size=len(answers)))

    def processed(late: list[bool]) -> dict[PersonId, Ballot]:
        known = {said: is_late or said.received_at >= at(30) for said, is_late in _each(late)}
        early = [said for said, is_late in known.items() if not is_late]
        rest = [said for said, is_late in known.items() if is_late]
        return _processed(revealed, rest, {}, _processed(down, early, {}))

    def _each(late: list[bool]) -> list[tuple[Said, bool]]:
        return list(zip(answers, late, strict=True))

    at_once = tally(over.clock, processed([False] * len(answers)), KEY)
    found = tally(over.clock, processed(delayed), KEY)
    assert sorted(found, key=lambda mark: mark.person) == sorted(
        at_once, key=lambda mark: mark.person
    )
    for said in answers:
        if said.received_at < at(30):
            before = decide(down, Position(1), said, {}, None).verdict
            assert decide(revealed, Position(1), said, {}, None).verdict is before


def _with_all_rooms(rules: LiveRules) -> LiveRound:
    live = LiveRound(rules, 1, START)
    for room in ROOMS:
        live = deliveries.add_room(live, room)
    return live


def _processed(
    live: LiveRound,
    answers: list[Said],
    homes: Mapping[PersonId, RoomId],
    before: Mapping[PersonId, Ballot] | None = None,
) -> dict[PersonId, Ballot]:
    ballots = dict(before or {})
    for said in answers:
        ballot = ballots.get(said.person, {})
        decision = decide(live, Position(1), said, ballot, homes.get(said.person))
        if decision.given is not None:
            ballots[said.person] = {**ballot, said.room: decision.given}
    return ballots


@given(RULES, ANSWERS)
def test_ballots_are_the_same_in_whatever_order_the_log_is_read(
    rules: LiveRules, answers: list[Said]
) -> None:
    backwards = list(reversed(answers))

    assert ballots_of(backwards, rules) == ballots_of(answers, rules)


BREAKS = st.lists(
    st.builds(
        lambda begins, lasting: Break(
            at(begins), None if lasting is None else at(begins + lasting)
        ),
        st.integers(-10, 60),
        st.none() | st.integers(0, 30),
    ),
    max_size=4,
)


@given(BREAKS)
def test_a_clock_that_ticks_second_by_second_finds_the_same_deadline(breaks: list[Break]) -> None:
    run, second, horizon = 0, 0, 400
    while run < LIMIT and second < horizon:
        run += not any(each.contains(at(second)) for each in breaks)
        second += 1

    deadline = deadline_after(at(0), LIMIT * SECOND, breaks)

    # Only a break without end lasts to the horizon: at most 20 + 60 + 4 * 30 s are in play.
    assert deadline == (at(second) if run == LIMIT else None)
    assert time_run(at(0), at(second), breaks) == run * SECOND
