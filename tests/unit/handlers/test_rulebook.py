from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from contest.model import ContestId, RoundId, Topic
from contest.rules import (
    Counting,
    Prediction,
    PredictionScope,
    PredictionSubject,
    Reveal,
    RoundRules,
    TieBreak,
    Window,
)
from handlers.formats import LOCAL_ZONE
from handlers.ports.records import Contest, Round
from handlers.rendering import utf16_length
from handlers.rulebook import rulebook
from handlers.texts.loader import LOCALES, wording

CONTEST = Contest(ContestId(1), "Cuộc thi tìm hiểu cải cách hành chính", "Sở Nội vụ")
WINDOW = Window(datetime(2023, 11, 7, tzinfo=LOCAL_ZONE), datetime(2023, 11, 22, tzinfo=LOCAL_ZONE))
DEFAULTS = RoundRules()
SEVERAL = RoundRules(attempts_allowed=3)


def text_of(rules: RoundRules, locale: str = "vi") -> str:
    return "\n\n".join(pages_of(rules, locale))


def pages_of(rules: RoundRules, locale: str = "vi") -> list[str]:
    round_ = Round(RoundId(1), CONTEST.id, "Vòng 1", WINDOW, rules)
    return list(rulebook(CONTEST, round_, wording(locale)))


def test_the_default_rules_read_as_a_vietnamese_the_le() -> None:
    assert text_of(DEFAULTS) == (
        "THỂ LỆ\n"
        "Cuộc thi tìm hiểu cải cách hành chính\n"
        "Vòng 1\n\n"
        "1. Thời gian: từ 00 giờ 00, ngày 07/11/2023 đến 24 giờ 00, ngày 21/11/2023 (giờ Việt "
        "Nam). Hệ thống khóa đúng giờ, câu trả lời đến từ giờ này trở đi không được tính.\n\n"
        "2. Người dự thi: từ đủ 18 tuổi vào ngày khai mạc vòng thi. Mỗi người một tài khoản, tự "
        "làm bài, không thi hộ.\n\n"
        "3. Đề thi: 15 câu trắc nghiệm, rút ngẫu nhiên từ ngân hàng câu hỏi:\n"
        "• Chỉ số cải cách hành chính (PAR INDEX): 3 câu\n"
        "• Chỉ số năng lực cạnh tranh cấp tỉnh (PCI): 2 câu\n"
        "• Chỉ số hiệu quả quản trị và hành chính công (PAPI): 2 câu\n"
        "• Chỉ số hài lòng về phục vụ hành chính (SIPAS): 2 câu\n"
        "• Chỉ số chuyển đổi số (DTI): 2 câu\n"
        "• Chủ trương, chính sách cải cách hành chính: 3 câu\n"
        "• Nội dung “05T, 05K”: 1 câu\n"
        "Thứ tự câu hỏi và phương án được xáo trộn riêng cho từng người.\n"
        "Cuối bài có một câu dự đoán: số người trả lời đúng tất cả các câu (tính trong nhóm dự "
        "thi của bạn). Câu này không tính điểm, chỉ để xếp hạng khi bằng điểm.\n\n"
        "4. Thời gian làm bài: mỗi câu 40 giây, tính từ khi câu hỏi đến máy của bạn; cả bài tối "
        "đa 10 phút. Hết giờ thì chuyển sang câu sau. Không bắt buộc trả lời hết các câu. Nếu hệ "
        "thống gián đoạn, thời gian được cộng bù nhưng không quá giờ kết thúc vòng thi.\n\n"
        "5. Số lượt thi: mỗi người được thi 1 lượt.\n\n"
        "6. Chấm điểm: mỗi câu đúng được 1 điểm; câu sai, bỏ qua hoặc hết giờ được 0 điểm. Trả "
        "lời nhanh không được cộng điểm.\n\n"
        "7. Xếp hạng lần lượt theo: (1) điểm cao hơn; (2) dự đoán gần đúng hơn; (3) hoàn thành "
        "sớm hơn; (4) thời gian làm bài ngắn hơn; (5) Ban Tổ chức quyết định.\n\n"
        "8. Công bố: điểm được báo ngay khi hoàn thành bài thi; đáp án được công bố sau khi vòng "
        "thi kết thúc.\n\n"
        "9. Dữ liệu cá nhân: nhắn /dulieu để xem, /xoa để rút lại đồng ý và xóa.\n\n"
        f"Phiên bản thể lệ: {DEFAULTS.version}"
    )


@pytest.mark.parametrize("locale", LOCALES)
def test_the_default_rules_fit_on_two_messages_of_the_strictest_platform(locale: str) -> None:
    pages = pages_of(DEFAULTS, locale)

    assert len(pages) <= 2
    assert all(utf16_length(page) < 1_900 for page in pages)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    ("before", "after"),
    [
        (DEFAULTS, replace(DEFAULTS, blueprint=((Topic("PAR"), 15),))),
        (DEFAULTS, replace(DEFAULTS, blueprint=DEFAULTS.blueprint[::-1])),
        (DEFAULTS, replace(DEFAULTS, question_limit=timedelta(seconds=39))),
        (DEFAULTS, replace(DEFAULTS, attempt_limit=timedelta(minutes=15))),
        (DEFAULTS, replace(DEFAULTS, attempts_allowed=2)),
        (SEVERAL, replace(SEVERAL, counting=Counting.FIRST)),
        (SEVERAL, replace(SEVERAL, counting=Counting.LAST)),
        (DEFAULTS, replace(DEFAULTS, points_per_question=2)),
        (DEFAULTS, replace(DEFAULTS, shuffle_questions=False)),
        (DEFAULTS, replace(DEFAULTS, shuffle_options=False)),
        (DEFAULTS, replace(DEFAULTS, shuffle_questions=False, shuffle_options=False)),
        (DEFAULTS, replace(DEFAULTS, prediction=None)),
        (DEFAULTS, replace(DEFAULTS, prediction=Prediction(PredictionSubject.PARTICIPANTS))),
        (DEFAULTS, replace(DEFAULTS, prediction=Prediction(PredictionSubject.ATTEMPTS))),
        (DEFAULTS, replace(DEFAULTS, prediction=Prediction(scope=PredictionScope.EVERYBODY))),
        (DEFAULTS, replace(DEFAULTS, reveal=Reveal.AFTER_EACH_QUESTION)),
        (DEFAULTS, replace(DEFAULTS, reveal=Reveal.NEVER)),
        (DEFAULTS, replace(DEFAULTS, tie_breaks=(TieBreak.SCORE, TieBreak.MANUAL))),
        (
            DEFAULTS,
            replace(
                DEFAULTS,
                tie_breaks=(
                    TieBreak.SCORE,
                    TieBreak.SHORTEST_TIME,
                    TieBreak.PREDICTION_DISTANCE,
                    TieBreak.EARLIEST_SUBMISSION,
                    TieBreak.MANUAL,
                ),
            ),
        ),
        (DEFAULTS, replace(DEFAULTS, minimum_age=14)),
        (DEFAULTS, replace(DEFAULTS, minimum_age=0)),
    ],
)
def test_another_rule_is_another_text_even_without_the_version(
    before: RoundRules, after: RoundRules, locale: str
) -> None:
    old = text_of(before, locale).removesuffix(before.version)
    new = text_of(after, locale).removesuffix(after.version)

    assert old != new
    assert before.version != after.version


def test_a_rule_that_the_text_leaves_out_still_changes_the_version() -> None:
    other = replace(DEFAULTS, counting=Counting.LAST)

    assert text_of(other) != text_of(DEFAULTS)


def test_several_attempts_say_which_one_counts() -> None:
    assert (
        "mỗi người được thi tối đa 3 lượt; kết quả được tính là lượt có điểm cao nhất, nếu bằng "
        "điểm thì lượt hoàn thành sớm nhất."
    ) in text_of(SEVERAL)


def test_without_a_prediction_nobody_is_ranked_by_one() -> None:
    text = text_of(replace(DEFAULTS, prediction=None))

    assert "dự đoán" not in text
    assert "(1) điểm cao hơn; (2) hoàn thành sớm hơn; (3) thời gian" in text


def test_a_topic_without_a_name_goes_by_its_code() -> None:
    assert "• DDCI: 4 câu" in text_of(replace(DEFAULTS, blueprint=((Topic("DDCI"), 4),)))


def test_a_rehearsal_says_that_it_does_not_count() -> None:
    round_ = Round(RoundId(1), CONTEST.id, "Chạy thử", WINDOW, DEFAULTS, is_rehearsal=True)

    assert "Chạy thử (chạy thử, không tính kết quả)" in rulebook(CONTEST, round_, wording("vi"))[0]


def test_a_long_blueprint_goes_on_another_page_instead_of_being_cut() -> None:
    blueprint = tuple((Topic(f"CHỦ ĐỀ SỐ {number:03}"), 1) for number in range(60))

    pages = pages_of(RoundRules(blueprint=blueprint, attempt_limit=timedelta(minutes=60)))

    assert all(utf16_length(page) < 1_900 for page in pages)
    assert "CHỦ ĐỀ SỐ 059" in "".join(pages)
