"""The live intake: group commit of everything that happens to live rounds.

Answers, deliveries, troubles, deadlines and orders of hosts all pass through one queue, so that no
timer overtakes an answer that came in before it. What only adds to a round shares a transaction
with others; what moves it on has one of its own. A question whose time is up settles in two: it is
closed, and once its standing is worked out beside the queue's transactions, revealed.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime
from functools import partial
from itertools import groupby
from typing import Any, TypeVar

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from contest import live as rounds
from contest.live import State
from contest.live_rooms import Trouble
from contest.live_scoring import Scores
from contest.matching import match_option
from contest.model import OPTION_LETTERS, Position, Question, QuestionId
from handlers.live_turns import (
    Due,
    Lost,
    Ordered,
    PlatformDown,
    PlatformUp,
    Posted,
    Regained,
    RoundEvent,
    Spoken,
    Troubled,
    wake_at,
)
from handlers.payloads import LiveChoice, parse_payload
from handlers.ports.addresses import ChatKind, ChatRef
from handlers.ports.faults import ConnectionCutError, StorageAwayError
from handlers.ports.live import LiveTimers
from handlers.ports.live_contents import LiveRoundId
from handlers.ports.live_orders import HostOrder, HostOutcome, HostResult
from handlers.ports.live_records import HostedRound
from handlers.ports.messaging import Acknowledgement, InboundMessage
from handlers.ports.observers import Commit, CommitObserver
from handlers.ports.outbox import Bot
from handlers.ports.records import OutboxRow
from handlers.ports.timing import Clock
from storage import live_moves, live_state, live_stream
from storage.answers import HandOver
from storage.engine import Database
from storage.group_commit import GroupCommit
from storage.live_conclusion import LiveConclusion
from storage.live_display import StoredDisplay
from storage.live_moves import Moved, Moving
from storage.live_scores import LiveScores
from storage.live_stream import Streamed, StreamEvent
from storage.live_units import UnitLabels
from storage.outbox import Lease

log = structlog.get_logger()

T = TypeVar("T")
SettleObserver = Callable[[datetime, datetime], None]

Event = StreamEvent | RoundEvent
_Done = Acknowledgement | HostOutcome | None
_Outcome = _Done | Exception
"""What became of one event: an error of its own must not take the others of a batch with it."""


class LiveIntake:
    """Decides and stores what happens to live rounds; implements the port of the same name.

    Args:
        lease: under which new messages are queued, to be handed over after the commit.
        max_batch: events taken together, at most.
    """

    def __init__(self, database: Database, clock: Clock, lease: Lease, max_batch: int) -> None:
        self._database = database
        self._clock = clock
        self._lease = lease
        self._commits: GroupCommit[Event, _Outcome] = GroupCommit(self._commit, max_batch)
        self._bank: dict[QuestionId, Question] = {}
        self._rounds: dict[LiveRoundId, HostedRound] = {}
        self._scores = LiveScores(database)
        self._labels = UnitLabels()
        self._conclusion = LiveConclusion(database)
        self._beside: set[asyncio.Task[None]] = set()
        self._hand_over: HandOver | None = None
        self._timers: LiveTimers | None = None
        self._address: str | None = None
        self._observe: SettleObserver | None = None
        self._watch: CommitObserver | None = None

    def connect(
        self,
        hand_over: HandOver,
        timers: LiveTimers | None = None,
        address: str | None = None,
        observe: SettleObserver | None = None,
        watch: CommitObserver | None = None,
    ) -> None:
        """Say where new messages and new times to wake go.

        Args:
            address: where people register.
            observe: told the last deadline of each question that was revealed, and when its key
                was durable.
            watch: told once for each commit of answers and deliveries what was in it.
        """
        self._hand_over, self._timers = hand_over, timers
        self._address, self._observe, self._watch = address, observe, watch

    async def answer(self, message: InboundMessage) -> Acknowledgement | None:
        spoken = _spoken(message)
        if spoken is None:
            return None
        done = await self._submit(spoken)
        return done if isinstance(done, Acknowledgement) else None

    async def posted(
        self,
        row: int,
        live_round: LiveRoundId,
        position: Position,
        chat: ChatRef,
        at: datetime,
        message_id: str,
        poll_id: str | None = None,
    ) -> None:
        await self._submit(Posted(row, live_round, position, chat, at, message_id, poll_id))

    async def troubled(
        self,
        live_round: LiveRoundId,
        position: Position,
        chat: ChatRef,
        trouble: Trouble,
        at: datetime,
    ) -> None:
        await self._submit(Troubled(live_round, position, chat, trouble, at))

    async def platform_down(self, bot: Bot, at: datetime) -> None:
        await self._submit(PlatformDown(bot, at))

    async def platform_up(self, bot: Bot, at: datetime) -> None:
        await self._submit(PlatformUp(bot, at))

    async def lost(self, chat: ChatRef, at: datetime) -> None:
        await self._submit(Lost(chat, at))

    async def regained(self, chat: ChatRef) -> None:
        await self._submit(Regained(chat))

    async def due(self, live_round: LiveRoundId) -> None:
        await self._submit(Due(live_round))

    async def order(self, live_round: LiveRoundId, order: HostOrder, key: str) -> HostOutcome:
        done = await self._submit(Ordered(live_round, order, key))
        return done if isinstance(done, HostOutcome) else HostOutcome(HostResult.NOT_FOUND)

    async def drain(self) -> None:
        """Return when everything taken in so far is durable, and what is done beside it is done."""
        await self._commits.drain()
        while self._beside:
            await asyncio.gather(*self._beside, return_exceptions=True)

    async def _submit(self, event: Event) -> _Done:
        outcome = await self._commits.submit(event)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def _commit(self, events: Sequence[Event]) -> Sequence[_Outcome]:
        """Events in the order of their arrival; what moves a round on stands for itself."""
        outcomes: list[_Outcome] = []
        for _, run in groupby(events, lambda event: isinstance(event, RoundEvent)):
            part = list(run)
            moves = [event for event in part if isinstance(event, RoundEvent)]
            outcomes += [await self._caught(partial(self._move, event)) for event in moves]
            if not moves:
                outcomes += await self._stream(part)
        return outcomes

    async def _stream(self, events: Sequence[Any]) -> Sequence[_Outcome]:
        done = await self._caught(partial(self._stream_together, events))
        if not isinstance(done, Exception):
            return done
        if len(events) == 1 or isinstance(done, StorageAwayError):
            return [done] * len(events)
        return [outcome for event in events for outcome in await self._stream([event])]

    async def _stream_together(self, events: Sequence[StreamEvent]) -> Sequence[_Done]:
        began_at = self._clock.now()
        done: Streamed = await self._write(
            lambda connection: live_stream.stream(
                connection, events, self._rounds, self._moving(), self._bank
            )
        )
        self._rounds = done.rounds
        self._pass_on(done.rows, [done.rounds[id_] for id_ in done.changed])
        if self._watch is not None:
            verdicts = Counter(result.verdict for result in done.results if result is not None)
            self._watch(Commit(len(events), self._clock.now() - began_at, verdicts, ()))
        return done.results

    async def _move(self, event: RoundEvent) -> HostOutcome:
        moved: Moved = await self._write(partial(self._move_in, event))
        while moved.is_held:
            await self._follow_up(moved)
            moved = await self._write(partial(self._move_in, event))
        outcome = moved.outcome
        self._taken(moved)
        if moved.hosted is not None:
            await self._follow_up(moved)
        if outcome.round is not None and event.live_round in self._rounds:
            return HostOutcome(outcome.result, self._rounds[event.live_round])
        return outcome

    def _move_in(self, event: RoundEvent, connection: Connection) -> Moved:
        found = live_stream.current(connection, {event.live_round}, self._rounds, for_update=True)
        live_stream.fill(connection, self._bank, found)
        hosted = found.get(event.live_round)
        if hosted is None:
            return Moved(None, result=HostResult.NOT_FOUND)
        return live_moves.move(connection, hosted, event, self._moving())

    async def _follow_up(self, moved: Moved) -> None:
        """What a round needs next of itself, whatever has brought it where it is."""
        hosted = moved.hosted
        if hosted is None:
            return
        if hosted.live.state is State.SETTLING:
            await self._show(hosted, self._reveal)
        elif hosted.live.state is State.FINISHED:
            await self._conclude(hosted)
        elif moved.is_behind:
            await self._show(hosted, lambda _: hosted.live)
        elif moved.is_asked:
            self._do_beside(self._prepare(hosted))

    def _reveal(self, hosted: HostedRound) -> rounds.LiveRound:
        return rounds.reveal(hosted.live, self._clock.now())

    async def _show(
        self, hosted: HostedRound, move: Callable[[HostedRound], rounds.LiveRound]
    ) -> None:
        """Work out the standing and show it; nothing if the round was moved meanwhile.

        Whoever moved it has seen where it was, and goes on from there.
        """
        display, _ = await self._scores.standing(hosted, self._bank)
        shown: Moved | None = await self._write(
            lambda connection: self._show_in(connection, hosted, move, display)
        )
        if shown is None or shown.hosted is None:
            return
        self._taken(shown)
        if hosted.live.state is State.SETTLING:
            self._tell_settled(hosted)

    async def _conclude(self, hosted: HostedRound) -> None:
        """Tell the end and write the final scores, unless that was done before."""
        if await self._conclusion.is_concluded(hosted.id):
            return
        display, scores = await self._scores.standing(hosted, self._bank, is_final=True)
        shown: Moved | None = await self._write(
            lambda connection: self._show_in(connection, hosted, lambda one: one.live, display)
        )
        if shown is not None:
            self._taken(shown)
            self._do_beside(self._write_results(hosted, scores))

    async def _write_results(self, hosted: HostedRound, scores: Scores) -> None:
        await self._conclusion.write(hosted, scores, self._clock.now())
        self._scores.forget(hosted.id)
        if self._timers is not None:
            self._timers.arm(hosted.id, None)

    def _show_in(
        self,
        connection: Connection,
        hosted: HostedRound,
        move: Callable[[HostedRound], rounds.LiveRound],
        display: StoredDisplay,
    ) -> Moved | None:
        """None if another process has moved the round since the standing was worked out."""
        versions = live_state.versions(connection, {hosted.id}, for_update=True)
        if versions.get(hosted.id) != hosted.version:
            return None
        live, moving = move(hosted), self._moving()
        return live_moves.show(connection, hosted, live, display, moving, self._labels)

    async def _prepare(self, hosted: HostedRound) -> None:
        await self._scores.prepare(hosted, self._bank)

    def _taken(self, moved: Moved) -> None:
        """After the commit: remember the round, pass on what is to be done."""
        hosted = moved.hosted
        if hosted is None:
            return
        self._rounds[hosted.id] = hosted
        self._pass_on(moved.rows, [] if moved.is_blocked else [hosted])
        if moved.is_blocked and self._timers is not None:
            self._timers.arm(hosted.id, None)

    def _pass_on(self, rows: Sequence[OutboxRow], changed: Sequence[HostedRound]) -> None:
        if rows and self._hand_over is not None:
            self._hand_over(rows)
        for hosted in changed:
            if self._timers is not None:
                self._timers.arm(hosted.id, wake_at(hosted.live))

    def _tell_settled(self, hosted: HostedRound) -> None:
        closings = [at for at in hosted.live.clock.closings().values() if at is not None]
        if self._observe is not None and closings:
            self._observe(max(closings), self._clock.now())

    def _moving(self) -> Moving:
        return Moving(self._bank, self._clock.now(), self._lease, self._address)

    def _do_beside(self, work: Coroutine[Any, Any, None]) -> None:
        """Do what nobody waits for. If it fails, the next question or the next start does it."""
        task = asyncio.create_task(work, name="live-beside")
        self._beside.add(task)
        task.add_done_callback(self._done_beside)

    def _done_beside(self, task: "asyncio.Task[None]") -> None:
        self._beside.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.warning("live_work_failed", error=type(error).__name__)

    async def _write(self, work: Callable[[Connection], T]) -> T:
        try:
            return await self._database.run_write(work)
        except (IntegrityError, ConnectionCutError):
            # Another replica stored the same update meanwhile, and the second time it is seen. Or
            # the connection was cut: if that was after the commit, what was stored is seen too.
            return await self._database.run_write(work)

    async def _caught(self, work: Callable[[], Coroutine[Any, Any, T]]) -> T | Exception:
        try:
            return await work()
        except Exception as error:
            return error


def _spoken(message: InboundMessage) -> Spoken | None:
    """What may be an answer in a room; None for what cannot be, without asking the database."""
    if message.chat.kind is not ChatKind.GROUP:
        return None
    if message.choice is None:
        is_option = match_option(message.text, len(OPTION_LETTERS)) is not None
        return Spoken(message) if is_option else None
    choice = parse_payload(message.choice)
    return Spoken(message, choice) if isinstance(choice, LiveChoice) else None
