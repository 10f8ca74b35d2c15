"""One person on several platforms: linked with a short code, and one attempt counts."""

from datetime import timedelta

import pytest

from contest.attempts import State
from contest.model import Topic
from contest.rules import RoundRules
from handlers.ports.addresses import ChatRef, UserRef
from handlers.ports.contents import Question
from handlers.ports.records import Grant, Person, Role
from handlers.turns import Delivered
from tests.integration.handlers.conftest import World
from tests.integration.handlers.conversation import Conversation
from tests.integration.handlers.one_time_codes import code_in, everything_stored
from tests.integration.handlers.people_lists import audited

pytestmark = pytest.mark.anyio

THREE = RoundRules(blueprint=((Topic("PAR"), 3),), prediction=None)


def elsewhere(world: World, name: str = "hoa") -> Conversation:
    """Somebody on another platform than the web chat."""
    other = world.person(f"{name}-elsewhere")
    other.chat, other.user = ChatRef("zalo", "bot", f"z-{name}"), UserRef("zalo", "bot", name)
    return other


async def person_of(world: World, conversation: Conversation) -> Person | None:
    async with world.begin() as tx:
        return await tx.people.of_user(conversation.user)


async def test_a_code_makes_another_account_the_same_person(world: World) -> None:
    hoa, zalo = await world.registered(), elsewhere(world)

    text = await hoa.write("liên kết")
    code = code_in(text)
    assert text == (
        f"Mã liên kết của bạn: {code}\n"
        "Mã có hiệu lực 15 phút, dùng một lần. Bạn mở bot của cuộc thi trên nền tảng khác và nhắn"
        " mã này. Không đưa mã cho người khác: ai có mã sẽ dùng được tài khoản dự thi của bạn."
    )
    assert await zalo.write(code) == (
        "Đã liên kết. Bạn dùng chung một hồ sơ dự thi trên các nền tảng; mỗi vòng thi chỉ tính một"
        " bài.\n\n"
        "Vòng 1 đang mở đến 24 giờ 00, ngày 21/11/2023. Mời bạn vào thi."
    )
    assert await person_of(world, zalo) == await person_of(world, hoa)
    assert "Chào Nguyễn Thị Hoa!" in await zalo.write("xin chào")


@pytest.mark.parametrize("words", ["liên kết {}", "LIENKET {}", "mã mời {}", "/start {}"])
async def test_a_newcomer_who_is_asked_for_consent_links_just_as_well(
    world: World, words: str
) -> None:
    hoa, zalo = await world.registered(), elsewhere(world)
    code = code_in(await hoa.write("liên kết"))
    await zalo.write("/start")

    assert (await zalo.write(words.format(code))).startswith("Đã liên kết.")
    async with world.begin() as tx:
        assert await tx.dialogues.of_user(zalo.user) is None


async def test_a_code_links_one_account(world: World) -> None:
    hoa, zalo, stranger = await world.registered(), elsewhere(world), elsewhere(world, "stranger")
    code = code_in(await hoa.write("liên kết"))
    await zalo.write(code)

    assert (await stranger.write(code)).startswith("Mã này không đúng, đã được dùng")
    assert await person_of(world, stranger) is None


@pytest.mark.parametrize(("minutes", "seconds", "is_linked"), [(14, 59, True), (15, 0, False)])
async def test_a_code_is_good_for_a_quarter_of_an_hour(
    world: World, minutes: int, seconds: int, is_linked: bool
) -> None:
    hoa, zalo = await world.registered(), elsewhere(world)
    request = hoa.message(text="liên kết")
    code = code_in(await hoa.deliver(request))

    await zalo.write(code, at=request.received_at + timedelta(minutes=minutes, seconds=seconds))

    assert (await person_of(world, zalo) is not None) is is_linked


async def test_somebody_registered_cannot_become_somebody_else(world: World) -> None:
    hoa, nam, zalo = await world.registered(), await world.registered("nam"), elsewhere(world)
    code = code_in(await hoa.write("liên kết"))
    before = await person_of(world, nam)

    assert await nam.write(code) == (
        "Tài khoản này đã đăng ký dự thi nên không thể liên kết thêm. Nếu bạn lỡ đăng ký hai lần,"
        " vui lòng liên hệ Ban Tổ chức."
    )
    assert await person_of(world, nam) == before
    # The code is still good for whom it was meant.
    assert (await zalo.write(code)).startswith("Đã liên kết.")


async def test_who_has_not_registered_is_told_how_to_link(world: World) -> None:
    stranger = world.person("stranger")

    assert (await stranger.write("liên kết")).startswith(
        "Nếu đã đăng ký trên một nền tảng khác, bạn nhắn “liên kết” ở đó để nhận mã"
    )
    assert list(stranger.choices) == ["Đăng ký", "Trợ giúp"]


async def test_the_code_of_somebody_who_has_erased_their_data_links_nobody(world: World) -> None:
    hoa, zalo = await world.registered(), elsewhere(world)
    code = code_in(await hoa.write("liên kết"))
    await hoa.write("xóa dữ liệu")
    await hoa.press("Xóa vĩnh viễn")
    assert await person_of(world, hoa) is None

    assert (await zalo.write(code)).startswith("Mã này không đúng")
    assert await person_of(world, zalo) is None


@pytest.mark.parametrize("rules", [THREE])
async def test_an_attempt_goes_on_where_its_person_is(world: World) -> None:
    hoa, zalo = await world.registered(), elsewhere(world)
    await zalo.write(code_in(await hoa.write("liên kết")))
    await hoa.write("vào thi")
    await hoa.press("Bắt đầu làm bài")
    await world.answer(hoa, ["A"])

    await zalo.write("tiếp tục")

    (question,) = zalo.heard
    assert isinstance(question, Question)
    assert question.position == 2
    await world.answer(zalo, ["B", "C"])
    attempt = await world.attempt_of(hoa)
    assert attempt.progress.state is State.FINISHED
    async with world.begin() as tx:
        assert len(await tx.attempts.answers(attempt.id)) == 3


@pytest.mark.parametrize("rules", [THREE])
async def test_one_person_has_one_attempt_and_counts_once(world: World) -> None:
    hoa, zalo = await world.registered(), elsewhere(world)
    await zalo.write(code_in(await hoa.write("liên kết")))
    await world.play(hoa, ["A", "B", "C"])

    assert await zalo.write("vào thi") == ("Bạn đã dùng hết số lượt thi của Vòng 1. Cảm ơn bạn!")
    async with world.begin() as tx:
        day = world.first.window.opens_at.date()
        standings = await tx.units.standings(world.first.id, day)
    assert sum(standing.registered for standing in standings) == 1
    assert sum(standing.finished for standing in standings) == 1


@pytest.mark.parametrize("rules", [THREE])
async def test_an_organiser_who_links_a_contestants_account_is_out_of_the_contest(
    world: World,
) -> None:
    hoa, zalo = await world.registered(), elsewhere(world)
    await world.play(hoa, ["A", "B", "C"])
    async with world.begin() as tx:
        await tx.people.grant(zalo.user, zalo.chat, Grant(Role.ORGANISER))
        await tx.commit()

    linked = await zalo.write(code_in(await hoa.write("liên kết")))

    assert linked.endswith("Bài thi đồng chí đã làm sẽ không được tính.")
    assert (await world.attempt_of(hoa)).progress.state is State.VOID
    assert "không dự thi" in await hoa.write("vào thi")


async def test_links_are_logged_without_their_codes(world: World) -> None:
    hoa, zalo = await world.registered(), elsewhere(world)
    code = code_in(await hoa.write("liên kết"))
    await zalo.write(code)

    assert [event for event, _, _ in await audited(world)] == ["code_issued", "account_linked"]
    # The message that tells the code is the one place where it stands.
    stored = await everything_stored(world, but=["outbox"])
    assert "code_issued" in stored
    assert code not in stored
    assert code.replace("-", "") not in stored


async def test_what_is_queued_on_two_platforms_answers_the_one_that_asked(world: World) -> None:
    hoa, zalo = await world.registered(), elsewhere(world)
    await zalo.write(code_in(await hoa.write("liên kết")))
    await zalo.write("vào thi")
    await zalo.press("Bắt đầu làm bài")

    attempt = await world.attempt_of(zalo)
    await world.intake.delivered(
        Delivered(0, "1", attempt.id, attempt.progress.position, world.clock.now())
    )
    world.clock.advance(timedelta(seconds=1))
    await zalo.write("A")

    assert [type(content) for content in zalo.heard] == [Question]
