"""Use case: the leaderboard of a round, over all platforms, and one's own place on it.

Contestants see places only when a round has closed, and of others no more than what is published:
name and unit (domain.md 5). Its heading says how far the result has come. What is published is
shown to contestants until a newer version is; organisers see what the attempts say now.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from contest.model import PersonId, Unit
from contest.results import ResultLine, ResultState
from contest.units import label
from handlers import registration, welcome
from handlers.call import Call
from handlers.commands import STAFF, offer
from handlers.formats import closing_text, duration_text, local_day
from handlers.payloads import TaskChoice, task_payload
from handlers.ports.boards import BoardLine
from handlers.ports.contents import Choice, Content, Text
from handlers.ports.records import Person, Round
from handlers.ports.repositories import UnitOfWork
from handlers.ports.results import ResultVersion

TASK = "board"
"""Turning a page; its id is the round, its value how many places come before the page."""

PAGE = 10
"""Places of one page, and all that contestants see of a round."""


Line = BoardLine | ResultLine


@dataclass(frozen=True, slots=True)
class Names:
    """The units of a round, to be named."""

    units: Sequence[Unit]

    def of(self, line: Line, call: Call) -> tuple[str, str]:
        """The name of a person and of the unit they played for."""
        return line.full_name or call.say("leaderboard-erased"), self._unit(line, call)

    def _unit(self, line: Line, call: Call) -> str:
        if isinstance(line, ResultLine):
            return line.unit_name
        unit = next((unit for unit in self.units if unit.id == line.unit), None)
        return label(unit, self.units) if unit else call.say("leaderboard-unit-gone")


@dataclass(frozen=True, slots=True)
class Standings:
    """The places of a closed round: of a frozen version, or of the leaderboard.

    Attributes:
        result: None if nothing is frozen of what is shown.
    """

    round: Round
    participants: int
    result: ResultVersion | None = None

    async def page(self, tx: UnitOfWork, after: int) -> Sequence[Line]:
        if self.result is not None:
            return await tx.results.page(self.result, after, PAGE)
        return await tx.boards.page(self.round, after, PAGE)

    async def own(self, tx: UnitOfWork, person: PersonId) -> Line | None:
        if self.result is not None:
            return await tx.results.line_of(self.result, person)
        return await tx.boards.own(self.round, person)

    def heading(self, call: Call) -> str:
        """What it is, how far it has come, and how many people are on it."""
        facts: dict[str, str | int] = {
            "round": self.round.name,
            "participants": self.participants,
        }
        if self.result is None or self.result.state is ResultState.PROVISIONAL:
            return call.say("leaderboard-heading", **facts)
        state, version = self.result.state.value, self.result.version
        return call.say("leaderboard-heading-frozen", state=state, version=version, **facts)


async def show(tx: UnitOfWork, call: Call) -> Sequence[Content]:
    """Show the organisers the round at hand, contestants the last that has closed."""
    if call.holds(STAFF):
        return await _for_staff(tx, call)
    if call.person is None:
        return await registration.begin(tx, call)
    current, last = await _open_and_last(tx, call)
    parts = []
    if current is not None:
        parts.append(await _how_many(tx, call, current))
    if last is not None:
        parts.append(await _results(tx, call, last, call.person))
    body = "\n\n".join(parts) or call.say("leaderboard-none")
    return [Text(body, offer(call.say, "score", "rules"))]


async def turn_page(tx: UnitOfWork, call: Call, choice: TaskChoice) -> Sequence[Content]:
    """Show the organisers the places that follow."""
    if not call.holds(STAFF):
        return await welcome.not_allowed(tx, call)
    rounds = await _counting(tx)
    one = next((each for each in rounds if each.id == choice.id), None)
    if one is None or not choice.value.isdecimal() or len(choice.value) > 9:
        return [Text(call.say("leaderboard-none"), offer(call.say, "progress", "help"))]
    return [await _page(tx, call, one, int(choice.value))]


async def _for_staff(tx: UnitOfWork, call: Call) -> Sequence[Content]:
    current, last = await _open_and_last(tx, call)
    one = current or last
    if one is None:
        return [Text(call.say("leaderboard-none"), offer(call.say, "progress", "help"))]
    return [await _page(tx, call, one, 0)]


async def _counting(tx: UnitOfWork) -> Sequence[Round]:
    """The rounds that count: nobody has a place in a rehearsal (invariant 9)."""
    return [each for each in await tx.rounds.all() if not each.is_rehearsal]


async def _open_and_last(tx: UnitOfWork, call: Call) -> tuple[Round | None, Round | None]:
    rounds = await _counting(tx)
    taking = [each for each in rounds if each.window.contains(call.now)]
    over = [each for each in rounds if each.window.closes_at <= call.now]
    return (
        min(taking, key=lambda each: each.window.closes_at, default=None),
        max(over, key=lambda each: each.window.closes_at, default=None),
    )


async def _how_many(tx: UnitOfWork, call: Call, one: Round) -> str:
    closes = closing_text(one.window.closes_at, call.say)
    ended = await tx.boards.ended(one.id)
    return call.say("leaderboard-open", round=one.name, ended=ended, closes=closes)


async def _results(tx: UnitOfWork, call: Call, one: Round, person: Person) -> str:
    """What a contestant sees of a round that has closed."""
    published = await tx.results.published(one.id)
    shown = _frozen(one, published) if published else await _current(tx, one)
    if shown is None:
        return call.say("leaderboard-in-making", round=one.name)
    own = await shown.own(tx, person.id)
    names, best = await _names(tx, one), await shown.page(tx, 0)
    lines = [shown.heading(call), _own_line(own, shown, call)]
    if best:
        lines += ["", call.say("leaderboard-best"), *(_line(each, names, call) for each in best)]
    return "\n".join(lines)


async def _current(tx: UnitOfWork, one: Round) -> Standings | None:
    """What the attempts say now: the newest version if it still holds, else the leaderboard."""
    board = await tx.boards.current(one.id)
    if board is None:
        return None
    latest = await tx.results.latest(one.id)
    if latest is not None and await tx.results.is_current(latest):
        return _frozen(one, latest)
    return Standings(one, board.participants)


def _frozen(one: Round, result: ResultVersion) -> Standings:
    return Standings(one, result.participants, result)


def _own_line(own: Line | None, shown: Standings, call: Call) -> str:
    if own is None or own.group_rank is None:
        return call.say("leaderboard-not-on-it")
    rules = shown.round.rules
    return call.say(
        "leaderboard-own",
        rank=own.rank,
        of=shown.participants,
        group=own.audience.value,
        group_rank=own.group_rank,
        score=own.score,
        total=rules.question_count * rules.points_per_question,
    )


async def _page(tx: UnitOfWork, call: Call, one: Round, after: int) -> Text:
    """A page for the organisers, with scores; of an open round by what is known so far."""
    shown = await _current(tx, one)
    if shown is not None:
        of, heading, found = shown.participants, shown.heading(call), await shown.page(tx, after)
    elif one.window.contains(call.now):
        of, found = await tx.boards.ended(one.id), await tx.boards.so_far(one, after, PAGE)
        heading = call.say("leaderboard-heading-open", round=one.name, participants=of)
    else:
        body = call.say("leaderboard-in-making-staff", round=one.name)
        return Text(body, offer(call.say, "leaderboard", "progress"))
    names = await _names(tx, one)
    lines = [heading, *(_full_line(each, names, call) for each in found)]
    more: tuple[Choice, ...] = ()
    if after + PAGE < of:
        payload = task_payload(TASK, one.id, str(after + PAGE))
        more = (Choice(call.say("leaderboard-more"), payload),)
    return Text("\n".join(lines), (*more, *offer(call.say, "progress", "help")))


def _line(line: Line, names: Names, call: Call) -> str:
    name, unit = names.of(line, call)
    return call.say("leaderboard-line", rank=line.rank, name=name, unit=unit)


def _full_line(line: Line, names: Names, call: Call) -> str:
    result = call.say(
        "leaderboard-result", score=line.score, time=duration_text(line.time_used, call.say)
    )
    if line.distance is not None:
        result += call.say("leaderboard-distance", distance=line.distance)
    return f"{_line(line, names, call)}: {result}"


async def _names(tx: UnitOfWork, one: Round) -> Names:
    return Names(await tx.units.existing_on(local_day(one.window.opens_at)))
