"""``hoithi result``: from the frozen ranking to a corrected publication, on the command line."""

import json
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from typing import Any

import pytest
from typer.testing import Result

from contest.rules import RoundRules, TieBreak, rules_to_data
from tests.integration.bot.command_line import CommandLine
from tests.integration.bot.participants import give_role, with_contest

SECRETARY, ORGANISER, BOTH = "web:chat:thuky", "web:chat:btc", "web:chat:haivai"
CLOSED = "2023-11-22 00:00:00.000000+00:00"
FAMILY_A = (TieBreak.SCORE, TieBreak.PREDICTION_DISTANCE, TieBreak.EARLIEST_SUBMISSION)
FAMILY_B = (TieBreak.SCORE, TieBreak.SHORTEST_TIME, TieBreak.PREDICTION_DISTANCE)
OTHERS = 45 - 3
"""With A, B and C 45 people have everything right, where domain.md 2.3 has 5,945."""
REASON = ("--reason", "Biên bản số 3")
TOPICS = (("PAR", 15),)


def instant(text: str) -> str:
    return f"2023-11-07 {text}.000000+00:00"


def rules(*tie_breaks: TieBreak) -> str:
    data = rules_to_data(RoundRules(blueprint=TOPICS, tie_breaks=tie_breaks))  # type: ignore[arg-type]
    return json.dumps(data)


class Round:
    """A closed round in the database of a command line."""

    def __init__(self, cli: CommandLine) -> None:
        self.cli = cli
        self._number = 0

    def change(self, statement: str, *values: object) -> None:
        with closing(sqlite3.connect(self.cli.file)) as connection, connection:
            connection.execute(statement, values)

    def close(self, *tie_breaks: TieBreak) -> None:
        self.change(
            "UPDATE round SET closes_at = ?, closed_at = ?, rules = ?",
            *(CLOSED, CLOSED, rules(*tie_breaks)),
        )

    def add(self, people: list[dict[str, Any]]) -> None:
        """People with their attempts; each has answered 15 questions, the first ones rightly."""
        with closing(sqlite3.connect(self.cli.file)) as connection, connection:
            for each in people:
                self._number += 1
                _store(connection, self._number, **each)

    def take(self, *words: str, by: str = SECRETARY) -> Result:
        command, *options = words
        return self.cli("result", command, *options, "--by", by)

    def publish(self, reason: str = "") -> None:
        """All steps of a new version."""
        for command, by in (
            (("freeze", "1", "--reason", reason), SECRETARY),
            (("verify", "1"), SECRETARY),
            (("approve", "1"), ORGANISER),
            (("publish", "1"), ORGANISER),
        ):
            result = self.take(*command, by=by)
            assert result.exit_code == 0, result.stderr

    def candidates(self, *options: str) -> list[tuple[str, int]]:
        """A to D in the order in which they come, with their distances."""
        shown = self.cli.json("result", "show", "1", "--top", "100", *options)
        return [
            (place["name"], place["distance"])
            for place in shown["places"]
            if place["distance"] is not None
        ]


def _store(
    connection: sqlite3.Connection,
    number: int,
    name: str = "Người khác",
    score: int = 15,
    prediction: int | None = None,
    ended: str = "12:00:00",
    used: int = 200,
) -> None:
    connection.execute(
        "INSERT INTO person (id, full_name, birth_date, unit_id, audience, locale, created_at)"
        " VALUES (?, ?, '1980-11-08', (SELECT id FROM unit WHERE code = 'SO-NV'), 'officials',"
        " 'vi', ?)",
        (number, name, instant("01:00:00")),
    )
    paper = " ".join(f"{question}:0123" for question in range(1, 16))
    began = datetime.fromisoformat(instant(ended)) - timedelta(seconds=used)
    connection.execute(
        "INSERT INTO attempt (id, round_id, person_id, unit_id, ordinal, platform, bot, chat_id,"
        " locale, seed, paper, state, position, time_left_us, paused_us, score, started_at,"
        " ended_at, counted) VALUES (?, 1, ?, (SELECT id FROM unit WHERE code = 'SO-NV'), 1,"
        " 'web', 'chat', ?, 'vi', 's', ?, 'finished', 17, ?, 0, ?, ?, ?, 1)",
        (
            *(number, number, f"chat-{number}", paper, (600 - used) * 10**6, score),
            *(began.isoformat(" ", "microseconds"), instant(ended)),
        ),
    )
    answers: list[tuple[int | None, ...]] = [
        (number, place, place, int(place <= score), None) for place in range(1, 16)
    ]
    if prediction is not None:
        answers.append((number, 16, None, None, prediction))
    connection.executemany(
        "INSERT INTO answer (attempt_id, position, question_id, option, value, passed, points,"
        " received_at) VALUES (?, ?, ?, ?, ?, 'answered', ?, ?)",
        [(*answer, int(answer[3] == 1), instant(ended)) for answer in answers],
    )


@pytest.fixture
def contest(cli: CommandLine) -> Round:
    """A round in which nobody has played, and people with roles."""
    with_contest(cli)
    with closing(sqlite3.connect(cli.file)) as connection, connection:
        connection.executemany(
            "INSERT INTO question (id, code, version, topic, text, options, correct, explanation,"
            " source) VALUES (?, ?, 1, 'PAR', ?, ?, 1, '', '')",
            [
                (number, f"PAR-{number}", f"Câu {number}?", '["một","hai","ba","bốn"]')
                for number in range(1, 16)
            ],
        )
    give_role(cli, "thuky", "secretary")
    give_role(cli, "btc", "organiser")
    give_role(cli, "haivai", "secretary")
    give_role(cli, "haivai", "organiser")
    return Round(cli)


CANDIDATES = [
    {"name": "A", "prediction": 45, "ended": "10:02:11", "used": 95},
    {"name": "B", "prediction": 45, "ended": "09:58:40", "used": 140},
    {"name": "C", "prediction": 50, "ended": "08:00:05", "used": 60},
    {"name": "D", "prediction": 45, "ended": "07:00:00", "used": 50, "score": 14},
]


def test_the_worked_tie_break_comes_out_and_a_disqualification_is_explained(
    contest: Round,
) -> None:
    contest.add([*CANDIDATES, *({} for _ in range(OTHERS))])
    contest.close(*FAMILY_A)
    contest.publish()
    assert contest.candidates() == [("B", 0), ("A", 0), ("C", 5), ("D", 0)]

    gone = contest.take("disqualify", "1", "--person", "5", *REASON, by=ORGANISER)
    assert (gone.exit_code, gone.stderr) == (0, "")
    assert gone.stdout.splitlines() == [
        "Đã ghi điều chỉnh số 1 (bị loại); 1 bài thi thay đổi.",
        "Vòng 1: bảng xếp hạng đã tính lại, 45 người. Chốt bản mới: "
        'hoithi result freeze 1 --reason "…"',
    ]
    contest.publish("Loại thí sinh số 5")

    assert contest.candidates() == [("B", 1), ("A", 1), ("C", 6), ("D", 1)]
    assert contest.candidates("--version", "1") == [("B", 0), ("A", 0), ("C", 5), ("D", 0)]
    changes = contest.cli.json("result", "changes", "1")
    assert (changes["from"], changes["to"]) == (1, 2)
    assert [each["cause"] for each in changes["corrections"]] == ["disqualified"]
    # The others stay behind C, where they were; D moves up by one.
    assert changes["changes"] == [
        {
            "person": 5,
            "cause": "disqualified",
            "rank_before": 4,
            "rank_after": None,
            "score_before": 15,
            "score_after": None,
        },
        {
            "person": 4,
            "cause": "others",
            "rank_before": 46,
            "rank_after": 45,
            "score_before": 14,
            "score_after": 14,
        },
    ]


def test_the_other_family_gives_the_other_order(contest: Round) -> None:
    contest.add(CANDIDATES)
    contest.close(*FAMILY_B)

    contest.publish()

    assert [name for name, _ in contest.candidates()] == list("CABD")


@pytest.fixture
def three(contest: Round) -> Round:
    """Scores of 15, 15 and 10; the first two are equal in all that is compared."""
    contest.add([{"name": "Hoa"}, {"name": "Bình"}, {"name": "Lan", "score": 10}])
    contest.close(TieBreak.SCORE, TieBreak.MANUAL)
    return contest


def test_each_step_says_what_was_done_and_by_whom(three: Round) -> None:
    frozen = three.take("freeze", "1")
    verified = three.take("verify", "1")
    approved = three.take("approve", "1", by=ORGANISER)
    published = three.take("publish", "1", by=ORGANISER)

    assert frozen.stdout.startswith("Đã chốt Vòng 1, bản số 1, 3 người. Mã kiểm tra SHA-256: ")
    assert [each.stdout for each in (verified, approved, published)] == [
        "Vòng 1, bản số 1: đã kiểm tra, điểm chấm lại từ bài làm trùng khớp.\n",
        "Vòng 1, bản số 1: đã phê duyệt.\n",
        "Vòng 1, bản số 1: đã công bố.\n",
    ]
    shown = three.cli.json("result", "show", "1")
    assert (shown["state"], shown["is_current"], shown["participants"]) == ("published", True, 3)
    assert {move: step["by"] for move, step in shown["steps"].items()} == {
        "verify": SECRETARY,
        "approve": ORGANISER,
        "publish": ORGANISER,
    }
    assert [(place["rank"], place["person"]) for place in shown["places"]] == [
        (1, 1),
        (1, 2),
        (3, 3),
    ]
    printed = three.cli("result", "show", "1").stdout
    assert printed.startswith("Kết quả Vòng 1, bản số 1, 3 người: đã công bố.\n• Kiểm tra: ")
    assert "Hoa" in printed
    assert three.cli.query("SELECT event, actor FROM audit WHERE event LIKE 'result%'") == [
        ("result_frozen", SECRETARY),
        ("result_verified", SECRETARY),
        ("result_approved", ORGANISER),
        ("result_published", ORGANISER),
    ]


def test_bad_input_gets_one_line_and_changes_nothing(three: Round) -> None:
    refusals = [
        (("freeze", "9"), SECRETARY, "Không có vòng thi số 9"),
        (("freeze", "1"), "web:chat:ai", "“web:chat:ai” không có vai trò"),
        (("verify", "1"), SECRETARY, "Vòng 1 chưa được chốt kết quả."),
        (("void", "1", "--person", "9", *REASON), SECRETARY, "Thí sinh số 9 không có lượt thi 1"),
        (("disqualify", "1", "--person", "9", *REASON), SECRETARY, "Không có thí sinh số 9."),
        (("disqualify", "--person", "1", "--reason", " "), SECRETARY, "Cần nêu lý do."),
        (("reinstate", "1", "--person", "1", *REASON), SECRETARY, "không bị loại"),
        (("order", "1", "--person", "1", *REASON), SECRETARY, "Cần ít nhất hai thí sinh"),
        (
            ("order", "1", "--person", "1", "--person", "3", *REASON),
            SECRETARY,
            "Những thí sinh này không đồng hạng.",
        ),
        (
            ("order", "1", "--person", "1", "--person", "9", *REASON),
            SECRETARY,
            "Thí sinh số 9 không có thứ hạng trong Vòng 1.",
        ),
        (("merge", "--keep", "1", "--other", "1", *REASON), SECRETARY, "Cần hai thí sinh khác"),
        (("merge", "--keep", "1", "--other", "9", *REASON), SECRETARY, "Không có thí sinh số 9."),
        (("key", "1", "--question", "PAR-99", *REASON), SECRETARY, "Câu hỏi PAR-99 không có"),
        (("key", "1", "--question", "PAR-1", *REASON), SECRETARY, "đã là đáp án của phiên bản"),
    ]
    for words, by, expected in refusals:
        result = three.take(*words, by=by)

        assert (result.exit_code, result.stdout) == (2, ""), words
        assert expected in result.stderr, words
        assert len(result.stderr.splitlines()) == 1, words
    assert three.cli.query("SELECT * FROM correction") == []
    assert three.cli.query("SELECT * FROM result") == []


def test_steps_out_of_turn_and_by_others_are_refused(three: Round) -> None:
    three.take("freeze", "1")
    outcomes = [
        three.take("freeze", "1"),
        three.take("approve", "1", by=ORGANISER),
        three.take("verify", "1", by=ORGANISER),
        three.take("verify", "1", by=BOTH),
        three.take("approve", "1", by=BOTH),
        three.take("approve", "1", by=SECRETARY),
        three.take("publish", "1", by=ORGANISER),
    ]

    assert [each.exit_code for each in outcomes] == [2, 2, 2, 0, 2, 2, 2]
    told = [each.stderr for each in outcomes]
    assert told[0].startswith("Bản số 1 đã đúng với số liệu hiện nay")
    assert "còn tạm thời, chờ kiểm tra" in told[1]
    assert told[2].startswith("Việc này cần người có vai trò phù hợp")
    assert told[4] == "Người phê duyệt phải khác người đã kiểm tra.\n"
    assert told[5].startswith("Việc này cần người có vai trò phù hợp")
    assert "đã kiểm tra, chờ phê duyệt" in told[6]


def test_one_person_may_do_both_where_the_contest_says_so(three: Round) -> None:
    file = three.cli.write("cach-lam.json", '{"four_eyes": false}')
    loaded = three.cli("result", "policy", file)
    assert loaded.stdout.startswith("Một người có thể vừa kiểm tra vừa phê duyệt.")
    bad = three.cli("result", "policy", three.cli.write("sai.json", '{"four_eyes": "no"}'))
    assert (bad.exit_code, len(bad.stderr.splitlines())) == (2, 1)
    assert three.cli.json("result", "policy")["four_eyes"] is False

    for command in ("freeze", "verify", "approve", "publish"):
        assert three.take(command, "1", by=BOTH).exit_code == 0


def test_a_correction_stops_the_version_that_was_frozen_before(three: Round) -> None:
    three.take("freeze", "1")
    three.take("verify", "1")
    three.take("disqualify", "1", "--person", "3", *REASON)

    stopped = three.take("approve", "1", by=ORGANISER)
    again = three.take("freeze", "1")

    assert stopped.stderr == "Sau khi chốt bản số 1 đã có điều chỉnh. Hãy chốt bản mới.\n"
    assert again.stderr == "Cần nêu lý do.\n"
    assert three.cli.json("result", "show", "1")["is_current"] is False
    assert three.take("freeze", "1", *REASON).exit_code == 0


def test_a_score_that_does_not_follow_from_the_answers_is_not_verified(three: Round) -> None:
    three.change("UPDATE attempt SET score = 11 WHERE id = 3")
    three.take("freeze", "1")

    result = three.take("verify", "1")

    assert result.exit_code == 2
    assert result.stderr.startswith("Chấm lại từ bài làm thấy 1 bài có điểm khác")
    assert three.cli.json("result", "show", "1")["state"] == "provisional"
    assert three.cli.query("SELECT event FROM audit WHERE event LIKE 'result_not%'") == [
        ("result_not_verified",)
    ]


def test_every_correction_is_explained_by_its_cause(three: Round) -> None:
    three.publish()
    three.take("order", "1", "--person", "2", "--person", "1", *REASON)
    three.publish("Bốc thăm")
    moved = three.cli("result", "changes", "1").stdout
    assert "hạng 1 → 2" in moved
    assert "Ban Tổ chức xếp thứ tự" in moved
    assert "Lý do: Biên bản số 3" in moved

    three.change(
        "INSERT INTO question (code, version, topic, text, options, correct, explanation, source)"
        " SELECT code, 2, topic, text, options, 0, '', '' FROM question WHERE code = 'PAR-11'"
    )
    keyed = three.take("key", "1", "--question", "PAR-11", *REASON)
    assert keyed.stdout.startswith("Đã ghi điều chỉnh số 2 (sửa đáp án); 3 bài thi thay đổi.")
    three.publish("Sửa đáp án câu PAR-11")
    scores = [place["score"] for place in three.cli.json("result", "show", "1")["places"]]
    assert scores == [14, 14, 11]
    assert three.cli.json("result", "show", "1")["corrected_keys"] == [
        {"question": "PAR-11", "version": 2}
    ]
    assert "hạng 3 → 3, điểm 10 → 11" in three.cli("result", "changes", "1").stdout

    three.take("merge", "--keep", "1", "--other", "2", *REASON)
    three.take("void", "1", "--person", "3", *REASON)
    three.publish("Gộp hai hồ sơ, hủy một bài")
    changes = three.cli.json("result", "changes", "1", "--from", "1")
    assert {each["person"]: each["cause"] for each in changes["changes"]} == {
        1: "merged",
        2: "merged",
        3: "void_attempt",
    }
    assert [each["number"] for each in changes["corrections"]] == [1, 2, 3, 4]


def test_versions_that_do_not_exist_cannot_be_compared(three: Round) -> None:
    assert three.cli("result", "changes", "1").exit_code == 2
    three.take("freeze", "1")

    alone = three.cli("result", "changes", "1")
    missing = three.cli("result", "changes", "1", "--from", "7")
    unknown = three.cli("result", "show", "1", "--version", "7")

    assert alone.stdout.startswith("Vòng 1 mới có một bản kết quả")
    assert three.cli.json("result", "changes", "1")["changes"] == []
    assert missing.stderr == unknown.stderr == "Vòng 1 không có bản kết quả số 7.\n"


def test_signals_are_listed_and_decided_about(three: Round) -> None:
    three.change("UPDATE attempt SET time_left_us = 571000000 WHERE id = 1")
    first, equal = three.cli.json("result", "review", "1")
    assert (first["signal"], first["seconds"], first["decision"]) == ("too_fast-1", 29.0, None)
    assert (equal["kind"], equal["equal_wrong"]) == ("equal_answers", 0)
    assert [each["name"] for each in equal["people"]] == ["Hoa", "Bình"]

    words = ("review", "1", "--signal", "too_fast-1", "--note", "Đã gọi điện xác minh")
    noted = three.take(*words, "--decision", "kept")
    bad = three.take(*words, "--decision", "maybe")
    unknown = three.take("review", "1", "--signal", "x", "--note", "y", "--decision", "kept")
    short = three.take("review", "1", "--signal", "too_fast-1")

    assert noted.exit_code == 0
    assert [each.exit_code for each in (bad, unknown, short)] == [2, 2, 2]
    assert unknown.stderr == "Không có dấu hiệu “x” trong Vòng 1.\n"
    (decided, _) = three.cli.json("result", "review", "1")
    assert (decided["decision"], decided["by"]) == ("kept", SECRETARY)
    printed = three.cli("result", "review", "1").stdout
    assert "giữ nguyên: Đã" in printed
    assert "đúng hết trong 29 giây" in printed


def test_a_rehearsal_and_an_open_round_have_no_result(contest: Round) -> None:
    still_open = contest.take("freeze", "1")
    contest.change("UPDATE round SET is_rehearsal = 1")
    rehearsal = contest.take("freeze", "1")

    assert still_open.stderr == "Vòng 1 chưa kết thúc, chưa có kết quả.\n"
    assert rehearsal.stderr == "Vòng 1 là vòng chạy thử, không có kết quả.\n"
