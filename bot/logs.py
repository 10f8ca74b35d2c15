"""Structured logs: one event a line, ids and no bodies, secrets taken out on the way."""

import logging
import re
import sys

import structlog
from structlog.typing import EventDict, WrappedLogger

_HIDDEN = "[hidden]"
_SECRET_KEYS = frozenset(
    {"text", "body", "token", "secret", "phone", "option", "answer", "full_name"}
)
_IDS = frozenset({"update", "key"})
"""Ids of ours that one follows a message by; some would look like phone numbers."""
_SECRETS = re.compile(
    # Bot tokens stand in URL paths on both platforms, where a client may have escaped the colon.
    r"(?<=/bot)\d+(?::|%3A)[\w.~+=-]+"
    r"|(?<=://)[^/@\s]*:[^@\s]+(?=@)"  # a password, which may hold a slash
    r"|(?<=://)[^/@\s]+(?=@)"
    # Whoever knows the code of a room or a screen can open it; uvicorn tells of every socket.
    r"|(?<=/phong/)[\w.~%+=-]+"
    r"|(?<=/man-hinh/)[\w.~%+=-]+"
    # Vietnamese numbers, also in groups: 0912 345 678, +84.912.345.678.
    r"|(?<![\w.-])(?:\+?84|0)(?:[ .-]?\d){9}(?!\w)"
    # PostgreSQL tells the values of the row that it refuses.
    r"|(?<=DETAIL:  )[^\n]+",
    re.IGNORECASE,
)


def scrub(text: str) -> str:
    """The text without bot tokens, credentials in URLs and phone numbers (invariant 12)."""
    return _SECRETS.sub(_HIDDEN, text)


def _hide(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    return {key: _hidden(key, value) for key, value in event.items()}


def _hidden(key: str, value: object) -> object:
    if key in _SECRET_KEYS:
        return _HIDDEN
    if key in _IDS and isinstance(value, str):
        return value
    match value:
        case None | bool() | int() | float():
            return value
        case dict():
            return {inner: _hidden(str(inner), each) for inner, each in value.items()}
        case list() | tuple():
            return [_hidden("", each) for each in value]
        case _:
            return scrub(str(value))


class _Scrubbed(logging.Formatter):
    """Plain lines of foreign libraries, exceptions included, with secrets taken out."""

    def format(self, record: logging.LogRecord) -> str:
        return scrub(super().format(record))


def configure(level: str, *, as_json: bool) -> None:
    """Send all logs to standard error, scrubbed; call once, at the start of a command."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Scrubbed("%(asctime)s %(levelname)s %(name)s %(message)s"))
    # Database and socket libraries write every parameter and every frame at DEBUG.
    foreign_level = max(logging.getLevelNamesMapping()[level], logging.INFO)
    logging.basicConfig(level=foreign_level, handlers=[handler], force=True)
    # It tells every run, and warns when a repeated job is still busy: that one simply comes next.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    # Where no home can be written to, it tells of the folder that it makes instead.
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _hide,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
