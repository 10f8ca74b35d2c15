"""The codec of choice payloads: what a button carries, at most 64 bytes on the strictest platform.

``a:<attempt>:<position>:<place>`` answers a question, ``l:<round>:<position>:<place>`` one that a
live round asks a whole room, ``c:<command>`` runs a command, ``d:<step>:<value>`` answers a step of
a dialogue, ``t:<task>:<id>:<value>`` settles a task that was put to somebody, whenever they come to
it.
"""

from dataclasses import dataclass

from contest.model import AttemptId, Position
from handlers.ports.live_contents import LiveRoundId


@dataclass(frozen=True, slots=True)
class AnswerChoice:
    """A press on an option of a question; ``place`` counts from 0 as shown."""

    attempt: AttemptId
    position: Position
    place: int


@dataclass(frozen=True, slots=True)
class LiveChoice:
    """A press on an option of a question of a live round; ``place`` counts from 0 as shown."""

    live_round: LiveRoundId
    position: Position
    place: int


@dataclass(frozen=True, slots=True)
class CommandChoice:
    """A press on a command."""

    name: str


@dataclass(frozen=True, slots=True)
class DialogueChoice:
    """A press on one of the answers that a dialogue step offers."""

    step: str
    value: str


@dataclass(frozen=True, slots=True)
class TaskChoice:
    """A press on one of the ways to settle a task; ``id`` says which of its kind."""

    task: str
    id: int
    value: str


ParsedChoice = AnswerChoice | LiveChoice | CommandChoice | DialogueChoice | TaskChoice


def answer_payload(attempt: AttemptId, position: Position, place: int) -> str:
    return f"a:{attempt}:{position}:{place}"


def live_payload(live_round: LiveRoundId, position: Position, place: int) -> str:
    return f"l:{live_round}:{position}:{place}"


def command_payload(name: str) -> str:
    return f"c:{name}"


def dialogue_payload(step: str, value: str | int) -> str:
    return f"d:{step}:{value}"


def task_payload(task: str, id_: int, value: str) -> str:
    return f"t:{task}:{id_}:{value}"


def parse_payload(payload: str) -> ParsedChoice | None:
    """What a payload means; None for anything that this product did not write."""
    match payload.split(":"):
        case ["a", attempt, position, place] if _are_small_numbers(attempt, position, place):
            return AnswerChoice(AttemptId(int(attempt)), Position(int(position)), int(place))
        case ["l", live_round, position, place] if _are_small_numbers(live_round, position, place):
            return LiveChoice(LiveRoundId(int(live_round)), Position(int(position)), int(place))
        case ["c", name]:
            return CommandChoice(name)
        case ["d", step, value]:
            return DialogueChoice(step, value)
        case ["t", task, id_, value] if _are_small_numbers(id_):
            return TaskChoice(task, int(id_), value)
        case _:
            return None


def _are_small_numbers(*texts: str) -> bool:
    # isdecimal accepts other scripts' digits and int() has no bound; ids fit in 18 digits.
    return all(text.isascii() and text.isdecimal() and len(text) <= 18 for text in texts)
