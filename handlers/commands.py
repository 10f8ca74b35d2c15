"""The table of commands: how each may be written, who may use it, what it is called.

What a command does is said in ``handlers/dispatcher.py``; this file only recognises and offers it.
"""

import re
from dataclasses import dataclass

from contest.units import fold
from handlers.payloads import CommandChoice, command_payload, parse_payload
from handlers.ports.contents import Choice
from handlers.ports.messaging import InboundMessage
from handlers.ports.records import Role
from handlers.texts.loader import Wording


@dataclass(frozen=True, slots=True)
class Command:
    """One command.

    Its label and its line in the help text are under ``command-<name>`` and ``help-<name>``.

    Attributes:
        words: as ``fold`` writes them, so that marks, capitals and spaces do not matter; the labels
            are among them, for platforms where choices are typed.
        role: who may use it; None for everybody.
        takes_argument: whether a unit code may follow (``/start SO-NV``).
        breaks_dialogue: whether its words, without marks too, work while a dialogue waits for free
            text; slash forms always do. Few, so that nobody's name is taken for a command.
    """

    name: str
    words: tuple[str, ...]
    role: Role | None = None
    takes_argument: bool = False
    breaks_dialogue: bool = False


COMMANDS = (
    Command("start", ("/start", "bat dau", "start", "xin chao", "hello"), takes_argument=True),
    Command("register", ("/dangky", "dang ky", "dang ki", "register"), takes_argument=True),
    Command("play", ("/thi", "/vaothi", "vao thi", "thi", "play")),
    Command("begin", ("/lambai", "bat dau lam bai", "lam bai", "begin")),
    Command("resume", ("/tieptuc", "tiep tuc", "continue")),
    Command("skip", ("/boqua", "bo qua", "skip")),
    Command("score", ("/diem", "diem cua toi", "diem", "my score", "score")),
    Command("answers", ("/dapan", "xem dap an", "dap an", "see answers", "answers")),
    Command("rules", ("/thele", "the le", "rules"), breaks_dialogue=True),
    Command("help", ("/help", "/trogiup", "tro giup", "huong dan", "help"), breaks_dialogue=True),
    Command("cancel", ("/huy", "huy", "cancel"), breaks_dialogue=True),
    Command("english", ("/english", "english", "tieng anh")),
    Command("vietnamese", ("/tiengviet", "tieng viet", "vietnamese")),
    Command("data", ("/dulieu", "du lieu cua toi", "my data")),
    Command("erase", ("/xoa", "xoa du lieu", "rut dong y", "/rutdongy", "erase my data")),
    Command("situation", ("/tinhhinh", "tinh hinh", "situation"), Role.UNIT_LEADER),
    Command("progress", ("/tiendo", "tien do", "progress"), Role.ORGANISER),
)

_BY_NAME = {command.name: command for command in COMMANDS}
_BY_WORD = {word: command for command in COMMANDS for word in command.words}


@dataclass(frozen=True, slots=True)
class Given:
    """A command as somebody gave it.

    Attributes:
        argument: what followed the command word, unchanged; empty if nothing did.
        is_slash: whether it was written with a slash and so cannot be meant as anything else.
    """

    command: Command
    argument: str = ""
    is_slash: bool = False


def named(name: str) -> Command | None:
    """The command of that name, as a choice's payload carries it."""
    return _BY_NAME.get(name)


def read(text: str) -> Given | None:
    """The command that a whole text means; None if it means none."""
    is_slash = text.lstrip().startswith("/")
    if command := _BY_WORD.get(_word(text, is_slash=is_slash)):
        return Given(command, is_slash=is_slash)
    head, _, argument = text.strip().rpartition(" ")
    command = _BY_WORD.get(_word(head, is_slash=is_slash))
    if command is None or not command.takes_argument:
        return None
    return Given(command, argument, is_slash)


def is_skip(message: InboundMessage) -> bool:
    """Whether somebody wants to leave a question unanswered."""
    if message.choice is not None:
        return parse_payload(message.choice) == CommandChoice("skip")
    given = read(message.text)
    return given is not None and given.command.name == "skip"


def offer(say: Wording, *names: str) -> tuple[Choice, ...]:
    """Choices that run these commands."""
    return tuple(Choice(say(f"command-{name}"), command_payload(name)) for name in names)


def _word(text: str, *, is_slash: bool) -> str:
    if not is_slash:
        return fold(text)
    # "/bo qua" and "/start@somebot" are the same commands as "/boqua" and "/start".
    return "/" + fold(re.sub(r"@\w+$", "", text.strip())).replace(" ", "")
