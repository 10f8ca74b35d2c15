"""What the checker has found."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Findings:
    """What the checker has counted; every list should be empty.

    Attributes:
        acknowledged: answers by button whose arrival the system has confirmed.
        stored: of these, those that are found in the database as they were given.
        lost: acknowledged and not there, or there with another option.
        twice: counted more than once: updates, attempts or totals that say so.
        late: refused as late though given in good time.
        wrong: scores and counted attempts that do not follow from what is stored.
        stuck: people, attempts and messages that do not come to an end.
        missed: chats in which an announcement or a reminder should stand and does not.
        doubled: reminders that stand somewhere more than once.
        repeated: announcements that do; at least once is what is promised of them.
        unknown: reminders of which the database says that nobody can know whether they arrived.
        broken: what else was seen and must not be.
    """

    acknowledged: int = 0
    stored: int = 0
    repeated: int = 0
    unknown: int = 0
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    @property
    def complaints(self) -> list[str]:
        """Everything that must not be."""
        lists = ("lost", "twice", "late", "wrong", "stuck", "missed", "doubled", "broken")
        return [f"{name}: {each}" for name in lists for each in getattr(self, name)]
