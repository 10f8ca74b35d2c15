"""What the outside has seen of a contest: the raw log that the checker holds against a database.

Nothing here comes from the system under test, and nothing here knows how it works inside.
"""

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

STORED = "stored"


@dataclass(frozen=True, slots=True)
class Given:
    """An answer that somebody gave by a button, as it left the platform or the page.

    Attributes:
        update: key of the update that carried it.
        place: of the option pressed, from 0 as shown.
        is_acknowledged: whether the system told the platform or the page that it has it.
        told: what the page was told had become of it; empty where nothing is told.
        is_prompt: whether it was given long before its question's time was over.
    """

    update: str
    attempt: int
    position: int
    place: int
    is_acknowledged: bool
    told: str = ""
    is_prompt: bool = True


@dataclass(frozen=True, slots=True)
class LiveGiven:
    """An answer that somebody gave in a group, by a button of a live round.

    Attributes:
        user: id on the platform.
    """

    update: str
    user: str
    live_round: int
    position: int
    place: int
    is_acknowledged: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """Everything that platforms and pages have seen.

    Attributes:
        waiting: names of those who kept playing and have not seen the end.
        announced: how often the announcement stands in which chat.
        audience: the chats in which it must stand.
        reminders: how often which text stands in which chat.
        reminded: the chats in which a reminder must stand.
        broken: other things that were seen and must not be: half a file, a request never answered.
    """

    answers: Sequence[Given] = ()
    live_answers: Sequence[LiveGiven] = ()
    waiting: Sequence[str] = ()
    announced: Mapping[str, int] = field(default_factory=Counter)
    audience: Set[str] = frozenset()
    reminders: Mapping[tuple[str, str], int] = field(default_factory=Counter)
    reminded: Set[str] = frozenset()
    broken: Sequence[str] = ()
