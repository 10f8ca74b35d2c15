"""The whole system in a group on Telegram: a role by a link, a code, binding, asking, moving."""

import re
from datetime import timedelta

import anyio
import pytest

from handlers import codes
from handlers.ports.addresses import ChatKind, ChatRef
from handlers.ports.invitations import Invitation, Purpose
from handlers.ports.records import Role
from tests.integration.telegram.system import System
from tests.platforms.telegram.people import GroupLife
from tests.platforms.telegram_people import PATIENCE, Player

pytestmark = pytest.mark.anyio

CODE = re.compile(r"LIENKET (\w{4}-\w{4})")
BOUND = "Nhóm này đã được gắn với Sở Nội vụ."
NUMBERS = "• Lãnh đạo cấp phòng: 0/15, cần 8, còn thiếu 8"
"""SO-NV has 15 heads of division, of whom half are to take part, rounded up (domain.md 1.1)."""
ANSWERED_PRIVATELY = "Đây là nhóm của Sở Nội vụ. Mời các bạn nhắn tin riêng cho bot"
MEMBER = 77


async def role_code(system: System) -> str:
    """A code that makes somebody the liaison of SO-NV."""
    now = system.app.clock.now()
    async with system.app.units_of_work() as tx:
        units = {unit.code: unit.id for unit in await tx.units.existing_on(now.date())}
        invitation = Invitation(
            Purpose.ROLE,
            issued_by="test",
            issued_at=now,
            expires_at=now + timedelta(hours=1),
            role=Role.UNIT_LIAISON,
            unit=units["SO-NV"],
        )
        code = await codes.issue(tx, invitation)
        await tx.commit()
    return codes.shown(code)


async def liaison_of(system: System) -> Player:
    """Somebody who has followed the link of an invitation."""
    player = system.player()
    player.person.start(await role_code(system))
    assert "vai trò: Đầu mối đơn vị, Sở Nội vụ." in await player.reads()
    return player


async def group_code(liaison: Player) -> str:
    await liaison.say("mã nhóm")
    found = CODE.search(await liaison.reads())
    assert found is not None
    return found[1]


def group_of(system: System, liaison: Player) -> GroupLife:
    """A group in which the bot hears no more than privacy mode lets it."""
    group = system.telegram.group(liaison.person)
    group.add(system.telegram.person(MEMBER))
    group.add_bot(system.telegram.bot)
    return group


async def answer_in(group: GroupLife) -> str:
    return (await group.chat.read(PATIENCE)).text


async def is_bound(system: System, group_id: int) -> bool:
    chat = ChatRef("telegram", system.adapter.bot, str(group_id), ChatKind.GROUP)
    async with system.app.units_of_work.reading() as tx:
        return await tx.groups.of_chat(chat) is not None


async def bound_group(system: System) -> GroupLife:
    liaison = await liaison_of(system)
    group = group_of(system, liaison)
    liaison.person.say(f"@hoithi_bot LIENKET {await group_code(liaison)}", group.chat)
    assert (await answer_in(group)).startswith(BOUND)
    return group


@pytest.mark.parametrize(
    "written",
    [
        "@hoithi_bot LIENKET {code}",
        "lienket {code} @HoiThi_bot",
        "/lienket@hoithi_bot {code}",
        "/lienket {code}",
        # What the link t.me/hoithi_bot?startgroup={code} lets somebody say.
        "/start@hoithi_bot {code}",
    ],
)
@pytest.mark.parametrize(("library", "inlet"), [("telegram_aiogram", "webhook")])
async def test_a_group_is_bound_by_a_code_however_the_bot_is_spoken_to(
    system: System, written: str
) -> None:
    liaison = await liaison_of(system)
    group = group_of(system, liaison)

    liaison.person.say(written.format(code=await group_code(liaison)), group.chat)

    assert (await answer_in(group)).startswith(BOUND)


async def test_a_bound_group_is_told_numbers_and_keeps_its_unit_when_it_moves(
    system: System,
) -> None:
    group = await bound_group(system)
    member = system.telegram.person(MEMBER)

    member.say("@hoithi_bot tình hình", group.chat)
    told = await answer_in(group)
    moved = group.migrate()
    with anyio.fail_after(PATIENCE):
        while not await is_bound(system, moved.id):
            await system.app.clock.sleep(timedelta(milliseconds=20))
    member.say("/tinhhinh@hoithi_bot", group.chat)
    told_after = (await moved.read(PATIENCE)).text

    assert NUMBERS in told
    assert told_after == told
    await system.settled()
    assert system.telegram.refusals == {}


@pytest.mark.parametrize(("library", "inlet"), [("telegram_aiogram", "webhook")])
async def test_nobody_plays_or_learns_a_score_in_a_group(system: System) -> None:
    group = await bound_group(system)
    await system.register([2])
    contestant = system.player(2)
    group.add(contestant.person)
    await contestant.begin()

    contestant.person.say("@hoithi_bot B", group.chat)
    assert (await answer_in(group)).startswith(ANSWERED_PRIVATELY)
    for words in ("/thi@hoithi_bot", "@hoithi_bot điểm của tôi", "@hoithi_bot tình hình"):
        contestant.person.say(words, group.chat)

    # How things work is said once a minute.
    assert (await answer_in(group)).startswith("Sở Nội vụ – tham gia")
    assert (await system.account()).answers_stored == 0


@pytest.mark.parametrize(("library", "inlet"), [("telegram_aiogram", "webhook")])
async def test_a_code_binds_one_group_once(system: System) -> None:
    liaison = await liaison_of(system)
    first, second = group_of(system, liaison), group_of(system, liaison)
    code = await group_code(liaison)

    liaison.person.say(f"/lienket@hoithi_bot {code}", first.chat)
    assert (await answer_in(first)).startswith(BOUND)
    liaison.person.say(f"/lienket@hoithi_bot {code}", second.chat)

    assert (await answer_in(second)).startswith("Mã này không đúng, đã được dùng")
    assert not await is_bound(system, second.id)


@pytest.mark.parametrize(("library", "inlet"), [("telegram_aiogram", "webhook")])
async def test_a_group_that_throws_the_bot_out_keeps_nobody_else_waiting(system: System) -> None:
    group = await bound_group(system)

    system.telegram.person(MEMBER).say("@hoithi_bot tình hình", group.chat)
    group.remove_bot(system.telegram.bot)
    other = await system.contestant(3)
    await other.begin()
    await other.play()
    group.add_bot(system.telegram.bot)
    system.telegram.person(MEMBER).say("@hoithi_bot tình hình", group.chat)

    assert NUMBERS in await answer_in(group)
