"""What a check of an installation has found, and what somebody should do about it."""

from dataclasses import dataclass
from enum import StrEnum

from handlers.texts.loader import Wording


class State(StrEnum):
    """How it stands with one thing."""

    OK = "ok"
    WARNING = "warning"
    """The contest runs, but something will be missed."""
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Finding:
    """What is so, and what to do; ``advice`` is empty if there is nothing to do."""

    check: str
    state: State
    found: str
    advice: str = ""


class Findings:
    """Collects findings; their words are under ``doctor-<check>`` and ``doctor-<check>-advice``."""

    def __init__(self, say: Wording) -> None:
        self._say = say
        self.all: list[Finding] = []

    def note(self, check: str, state: State, **facts: str | int | float) -> None:
        """Add a finding; the texts choose their words by ``$state`` and the facts."""
        found = self._say(f"doctor-{check}", state=state.value, **facts)
        is_fine = state is State.OK
        advice = "" if is_fine else self._say(f"doctor-{check}-advice", state=state.value, **facts)
        self.all.append(Finding(check, state, found, advice))
