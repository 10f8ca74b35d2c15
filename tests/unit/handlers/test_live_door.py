"""What of all that comes in goes to live rounds, and what is said of it."""

import pytest

from contest.model import Position
from handlers.live_door import LiveDoor, is_live_choice
from handlers.payloads import live_payload
from handlers.ports.addresses import ChatKind, ChatRef, UserRef
from handlers.ports.live import HostOutcome
from handlers.ports.live_contents import LiveRoundId
from handlers.ports.messaging import Acknowledgement, InboundMessage
from tests.fakes.clock import START

pytestmark = pytest.mark.anyio

GROUP = ChatRef("telegram", "7", "-100", ChatKind.GROUP)
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


def door(live: FakeLive) -> LiveDoor:
    return LiveDoor(live, NoHosting())  # type: ignore[arg-type]


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
