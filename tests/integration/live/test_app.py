"""A live round through a whole process: called, asked, answered, settled, shown and ended."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from contest.live import State
from contest.live_rooms import RoomState
from contest.model import PersonId, Position
from handlers.live_posts import counter_key
from handlers.live_watch import LiveWatch
from handlers.ports.addresses import ChatKind, ChatRef
from handlers.ports.contents import Text
from handlers.ports.live_contents import LiveQuestion
from handlers.ports.live_orders import HostResult, OrderKind
from handlers.ports.live_records import HostedRound
from handlers.ports.messaging import InboundMessage, RecipientUnreachable
from storage.engine import Database
from tests.integration.live.stage import (
    KEY,
    LIMIT,
    RULES,
    SECOND,
    START_IN,
    Stage,
    staged,
    user,
)

pytestmark = pytest.mark.anyio

ONLY_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
WRONG = 0


@pytest.fixture
async def stage(database_url: str) -> AsyncIterator[Stage]:
    """Two rooms on Telegram and one on Zalo, two people in each; nothing has been called yet."""
    async with staged(database_url) as stage:
        yield stage


class FakeIntake:
    """Notes which groups it is told to be lost."""

    def __init__(self) -> None:
        self.parted: list[ChatRef] = []

    async def lost(self, chat: ChatRef, at: datetime) -> None:
        self.parted.append(chat)


class NoCounters:
    async def update(self, rounds: Sequence[HostedRound], now: datetime) -> None:
        pass


def rooms_of(stage: Stage) -> tuple[ChatRef, ChatRef, ChatRef]:
    telegram, zalo = stage.platforms
    return telegram.room(1), telegram.room(2), zalo.room(1)


async def test_a_round_runs_by_itself_from_the_call_to_the_result(stage: Stage) -> None:
    first, second, third = rooms_of(stage)
    telegram, zalo = stage.platforms
    assert await stage.state() is State.ANNOUNCED

    await stage.jump(START_IN - RULES.lobby_for + SECOND)
    await stage.until(State.LOBBY)
    await telegram.until(lambda: len(telegram.sent) == 2)
    await zalo.until(lambda: len(zalo.sent) == 1)
    assert all("Chung kết" in text for text in telegram.texts(first) + zalo.texts(third))

    for position in (1, 2, 3):
        await stage.open_question(position)
        await stage.press(1, KEY, first)
        await stage.press(3, KEY if position < 3 else WRONG, second)
        await stage.press(5, KEY if position < 2 else WRONG, third)
        await stage.close_question()
    await stage.next_move()
    await stage.until(State.FINISHED)

    assert stage.verdicts == {"stored": 9}
    results = await stage.results()
    assert [(one.score.person, one.rank, one.score.points) for one in results] == [
        (PersonId(1), 1, 3),
        (PersonId(3), 2, 2),
        (PersonId(5), 3, 1),
    ]
    for platform, chat in ((telegram, first), (telegram, second), (zalo, third)):
        assert [each.position for each in platform.questions(chat)] == [1, 2, 3]
        await platform.until(lambda p=platform, c=chat: p.ends(c) >= 1)  # type: ignore[misc]
        # Called, and told three keys with the standing.
        assert ["Đáp án" in text for text in platform.texts(chat)][:4] == [False, True, True, True]


@ONLY_SQLITE
async def test_answers_commits_and_keys_of_a_live_round_are_counted(stage: Stage) -> None:
    first, _, _ = rooms_of(stage)
    await stage.open_question()
    await stage.press(1, KEY, first)
    await stage.press(1, WRONG, first)
    await stage.close_question()

    lines = stage.app.metrics.text().decode().splitlines()
    assert 'hoithi_live_answers_total{verdict="stored"} 1.0' in lines
    assert 'hoithi_live_answers_total{verdict="duplicate"} 1.0' in lines
    assert "hoithi_live_settle_seconds_count 1.0" in lines
    # Both answers, and deliveries in three rooms, of which several may share a commit.
    (commits,) = [each for each in lines if each.startswith("hoithi_live_commit_seconds_count")]
    assert 3 <= float(commits.split()[1]) <= 6


async def test_an_answer_is_told_to_whoever_gave_it_and_to_nobody_else(stage: Stage) -> None:
    first, second, _ = rooms_of(stage)
    telegram = stage.platforms[0]
    await stage.open_question()
    posted = len(telegram.sent)

    stored = await stage.press(1, KEY, first)
    again = await stage.press(1, WRONG, first)
    elsewhere = await stage.press(1, KEY, second)
    stranger = await stage.press(99, KEY, first)
    await stage.close_question()
    late = await stage.press(2, KEY, first)

    verdicts = [each.verdict for each in (stored, again, elsewhere, stranger, late)]
    assert verdicts == ["stored", "duplicate", "elsewhere", "unregistered", "late"]
    notices = [each.notice for each in (stored, again, elsewhere, stranger, late)]
    assert all(notice is not None and len(notice) <= 200 for notice in notices)
    assert len(set(notices)) == 5
    # The key in each of the two rooms, and nothing beside it.
    await telegram.until(lambda: len(telegram.sent) >= posted + 2)
    assert [m.key.rsplit(":", 1)[-1] for m in telegram.sent[posted:]] == ["r", "r"]


@ONLY_SQLITE
async def test_a_typed_letter_is_an_answer_only_while_a_question_is_out(stage: Stage) -> None:
    *_, third = rooms_of(stage)
    zalo = stage.platforms[1]
    before = await stage.say(5, third, "B")
    await zalo.until(lambda: len(zalo.sent) == 1)
    assert before.verdict == "handled"

    await stage.open_question()
    answer = await stage.say(5, third, "B")
    other = await stage.say(6, third, "bao giờ thì xong?")

    assert answer.verdict == "stored"
    assert other.verdict != "stored"
    assert (await stage.stored()) == {(PersonId(5), 1, KEY)}


@ONLY_SQLITE
async def test_the_same_update_brought_twice_counts_once(stage: Stage) -> None:
    first, *_ = rooms_of(stage)
    await stage.open_question()
    message = stage.pressing(1, KEY, first, position=1)

    verdicts = [(await stage.give(message)).verdict for _ in range(2)]

    assert verdicts == ["stored", "repeated"]


@ONLY_SQLITE
async def test_the_count_is_edited_into_the_question_and_never_in_its_last_seconds(
    stage: Stage,
) -> None:
    first, *_ = rooms_of(stage)
    telegram, zalo = stage.platforms
    await stage.open_question()
    await stage.press(1, KEY, first)
    await stage.app.live.look()
    assert telegram.edited == []

    await stage.jump(LIMIT * 2 / 5)
    await stage.app.live.look()
    await telegram.until(lambda: len(telegram.edited) == 1)
    await stage.press(2, KEY, first)
    await stage.app.live.look()
    await stage.jump(LIMIT * 3 / 10)
    await stage.app.live.look()
    await telegram.until(lambda: len(telegram.edited) == 2)
    await stage.jump(LIMIT / 10)
    await stage.app.live.look()
    await stage.close_question()

    counts = [message.content for _, message in telegram.edited]
    assert [c.answered for c in counts if isinstance(c, LiveQuestion)] == [1, 2]
    assert {message.chat for _, message in telegram.edited} == {first}
    # Zalo cannot edit, so nothing is sent for it.
    assert [m for m in zalo.sent if m.key.rsplit(":", 1)[-1].startswith("c")] == []


@ONLY_SQLITE
async def test_a_count_that_nobody_could_read_any_more_is_not_shown(stage: Stage) -> None:
    first, *_ = rooms_of(stage)
    await stage.open_question()
    await stage.press(1, KEY, first)

    await stage.jump(LIMIT - 5 * SECOND)
    await stage.app.live.look()

    room = min((await stage.hosted()).rooms)
    async with stage.app.units_of_work.reading() as tx:
        for number in (1, 2):
            key = counter_key(stage.live_round, Position(1), room, number)
            assert await tx.outbox.find(key) is None


async def test_a_group_that_throws_the_bot_out_keeps_nobody_waiting_and_comes_back(
    stage: Stage,
) -> None:
    first, second, _ = rooms_of(stage)
    await stage.open_question()
    await stage.press(1, KEY, first)
    await stage.press(3, KEY, second)

    await stage.give(membership(stage, second, is_member=False))
    lost = await stage.press(4, KEY, second)
    closed = await stage.close_question()
    states = {one.chat: closed.live.rooms[id_].state for id_, one in closed.rooms.items()}
    assert states[second] is RoomState.LOST
    assert lost.verdict in ("late", "not_open")
    assert (await stage.display()).outcome.counts == (0, 2, 0, 0)  # type: ignore[union-attr]

    await stage.give(membership(stage, second, is_member=True))
    await stage.open_question(2)
    assert (await stage.press(4, KEY, second)).verdict == "stored"
    assert [each.position for each in stage.platforms[0].questions(second)] == [1, 2]


@ONLY_SQLITE
async def test_a_question_that_finds_the_bot_thrown_out_loses_the_room(stage: Stage) -> None:
    first, second, third = rooms_of(stage)
    telegram = stage.platforms[0]
    key = next(
        f"live:{stage.live_round}:1:{id_}:q"
        for id_, room in (await stage.hosted()).rooms.items()
        if room.chat == second
    )
    telegram.trouble(key, RecipientUnreachable("kicked"))

    await stage.next_move()
    await stage.next_move()
    hosted = await stage.until_so(
        lambda one: (
            [one.live.rooms[id_].state for id_ in sorted(one.rooms)]
            == [RoomState.OPEN, RoomState.LOST, RoomState.OPEN]
        )
    )
    assert hosted.live.state is State.OPEN
    assert (await stage.press(1, KEY, first)).verdict == "stored"
    assert (await stage.press(5, KEY, third)).verdict == "stored"
    await stage.close_question()


@ONLY_SQLITE
async def test_a_group_that_is_parted_from_its_unit_is_no_room_any_more(stage: Stage) -> None:
    first, *_ = rooms_of(stage)
    await stage.open_question()
    await stage.app.live.look()

    async with stage.app.units_of_work() as tx:
        await tx.groups.unbind(first)
        await tx.commit()
    await stage.app.live.look()

    hosted = await stage.hosted()
    states = {one.chat: hosted.live.rooms[id_].state for id_, one in hosted.rooms.items()}
    assert states[first] is RoomState.LOST


@ONLY_SQLITE
async def test_a_group_that_was_parted_while_nobody_looked_is_noticed_at_the_start(
    stage: Stage,
) -> None:
    first, *_ = rooms_of(stage)
    async with stage.app.units_of_work() as tx:
        await tx.groups.unbind(first)
        await tx.commit()
    told = FakeIntake()
    watch = LiveWatch(told, stage.app.units_of_work.reading, NoCounters())  # type: ignore[arg-type]
    await watch.look(stage.clock.now())
    await watch.look(stage.clock.now())

    assert told.parted == [first]


@ONLY_SQLITE
async def test_a_group_that_moves_to_another_id_stays_a_room(stage: Stage) -> None:
    first, *_ = rooms_of(stage)
    telegram = stage.platforms[0]
    to = ChatRef("telegram", "7", "-100-1", ChatKind.GROUP)
    moving = InboundMessage("moved-1", first, user(first, 1), stage.clock.now(), moved_to=to)

    await stage.give(moving)
    await stage.open_question()

    assert [each.position for each in telegram.questions(to)] == [1]
    assert (await stage.press(1, KEY, to)).verdict == "stored"


async def test_a_pause_of_ten_minutes_eats_no_answer_time(stage: Stage) -> None:
    first, second, _ = rooms_of(stage)
    await stage.open_question()
    await stage.press(1, KEY, first)
    await stage.jump(LIMIT / 4)

    assert (await stage.order(OrderKind.PAUSE, "p")).result is HostResult.DONE
    await stage.jump(timedelta(minutes=10))
    assert (await stage.press(3, KEY, second)).verdict == "paused"
    assert (await stage.order(OrderKind.RESUME, "r")).result is HostResult.DONE
    await stage.jump(LIMIT * 7 / 10)

    assert await stage.state() is State.OPEN
    assert (await stage.press(3, KEY, second)).verdict == "stored"
    await stage.close_question()
    assert (await stage.press(4, KEY, second)).verdict == "late"


@ONLY_SQLITE
async def test_the_host_is_in_no_hurry_where_the_host_sets_the_pace(database_url: str) -> None:
    rules = replace(RULES, reveal_for=None)
    async with staged(database_url, rules=rules) as stage:
        await stage.open_question()
        await stage.close_question()
        await stage.jump(timedelta(hours=1))
        assert await stage.state() is State.REVEALED

        await stage.order(OrderKind.NEXT, "n", position=1)
        await stage.open_question(2)
        twice = await stage.order(OrderKind.NEXT, "n2", position=1)

    assert twice.result is HostResult.STALE


async def test_another_process_moves_the_round_and_this_one_notices(
    database_url: str, database: Database
) -> None:
    """As the command line does: through an intake of its own, on the same database."""
    async with staged(database_url) as stage:
        await stage.order_elsewhere(database, OrderKind.START)
        await stage.app.live.sweep()
        hosted = await stage.until_so(
            lambda one: (
                one.live.state is State.OPEN
                and all(room.delivered_at is not None for room in one.live.rooms.values())
            )
        )
        assert hosted.live.position == 1
        await stage.press(1, KEY, rooms_of(stage)[0])
        await stage.close_question()


def membership(stage: Stage, chat: ChatRef, *, is_member: bool) -> InboundMessage:
    who = user(chat, 1)
    update = f"member-{is_member}-{chat.chat_id}"
    return InboundMessage(update, chat, who, stage.clock.now(), is_member=is_member)


@ONLY_SQLITE
async def test_without_a_live_round_nothing_is_looked_at(database_url: str) -> None:
    async with staged(database_url) as stage:
        await stage.order(OrderKind.CANCEL, "c")
        await stage.until(State.CANCELLED)
        await stage.app.live.look()
        sent = [each for platform in stage.platforms for each in platform.sent]
        assert [each for each in sent if not isinstance(each.content, Text)] == []


@ONLY_SQLITE
async def test_an_answer_that_could_not_be_stored_is_told_to_its_owner_alone(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *_ = rooms_of(stage)
    telegram = stage.platforms[0]
    await stage.open_question()
    posted = len(telegram.sent)

    async def fail(*_: object) -> None:
        raise RuntimeError("a fault of ours")

    with monkeypatch.context() as patched:
        patched.setattr(stage.app.live.intake, "answer", fail)
        failed = await stage.press(1, KEY, first)
    again = await stage.press(1, KEY, first)
    await stage.close_question()
    await telegram.until(lambda: len(telegram.sent) >= posted + 2)

    assert (failed.verdict, again.verdict) == ("failed", "stored")
    assert failed.notice
    assert [m.key.rsplit(":", 1)[-1] for m in telegram.sent[posted:]] == ["r", "r"]
