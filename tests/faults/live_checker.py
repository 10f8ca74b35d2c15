"""The part of the independent checker that is about live rounds."""

import json
from collections import Counter, defaultdict
from collections.abc import Sequence

from tests.faults.findings import Findings
from tests.faults.seen import STORED, LiveGiven
from tests.faults.tables import Row, Tables

ENDED = ("finished", "cancelled")


def check_live_answers(answers: Sequence[LiveGiven], tables: Tables, findings: Findings) -> None:
    """Every acknowledged answer has a verdict, and every stored one is there as it was given."""
    rows = {
        (row["live_round_id"], row["position"], row["user_id"]): row["option"]
        for row in tables.live_answers
    }
    counted: defaultdict[tuple[int, int, str], int] = defaultdict(int)
    for given in answers:
        verdict = tables.updates.get(given.update)
        where = given.live_round, given.position, given.user
        counted[where] += verdict == STORED
        if not given.is_acknowledged:
            continue
        findings.acknowledged += 1
        what = f"live answer {given.live_round}:{given.position} of update {given.update}"
        if verdict is None:
            findings.lost.append(f"{what}: nothing says what became of it")
        elif verdict == STORED and rows.get(where) != given.place:
            findings.lost.append(f"{what}: not stored as it was given")
        elif verdict == STORED:
            findings.stored += 1
    findings.twice += [
        f"live answer {round_}:{position} of {user} counted {times} times"
        for (round_, position, user), times in counted.items()
        if times > 1
    ]


def check_live_ends(tables: Tables, findings: Findings) -> None:
    """Every round has come to its end, with scores that follow from what is stored."""
    for round_ in tables.live_rounds:
        if round_["state"] not in ENDED:
            findings.stuck.append(f"live round {round_['id']} is {round_['state']}")
        elif round_["state"] == "finished":
            _check_scores(round_, tables, findings)


def _check_scores(round_: Row, tables: Tables, findings: Findings) -> None:
    questions, annulled = json.loads(round_["questions"]), json.loads(round_["annulled"])
    answered: Counter[int] = Counter()
    right: Counter[int] = Counter()
    for row in tables.live_answers:
        if row["live_round_id"] == round_["id"] and row["position"] not in annulled:
            answered[row["person_id"]] += 1
            key = tables.keys[questions[row["position"] - 1]]
            right[row["person_id"]] += row["option"] == key
    said = {
        row["person_id"]: (row["answered"], row["right_answers"])
        for row in tables.live_results
        if row["live_round_id"] == round_["id"]
    }
    expected = {person: (times, right[person]) for person, times in answered.items()}
    findings.wrong += [
        f"person {person} has {said.get(person)} in live round {round_['id']}, "
        f"not {expected.get(person)}"
        for person in sorted(said.keys() | expected.keys())
        if said.get(person) != expected.get(person)
    ]
