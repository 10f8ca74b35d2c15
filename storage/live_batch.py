"""What one commit of the live intake has loaded, and what its decisions have produced so far.

No statement is executed here: decisions of a batch see the outcome of those before them in memory.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from contest.live import LiveRound
from contest.live_answers import Ballot, Given
from contest.live_rooms import RoomId
from contest.model import PersonId, Position
from handlers import live_turns
from handlers.asking import Bank
from handlers.live_turns import Participant, Posted, RoomEvent, Spoken, Target
from handlers.ports.live_contents import LiveRoundId
from handlers.ports.live_records import HostedRound
from handlers.ports.messaging import Acknowledgement

REPEATED = "repeated"


@dataclass(slots=True)
class LiveBatch:
    """Answers and events of rooms that share one commit.

    Attributes:
        rounds: as they are after the last decision.
        before: as they were loaded.
        people: by the keys of the senders.
        ballots, homes: of the people who have said something, for the question that was out.
        repeated: update keys that were handled before.
        answers: to be stored, as they are after the last decision.
        touched: rounds that something happened to.
    """

    before: Mapping[LiveRoundId, HostedRound]
    bank: Bank
    rounds: dict[LiveRoundId, HostedRound] = field(default_factory=dict)
    people: Mapping[str, Participant] = field(default_factory=dict)
    ballots: dict[tuple[LiveRoundId, PersonId], Ballot] = field(default_factory=dict)
    homes: Mapping[tuple[LiveRoundId, PersonId], RoomId] = field(default_factory=dict)
    repeated: set[str] = field(default_factory=set)
    answers: dict[tuple[LiveRoundId, Position, PersonId, RoomId], Given] = field(
        default_factory=dict
    )
    verdicts: dict[str, str] = field(default_factory=dict)
    posted: list[Posted] = field(default_factory=list)
    address: str | None = None

    def __post_init__(self) -> None:
        self.rounds = dict(self.before)

    def target_of(self, spoken: Spoken) -> Target | None:
        """What was said, as an answer in a room; None if it is none."""
        return live_turns.target_of(spoken, self.rounds, self.bank)

    def decide(self, event: Spoken | RoomEvent) -> Acknowledgement | None:
        """Decide one event; None unless it was an answer."""
        if isinstance(event, Spoken):
            return self._decide_answer(event)
        if isinstance(event, Posted):
            self.posted.append(event)
        for hosted in list(self.rounds.values()):
            if live_turns.is_about(hosted, event):
                self._keep(hosted, live_turns.happened(hosted, event))
        return None

    def changed(self) -> Mapping[LiveRoundId, LiveRound]:
        """Rounds that are not as they were loaded."""
        return {
            id_: hosted.live
            for id_, hosted in self.rounds.items()
            if hosted.live is not self.before[id_].live
        }

    def _decide_answer(self, spoken: Spoken) -> Acknowledgement | None:
        key = spoken.message.update_key
        if key in self.repeated or key in self.verdicts:
            return Acknowledgement(REPEATED)
        target = self.target_of(spoken)
        if target is None:
            return None
        who = self.people.get(spoken.message.sender.key)
        if who is None:
            found = live_turns.refuse_unregistered(self.address)
        else:
            found = self._answer(spoken, target, who)
        self.verdicts[key] = found.verdict
        return found

    def _answer(self, spoken: Spoken, target: Target, who: Participant) -> Acknowledgement:
        whose = target.hosted.id, who.person
        ballot = self.ballots.get(whose, {})
        found, given = live_turns.answer(spoken, target, who, ballot, self.homes.get(whose))
        if given is not None:
            self.ballots[whose] = {**ballot, target.room.id: given}
            self.answers[target.hosted.id, target.position, who.person, target.room.id] = given
        return found

    def _keep(self, hosted: HostedRound, live: LiveRound) -> None:
        if live is not hosted.live:
            self.rounds[hosted.id] = replace(hosted, live=live)
