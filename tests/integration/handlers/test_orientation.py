"""Greetings, help, rules, leaving a dialogue, and the other language."""

from datetime import datetime

import pytest

from handlers.ports.records import Role
from tests.integration.handlers.conftest import World, local

pytestmark = pytest.mark.anyio


async def test_a_contestant_is_greeted_by_name_and_invited(world: World) -> None:
    hoa = await world.registered()

    assert await hoa.write("xin chào") == (
        "Chào Nguyễn Thị Hoa!\n\nVòng 1 đang mở đến 24 giờ 00, ngày 21/11/2023. Mời bạn vào thi."
    )
    assert list(hoa.choices) == ["Vào thi", "Thể lệ"]


async def test_a_leader_is_greeted_without_being_asked_to_register(world: World) -> None:
    leader = await world.with_role("leader", Role.UNIT_LEADER, "SO-NV")

    assert "Kính chào đồng chí." in await leader.write("/start")
    assert list(leader.choices) == ["Tình hình", "Trợ giúp"]


async def test_help_lists_what_this_person_can_do(world: World) -> None:
    stranger = await world.person("stranger").write("trợ giúp")
    hoa = await (await world.registered()).write("trợ giúp")
    leader = await world.with_role("leader", Role.UNIT_LEADER, "SO-NV")
    organiser = await world.with_role("organiser", Role.ORGANISER)

    assert "“đăng ký”" in stranger
    assert "“vào thi”" not in stranger
    assert "“vào thi”" in hoa
    assert "“đăng ký”" not in hoa
    assert "“tình hình”" not in hoa
    assert "“tình hình”" in await leader.write("trợ giúp")
    assert "“tiến độ”" in await organiser.write("trợ giúp")


async def test_the_rules_of_the_open_round_are_shown(world: World) -> None:
    hoa = await world.registered()

    rules = await hoa.write("thể lệ")

    assert rules.startswith("THỂ LỆ\nCuộc thi tìm hiểu cải cách hành chính\nVòng 1\n")
    assert rules.endswith(f"Phiên bản thể lệ: {world.first.rules.version}")
    assert 1 <= len(hoa.heard) <= 2
    assert "Vào thi" in hoa.choices


@pytest.mark.parametrize(
    ("at", "name"),
    [(local(1), "Vòng 1"), (local(22), "Vòng 2"), (local(30, month=12), "Vòng 2")],
)
async def test_without_an_open_round_the_next_or_the_last_one_has_rules(
    world: World, at: datetime, name: str
) -> None:
    assert f"\n{name}\n" in await world.person().write("thể lệ", at=at)


async def test_cancelling_nothing_says_so(world: World) -> None:
    hoa = await world.registered()

    assert await hoa.write("hủy") == "Không có việc gì đang làm dở để hủy."


async def test_the_language_chosen_stays(world: World) -> None:
    hoa = await world.registered()

    assert await hoa.write("/english") == "From now on you will get messages in English."
    assert (await hoa.write("hello")).startswith("Hello Nguyễn Thị Hoa!")
    assert list(hoa.choices) == ["Play", "Rules"]
    assert "15 multiple-choice questions" in await hoa.write("play")
    assert await hoa.write("cancel") == "There is nothing to cancel."
    assert "in English" in await hoa.write("english")
    assert await hoa.write("tiếng việt") == "Từ bây giờ hệ thống sẽ nhắn bằng tiếng Việt."
    assert "Chào Nguyễn Thị Hoa!" in await hoa.write("/start")
    async with world.begin() as tx:
        assert await tx.dialogues.of_user(hoa.user) is None


async def test_a_paper_is_played_in_the_language_chosen(world: World) -> None:
    hoa = await world.registered()
    await hoa.write("/english")
    await hoa.write("play")
    await hoa.press("Begin")

    assert (await world.attempt_of(hoa)).locale == "en"


async def test_a_registration_goes_on_in_the_language_chosen(world: World) -> None:
    hoa = world.person()
    await hoa.write("đăng ký")

    assert "NOTICE ON PERSONAL DATA" in await hoa.write("/english")
    await hoa.press("I agree")
    await hoa.write("Nguyễn Thị Hoa")
    assert "Step 3/5" in await hoa.write("08/11/1980")
    for text in ("SO-NV", "1", "1", "1"):
        await hoa.write(text)
    async with world.begin() as tx:
        person = await tx.people.of_user(hoa.user)
    assert person is not None
    assert person.locale == "en"
    assert (await hoa.write("hello")).startswith("Hello Nguyễn Thị Hoa!")


async def test_leaving_a_dialogue_keeps_the_language(world: World) -> None:
    hoa = world.person()
    await hoa.write("/english")
    await hoa.write("register")

    assert "Stopped." in await hoa.write("cancel")
    assert "Register" in hoa.choices
