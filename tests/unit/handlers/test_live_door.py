"""What of all that comes in goes to live rounds, and what is said of it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest

from contest.live import State
from contest.live_rooms import RoomId
from contest.model import Position, UnitId
from handlers.live_door import LiveDoor, is_live_choice
from handlers.payloads import live_payload
from handlers.ports.addresses import ChatKind, ChatRef, UserRef
from handlers.ports.live_contents import LiveRoundId
from handlers.ports.live_orders import HostOutcome
from handlers.ports.live_records import LiveRoom, RoomPlace
from handlers.ports.messaging import Acknowledgement, InboundMessage
from handlers.ports.repositories import UnitsOfWork
from tests.fakes.clock import START

pytestmark = pytest.mark.anyio

GROUP = ChatRef("telegram", "7", "-100", ChatKind.GROUP)
MINUTE = timedelta(minutes=1)
PRESS = live_payload(LiveRoundId(1), Position(2), 3)


class FakeLive:
    """An intake that knows some answers, and what it was told."""

    def __init__(self, *known: Acknowledgement | None) -> None:
        self._known = list(known)
        self.told: list[tuple[str, ChatRef]] = []

    async def answer(self, message: InboundMessage) -> Acknowledgement | None:
        return self._known.pop(0)

    async def lost(self, chat: ChatRef, at: object) -> None:
        self.told.append(("lost", chat))

    async def regained(self, chat: ChatRef) -> None:
        self.told.append(("regained", chat))


class NoHosting:
    async def order(self, message: InboundMessage) -> HostOutcome | None:
        return None


class FakeRounds:
    """The rounds in which the group is a room, that of the number 1 first."""

    def __init__(self, states: Sequence[State], ended_at: datetime | None) -> None:
        self._states = states
        self._ended_at = ended_at

    async def rooms_at(self, chat: ChatRef) -> Sequence[RoomPlace]:
        room = LiveRoom(RoomId(1), chat, "Sở Nội vụ", UnitId(1))
        numbers = enumerate(self._states, start=1)
        return [RoomPlace(LiveRoundId(number), room, state) for number, state in numbers]

    async def find(self, live_round: LiveRoundId) -> object:
        return SimpleNamespace(live=SimpleNamespace(ended_at=self._ended_at))


def reading(states: Sequence[State], ended_at: datetime | None) -> UnitsOfWork:
    @asynccontextmanager
    async def begun() -> AsyncIterator[object]:
        yield SimpleNamespace(live=FakeRounds(states, ended_at))

    return begun  # type: ignore[return-value]


def door(live: FakeLive, *states: State, ended_at: datetime | None = None) -> LiveDoor:
    units_of_work = reading(states, ended_at)
    return LiveDoor(live, NoHosting(), units_of_work)  # type: ignore[arg-type]


def said(
    text: str = "", choice: str | None = None, *, member: bool | None = None
) -> InboundMessage:
    who = UserRef("telegram", "7", "11")
    return InboundMessage("1", GROUP, who, START, text, choice, is_member=member)


async def test_what_is_no_answer_goes_on_to_others() -> None:
    assert await door(FakeLive(None)).take(said("tình hình")) is None


async def test_an_answer_is_acknowledged_as_it_was_decided() -> None:
    stored = Acknowledgement("stored", "Đã ghi nhận câu 2: D.")

    assert await door(FakeLive(stored)).take(said(choice=PRESS)) == stored


async def test_a_press_on_a_question_of_a_round_that_is_gone_is_told_so_and_the_group_is_not() -> (
    None
):
    taken = await door(FakeLive(None)).take(said(choice=PRESS))

    assert taken == Acknowledgement("stale", "Lựa chọn này đã qua.")


@pytest.mark.parametrize(
    "state", [State.LOBBY, State.OPEN, State.SETTLING, State.REVEALED, State.PAUSED]
)
async def test_nothing_is_said_of_what_reads_like_an_answer_while_a_round_goes_on(
    state: State,
) -> None:
    held = door(FakeLive(None, None), State.FINISHED, state)

    assert await held.take(said("đáp án B")) == Acknowledgement("stale")
    assert await held.take(said("bao giờ thi?")) is None


@pytest.mark.parametrize("state", [State.ANNOUNCED, State.FINISHED])
async def test_a_letter_in_a_group_that_does_not_play_goes_on_to_others(state: State) -> None:
    assert await door(FakeLive(None), state, ended_at=START - MINUTE).take(said("B")) is None


async def test_an_answer_that_comes_after_the_end_is_passed_over_for_a_minute() -> None:
    ended_at = START - MINUTE + timedelta(milliseconds=1)

    taken = await door(FakeLive(None), State.CANCELLED, ended_at=ended_at).take(said("2"))

    assert taken == Acknowledgement("stale")


@pytest.mark.parametrize(("is_member", "told"), [(False, "lost"), (True, "regained")])
async def test_whether_the_bot_is_in_the_group_is_told_and_nothing_is_said(
    is_member: bool, told: str
) -> None:
    live = FakeLive()

    taken = await door(live).take(said(member=is_member))

    assert taken == Acknowledgement("handled")
    assert live.told == [(told, GROUP)]


@pytest.mark.parametrize(
    ("choice", "expected"),
    [(PRESS, True), ("a:1:2:3", False), ("l:1:2", False), (None, False)],
)
def test_only_options_of_live_questions_are_live_choices(
    choice: str | None, expected: bool
) -> None:
    assert is_live_choice(said("B", choice)) is expected
