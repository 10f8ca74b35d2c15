"""The independent checker: holds what the outside has seen against what the database says.

It scores by itself, from the paper, the stored options and the keys, and imports nothing of the
product: a fault that the product has in common with its own tests is none it would share.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tests.faults.findings import Findings
from tests.faults.live_checker import check_live_answers, check_live_ends
from tests.faults.seen import STORED, Given, Seen
from tests.faults.tables import Row, Tables

RUNNING = ("waiting", "open")
COUNTABLE = ("finished", "closed")
BY_PERSON = ("answered", "skipped")
LATE = "late"


def check(seen: Seen, tables: Tables, *, is_over: bool = True) -> Findings:
    """Compare; ``seen`` must have been taken down before ``tables`` were read.

    Args:
        is_over: whether everybody has had the time to come to the end, so that nobody may still be
            waiting for anything.
    """
    findings = Findings(broken=list(seen.broken))
    _check_answers(seen.answers, tables, findings)
    check_live_answers(seen.live_answers, tables, findings)
    _check_totals(tables, findings)
    _check_attempts(tables, findings)
    findings.doubled = [
        f"a reminder {times} times in chat {chat}"
        for (chat, _), times in seen.reminders.items()
        if times > 1
    ]
    if is_over:
        check_live_ends(tables, findings)
        _check_ends(seen, tables, findings)
    return findings


def _check_answers(answers: Sequence[Given], tables: Tables, findings: Findings) -> None:
    rows = {(row["attempt_id"], row["position"]): row for row in tables.answers}
    papers = {row["id"]: _paper(row["paper"]) for row in tables.attempts}
    counted: defaultdict[tuple[int, int], set[str]] = defaultdict(set)
    for given in answers:
        verdict = tables.updates.get(given.update)
        if verdict == STORED:
            counted[given.attempt, given.position].add(given.update)
        if not given.is_acknowledged:
            continue
        findings.acknowledged += 1
        what = f"answer {given.attempt}:{given.position} of update {given.update}"
        row = rows.get((given.attempt, given.position))
        if given.update not in tables.updates or verdict is None:
            findings.lost.append(f"{what}: nothing says what became of it")
        elif verdict == LATE and given.is_prompt:
            findings.late.append(f"{what}: refused as late")
        elif verdict != STORED:
            if given.told == STORED:
                findings.lost.append(f"{what}: said to be stored, and is {verdict}")
        elif row is None or row["option"] != _option(papers, given):
            findings.lost.append(f"{what}: not stored as it was given")
        else:
            findings.stored += 1
    findings.twice += [
        f"answer {attempt}:{position} counted from {len(updates)} updates"
        for (attempt, position), updates in counted.items()
        if len(updates) > 1
    ]


def _check_totals(tables: Tables, findings: Findings) -> None:
    said = sum(verdict == STORED for verdict in tables.updates.values())
    found = sum(row["passed"] in BY_PERSON for row in tables.answers) + len(tables.live_answers)
    if said > found:
        findings.lost.append(f"{said} answers said to be stored, {found} there")
    elif said < found:
        findings.twice.append(f"{found} answers there, only {said} of them given by anybody")


def _check_attempts(tables: Tables, findings: Findings) -> None:
    options: defaultdict[int, dict[int, int | None]] = defaultdict(dict)
    for row in tables.answers:
        options[row["attempt_id"]][row["position"]] = row["option"]
    of_person: defaultdict[tuple[int, int], list[Row]] = defaultdict(list)
    for row in tables.attempts:
        of_person[row["round_id"], row["person_id"]].append(row)
        score = _score(row, options[row["id"]], tables)
        if score != row["score"]:
            findings.wrong.append(f"attempt {row['id']} has {row['score']} points, not {score}")
    for (round_, person), attempts in of_person.items():
        whose = f"person {person} in round {round_}"
        _check_counted(attempts, tables.rules[round_], whose, findings)
        if sum(row["state"] in RUNNING for row in attempts) > 1:
            findings.twice.append(f"{whose} plays two attempts at once")


def _check_counted(
    attempts: Sequence[Row], rules: Mapping[str, Any], whose: str, findings: Findings
) -> None:
    counted = [row["id"] for row in attempts if row["counted"]]
    ended = [row for row in attempts if row["state"] in COUNTABLE]
    if len(counted) > 1:
        findings.twice.append(f"{whose} is counted with {len(counted)} attempts")
    elif rules.get("counting", "best_then_earliest") == "best_then_earliest" and ended:
        best = min(ended, key=lambda row: (-row["score"], row["ended_at"], row["ordinal"]))
        if counted != [best["id"]]:
            findings.wrong.append(f"{whose} is counted with {counted}, not with {best['id']}")


def _check_ends(seen: Seen, tables: Tables, findings: Findings) -> None:
    findings.stuck += [f"{name} has not seen the end" for name in seen.waiting]
    findings.stuck += [
        f"attempt {row['id']} is {row['state']}"
        for row in tables.attempts
        if row["state"] in RUNNING
    ]
    findings.stuck += [f"message {row['key']} has not gone out" for row in tables.pending]
    findings.missed += _without(seen.audience, seen.announced, "the announcement")
    reminded = {chat for chat, _ in seen.reminders}
    # Once at most: of what was on its way at a kill nobody can know, and the log says so.
    findings.missed += _without(seen.reminded - tables.unknown, reminded, "a reminder")
    findings.unknown = len(seen.reminded & tables.unknown)
    findings.repeated = sum(times - 1 for times in seen.announced.values() if times > 1)


def _without(expected: Iterable[str], reached: Iterable[str], what: str) -> list[str]:
    return [f"chat {chat} has not got {what}" for chat in sorted(set(expected) - set(reached))]


def _score(attempt: Row, options: Mapping[int, int | None], tables: Tables) -> int:
    right = sum(
        options.get(place) == tables.keys[question]
        for place, (question, _) in enumerate(_paper(attempt["paper"]), start=1)
    )
    return int(right * tables.rules[attempt["round_id"]].get("points_per_question", 1))


def _paper(text: str) -> list[tuple[int, str]]:
    """Question and order of its options at each place, of ``17:2013 25:0312``."""
    parts = [part.partition(":") for part in text.split()]
    return [(int(question), order) for question, _, order in parts]


def _option(papers: Mapping[int, Sequence[tuple[int, str]]], given: Given) -> int:
    """The option of the bank that somebody pressed."""
    _, order = papers[given.attempt][given.position - 1]
    return int(order[given.place])
