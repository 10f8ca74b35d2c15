from dataclasses import replace
from datetime import UTC, datetime

from contest.model import ContestId, RoundId
from contest.rules import Reveal, RoundRules, Window
from handlers.ports.records import Round
from handlers.rounds import closing_message, opening_message
from handlers.texts.loader import wording

ROUND = Round(
    RoundId(1),
    ContestId(1),
    "Vòng 1",
    Window(datetime(2023, 11, 6, 17, tzinfo=UTC), datetime(2023, 11, 21, 17, tzinfo=UTC)),
    RoundRules(),
)
VI = wording("vi")


def test_an_opening_names_the_last_moment_and_offers_to_play() -> None:
    message = opening_message(ROUND, VI)

    assert message.body == "Vòng 1 đã mở! Mời bạn vào thi trước 24 giờ 00, ngày 21/11/2023."
    assert [choice.label for choice in message.choices] == ["Vào thi", "Thể lệ"]


def test_the_opening_of_a_rehearsal_says_that_it_does_not_count() -> None:
    message = opening_message(replace(ROUND, is_rehearsal=True), VI)

    assert message.body.startswith("Vòng 1 đã mở (chạy thử, không tính kết quả)!")


def test_a_closing_offers_the_right_answers_unless_they_stay_unpublished() -> None:
    secret = replace(ROUND, rules=RoundRules(reveal=Reveal.NEVER))

    assert closing_message(ROUND, VI).body == "Vòng 1 đã kết thúc. Cảm ơn bạn đã tham gia!"
    assert [each.label for each in closing_message(ROUND, VI).choices] == [
        "Điểm của tôi",
        "Xem đáp án",
    ]
    assert [each.label for each in closing_message(secret, VI).choices] == ["Điểm của tôi"]
