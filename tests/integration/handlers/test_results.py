"""My score, and the right answers once the policy of the round allows them."""

import pytest

from contest.model import Topic
from contest.rules import Reveal, RoundRules
from handlers.ports.contents import Question, Text
from handlers.rendering import MAX_PAGE_LENGTH, utf16_length
from tests.integration.handlers.conftest import World, local

pytestmark = pytest.mark.anyio

THREE = RoundRules(blueprint=((Topic("PAR"), 3),), prediction=None)
TWICE = RoundRules(blueprint=((Topic("PAR"), 2),), prediction=None, attempts_allowed=2)
OPEN_BOOK = RoundRules(
    blueprint=((Topic("PAR"), 2),), prediction=None, reveal=Reveal.AFTER_EACH_QUESTION
)
SECRET = RoundRules(blueprint=((Topic("PAR"), 2),), prediction=None, reveal=Reveal.NEVER)


def other(letter: str) -> str:
    return "B" if letter == "A" else "A"


async def test_somebody_who_has_not_played_is_invited(world: World) -> None:
    hoa = await world.registered()

    assert await hoa.write("điểm") == "Bạn chưa dự thi vòng nào."
    assert "Vào thi" in hoa.choices
    assert await hoa.write("xem đáp án") == "Bạn chưa dự thi vòng nào."


@pytest.mark.parametrize("text", ["điểm", "xem đáp án", "vào thi"])
async def test_somebody_who_has_not_registered_is_asked_to(world: World, text: str) -> None:
    assert "THÔNG BÁO VỀ DỮ LIỆU CÁ NHÂN" in await world.person().write(text)


@pytest.mark.parametrize("rules", [THREE])
async def test_the_score_is_shown_with_the_time_used(world: World) -> None:
    hoa = await world.registered()
    await hoa.write("vào thi")
    await hoa.press("Bắt đầu làm bài")
    right = await world.right_letters(await world.attempt_of(hoa))
    await world.answer(hoa, [right[0], other(right[1]), "-"])
    await hoa.write("trợ giúp")

    # Two answers after a second each, and 40 s for the question whose time ran out.
    assert await hoa.write("điểm của tôi") == "Vòng 1\n• Lượt 1: 1/3 điểm, làm bài trong 42 giây"
    assert list(hoa.choices) == ["Thể lệ", "Trợ giúp"]


@pytest.mark.parametrize("rules", [THREE])
async def test_while_playing_the_points_so_far_stay_hidden(world: World) -> None:
    hoa = await world.registered()
    await hoa.write("vào thi")
    await hoa.press("Bắt đầu làm bài")
    right = await world.right_letters(await world.attempt_of(hoa))
    await world.answer(hoa, right[:1])

    assert await hoa.write("điểm") == "Vòng 1\n• Lượt 1: đang làm bài, câu 2/3"
    assert list(hoa.choices) == ["Tiếp tục"]
    assert "chỉ xem được sau khi bài thi kết thúc" in await hoa.write("xem đáp án")


@pytest.mark.parametrize("rules", [TWICE])
async def test_of_several_attempts_the_one_that_counts_is_named(world: World) -> None:
    hoa = await world.registered()
    for right_answers in (2, 1):
        await hoa.write("vào thi")
        await hoa.press("Bắt đầu làm bài")
        right = await world.right_letters(await world.attempt_of(hoa))
        answers = [
            letter if place < right_answers else other(letter) for place, letter in enumerate(right)
        ]
        await world.answer(hoa, answers)

    assert await hoa.write("điểm") == (
        "Vòng 1\n"
        "• Lượt 1: 2/2 điểm, làm bài trong 2 giây\n"
        "• Lượt 2: 1/2 điểm, làm bài trong 2 giây\n"
        "• Kết quả được tính: lượt 1"
    )


@pytest.mark.parametrize("rules", [THREE])
async def test_right_answers_stay_hidden_until_the_round_has_closed(world: World) -> None:
    hoa = await world.registered()
    await hoa.write("vào thi")
    await hoa.press("Bắt đầu làm bài")
    attempt = await world.attempt_of(hoa)
    right = await world.right_letters(attempt)
    await world.answer(hoa, [right[0], other(right[1]), "bỏ qua"])
    async with world.begin() as tx:
        bank = await tx.questions.find([drawn.question for drawn in attempt.paper])
    first, second, third = (bank[drawn.question] for drawn in attempt.paper)
    wrong = attempt.paper[1].order["ABCD".index(other(right[1]))]

    assert await hoa.write("đáp án") == (
        "Đáp án Vòng 1 được công bố sau khi vòng thi kết thúc, lúc 24 giờ 00, ngày 21/11/2023."
    )
    assert "Xem đáp án" not in hoa.choices
    await hoa.write("điểm", at=local(22))
    assert "Xem đáp án" in hoa.choices
    assert await hoa.write("đáp án", at=local(22)) == (
        "Vòng 1: đáp án bài làm của bạn (1 điểm)\n\n"
        f"1. {first.text}\n"
        f"Đúng. {right[0]}. {first.options[first.correct]}\n\n"
        f"2. {second.text}\n"
        f"Bạn chọn: {other(right[1])}. {second.options[wrong]}\n"
        f"Đáp án đúng: {right[1]}. {second.options[second.correct]}\n\n"
        f"3. {third.text}\n"
        f"Bạn chưa trả lời.\nĐáp án đúng: {right[2]}. {third.options[third.correct]}"
    )


@pytest.mark.parametrize("rules", [OPEN_BOOK])
async def test_a_round_that_reveals_at_once_can_be_reviewed_at_once(world: World) -> None:
    hoa = await world.registered()
    await world.play(hoa, ["A", "A"])

    assert (await hoa.write("đáp án")).startswith("Vòng 1: đáp án bài làm của bạn")


@pytest.mark.parametrize("rules", [SECRET])
async def test_a_round_that_never_reveals_says_so(world: World) -> None:
    hoa = await world.registered()
    await world.play(hoa, ["A", "A"])

    assert await hoa.write("đáp án", at=local(23)) == (
        "Theo Thể lệ, đáp án Vòng 1 không được công bố qua hệ thống này."
    )


async def test_a_whole_paper_is_reviewed_in_a_few_messages(world: World) -> None:
    hoa = await world.registered()
    await world.play(hoa, ["A"] * 15 + ["5945"])

    await hoa.write("đáp án", at=local(22))

    assert 2 <= len(hoa.heard) <= 4
    bodies = [content.body for content in hoa.heard if isinstance(content, Text)]
    assert all(utf16_length(body) <= MAX_PAGE_LENGTH for body in bodies)
    assert [f"\n\n{place}. " in "\n\n".join(bodies) for place in range(1, 17)] == (
        [True] * 15 + [False]
    )


async def test_the_question_at_hand_is_shown_again(world: World) -> None:
    hoa = await world.registered()
    await hoa.write("vào thi")
    await hoa.press("Bắt đầu làm bài")
    await world.answer(hoa, ["A"])

    await hoa.write("tiếp tục")

    assert [each.position for each in hoa.heard if isinstance(each, Question)] == [2]
