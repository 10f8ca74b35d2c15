"""The table of commands: how each may be written, who may use it, what it is called.

What a command does is said in ``handlers/routing.py``; this file only recognises and offers it.
"""

import re
from dataclasses import dataclass

from contest.units import fold
from handlers.codes import read_code
from handlers.payloads import CommandChoice, command_payload, parse_payload
from handlers.ports.contents import Choice
from handlers.ports.messaging import InboundMessage
from handlers.ports.records import OF_UNITS, Role
from handlers.texts.loader import Wording

NO_ROLES: frozenset[Role] = frozenset()
STAFF = frozenset({Role.ORGANISER, Role.SECRETARY})
"""Those who run the contest: they see every unit (seed 001 V.1)."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command.

    Its label and its line in the help text are under ``command-<name>`` and ``help-<name>``.

    Attributes:
        words: as ``fold`` writes them, so that marks, capitals and spaces do not matter; the labels
            are among them, for platforms where choices are typed.
        roles: who may use it: holders of any of them; everybody if there are none.
        takes_argument: whether a code may follow: of a unit (``/start SO-NV``), in one word, or a
            one-time code, however it is spaced.
        breaks_dialogue: whether its words, without marks too, work while a dialogue waits for free
            text; slash forms always do. Few, so that nobody's name is taken for a command.
    """

    name: str
    words: tuple[str, ...]
    roles: frozenset[Role] = NO_ROLES
    takes_argument: bool = False
    breaks_dialogue: bool = False


COMMANDS = (
    Command("start", ("/start", "bat dau", "start", "xin chao", "hello"), takes_argument=True),
    Command("register", ("/dangky", "dang ky", "dang ki", "register"), takes_argument=True),
    Command("play", ("/thi", "/vaothi", "vao thi", "thi", "play")),
    Command("begin", ("/lambai", "bat dau lam bai", "lam bai", "begin")),
    Command("leave", ("/roihang", "roi hang cho", "leave the line")),
    Command("resume", ("/tieptuc", "tiep tuc", "continue")),
    Command("skip", ("/boqua", "bo qua", "skip")),
    Command("score", ("/diem", "diem cua toi", "diem", "my score", "score")),
    Command("answers", ("/dapan", "xem dap an", "dap an", "see answers", "answers")),
    Command("leaderboard", ("/xephang", "xep hang", "bang xep hang", "leaderboard")),
    Command("result", ("/ketqua", "ket qua", "result")),
    Command("awards", ("/giaithuong", "giai thuong", "awards")),
    Command("certificate", ("/giaychungnhan", "giay chung nhan", "certificate")),
    Command("rules", ("/thele", "the le", "rules"), breaks_dialogue=True),
    Command("help", ("/help", "/trogiup", "tro giup", "huong dan", "help"), breaks_dialogue=True),
    Command("cancel", ("/huy", "huy", "cancel"), breaks_dialogue=True),
    Command("english", ("/english", "english", "tieng anh")),
    Command("vietnamese", ("/tiengviet", "tieng viet", "vietnamese")),
    Command("data", ("/dulieu", "du lieu cua toi", "my data")),
    Command("erase", ("/xoa", "xoa du lieu", "rut dong y", "/rutdongy", "erase my data")),
    Command("code", ("/ma", "ma moi", "nhap ma", "code"), NO_ROLES, True, True),
    Command("link", ("/lienket", "lien ket", "lienket", "link"), takes_argument=True),
    Command("situation", ("/tinhhinh", "tinh hinh", "situation"), OF_UNITS),
    Command("missing", ("/chuathi", "ai chua thi", "chua thi", "who is missing"), OF_UNITS),
    Command("nudge", ("/nhacngay", "nhac ngay", "remind now"), OF_UNITS),
    Command("forward", ("/chuyentiep", "noi dung chuyen tiep", "text to forward"), OF_UNITS),
    Command("download", ("/taive", "tai ve", "download"), OF_UNITS),
    Command("download-list", ("/taidanhsach", "tai danh sach", "download list"), OF_UNITS),
    Command("snooze", ("/tamdungnhac", "tam dung nhac", "snooze reminders"), OF_UNITS),
    Command("stop", ("/dungnhac", "dung nhac", "stop reminders"), OF_UNITS),
    Command("unpause", ("/nhaclai", "nhac lai", "resume reminders"), OF_UNITS),
    Command("group-code", ("/manhom", "ma nhom", "group code"), OF_UNITS),
    Command("unbind", ("/huylienket", "huy lien ket", "unlink group"), OF_UNITS | STAFF),
    Command("progress", ("/tiendo", "tien do", "progress"), STAFF),
    Command("charts", ("/bieudo", "bieu do", "charts"), STAFF),
    Command("budget", ("/ngansach", "ngan sach", "budget"), STAFF),
    Command("invite", ("/moi", "moi tham gia", "cap quyen", "invite"), STAFF),
    Command("announce", ("/thongbao", "thong bao", "soan thong bao", "announce"), STAFF),
    Command(
        "announcements",
        ("/cacthongbao", "cac thong bao", "danh sach thong bao", "announcements"),
        STAFF,
    ),
    Command(
        "live-rounds",
        ("/phongthi", "phong thi", "phong thi truc tiep", "buoi thi", "live rounds"),
        STAFF,
    ),
)

MAX_WORDS = 8
"""Of a command before its argument; none has as many. A long text is not read word by word."""

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
    words = text.replace(":", " ").split()
    for place in range(min(len(words) - 1, MAX_WORDS), 0, -1):
        argument = " ".join(words[place:])
        command = _BY_WORD.get(_word(" ".join(words[:place]), is_slash=is_slash))
        if command is not None and command.takes_argument:
            is_one = place == len(words) - 1 or read_code(argument) is not None
            return Given(command, argument, is_slash) if is_one else None
    return None


def is_skip(message: InboundMessage) -> bool:
    """Whether somebody wants to leave a question unanswered."""
    return command_of(message) == "skip"


def command_of(message: InboundMessage) -> str | None:
    """Name of the command that somebody has chosen or typed; None if it was none."""
    if message.choice is not None:
        chosen = parse_payload(message.choice)
        return chosen.name if isinstance(chosen, CommandChoice) else None
    given = read(message.text)
    return given.command.name if given else None


def offer(say: Wording, *names: str) -> tuple[Choice, ...]:
    """Choices that run these commands."""
    return tuple(Choice(say(f"command-{name}"), command_payload(name)) for name in names)


def _word(text: str, *, is_slash: bool) -> str:
    if not is_slash:
        return fold(text)
    # "/bo qua" and "/start@somebot" are the same commands as "/boqua" and "/start".
    return "/" + fold(re.sub(r"@\w+$", "", text.strip())).replace(" ", "")
