"""Telling which registered person is who on a roster: by phone, else by the liaison's word."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from handlers.payloads import task_payload
from handlers.ports.contents import Text
from handlers.ports.records import Grant, Role
from handlers.ports.rosters import EntryId, Match, RosterEntry
from tests.integration.handlers.conftest import World
from tests.integration.handlers.conversation import Conversation
from tests.integration.handlers.people_lists import (
    OTHER_PHONE,
    PHONE,
    all_sent,
    asked,
    audited,
    entry_of,
    listed,
    match,
    register,
    store,
)

pytestmark = pytest.mark.anyio


async def test_the_only_entry_with_the_phone_and_name_is_confirmed_at_once(world: World) -> None:
    (entry,) = await store(world, listed(world, name="Tran Van Bình"))
    liaison = await world.with_role("mai", Role.UNIT_LIAISON, "SO-NV")
    person, phone = await register(world, phone=PHONE)

    assert await match(world, person, phone) is Match.CONFIRMED

    assert await entry_of(world, entry) == replace(entry, match=Match.CONFIRMED, person=person.id)
    assert await asked(liaison) == ""


async def test_a_phone_under_another_name_is_only_a_suggestion(world: World) -> None:
    (entry,) = await store(world, listed(world, name="Lê Thị Mai"))
    liaison = await world.with_role("mai", Role.UNIT_LIAISON, "SO-NV")
    person, phone = await register(world, phone=PHONE)

    assert await match(world, person, phone) is Match.SUGGESTED

    found = await entry_of(world, entry)
    assert (found.match, found.person) == (Match.SUGGESTED, person.id)
    assert await asked(liaison) == (
        "Kính gửi đồng chí,\n"
        "Trần Văn Bình, sinh ngày 01/02/1985, vừa đăng ký dự thi. Danh sách được cử của Sở Nội vụ"
        " có Lê Thị Mai cùng số điện thoại này, nhưng họ tên không khớp.\n"
        "Đồng chí vui lòng cho biết đây có đúng là người trong danh sách không?"
    )


async def test_name_and_birth_date_are_only_a_suggestion(world: World) -> None:
    (entry,) = await store(world, listed(world))
    liaison = await world.with_role("mai", Role.UNIT_LIAISON, "SO-NV")
    person, phone = await register(world, phone=OTHER_PHONE)

    assert await match(world, person, phone) is Match.SUGGESTED

    found = await entry_of(world, entry)
    assert (found.match, found.person) == (Match.SUGGESTED, person.id)
    assert await asked(liaison) == (
        "Kính gửi đồng chí,\n"
        "Trần Văn Bình, sinh ngày 01/02/1985, vừa đăng ký dự thi. Danh sách được cử của Sở Nội vụ"
        " có người trùng họ tên và ngày sinh này, nhưng số điện thoại không khớp hoặc chưa có.\n"
        "Đồng chí vui lòng cho biết đây có đúng là người trong danh sách không?"
    )
    assert list(liaison.choices) == ["Đúng người này", "Không phải"]


async def test_the_unit_that_somebody_has_declared_is_told_if_it_is_another(world: World) -> None:
    await store(world, listed(world))
    liaison = await world.with_role("mai", Role.UNIT_LIAISON, "SO-NV")
    person, _ = await register(world, unit="24331")

    await match(world, person, None)

    text = await asked(liaison)
    assert "vừa đăng ký dự thi và khai thuộc phường Thống Nhất (thị xã Buôn Hồ). Danh sách" in text


async def test_nobody_on_a_roster_is_no_match(world: World) -> None:
    await store(world, listed(world, name="Lê Thị Mai"))
    person, phone = await register(world, phone=OTHER_PHONE)

    assert await match(world, person, phone) is Match.NONE


async def test_a_liaison_is_asked_once_about_the_same_person(world: World) -> None:
    await store(world, listed(world))
    liaison = await world.with_role("mai", Role.UNIT_LIAISON, "SO-NV")
    person, _ = await register(world)
    await match(world, person, None)
    await asked(liaison)

    assert await match(world, person, None) is Match.SUGGESTED

    assert await asked(liaison) == ""


async def test_a_yes_confirms_and_the_category_stays_that_of_the_roster(world: World) -> None:
    (entry,) = await store(world, listed(world))
    liaison = await world.with_role("mai", Role.UNIT_LIAISON, "SO-NV")
    person, _ = await register(world)
    await match(world, person, None)
    await asked(liaison)

    said = await liaison.press("Đúng người này")

    assert said == (
        "Đã ghi nhận: Trần Văn Bình là người trong danh sách của đơn vị. Cảm ơn đồng chí."
    )
    async with world.begin() as tx:
        found = await tx.rosters.of_person(person.id)
    assert found is not None
    assert (found.id, found.category) == (entry.id, "division_heads")


async def test_where_there_are_no_buttons_the_number_is_typed(world: World) -> None:
    (entry,) = await store(world, listed(world))
    liaison = await world.with_role("mai", Role.UNIT_LIAISON, "SO-NV")
    person, _ = await register(world)
    await match(world, person, None)
    await asked(liaison)
    await all_sent(world)

    await liaison.write("1")

    assert (await entry_of(world, entry)).match is Match.CONFIRMED


async def two_questions(world: World) -> tuple[Conversation, Sequence[RosterEntry]]:
    """A liaison without buttons who was asked about two people, one after the other."""
    entries = await store(
        world, listed(world, name="Lê Thị Mai"), listed(world, name="Vũ Văn Nam", phone=OTHER_PHONE)
    )
    liaison = await world.with_role("mai", Role.UNIT_LIAISON, "SO-NV")
    for name, phone in (("first", PHONE), ("second", OTHER_PHONE)):
        person, protected = await register(world, name, phone=phone)
        assert await match(world, person, protected) is Match.SUGGESTED
    await asked(liaison)
    await all_sent(world)
    return liaison, entries


async def test_where_there_are_no_buttons_one_question_follows_the_other(world: World) -> None:
    liaison, (earlier, later) = await two_questions(world)

    said = await liaison.write("2")

    assert said.startswith("Đã ghi nhận: người vừa đăng ký không phải là Vũ Văn Nam")
    assert "có Lê Thị Mai cùng số điện thoại này" in said
    await all_sent(world)
    assert "Lê Thị Mai là người trong danh sách của đơn vị." in await liaison.write("1")
    assert (await entry_of(world, earlier)).match is Match.CONFIRMED
    assert (await entry_of(world, later)).match is Match.NONE
    await all_sent(world)
    said = await liaison.write("1")
    assert said.startswith("Việc này đã được giải quyết")
    assert "Kính gửi" not in said


async def test_a_question_that_was_passed_over_is_put_again_with_the_missing(world: World) -> None:
    liaison, (_, later) = await two_questions(world)
    for _ in range(6):
        await liaison.write("trợ giúp")
        await all_sent(world)
    await liaison.write("1")
    assert (await entry_of(world, later)).match is Match.SUGGESTED
    await all_sent(world)

    said = await liaison.write("ai chưa thi")

    assert "có Vũ Văn Nam cùng số điện thoại này" in said
    await all_sent(world)
    await liaison.write("1")
    assert (await entry_of(world, later)).match is Match.CONFIRMED


async def test_where_there_are_buttons_nothing_is_asked_twice(world: World) -> None:
    liaison, _ = await two_questions(world)

    said = await liaison.press("Không phải")

    assert "Kính gửi" not in said


async def test_nobody_is_asked_again_about_a_unit_that_is_not_theirs_any_more(world: World) -> None:
    liaison, _ = await two_questions(world)
    async with world.begin() as tx:
        grant = Grant(Role.UNIT_LIAISON, world.units["SO-NV"].id)
        await tx.people.revoke(liaison.user.key, grant)
        await tx.commit()

    said = await liaison.write("1")

    assert said.startswith("Chỉ đầu mối")
    assert "Kính gửi" not in said


async def test_a_no_leaves_the_one_on_the_roster_unmatched(world: World) -> None:
    (entry,) = await store(world, listed(world))
    liaison = await world.with_role("mai", Role.UNIT_LIAISON, "SO-NV")
    person, _ = await register(world)
    await match(world, person, None)
    await asked(liaison)

    said = await liaison.press("Không phải")

    assert said.startswith("Đã ghi nhận: người vừa đăng ký không phải là Trần Văn Bình")
    assert await entry_of(world, entry) == entry


async def test_the_second_answer_changes_nothing(world: World) -> None:
    (entry,) = await store(world, listed(world))
    liaison = await world.with_role("mai", Role.UNIT_LIAISON, "SO-NV")
    person, _ = await register(world)
    await match(world, person, None)
    await asked(liaison)
    payload = liaison.choices["Không phải"]
    await liaison.press("Đúng người này")

    said = await liaison.press_payload(payload)

    assert said.startswith("Việc này đã được giải quyết")
    assert (await entry_of(world, entry)).match is Match.CONFIRMED


async def test_an_answer_means_the_person_it_was_asked_about(world: World) -> None:
    (entry,) = await store(world, listed(world))
    liaison = await world.with_role("mai", Role.UNIT_LIAISON, "SO-NV")
    first, _ = await register(world)
    await match(world, first, None)
    await asked(liaison)
    about_the_first = liaison.choices["Đúng người này"]
    await liaison.press("Không phải")
    second, _ = await register(world, "another")
    await match(world, second, None)

    await asked(liaison)

    said = await liaison.press_payload(about_the_first)

    assert said.startswith("Việc này đã được giải quyết")
    found = await entry_of(world, entry)
    assert (found.match, found.person) == (Match.SUGGESTED, second.id)


@pytest.mark.parametrize(
    ("role", "unit"),
    [
        (Role.UNIT_LIAISON, "24331"),
        (Role.UNIT_LEADER, "24331"),
        (Role.UNIT_LIAISON, "644"),
        (Role.SECRETARY, None),
        (Role.ORGANISER, None),
    ],
)
async def test_the_unit_those_above_it_and_the_organisers_may_settle_it(
    world: World, role: Role, unit: str | None
) -> None:
    official, entry = await pressing(world, role, unit)

    assert (await entry_of(world, entry)).match is Match.CONFIRMED
    assert official.acknowledgement.verdict == "handled"


@pytest.mark.parametrize(
    ("role", "unit"),
    [
        (Role.UNIT_LIAISON, "24127"),
        (Role.UNIT_LEADER, "643"),
        (Role.AUTHOR, None),
        (Role.TECHNICIAN, None),
    ],
)
async def test_nobody_else_may_settle_it(world: World, role: Role, unit: str | None) -> None:
    official, entry = await pressing(world, role, unit)

    assert (await entry_of(world, entry)).match is Match.SUGGESTED
    (said,) = official.heard
    assert isinstance(said, Text)
    assert said.body.startswith("Chỉ đầu mối, lãnh đạo của đơn vị này")


async def pressing(world: World, role: Role, unit: str | None) -> tuple[Conversation, RosterEntry]:
    """Somebody of that role says yes to a suggestion for phường Thống Nhất in Buôn Hồ."""
    (entry,) = await store(world, listed(world, "24331"))
    person, _ = await register(world)
    await match(world, person, None)
    official = await world.with_role("official", role, unit)
    await official.press_payload(task_payload("roster", entry.id, f"yes.{person.id}"))
    return official, entry


@pytest.mark.parametrize(
    ("held", "asked_one"),
    [
        ({"own": "24331", "above": "644", "secretary": None}, "own"),
        ({"above": "644", "secretary": None}, "above"),
        ({"elsewhere": "643", "secretary": None}, "secretary"),
    ],
)
async def test_the_nearest_liaison_is_asked_else_the_secretariat(
    world: World, held: dict[str, str | None], asked_one: str
) -> None:
    await store(world, listed(world, "24331"))
    officials = {
        name: await world.with_role(name, Role.UNIT_LIAISON if unit else Role.SECRETARY, unit)
        for name, unit in held.items()
    }
    person, _ = await register(world)

    await match(world, person, None)

    heard = {name for name, official in officials.items() if await asked(official)}
    assert heard == {asked_one}


async def test_the_entry_of_the_own_unit_goes_before_a_namesakes_elsewhere(world: World) -> None:
    own, elsewhere = await store(
        world, listed(world, "SO-NV"), listed(world, "SO-TP", phone=OTHER_PHONE)
    )
    person, _ = await register(world)

    await match(world, person, None)

    assert (await entry_of(world, own)).match is Match.SUGGESTED
    assert (await entry_of(world, elsewhere)).match is Match.NONE


async def test_a_phone_and_name_on_two_rosters_decide_nothing_alone(world: World) -> None:
    await store(world, listed(world, "SO-NV"), listed(world, "SO-TP"))
    person, phone = await register(world, phone=PHONE)

    assert await match(world, person, phone) is Match.SUGGESTED


async def test_who_is_matched_stays_matched(world: World) -> None:
    await store(world, listed(world))
    first, phone = await register(world, phone=PHONE)
    await match(world, first, phone)
    second, phone = await register(world, "another", phone=PHONE)

    assert await match(world, second, phone) is Match.NONE
    assert await match(world, first, None) is Match.CONFIRMED


async def test_people_without_an_entry_are_found_when_a_roster_comes_later(world: World) -> None:
    by_phone, phone = await register(world, "phone", phone=PHONE)
    by_name, _ = await register(world, "name")
    await world.registered("hoa")
    await store(world, listed(world, name="Trần Bình"), listed(world, phone=OTHER_PHONE))

    async with world.begin() as tx:
        found = await tx.rosters.unmatched()

    assert found == [(by_phone.id, phone), (by_name.id, None)]


async def test_who_is_confirmed_is_not_looked_for_again(world: World) -> None:
    person, phone = await register(world, phone=PHONE)
    await store(world, listed(world), listed(world, "SO-TP", phone=OTHER_PHONE))
    await match(world, person, phone)

    async with world.begin() as tx:
        assert await tx.rosters.unmatched() == []


async def test_a_task_about_no_entry_is_refused(world: World) -> None:
    liaison = await world.with_role("mai", Role.UNIT_LIAISON, "SO-NV")

    said = await liaison.press_payload(task_payload("roster", EntryId(4711), "yes.1"))

    assert said.startswith("Chỉ đầu mối")


async def test_every_match_leaves_a_line_in_the_audit_log(world: World) -> None:
    (entry,) = await store(world, listed(world))
    person, phone = await register(world, phone=PHONE)
    await match(world, person, phone)

    assert await audited(world) == [
        (
            "roster_match_confirmed",
            "system",
            {"entry": entry.id, "person": person.id, "unit": entry.unit},
        )
    ]
