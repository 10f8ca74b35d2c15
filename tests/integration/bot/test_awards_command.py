"""``hoithi awards``: prizes from the published result, a tie decided, a correction explained."""

import json
from typing import Any

import pytest

from contest.rules import TieBreak
from tests.integration.bot.command_line import CommandLine
from tests.integration.bot.participants import give_role, with_contest
from tests.integration.bot.test_result_command import ORGANISER, REASON, SECRETARY, Round

POLICY: dict[str, Any] = {
    "individual": {"officials": [{"prize": "first", "count": 1}, {"prize": "second", "count": 1}]},
    "collective": {"prizes": [{"prize": "Xuất sắc", "count": 1}]},
}


@pytest.fixture
def three(cli: CommandLine) -> Round:
    """A closed round with scores of 15, 15 and 10; nothing is frozen."""
    with_contest(cli)
    played = Round(cli)
    for number in range(1, 16):
        played.change(
            "INSERT INTO question (id, code, version, topic, text, options, correct, explanation,"
            " source) VALUES (?, ?, 1, 'PAR', 'Câu?', ?, 1, '', '')",
            *(number, f"PAR-{number}", '["một","hai","ba","bốn"]'),
        )
    give_role(cli, "thuky", "secretary")
    give_role(cli, "btc", "organiser")
    played.add([{"name": "Hoa"}, {"name": "Bình"}, {"name": "Lan", "score": 10}])
    played.close(TieBreak.SCORE)
    return played


def test_prizes_are_computed_decided_and_explained(three: Round) -> None:
    cli = three.cli
    early = cli("awards", "compute", "--by", SECRETARY)
    assert (early.exit_code, early.stderr) == (2, "Chưa có kết quả vòng thi nào để xét giải.\n")
    file = cli.write("giai.json", json.dumps(POLICY))
    assert cli("awards", "load", file).stdout.startswith("Đã lưu. Quy tắc đang áp dụng:\n")
    three.publish()

    computed = cli("awards", "compute", "--by", SECRETARY)
    assert computed.stdout.splitlines() == [
        "Đã xét giải, lần số 1.",
        "Vòng 1, Cán bộ, công chức, viên chức: 1 (Hoa), 2 (Bình) đồng hạng, còn 2 giải "
        "(Giải Nhất, Giải Nhì). Ban Tổ chức quyết định: hoithi awards decide",
    ]
    words = ("awards", "decide", "--round", "1", "--person", "2", "--person", "1", *REASON)
    decided = cli(*words, "--by", ORGANISER)
    assert decided.stdout.splitlines() == [
        "Đã xét giải, lần số 2.",
        "Vòng 1, thí sinh số 2 (Bình): không có giải → Giải Nhất. "
        "Lý do: quyết định của Ban Tổ chức",
        "Vòng 1, thí sinh số 1 (Hoa): không có giải → Giải Nhì. Lý do: quyết định của Ban Tổ chức",
    ]
    listed = cli.json("awards", "list")
    assert (listed["number"], listed["results"], listed["ties"]) == (2, {"1": 1}, [])
    assert (listed["is_current"], listed["is_public"]) == (True, True)
    assert [(each["prize"], each["name"], each["unit"]) for each in listed["people"]] == [
        ("first", "Bình", "SO-NV"),
        ("second", "Hoa", "SO-NV"),
    ]
    (ruling,) = listed["decisions"]
    assert (ruling["by"], ruling["reason"], ruling["chosen"]) == (ORGANISER, REASON[1], [2, 1])
    best = listed["units"][0]
    assert (best["unit"], best["prize"], best["participants"]) == ("SO-NV", "Xuất sắc", 3)
    # 40 of 45 points.
    assert best["quality_percent"] == "88.89"

    assert three.take("disqualify", "1", "--person", "2", *REASON, by=ORGANISER).exit_code == 0
    three.publish("Loại thí sinh số 2")
    printed = cli("awards", "list").stdout
    assert "Có kết quả mới hơn. Hãy chạy: hoithi awards compute" in printed
    assert "Không công bố." in printed
    again = cli.json("awards", "compute", "--published", "--by", SECRETARY)
    assert (again["number"], again["is_new"], again["ties"]) == (3, True, 0)
    assert [
        (each["person"], each["before"], each["after"], each["cause"]) for each in again["changes"]
    ] == [
        (2, "first", None, "not_ranked"),
        (1, "second", "first", "others"),
        (3, None, "second", "rank"),
    ]
    assert cli.json("awards", "list")["is_public"] is True
    same = cli("awards", "compute", "--by", SECRETARY)
    assert same.stdout == "Không có gì thay đổi so với lần xét giải số 3.\n"
    assert cli.query("SELECT event, count(*) FROM audit WHERE event LIKE 'award%' GROUP BY 1") == [
        ("award_decided", 1),
        ("award_policy_changed", 1),
        ("awards_computed", 3),
    ]
    richer = cli.write("giai-2.json", '{"one_prize_each": false}')
    assert cli("awards", "load", richer).exit_code == 0
    assert cli.json("awards", "list")["is_current"] is False
    # An earlier awarding stays as it was; names come from the result that it rests on.
    assert [each["name"] for each in cli.json("awards", "list", "--number", "2")["people"]] == [
        "Bình",
        "Hoa",
    ]


def test_bad_input_gets_one_line_and_changes_nothing(three: Round) -> None:
    cli = three.cli
    bad = cli.write("sai.json", '{"individual": {"officials": [{"prize": "first", "count": 0}]}}')
    tied = ("--round", "1", "--person", "1")
    refusals = [
        (("load", bad), "individual.officials[0].count: 0 instead of 1"),
        (("compute", "--by", "web:chat:ai"), "không có vai trò"),
        (("list",), "Chưa xét giải lần nào."),
        (("list", "--number", "4"), "Không có lần xét giải số 4."),
        (("decide", *tied, *REASON, "--by", ORGANISER), "Chưa xét giải lần nào."),
        (("decide", *tied, *REASON, "--by", SECRETARY), "do Ban Tổ chức (organiser) quyết định"),
        (("decide", *tied, "--reason", " ", "--by", ORGANISER), "Cần nêu lý do."),
        (("decide", *REASON, "--by", ORGANISER), "Hãy ghi --round SỐ"),
        (("decide", *tied, "--unit", "SO-NV", *REASON, "--by", ORGANISER), "Hãy ghi --round SỐ"),
        (("decide", "--person", "1", *REASON, "--by", ORGANISER), "Hãy ghi --round SỐ"),
        (("decide", "--unit", "SO-XYZ", *REASON, "--by", ORGANISER), "SO-XYZ"),
    ]

    for words, expected in refusals:
        result = cli("awards", *words)

        assert (result.exit_code, result.stdout) == (2, ""), words
        assert expected in result.stderr, words
        assert len(result.stderr.splitlines()) == 1, words
    assert cli.query("SELECT * FROM awarding") == []
    assert cli.query("SELECT * FROM award_policy") == []


def test_a_file_is_checked_without_being_stored(three: Round) -> None:
    file = three.cli.write("giai.json", json.dumps(POLICY))

    checked = three.cli("awards", "load", file, "--dry-run")

    assert checked.stdout.startswith("Tệp hợp lệ; chưa ghi gì.")
    default = json.loads(three.cli("awards", "policy").stdout)
    assert default["individual"]["officials"][3] == {"prize": "consolation", "count": 10}
