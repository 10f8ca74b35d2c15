"""Several attempts of one person: which one counts, and that it is always exactly one."""

from dataclasses import replace

import pytest

from contest.rules import Counting
from tests.integration.intake.game import PREDICTION, RIGHT, SECOND, WRONG, Game, Player
from tests.integration.storage.world import RULES

pytestmark = pytest.mark.anyio


async def finish(game: Game, player: Player, right: int) -> Player:
    """Play an attempt to its end with so many right answers."""
    for position in range(1, PREDICTION):
        await game.deliver(player, position)
        game.clock.advance(SECOND)
        await game.answer(game.press(player, position, RIGHT if position <= right else WRONG))
    await game.deliver(player, PREDICTION)
    assert await game.answer(game.write(player, "100")) == ["stored"]
    return player


@pytest.mark.parametrize(
    ("counting", "scores", "counted"),
    [
        (Counting.BEST_THEN_EARLIEST, (1, 3, 2), (1, 2, 2)),
        (Counting.BEST_THEN_EARLIEST, (2, 2, 2), (1, 1, 1)),
        (Counting.FIRST, (1, 3, 2), (1, 1, 1)),
        (Counting.LAST, (3, 1, 2), (1, 2, 3)),
    ],
)
async def test_the_mark_follows_the_rule_after_every_attempt(
    game: Game, counting: Counting, scores: tuple[int, ...], counted: tuple[int, ...]
) -> None:
    await game.under(replace(RULES, attempts_allowed=3, counting=counting))
    attempts: list[Player] = []
    seen = []
    for ordinal, score in enumerate(scores, start=1):
        if ordinal == 1:
            player = await game.player()
        else:
            player = await game.begin(1, attempts[0].person, ordinal)
        attempts.append(await finish(game, player, score))
        (mark,) = await game.counted()
        seen.append([player.attempt for player in attempts].index(mark) + 1)  # type: ignore[arg-type]

    assert tuple(seen) == counted


async def test_a_running_attempt_does_not_take_the_mark_before_it_has_ended(game: Game) -> None:
    await game.under(replace(RULES, attempts_allowed=2))
    first = await finish(game, await game.player(), 0)

    second = await game.begin(1, first.person, 2)
    await game.deliver(second, 1)
    await game.answer(game.press(second, 1))

    assert await game.counted() == [first.attempt]
    await finish(game, second, 3)
    assert await game.counted() == [second.attempt]


async def test_a_straggler_can_move_the_mark(game: Game) -> None:
    await game.under(replace(RULES, attempts_allowed=2))
    first = await finish(game, await game.player(), 1)
    second = await game.begin(1, first.person, 2)
    for position in (1, 2):
        await game.deliver(second, position)
        await game.answer(game.press(second, position, RIGHT if position == 1 else WRONG))
    await game.deliver(second, 3)
    punctual = game.press(second, 3)
    closes_at = game.clock.now() + SECOND
    await game.intake.end_round([second.attempt], closes_at)
    assert await game.counted() == [first.attempt]

    assert await game.answer(punctual) == ["stored"]

    assert await game.counted() == [second.attempt]


async def test_with_one_attempt_allowed_it_counts_from_its_beginning(game: Game) -> None:
    player = await game.player()

    assert await game.counted() == [player.attempt]
    await finish(game, player, 0)
    assert await game.counted() == [player.attempt]
