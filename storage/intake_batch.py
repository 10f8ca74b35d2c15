"""What one commit of the answer intake has loaded, and what its decisions have produced so far.

No statement is executed here: decisions of a batch see the outcome of those before them in memory.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from contest.attempts import State
from contest.model import AttemptId, Position
from handlers import turns
from handlers.asking import Bank
from handlers.ports.messaging import Acknowledgement, OutboundMessage
from handlers.ports.records import Answer, Attempt
from handlers.turns import Delivered, Event, Expired, Given, Step

REPEATED = "repeated"
NOT_YOURS = "not_yours"


@dataclass(slots=True)
class Batch:
    """Events that share one commit.

    Attributes:
        by_sender: the latest attempt of each sender who has one.
        answered: places that have an answer, for attempts where old choices came in.
        repeated: update keys that were handled before.
        changed: attempts to be written, as they are after the last decision.
    """

    bank: Bank
    attempts: dict[AttemptId, Attempt] = field(default_factory=dict)
    by_sender: dict[str, AttemptId] = field(default_factory=dict)
    answered: dict[AttemptId, set[Position]] = field(default_factory=dict)
    repeated: set[str] = field(default_factory=set)
    changed: dict[AttemptId, Attempt] = field(default_factory=dict)
    answers: list[Answer] = field(default_factory=list)
    messages: dict[str, OutboundMessage] = field(default_factory=dict)
    verdicts: dict[str, str] = field(default_factory=dict)
    deliveries: list[Delivered] = field(default_factory=list)
    new_deadlines: list[tuple[AttemptId, Position, datetime]] = field(default_factory=list)
    expired_deadlines: list[datetime] = field(default_factory=list)

    def decide(self, event: Event, now: datetime) -> Acknowledgement | None:
        """Decide one event; None if it was about no attempt."""
        if isinstance(event, Given):
            return self._decide_given(event)
        attempt = self.attempts.get(event.attempt)
        if isinstance(event, Delivered):
            self.deliveries.append(event)
        if attempt is None:
            return None
        if isinstance(event, Delivered):
            self._keep_delivery(attempt, event)
        elif isinstance(event, Expired):
            self._keep_expiry(attempt, turns.expired(attempt, event.position, now, self.bank))
        else:
            self._keep(attempt, turns.round_ended(attempt, event.at))
        return None

    def is_stale(self, given: Given) -> bool:
        """Whether a choice is on a question that was passed before this batch.

        The last one passed too: another answer of the batch may pass the next before it is decided.
        """
        attempt = self.attempts.get(given.choice.attempt) if given.choice else None
        return (
            attempt is not None
            and given.choice is not None
            and given.choice.position < attempt.progress.position
        )

    def to_recount(self) -> Iterable[Attempt]:
        """Changed attempts that have ended, where a person may have several."""
        return [
            attempt
            for attempt in self.changed.values()
            if attempt.round.rules.attempts_allowed > 1 and not attempt.progress.is_running
        ]

    def _decide_given(self, given: Given) -> Acknowledgement | None:
        key = given.message.update_key
        if key in self.repeated or key in self.verdicts:
            return Acknowledgement(REPEATED)
        own = self.by_sender.get(given.message.sender.key)
        if given.choice is not None and given.choice.attempt != own:
            self.verdicts[key] = NOT_YOURS
            return Acknowledgement(NOT_YOURS)
        if own is None or not turns.is_about(self.attempts[own], given):
            return None
        step = turns.answer(
            self.attempts[own], given, self.bank, frozenset(self.answered.get(own, ()))
        )
        self.verdicts[key] = step.verdict
        self._keep(self.attempts[own], _caused_by(key, step))
        return Acknowledgement(step.verdict, step.notice)

    def _keep_delivery(self, attempt: Attempt, event: Delivered) -> None:
        step = turns.delivered(attempt, event.position, event.at)
        if step.attempt is attempt:
            return
        self._keep(attempt, step)
        progress = step.attempt.progress
        if progress.state is State.OPEN and progress.deadline is not None:
            self.new_deadlines.append((attempt.id, progress.position, progress.deadline))

    def _keep_expiry(self, attempt: Attempt, step: Step) -> None:
        deadline = attempt.progress.deadline
        self._keep(attempt, step)
        if step.attempt is not attempt and deadline is not None:
            self.expired_deadlines.append(deadline)

    def _keep(self, before: Attempt, step: Step) -> None:
        if step.attempt is not before:
            self.attempts[before.id] = self.changed[before.id] = step.attempt
        if step.answer is not None:
            self.answers.append(step.answer)
            self.answered.setdefault(before.id, set()).add(step.answer.position)
        self.messages.update((message.key, message) for message in step.messages)


def _caused_by(update_key: str, step: Step) -> Step:
    return replace(
        step, messages=tuple(replace(each, update_key=update_key) for each in step.messages)
    )
