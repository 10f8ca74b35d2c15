"""Whatever people and timers do in whatever order: stored and refused add up to sent."""

import asyncio
import shutil
import tempfile
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.ports.contents import Passed
from handlers.ports.messaging import InboundMessage
from storage.engine import Database
from tests.fakes.clock import FakeClock
from tests.integration.intake.game import Game, Player
from tests.integration.storage.world import create_world

PLAYERS = 2
KINDS = (
    *("deliver", "deliver", "press", "press", "type", "number", "skip", "repeat", "steal"),
    *("expire", "expire", "end"),
)
REFUSALS = {"duplicate", "late", "not_asked", "not_yours", "unreadable", "repeated"}


@dataclass(frozen=True)
class Act:
    """Something that a person or a timer does.

    Attributes:
        step: places from where the attempt is.
        milliseconds: that pass before it.
        is_together: whether it comes in together with the act before it.
    """

    what: str
    player: int
    step: int
    place: int
    milliseconds: int
    is_together: bool


ACTS = st.builds(
    Act,
    what=st.sampled_from(KINDS),
    player=st.integers(0, PLAYERS - 1),
    step=st.sampled_from([0, 0, 0, 0, -1, -2, 1]),
    place=st.integers(0, 3),
    milliseconds=st.sampled_from([0, 0, 1, 500, 9_000, 39_999, 40_000, 40_001]),
    is_together=st.booleans(),
)


class Ledger:
    """What people sent, and what they were told of it."""

    def __init__(self, game: Game, players: list[Player]) -> None:
        self._game = game
        self._players = players
        self._last: InboundMessage | None = None
        self.told: Counter[str] = Counter()
        self.sent = 0

    async def play(self, acts: list[Act]) -> None:
        together: list[Act] = []
        for act in acts:
            if together and not act.is_together:
                await self._do(together)
                together = []
            together.append(act)
        await self._do(together)

    async def _do(self, acts: list[Act]) -> None:
        self._game.clock.advance(timedelta(milliseconds=sum(act.milliseconds for act in acts)))
        await asyncio.gather(*[self._act(act) for act in acts])

    async def _act(self, act: Act) -> None:
        game, player = self._game, self._players[act.player]
        position = max((await game.progress(player)).position + act.step, 0)
        match act.what:
            case "deliver":
                await game.deliver(player, position)
            case "expire":
                await game.expire(player, position)
            case "end" if act.place == 0:
                await game.intake.end_round([player.attempt], game.clock.now())
            case "press":
                await self._send(game.press(player, position, act.place))
            case "type":
                await self._send(game.write(player, "ABCD"[act.place]))
            case "number":
                await self._send(game.write(player, f"{act.place}00"))
            case "skip":
                await self._send(game.skip(player))
            case "steal":
                other = self._players[act.player - 1]
                stolen = Player(other.attempt, player.person, player.user, player.chat)
                await self._send(game.press(stolen, 1, act.place))
            case "repeat" if self._last is not None:
                await self._send(self._last)

    async def _send(self, message: InboundMessage) -> None:
        self._last = message
        acknowledgement = await self._game.intake.answer(message)
        # None is left to the conversation: the attempt was over for longer than an echo takes.
        if acknowledgement is not None:
            self.sent += 1
            self.told[acknowledgement.verdict] += 1


async def play(database_url: str, acts: list[Act]) -> None:
    database = Database(database_url)
    try:
        game = Game(await create_world(database), FakeClock())
        players = [await game.player(number) for number in range(1, PLAYERS + 1)]
        ledger = Ledger(game, players)
        await ledger.play(acts)
        await check(game, players, ledger)
    finally:
        await database.dispose()


async def check(game: Game, players: list[Player], ledger: Ledger) -> None:
    answers = [answer for player in players for answer in await game.answers(player)]
    verdicts = Counter((await game.verdicts()).values())

    assert ledger.told["stored"] == len(answers)
    assert set(ledger.told) - {"stored"} <= REFUSALS
    assert len(answers) + sum(ledger.told[refusal] for refusal in REFUSALS) == ledger.sent
    # What was told is what is stored; a repeat is told, and stored under its first verdict.
    assert verdicts == ledger.told - Counter({"repeated": ledger.told["repeated"]})
    for player in players:
        progress, own = await game.progress(player), await game.answers(player)
        assert progress.score == sum(answer.points for answer in own)
        assert all(answer.position < progress.position for answer in own)
        assert all(answer.points in (0, 1) for answer in own)
        assert all(answer.points == 0 for answer in own if answer.passed is Passed.SKIPPED)
    questions = [key for key in await game.queued() if ":q:" in key]
    assert len(questions) == len(set(questions))
    # A delivery that is noted twice arms twice, always for the same instant.
    deadlines = {(attempt, position): at for attempt, position, at in game.handed.armed}
    assert set(game.handed.armed) == {(*place, at) for place, at in deadlines.items()}


@settings(max_examples=25, deadline=None)
@given(st.lists(ACTS, min_size=5, max_size=40))
async def test_stored_and_refused_add_up_to_sent(sqlite_template: Path, acts: list[Act]) -> None:
    with tempfile.TemporaryDirectory(prefix="hoithi-test-") as folder:
        path = Path(folder) / "hoithi.db"
        shutil.copyfile(sqlite_template, path)
        await play(f"sqlite:///{path}", acts)
