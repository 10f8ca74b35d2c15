"""The page that a campaign writes."""

from collections.abc import Sequence

from tests.faults.outcomes import Outcome, table

HEAD = """# Fault campaign

`make faults` breaks a running contest again and again, at random moments, while simulated people
play, groups hold a live round, a broadcast or the reminders of a day go out, and reports are
written. After every fault a checker that shares no code with the product
(`tests/faults/checker.py`, own SQL on own connections) holds what the emulated platforms and the
pages have seen against the database, and again after everything has come to its end.
`tests/e2e/test_faults.py` runs a small part of it in CI, and `tests/faults/test_checker.py` shows
the checker databases that were broken on purpose.

- **acknowledged**: answers by button that the system has confirmed to Telegram, or to a page.
- **stored**: of these, those in the database as they were given. The others were double taps.
- **lost**: acknowledged and not there, there with another option, or without a verdict.
- **twice**: counted from two updates, or in two attempts.
- **stuck**: people who keep playing and do not see the end, attempts that stay open, messages that
  do not go out, a live round that does not end.
- **other**: refused as late though given at once, scores that do not follow from the stored
  answers, people whom a broadcast or a reminder has missed, half a file.
- **recovery**: seconds from the fault (`kill -9`, or the moment at which it was mended) until the
  next update was confirmed or the next message arrived. With one process it contains a whole start.

"""


def page(outcomes: Sequence[Outcome], command: str, machine: str, day: str) -> str:
    """The whole page."""
    kills = sum(each.times for each in outcomes if each.name.startswith("kill -9"))
    checks = sum(each.checks for each in outcomes)
    repeated = sum(each.findings.repeated for each in outcomes)
    unknown = sum(each.findings.unknown for each in outcomes)
    complaints = [
        f"- {each.name} ({each.ground}): {complaint}"
        for each in outcomes
        for complaint in each.findings.complaints
    ]
    return (
        f"{HEAD}Run on {day} with `{command}`; {machine}. {kills} kills, {checks} checks.\n\n"
        f"{table(outcomes)}\n\n"
        f"Announcements are sent at least once: {repeated} of them stood in a chat twice, all of "
        "which were on their way when their process was killed. Reminders are sent at most once: "
        f"of {unknown} that were on their way nobody can know whether they have arrived, and the "
        "outbox says so.\n\n"
        + ("## What the checker has found\n\n" + "\n".join(complaints) + "\n" if complaints else "")
    )
