"""What live rounds say in their rooms: what everybody may read, and nothing more."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from contest.live_answers import Verdict
from contest.live_rules import LiveRules, LiveScoring
from contest.model import OptionIndex, Position
from handlers.live_pictures import end_contents, standing_picture
from handlers.live_standings import Stage, outcome_text, rounded, shown_name, standing_text
from handlers.live_texts import (
    MAX_NOTICE,
    Invitation,
    call_text,
    finished_text,
    heading,
    how_to_answer,
    late_call_text,
    left_out_text,
    notice,
    resumed_text,
    stopped_text,
    unregistered_notice,
)
from handlers.ports.contents import Image, Rank, Ranks, Text
from handlers.ports.live_records import Shows
from handlers.ports.live_standings import LiveStanding, PersonPlace, QuestionOutcome, UnitPlace
from handlers.ports.messaging import ChoiceStyle
from handlers.texts.loader import LOCALES, wording

SAY = wording("vi")
STARTS_AT = datetime(2026, 11, 20, 12, 30, tzinfo=UTC)
RULES = LiveRules()
OUTCOME = QuestionOutcome(
    Position(3), 10, ("5 ngày", "10 ngày", "15 ngày"), OptionIndex(1), (5, 25, 7), "Điều 4."
)
UNITS = (
    UnitPlace(1, "Sở Nội vụ", Fraction(11, 4), 12),
    UnitPlace(2, "Phường Tân Lập", Fraction(2), 1),
)


def stage(**changes: object) -> Stage:
    facts: dict[str, object] = {
        "title": "Tìm hiểu cải cách hành chính",
        "rules": RULES,
        "position": Position(3),
        "of": 10,
        "counted": 3,
    }
    return Stage(**{**facts, **changes})  # type: ignore[arg-type]


def standing(*people: PersonPlace, units: tuple[UnitPlace, ...] = UNITS) -> LiveStanding:
    return LiveStanding(people, units, len(people), len(units))


def test_a_call_says_when_how_many_and_what_counts() -> None:
    text = call_text(Invitation("Ngày Pháp luật", RULES, STARTS_AT, 10), SAY)

    assert text == (
        "Kính mời các bạn tham gia buổi thi trực tiếp “Ngày Pháp luật”.\n"
        "• Bắt đầu: 19 giờ 30, ngày 20/11/2026\n"
        "• Số câu hỏi: 10, mỗi câu 20 giây. Các phòng thi cùng thi một đề; thời gian của mỗi câu"
        " tính từ khi câu hỏi đến phòng thi này.\n"
        "• Mỗi câu, chỉ câu trả lời đầu tiên của bạn được tính.\n"
        "• Mỗi người thi ở một phòng thi. Ai chưa đăng ký, mời nhắn tin riêng cho bot “đăng ký”."
    )


def test_a_call_of_a_rehearsal_says_so_and_where_to_register() -> None:
    rules = LiveRules(may_change=True)
    one = Invitation("Ngày Pháp luật", rules, STARTS_AT, 10, True, "https://thi.example.vn")

    text = call_text(one, SAY)

    assert "“Ngày Pháp luật” (chạy thử, không tính kết quả)." in text
    assert "bạn được đổi đáp án; câu trả lời cuối cùng được tính." in text
    assert text.endswith("Ai chưa đăng ký, mời đăng ký tại: https://thi.example.vn")


def test_a_heading_says_position_and_time() -> None:
    assert heading(Position(3), 10, timedelta(seconds=20), SAY) == "Câu 3/10 · 20 giây"
    assert heading(Position(3), 10, None, SAY) == "Câu 3/10 · đã hết giờ"


@pytest.mark.parametrize(
    ("style", "as_poll", "expected"),
    [
        (ChoiceStyle.BUTTONS, False, "Mời các bạn bấm một lựa chọn dưới đây."),
        (ChoiceStyle.BUTTONS, True, "Mời các bạn chọn một đáp án trong bình chọn."),
        (
            ChoiceStyle.NUMBERED_TEXT,
            False,
            "Mời các bạn trả lời tin này hoặc nhắc tên bot, kèm chữ cái của đáp án, ví dụ: B",
        ),
    ],
)
def test_each_kind_of_platform_is_told_how_to_answer(
    style: ChoiceStyle, as_poll: bool, expected: str
) -> None:
    assert how_to_answer(style, SAY, as_poll=as_poll) == expected


def test_an_outcome_tells_key_and_counts_and_why() -> None:
    assert outcome_text(OUTCOME, SAY) == (
        "Câu 3/10. Đáp án đúng: B. 10 ngày\n"
        "Có 25/37 người trả lời đúng (67,6%).\n"
        "Đã chọn: A 5 · B 25 · C 7\n"
        "Giải thích: Điều 4."
    )


def test_an_outcome_without_answers_divides_by_nothing() -> None:
    empty = QuestionOutcome(Position(1), 2, ("a", "b"), OptionIndex(0), (0, 0))

    assert outcome_text(empty, SAY) == ("Câu 1/2. Đáp án đúng: A. a\nKhông có ai trả lời câu này.")


def test_an_annulled_question_tells_no_key() -> None:
    annulled = QuestionOutcome(
        Position(3), 10, ("5 ngày", "10 ngày"), OptionIndex(1), (5, 25), "Điều 4.", True
    )

    assert outcome_text(annulled, SAY) == (
        "Câu 3/10 đã được Ban Tổ chức hủy cho tất cả các phòng thi; không ai được cộng hay mất điểm"
        " vì câu này."
    )


def test_a_standing_names_units_and_initials_without_points() -> None:
    place = PersonPlace(1, shown_name("Nguyễn Thị Minh Khai", Shows.UNITS_ONLY), "Sở Nội vụ", None)

    text = standing_text(standing(place), stage(), SAY)

    assert text == (
        "Xếp hạng sau câu 3/10\n"
        "Đơn vị, theo điểm trung bình của tất cả người đã trả lời:\n"
        "1. Sở Nội vụ: 2,75 điểm (12 người)\n"
        "2. Phường Tân Lập (1 người dự thi)\n"
        "\n"
        "Cá nhân dẫn đầu:\n"
        "1. N. T. M. K. – Sở Nội vụ"
    )


def test_a_unit_of_one_person_has_points_only_where_names_are_shown() -> None:
    one = UnitPlace(2, "Phường Tân Lập", Fraction(2), 1)

    hidden = standing_text(standing(units=(one,)), stage(), SAY)
    shown = standing_text(standing(units=(one,)), stage(shows=Shows.NAMES), SAY)
    picture = standing_picture(standing(units=(one,)), stage(shows=Shows.NAMES), SAY)

    assert hidden.splitlines()[-1] == "2. Phường Tân Lập (1 người dự thi)"
    assert shown.splitlines()[-1] == "2. Phường Tân Lập: 2 điểm (1 người)"
    assert picture is not None
    assert isinstance(picture.drawing, Ranks)
    assert picture.drawing.ranks == (Rank(2, "Phường Tân Lập", "2 (1)", 2 / 3),)


def test_bars_tell_nothing_of_a_unit_of_one_person_that_leads() -> None:
    fast = (UnitPlace(1, "a", Fraction(1_800), 1), UnitPlace(2, "b", Fraction(900), 2))
    rules = LiveRules(scoring=LiveScoring.SPEED)

    image = standing_picture(standing(units=fast), stage(rules=rules), SAY)

    assert image is not None
    assert isinstance(image.drawing, Ranks)
    assert [each.share for each in image.drawing.ranks] == [0.0, 1.0]


def test_a_room_that_joins_late_is_told_where_the_round_is_and_from_when_it_plays() -> None:
    one = Invitation("Ngày Pháp luật", RULES, STARTS_AT, 10)

    lines = late_call_text(one, Position(3), SAY).splitlines()

    assert lines[0] == "Kính mời các bạn tham gia buổi thi trực tiếp “Ngày Pháp luật”."
    assert lines[1] == (
        "• Buổi thi đang diễn ra, đã đến câu 3/10; phòng thi này tham gia từ câu tiếp theo."
    )


def test_names_and_points_are_told_only_where_the_policy_says_so() -> None:
    place = PersonPlace(1, shown_name("Đỗ Văn Ân", Shows.NAMES), "Sở Nội vụ", 3)

    assert standing_text(standing(place), stage(), SAY).endswith("1. Đỗ Văn Ân – Sở Nội vụ: 3 điểm")


def test_initials_keep_their_marks() -> None:
    assert shown_name("Đỗ Văn Ân", Shows.UNITS_ONLY) == "Đ. V. Â."


def test_a_final_standing_of_a_rehearsal_says_that_it_does_not_count() -> None:
    best = LiveRules(unit_best=5)
    text = standing_text(standing(), stage(rules=best, is_final=True, is_rehearsal=True), SAY)

    assert text.splitlines()[:2] == [
        "Kết quả chung cuộc (chạy thử, không tính kết quả)",
        "Đơn vị, theo điểm trung bình của 5 người cao nhất:",
    ]


@pytest.mark.parametrize(("is_final", "shown"), [(False, 5), (True, 10)])
def test_of_many_units_the_first_are_named_and_the_rest_counted(is_final: bool, shown: int) -> None:
    many = tuple(UnitPlace(n, f"Xã {n}", Fraction(20 - n), 3) for n in range(1, 14))

    lines = standing_text(standing(units=many), stage(is_final=is_final), SAY).splitlines()

    assert lines[shown + 1] == f"{shown}. Xã {shown}: {20 - shown} điểm (3 người)"
    assert lines[shown + 2 :] == [f"… và {13 - shown} đơn vị khác"]


UNIT, PERSON = "Trung tâm " * 15, "Nguyễn Thị " * 6
CROWDED = LiveStanding(
    tuple(PersonPlace(n, PERSON, UNIT, 1_000) for n in range(1, 11)),
    tuple(UnitPlace(n, UNIT, Fraction(1, 3), 1_000) for n in range(1, 40)),
    10,
    39,
)


def test_key_and_standing_fit_into_one_message_however_long_names_are() -> None:
    outcome = QuestionOutcome(
        Position(99), 100, ("b" * 300,) * 10, OptionIndex(9), (1_000,) * 10, "c" * 1_000
    )

    told = f"{outcome_text(outcome, SAY)}\n\n{standing_text(CROWDED, stage(), SAY)}"

    assert "1. Trung tâm" in told
    assert len(told) <= 1_900


def test_the_end_is_one_message_with_the_standing_as_caption_of_its_picture() -> None:
    end = finished_text("Ngày Pháp luật", SAY)

    (image,) = end_contents(end, standing(), stage(is_final=True), SAY)

    assert isinstance(image, Image)
    assert isinstance(image.drawing, Ranks)
    assert image.caption == (
        "Buổi thi trực tiếp “Ngày Pháp luật” đã kết thúc. Cảm ơn các bạn đã tham gia!\n"
        "\n"
        "Kết quả chung cuộc\n"
        "Đơn vị, theo điểm trung bình của tất cả người đã trả lời:\n"
        "1. Sở Nội vụ: 2,75 điểm (12 người)\n"
        "2. Phường Tân Lập (1 người dự thi)"
    )


def test_a_caption_of_the_end_is_not_longer_than_platforms_take() -> None:
    end = stopped_text("T" * 120, Position(99), 100, SAY)

    (image,) = end_contents(end, CROWDED, stage(is_final=True), SAY)

    assert isinstance(image, Image)
    assert "1. Trung tâm" in image.caption
    assert len(image.caption) <= 950


def test_the_end_of_a_round_that_nobody_answered_is_a_text() -> None:
    (text,) = end_contents("Hết.", standing(units=()), stage(is_final=True), SAY)

    assert text == Text("Hết.\n\nKết quả chung cuộc\nChưa có ai trả lời.")


def test_without_answers_a_standing_says_so() -> None:
    assert standing_text(standing(units=()), stage(), SAY) == (
        "Xếp hạng sau câu 3/10\nChưa có ai trả lời."
    )


@pytest.mark.parametrize(
    ("average", "shown"),
    [(Fraction(2, 3), 0.67), (Fraction(1, 8), 0.13), (Fraction(5, 2), 2.5), (Fraction(0), 0.0)],
)
def test_averages_are_rounded_half_up_to_hundredths(average: Fraction, shown: float) -> None:
    assert rounded(average) == shown


def test_the_picture_has_a_bar_for_each_unit_against_the_most_possible() -> None:
    image = standing_picture(standing(), stage(), SAY)

    assert image is not None
    assert image.drawing == Ranks(
        "Xếp hạng đơn vị",
        "Tìm hiểu cải cách hành chính – Xếp hạng sau câu 3/10",
        (
            Rank(1, "Sở Nội vụ", "2,75 (12)", 2.75 / 3),
            Rank(2, "Phường Tân Lập", "(1)", 0.0),
        ),
        "Điểm trung bình mỗi người, trên 3 điểm. Trong ngoặc: số người đã trả lời.",
    )
    assert image.file_name == "xep-hang-tim-hieu-cai-cach-hanh-chinh.png"
    assert image.caption == (
        "Xếp hạng sau câu 3/10 – đơn vị dẫn đầu: 1. Sở Nội vụ (2,75 điểm); 2. Phường Tân Lập"
    )


def test_where_speed_counts_bars_are_drawn_against_the_first() -> None:
    fast = (UnitPlace(1, "a", Fraction(1_800), 2), UnitPlace(2, "b", Fraction(900), 2))
    rules = LiveRules(scoring=LiveScoring.SPEED)

    image = standing_picture(standing(units=fast), stage(rules=rules), SAY)

    assert image is not None
    assert isinstance(image.drawing, Ranks)
    assert [each.share for each in image.drawing.ranks] == [1.0, 0.5]
    assert image.drawing.note == "Điểm trung bình mỗi người. Trong ngoặc: số người đã trả lời."


def test_a_standing_of_nobody_has_no_picture() -> None:
    assert standing_picture(standing(units=()), stage(), SAY) is None


def test_a_standing_where_nobody_was_right_draws_empty_bars() -> None:
    none_right = (UnitPlace(1, "a", Fraction(0), 4),)

    image = standing_picture(standing(units=none_right), stage(counted=0), SAY)

    assert image is not None
    assert isinstance(image.drawing, Ranks)
    assert [each.share for each in image.drawing.ranks] == [0.0]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_has_a_notice_that_fits(verdict: Verdict, locale: str) -> None:
    text = notice(verdict, Position(99), 9, wording(locale), may_change=True)

    assert 0 < len(text) <= MAX_NOTICE


def test_a_stored_answer_is_confirmed_with_its_letter() -> None:
    assert notice(Verdict.STORED, Position(3), 1, SAY) == "Đã ghi nhận câu 3: B."
    assert notice(Verdict.STORED, Position(3), 1, SAY, may_change=True) == (
        "Đã ghi nhận câu 3: B. Bạn được đổi đến hết giờ."
    )


def test_who_is_unknown_is_told_where_to_register() -> None:
    assert unregistered_notice("https://thi.example.vn/?u=SO-NV", SAY) == (
        "Bạn chưa đăng ký. Mời đăng ký tại https://thi.example.vn/?u=SO-NV rồi trả lời lại."
    )


def test_an_address_too_long_for_a_notice_is_left_out() -> None:
    text = unregistered_notice(f"https://{'a' * 180}.vn", SAY)

    assert text == "Bạn chưa đăng ký. Mời nhắn tin riêng cho bot “đăng ký” rồi trả lời lại."


def test_a_room_is_told_how_much_time_it_has_left() -> None:
    assert resumed_text(Position(3), 10, timedelta(seconds=12), SAY) == (
        "Buổi thi tiếp tục. Câu 3/10 còn 12 giây ở phòng thi này."
    )
    assert resumed_text(Position(3), 10, None, SAY) == (
        "Buổi thi tiếp tục. Mời các bạn chuẩn bị cho câu hỏi tiếp theo."
    )


def test_a_room_left_out_is_told_that_it_plays_on() -> None:
    assert left_out_text(Position(3), 10, SAY) == (
        "Do sự cố đường truyền, phòng thi này không thi được câu 3/10. Các bạn vẫn thi bình thường"
        " từ câu tiếp theo; nếu có ý kiến, đề nghị liên hệ Ban Tổ chức."
    )


def test_a_stopped_round_says_up_to_where_it_counts() -> None:
    assert stopped_text("Ngày Pháp luật", Position(4), 10, SAY).startswith(
        "Buổi thi trực tiếp “Ngày Pháp luật” đã được Ban Tổ chức kết thúc sau câu 4/10."
    )
