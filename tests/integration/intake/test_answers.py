"""One answer for each place of an attempt: stored once, judged by when it was received."""

import asyncio
from dataclasses import replace
from datetime import datetime

import pytest

from contest.attempts import State
from contest.model import AttemptId
from handlers.formats import LOCAL_ZONE
from handlers.ports.contents import Passed, Question, Text
from handlers.ports.messaging import OutboundMessage
from storage.engine import Database
from storage.outbox import queue_messages
from tests.integration.intake.game import (
    DEADLINE,
    LIMIT,
    MICROSECOND,
    PREDICTION,
    RIGHT,
    SECOND,
    WRONG,
    Game,
    Player,
)
from tests.integration.storage.world import LEASE, NOW, WINDOW

pytestmark = pytest.mark.anyio

# Where what is decided does not depend on the database, one kind will do.
ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
STORED, DUPLICATE, LATE, REPEATED = "stored", "duplicate", "late", "repeated"


async def to_position(game: Game, player: Player, position: int) -> None:
    """Answer everything before a place rightly, and let its question be delivered."""
    for place in range(1, position):
        assert await game.answer(game.press(player, place)) == [STORED]
        await game.deliver(player, place + 1)


# Storing


async def test_a_right_answer_is_stored_and_scored_and_the_next_question_goes_out(
    game: Game,
) -> None:
    player = await game.playing()
    game.clock.advance(3 * SECOND)

    acknowledgement = await game.acknowledge(game.press(player, 1))

    assert (acknowledgement.verdict, acknowledgement.notice) == (STORED, "Đã ghi nhận")
    (answer,) = await game.answers(player)
    assert (answer.position, answer.passed, answer.points) == (1, Passed.ANSWERED, 1)
    assert (answer.option, answer.received_at) == (1, NOW + 3 * SECOND)
    progress = await game.progress(player)
    assert (progress.state, progress.position, progress.score) == (State.WAITING, 2, 1)
    assert game.handed.keys == [f"attempt:{player.attempt}:q:2"]
    assert await game.queued() == game.handed.keys


async def test_a_wrong_answer_is_stored_without_a_point(game: Game) -> None:
    player = await game.playing()

    await game.answer(game.press(player, 1, WRONG))

    (answer,) = await game.answers(player)
    assert (answer.option, answer.points) == (2, 0)
    assert (await game.progress(player)).score == 0


async def test_an_answer_that_comes_before_its_delivery_is_noted_counts(game: Game) -> None:
    """A button can be pressed before the platform has told us that it took the question."""
    player = await game.player()

    assert await game.answer(game.press(player, 1)) == [STORED]
    await game.deliver(player, 1)

    progress = await game.progress(player)
    assert (progress.state, progress.position, progress.delivered_at) == (State.WAITING, 2, None)
    assert game.handed.armed == []


async def test_the_last_answer_ends_the_attempt(game: Game) -> None:
    player = await game.playing()
    await to_position(game, player, PREDICTION)
    game.clock.advance(5 * SECOND)

    assert await game.answer(game.write(player, "5.945 người")) == [STORED]

    prediction = (await game.answers(player))[-1]
    assert (prediction.position, prediction.value, prediction.points) == (PREDICTION, 5945, 0)
    assert (prediction.question, prediction.option) == (None, None)
    progress = await game.progress(player)
    assert (progress.state, progress.score) == (State.FINISHED, 3)
    assert progress.ended_at == game.clock.now()
    assert game.handed.keys[-1] == f"attempt:{player.attempt}:end"


@ONE_DATABASE
@pytest.mark.parametrize("text", ["C", "c.", "(C)", "3", "đáp án c", "em chọn C ạ"])
async def test_an_answer_can_be_typed(game: Game, text: str) -> None:
    player = await game.playing()

    assert await game.answer(game.write(player, text)) == [STORED]

    assert [answer.option for answer in await game.answers(player)] == [1]


@ONE_DATABASE
@pytest.mark.parametrize("how", ["typed", "pressed"])
async def test_a_skip_passes_the_question_without_a_point(game: Game, how: str) -> None:
    player = await game.playing()
    message = game.write(player, "bỏ qua") if how == "typed" else game.skip(player)

    assert await game.answer(message) == [STORED]

    (answer,) = await game.answers(player)
    assert (answer.passed, answer.option, answer.points) == (Passed.SKIPPED, None, 0)
    assert (await game.progress(player)).position == 2


# Once


async def test_a_repeated_update_changes_nothing(game: Game) -> None:
    player = await game.playing()
    message = game.press(player, 1)
    await game.answer(message)
    before = await game.progress(player), await game.answers(player), await game.queued()

    assert await game.answer(message) == [REPEATED]
    assert await game.answer(replace(message, choice=None, text="A")) == [REPEATED]

    after = await game.progress(player), await game.answers(player), await game.queued()
    assert after == before


async def test_an_update_that_comes_twice_within_one_commit_counts_once(game: Game) -> None:
    player = await game.playing()
    message = game.press(player, 1)

    assert await game.answer(message, message, message) == [STORED, REPEATED, REPEATED]

    assert await game.positions(player) == [1]
    assert (await game.progress(player)).score == 1
    assert await game.verdicts() == {message.update_key: STORED}


async def test_a_double_tap_within_one_commit_counts_once(game: Game) -> None:
    player = await game.playing()

    verdicts = await game.answer(game.press(player, 1), game.press(player, 1))

    assert verdicts == [STORED, DUPLICATE]
    assert await game.positions(player) == [1]
    assert (await game.progress(player)).score == 1
    assert await game.queued() == [f"attempt:{player.attempt}:q:2"]


async def test_of_twenty_taps_at_once_the_first_counts(game: Game) -> None:
    player = await game.playing()
    taps = [game.press(player, 1, number % 3) for number in range(20)]

    verdicts = await game.answer(*taps)

    assert verdicts == [STORED, *[DUPLICATE] * 19]
    (answer,) = await game.answers(player)
    assert answer.option == 2
    assert (await game.progress(player)).score == 0
    assert len(await game.verdicts()) == 20


async def test_a_second_answer_after_the_next_question_has_come_changes_nothing(game: Game) -> None:
    player = await game.playing()
    await to_position(game, player, 3)

    assert await game.answer(game.press(player, 1, WRONG), game.press(player, 2, WRONG)) == [
        DUPLICATE,
        DUPLICATE,
    ]

    assert [answer.option for answer in await game.answers(player)] == [1, 1]
    assert (await game.progress(player)).score == 2


async def test_an_old_tap_is_no_late_answer_because_the_next_one_came_in_with_it(
    game: Game,
) -> None:
    player = await game.playing()
    await to_position(game, player, 3)

    verdicts = await game.answer(game.press(player, 3), game.press(player, 2))

    assert verdicts == [STORED, DUPLICATE]
    assert f"attempt:{player.attempt}:late:2" not in game.handed.keys


async def test_the_second_letter_of_a_hasty_double_answers_nothing_unseen(game: Game) -> None:
    player = await game.playing()

    verdicts = await game.answer(game.write(player, "C"), game.write(player, "C"))

    assert verdicts == [STORED, DUPLICATE]
    assert await game.positions(player) == [1]


async def test_a_letter_typed_before_the_next_question_was_seen_does_not_answer_it(
    game: Game,
) -> None:
    player = await game.playing()
    await game.answer(game.write(player, "C"))
    typed_early = game.write(player, "C")
    game.clock.advance(SECOND)
    await game.deliver(player, 2)

    assert await game.answer(typed_early) == [DUPLICATE]
    assert await game.answer(game.write(player, "C")) == [STORED]

    assert await game.positions(player) == [1, 2]


# Whose


async def test_an_answer_with_somebody_elses_question_is_refused(game: Game) -> None:
    hoa, tam = await game.playing(1), await game.playing(2)
    stolen = replace(game.press(hoa, 1), chat=tam.chat, sender=tam.user)

    assert await game.answer(stolen) == ["not_yours"]

    for player in (hoa, tam):
        assert await game.answers(player) == []
        assert (await game.progress(player)).position == 1
    assert game.handed.keys == []


async def test_an_answer_of_somebody_who_never_began_is_refused(game: Game) -> None:
    hoa = await game.playing()
    nobody = Player(hoa.attempt, hoa.person, replace(hoa.user, user_id="nobody"), hoa.chat)

    assert await game.answer(game.press(nobody, 1)) == ["not_yours"]
    assert await game.answer(game.write(nobody, "C")) == [None]

    assert await game.answers(hoa) == []


async def test_an_answer_to_an_attempt_that_does_not_exist_is_refused(game: Game) -> None:
    hoa = await game.playing()
    forged = game.press(replace(hoa, attempt=AttemptId(10**17)), 1)

    assert await game.answer(forged) == ["not_yours"]


async def test_answers_of_many_people_share_commits_without_mixing(game: Game) -> None:
    players = [await game.playing(number) for number in range(1, 9)]

    verdicts = await game.answer(
        *[game.press(player, 1, number % 3) for number, player in enumerate(players)]
    )

    assert verdicts == [STORED] * 8
    options = [(await game.answers(player))[0].option for player in players]
    assert options == [2, 0, 1, 2, 0, 1, 2, 0]


# Unreadable


@ONE_DATABASE
@pytest.mark.parametrize(("position", "place"), [(1, 3), (1, 9), (PREDICTION, 0)])
async def test_an_option_that_was_not_shown_is_not_stored(
    game: Game, position: int, place: int
) -> None:
    player = await game.playing()
    await to_position(game, player, position)

    assert await game.answer(game.press(player, position, place)) == ["unreadable"]

    assert await game.positions(player) == list(range(1, position))
    assert (await game.progress(player)).state is State.OPEN


@ONE_DATABASE
@pytest.mark.parametrize("text", ["D", "0", "không biết", "B hoặc C", "9" * 40])
async def test_a_text_that_is_no_option_is_asked_for_again(game: Game, text: str) -> None:
    player = await game.playing()

    assert await game.answer(game.write(player, text)) == ["unreadable"]
    assert await game.answer(game.write(player, "C")) == [STORED]

    assert f"attempt:{player.attempt}:unreadable:1" in game.handed.keys


@ONE_DATABASE
@pytest.mark.parametrize("text", ["nhiều", "-5", "2,5 người", "05945", "1 2 3"])
async def test_a_text_that_is_no_whole_number_is_no_prediction(game: Game, text: str) -> None:
    player = await game.playing()
    await to_position(game, player, PREDICTION)

    assert await game.answer(game.write(player, text)) == ["unreadable"]

    assert await game.positions(player) == [1, 2, 3]


@ONE_DATABASE
@pytest.mark.parametrize("position", [2, 5, 10**17])
async def test_an_answer_to_a_question_that_was_not_asked_is_refused(
    game: Game, position: int
) -> None:
    player = await game.playing()

    assert await game.answer(game.press(player, position)) == ["not_asked"]

    assert await game.answers(player) == []


# Late


async def test_the_last_microsecond_before_the_deadline_counts(game: Game) -> None:
    player = await game.playing()

    assert await game.answer(game.press(player, 1, at=DEADLINE - MICROSECOND)) == [STORED]


async def test_an_answer_received_at_the_deadline_is_late(game: Game) -> None:
    player = await game.playing()

    acknowledgement = await game.acknowledge(game.press(player, 1, at=DEADLINE))

    assert acknowledgement.verdict == LATE
    assert acknowledgement.notice is not None
    assert await game.answers(player) == []
    assert game.handed.keys == [f"attempt:{player.attempt}:late:1"]


async def test_being_late_is_told_once_however_often_it_is_tapped(game: Game) -> None:
    player = await game.playing()

    await game.answer(*[game.press(player, 1, at=DEADLINE) for _ in range(20)])

    assert await game.queued() == [f"attempt:{player.attempt}:late:1"]


async def test_a_punctual_answer_counts_although_its_timer_was_quicker(game: Game) -> None:
    player = await game.playing()
    straggler = game.press(player, 1, at=DEADLINE - MICROSECOND)
    game.clock.advance(LIMIT)
    await game.expire(player, 1)
    assert (await game.progress(player)).position == 2

    assert await game.answer(straggler) == [STORED]

    assert [(a.position, a.points) for a in await game.answers(player)] == [(1, 1)]
    progress = await game.progress(player)
    assert (progress.position, progress.score) == (2, 1)
    assert f"attempt:{player.attempt}:straggler:1" in game.handed.keys


async def test_a_straggler_is_charged_for_its_own_time_only(game: Game) -> None:
    player = await game.playing()
    straggler = game.press(player, 1, at=NOW + 10 * SECOND)
    game.clock.advance(LIMIT)
    await game.expire(player, 1)

    await game.answer(straggler)

    assert (await game.progress(player)).time_left == 590 * SECOND


async def test_a_straggler_counts_once(game: Game) -> None:
    player = await game.playing()
    taps = [game.press(player, 1, at=DEADLINE - MICROSECOND) for _ in range(3)]
    game.clock.advance(LIMIT)
    await game.expire(player, 1)

    assert await game.answer(*taps) == [STORED, DUPLICATE, DUPLICATE]
    assert (await game.progress(player)).score == 1


async def test_a_late_answer_stays_late_although_no_timer_has_gone_off(game: Game) -> None:
    player = await game.playing()
    game.clock.advance(3600 * SECOND)

    assert await game.answer(game.press(player, 1)) == [LATE]

    assert (await game.progress(player)).position == 1


async def test_an_answer_is_decided_before_a_timer_that_came_in_after_it(game: Game) -> None:
    player = await game.playing()
    punctual = game.press(player, 1, at=DEADLINE - MICROSECOND)
    game.clock.advance(LIMIT)

    acknowledgement, _ = await asyncio.gather(game.acknowledge(punctual), game.expire(player, 1))

    assert acknowledgement.verdict == STORED
    progress = await game.progress(player)
    assert (progress.position, progress.score, progress.expired_deadline) == (2, 1, None)
    assert game.handed.keys == [f"attempt:{player.attempt}:q:2"]


# The end of the round: 2023-11-22T00:00 in Viet Nam, exclusive

MIDNIGHT = datetime(2023, 11, 22, 0, 0, tzinfo=LOCAL_ZONE)
LAST_MILLISECOND = datetime(2023, 11, 21, 23, 59, 59, 999_000, tzinfo=LOCAL_ZONE)


async def shortly_before_midnight(game: Game) -> Player:
    """Somebody whose first question came twenty seconds before the end of the round."""
    assert WINDOW.closes_at == MIDNIGHT
    game.clock.advance(MIDNIGHT - 20 * SECOND - game.clock.now())
    return await game.playing()


async def test_the_last_millisecond_of_a_round_takes_answers(game: Game) -> None:
    player = await shortly_before_midnight(game)

    assert await game.answer(game.press(player, 1, at=LAST_MILLISECOND)) == [STORED]


async def test_midnight_refuses_answers(game: Game) -> None:
    player = await shortly_before_midnight(game)

    assert await game.answer(game.press(player, 1, at=MIDNIGHT)) == [LATE]
    assert await game.answer(game.write(player, "C", at=MIDNIGHT)) == [LATE]

    assert await game.answers(player) == []


async def test_a_punctual_last_answer_counts_although_the_round_was_closed_meanwhile(
    game: Game,
) -> None:
    player = await shortly_before_midnight(game)
    game.clock.advance(20 * SECOND)
    await game.intake.end_round([player.attempt], MIDNIGHT)
    assert (await game.progress(player)).state is State.CLOSED

    assert await game.answer(game.press(player, 1, at=LAST_MILLISECOND)) == [STORED]
    assert await game.answer(game.press(player, 1, at=MIDNIGHT)) == [DUPLICATE]

    progress = await game.progress(player)
    assert (progress.state, progress.score) == (State.CLOSED, 1)


async def test_a_question_that_comes_with_the_end_of_the_round_closes_the_attempt(
    game: Game,
) -> None:
    player = await shortly_before_midnight(game)
    await game.answer(game.press(player, 1))
    game.clock.advance(20 * SECOND)

    await game.deliver(player, 2)

    assert (await game.progress(player)).state is State.CLOSED
    assert game.handed.keys[-1] == f"attempt:{player.attempt}:end"


async def test_ending_a_round_twice_ends_it_once(game: Game) -> None:
    player = await game.playing()
    for _ in range(2):
        await game.intake.end_round([player.attempt], MIDNIGHT)

    assert await game.queued() == [f"attempt:{player.attempt}:end"]


# Deliveries and deadlines


async def test_a_delivery_starts_the_clock_and_sets_its_timer(game: Game) -> None:
    player = await game.player()

    await game.deliver(player, 1)

    progress = await game.progress(player)
    assert (progress.state, progress.delivered_at) == (State.OPEN, NOW)
    assert progress.deadline == DEADLINE
    assert game.handed.armed == [(player.attempt, 1, DEADLINE)]


async def test_a_question_delivered_twice_keeps_its_first_deadline(game: Game) -> None:
    player = await game.playing()
    game.clock.advance(10 * SECOND)

    await game.deliver(player, 1)

    assert (await game.progress(player)).deadline == DEADLINE


async def test_a_delivery_is_noted_in_the_outbox_with_the_clock(game: Game) -> None:
    player = await game.playing()
    await game.answer(game.press(player, 1))
    (row,) = game.handed.rows
    game.clock.advance(SECOND)

    await game.deliver(player, 2, row.id)

    stored = await game.outbox_row(row.message.key)
    assert (stored.state, stored.message_id, stored.lease_owner) == ("sent", "m", None)
    assert stored.sent_at == (await game.progress(player)).delivered_at == NOW + SECOND


async def test_a_deadline_moves_the_attempt_on_once(game: Game) -> None:
    player = await game.playing()
    game.clock.advance(LIMIT)

    for _ in range(3):
        await asyncio.gather(game.expire(player, 1), game.expire(player, 1))

    progress = await game.progress(player)
    assert (progress.position, progress.expired_deadline) == (2, DEADLINE)
    assert await game.queued() == [f"attempt:{player.attempt}:q:2"]
    assert game.handed.observed == [DEADLINE]


async def test_a_timer_that_goes_off_early_does_nothing(game: Game) -> None:
    player = await game.playing()
    game.clock.advance(LIMIT - MICROSECOND)

    await game.expire(player, 1)

    assert (await game.progress(player)).position == 1
    assert game.handed.observed == []


async def test_a_timer_of_an_answered_question_does_nothing(game: Game) -> None:
    player = await game.playing()
    await to_position(game, player, 2)
    game.clock.advance(LIMIT)

    await game.expire(player, 1)

    assert (await game.progress(player)).position == 2


async def test_letting_every_deadline_pass_ends_the_attempt_with_its_words(game: Game) -> None:
    player = await game.playing()
    for position in range(1, PREDICTION + 1):
        await game.deliver(player, position)
        game.clock.advance(LIMIT)
        await game.expire(player, position)

    progress = await game.progress(player)
    assert (progress.state, progress.score) == (State.FINISHED, 0)
    assert await game.answers(player) == []
    assert (await game.queued())[-1] == f"attempt:{player.attempt}:end"


async def test_the_next_question_stands_behind_what_the_person_was_told_before(
    game: Game, other_database: Database
) -> None:
    """A message left by a process that died must not be overtaken (invariant 6)."""
    player = await game.playing()
    async with other_database.write() as connection:
        held = OutboundMessage(player.chat, "held", Text("Xin chờ"))
        await connection.run_sync(queue_messages, [held], NOW, replace(LEASE, owner="there"))

    await game.answer(game.press(player, 1))

    assert game.handed.keys == []
    assert await game.queued() == ["held", f"attempt:{player.attempt}:q:2"]


async def test_a_question_goes_where_the_person_answered_last(game: Game) -> None:
    """Somebody who goes on from another device or chat is asked there."""
    player = await game.playing()
    elsewhere = replace(player.chat, chat_id="another")

    await game.answer(replace(game.press(player, 1), chat=elsewhere))

    (row,) = game.handed.rows
    assert row.message.chat == elsewhere
    assert isinstance(row.message.content, Question)


async def test_places_that_were_shown_map_back_to_the_bank(game: Game) -> None:
    player = await game.playing()

    await game.answer(game.press(player, 1, RIGHT))
    await game.deliver(player, 2)
    await game.answer(game.press(player, 2, 1))

    assert [(a.option, a.points) for a in await game.answers(player)] == [(1, 1), (0, 0)]
