"""The waiting line: letting people in as their turn comes, and keeping those who wait informed."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from contest.admission import Players
from contest.drawing import MoreQuestionsNeededError
from contest.model import Question, RoundId
from handlers import play
from handlers.admission_texts import closed_message, place_message, soon_message
from handlers.call import Call
from handlers.commands import offer
from handlers.formats import instant_text
from handlers.gate import Gate
from handlers.joining import Entrance
from handlers.ports.admission import TELLING, InLine, OpenQuestion
from handlers.ports.contents import Content, Text
from handlers.ports.intake import Handover
from handlers.ports.messaging import Lane, OutboundMessage
from handlers.ports.outbox import Bot
from handlers.ports.records import OutboxRow, Round
from handlers.ports.repositories import UnitOfWork, UnitsOfWork
from handlers.rounds import open_round
from handlers.texts.loader import wording

PAGE = 50
"""Attempts begun in one commit at most: nobody who is playing waits long behind it."""
CLOSING_PAGE = 500
SHORT = timedelta(seconds=15)
"""Whoever has their turn within this time is told nothing before: the question is there first."""
SOON = timedelta(minutes=1)
"""So long before their turn people are called back who have waited for longer."""
STRAYING = timedelta(seconds=30)
"""Beyond the time for its questions nobody is taken to play an attempt."""


class Admission:
    """Serves the line of every bot of this process; several processes may do so side by side.

    Args:
        units_of_work: what is said in them is handed over.
        announcing: those in which what is said to many waits for whoever polls first.
        reading: units of work that only read.
    """

    def __init__(
        self,
        units_of_work: UnitsOfWork,
        announcing: UnitsOfWork,
        reading: UnitsOfWork,
        gate: Gate,
    ) -> None:
        self._units_of_work = units_of_work
        self._announcing = announcing
        self._reading = reading
        self._has_line = False
        self._gate = gate
        self._handover: Handover | None = None
        self._entrance = Entrance(gate)

    def connect(self, handover: Handover, entrance: Entrance) -> None:
        """Say where messages go, and what is known of the bots."""
        self._handover, self._entrance = handover, entrance

    @property
    def is_needed(self) -> bool:
        """Whether anybody waits, or could have to."""
        return bool(self._gate.limited) or self._has_line

    async def look(self, now: datetime) -> None:
        """See from the rows who waits and who plays."""
        async with self._reading() as tx:
            rounds = {each.id: each for each in await tx.rounds.all()}
            longest = {id_: one.rules.question_limit + STRAYING for id_, one in rounds.items()}
            playing = await tx.line.playing(self._gate.limited, longest)
            self._gate.see_players(_players(playing, rounds))
            lengths = await tx.line.lengths()
        self._gate.see_line(lengths)
        self._has_line = bool(lengths)

    async def admit(self, now: datetime) -> None:
        """Let those begin whose turn it is, in the order in which they came."""
        for bot in self._gate.bots:
            turns = self._gate.next_turns(bot, now)
            while turns > 0:
                await self._admit(bot, min(turns, PAGE), now)
                turns -= PAGE

    async def inform(self, now: datetime) -> None:
        """Tell those whose round is over, call back those who are next, tell others their place."""
        if self._has_line:
            await self._close(now)
        for bot, waiting in self._gate.waiting.items():
            if waiting and (words := self._gate.next_words(bot, now)):
                await self._tell(bot, words, now)

    async def _admit(self, bot: Bot, count: int, now: datetime) -> None:
        async with self._units_of_work() as tx:
            admitted = await tx.line.admit(bot, count, now)
            if not admitted:
                return
            rounds = {each.id: each for each in await tx.rounds.all()}
            banks = {
                each: await play.bank_of(tx, rounds[each])
                for each in {each.round for each in admitted}
            }
            said = [
                await _begin(tx, each, rounds[each.round], banks[each.round], now)
                for each in admitted
            ]
            await tx.outbox.add([message for message in said if message is not None], now)
            self._hand_over(await tx.commit())

    async def _close(self, now: datetime) -> None:
        while True:
            async with self._announcing() as tx:
                late = await tx.line.close(now, CLOSING_PAGE)
                if not late:
                    return
                rounds = {each.id: each for each in await tx.rounds.all()}
                said = [
                    _message(
                        each, "closed", closed_message(rounds[each.round], wording(each.locale))
                    )
                    for each in late
                ]
                await tx.outbox.add(said, now)
                await tx.commit()

    async def _tell(self, bot: Bot, words: int, now: datetime) -> None:
        async with self._units_of_work() as tx:
            current = await open_round(tx, now)
            if current is None:
                return
            # What could not be sent yet would be out of date when it is.
            words = min(words, 2 * words - await tx.line.unsent(bot, 2 * words))
            # Half at most, so that those who have seen nothing yet are told too.
            said = await self._call_back(tx, bot, (words + 1) // 2, current, now)
            said += await self._told(tx, bot, words - len(said), current, now)
            if said:
                await tx.outbox.add(said, now)
                self._hand_over(await tx.commit())

    async def _call_back(
        self, tx: UnitOfWork, bot: Bot, count: int, current: Round, now: datetime
    ) -> list[OutboundMessage]:
        """For those who are next after a long time; not where messages are counted."""
        if bot in self._entrance.quotas:
            return []
        messages = current.rules.last_position
        up_to = self._gate.places_within(bot, SOON, messages, now)
        return [
            _message(
                each,
                "soon",
                soon_message(
                    self._gate.wait(bot, each.place, messages, now),
                    wording(each.locale),
                    until=now + SOON,
                ),
            )
            for each in await tx.line.warn(bot, up_to, now - 2 * SOON, count)
        ]

    async def _told(
        self, tx: UnitOfWork, bot: Bot, count: int, current: Round, now: datetime
    ) -> list[OutboundMessage]:
        messages = current.rules.last_position
        behind = self._gate.places_within(bot, SHORT, messages, now)
        told = await tx.line.tell(bot, behind, count)
        waits = {each.id: self._gate.wait(bot, each.place, messages, now) for each in told}
        await tx.line.promise({row: now + wait for row, wait in waits.items()})
        return [
            _message(
                each,
                "place",
                place_message(
                    each.place,
                    waits[each.id],
                    current,
                    wording(each.locale),
                    now,
                    self._entrance.join_address,
                ),
            )
            for each in told
        ]

    def _hand_over(self, rows: Sequence[OutboxRow]) -> None:
        if self._handover is not None:
            self._handover.hand_over(rows)


async def leave(tx: UnitOfWork, call: Call) -> Sequence[Content]:
    """Give the place in the line up."""
    current = await open_round(tx, call.now)
    if call.person is None or current is None:
        return [Text(call.say("admission-not-waiting"), offer(call.say, "help"))]
    if not await tx.line.leave(call.person.id, current.id, call.now):
        return [Text(call.say("admission-not-waiting"), offer(call.say, "play", "help"))]
    return [Text(call.say("admission-left"), offer(call.say, "play", "help"))]


async def _begin(
    tx: UnitOfWork,
    admitted: InLine,
    current: Round,
    bank: Sequence[Question],
    now: datetime,
) -> OutboundMessage | None:
    """The first question of somebody whose turn it is, or why there is none.

    Nothing is said to somebody who has begun elsewhere in the meantime.
    """
    say = wording(admitted.locale)
    if now >= current.window.closes_at:
        return _message(admitted, "closed", closed_message(current, say))
    if now < current.window.opens_at:
        opens = instant_text(current.window.opens_at, say)
        return _message(
            admitted, "closed", Text(say("play-round-ahead", round=current.name, opens=opens))
        )
    # They have written since whatever was held for them was.
    await tx.outbox.wake(admitted.chat)
    person = await tx.people.find(admitted.person)
    attempts = await tx.attempts.in_round(admitted.person, current.id)
    if person is None or len(attempts) >= current.rules.attempts_allowed:
        return None
    if attempts and attempts[-1].progress.is_running:
        return None
    entrant = play.Entrant(person, admitted.chat, say, now)
    content: Content | None = await play.refusal(tx, entrant, current)
    if content is None:
        try:
            content = await play.first_question(tx, entrant, current, bank)
        except MoreQuestionsNeededError as error:
            content = await play.not_ready(tx, entrant, current, error)
    return None if content is None else _message(admitted, "turn", content, Lane.REPLY)


def _message(to: InLine, name: str, content: Content, lane: Lane = TELLING) -> OutboundMessage:
    """A message about a place; its key makes it go out once."""
    return OutboundMessage(to.chat, f"line:{to.id}:{name}", content, lane)


def _players(
    playing: Sequence[OpenQuestion], rounds: Mapping[RoundId, Round]
) -> Mapping[Bot, Players]:
    by_bot: defaultdict[Bot, list[OpenQuestion]] = defaultdict(list)
    for question in playing:
        by_bot[question.bot].append(question)
    return {bot: _players_at(questions, rounds) for bot, questions in by_bot.items()}


def _players_at(questions: Sequence[OpenQuestion], rounds: Mapping[RoundId, Round]) -> Players:
    to_come: Counter[int] = Counter()
    for each in questions:
        to_come[rounds[each.round].rules.last_position - each.position + 1] += each.count
    return Players(
        to_come,
        answered=sum((each.position - 1) * each.count for each in questions),
        took=sum((each.took for each in questions), timedelta(0)),
    )
