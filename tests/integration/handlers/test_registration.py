"""Registration from the first word to the last, over a real database."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from contest.model import Audience
from contest.rules import RoundRules
from handlers.payloads import dialogue_payload
from handlers.ports.contents import Text
from handlers.ports.records import Dialogue, Person
from storage.tables.operations import audit_table
from storage.tables.people import consent_table, identity_table, person_table
from tests.integration.handlers.conftest import FIRST, World, local
from tests.integration.handlers.conversation import Conversation
from tests.integration.handlers.one_time_codes import everything_stored

pytestmark = pytest.mark.anyio


async def person_of(world: World, conversation: Conversation) -> Person | None:
    async with world.begin() as tx:
        return await tx.people.of_user(conversation.user)


async def dialogue_of(world: World, conversation: Conversation) -> Dialogue | None:
    async with world.begin() as tx:
        return await tx.dialogues.of_user(conversation.user)


async def agree(conversation: Conversation) -> None:
    await conversation.write("đăng ký")
    await conversation.press("Đồng ý")


async def up_to_unit(conversation: Conversation) -> None:
    await agree(conversation)
    await conversation.write("Nguyễn Thị Hoa")
    await conversation.write("08/11/1980")


async def up_to_confirmation(conversation: Conversation) -> None:
    await up_to_unit(conversation)
    await conversation.write("sở nội vụ")
    await conversation.press("Sở Nội vụ")
    await conversation.press("Cán bộ, công chức, viên chức")
    await conversation.press("Không cung cấp")


async def test_somebody_registers_by_pressing(world: World) -> None:
    hoa = world.person()

    assert "Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15" in await hoa.write("xin chào")
    assert "Bước 1/5" in await hoa.press("Đồng ý")
    assert "Bước 2/5" in await hoa.write("nguyễn thị hoa")
    assert "Bước 3/5" in await hoa.write("8.11.1980")
    await hoa.write("noi vu")
    assert "Bước 4/5" in await hoa.press("Sở Nội vụ")
    assert "Bước 5/5" in await hoa.press("Người dân")
    assert await hoa.press("Không cung cấp") == (
        "Bạn kiểm tra giúp:\n"
        "• Họ và tên: Nguyễn Thị Hoa\n"
        "• Ngày sinh: 08/11/1980\n"
        "• Đơn vị: Sở Nội vụ\n"
        "• Nhóm dự thi: Người dân\n"
        "• Điện thoại: không cung cấp\n"
        "Thông tin đã đúng chưa?"
    )
    assert await hoa.press("Đúng") == (
        "Đăng ký thành công. Cảm ơn Nguyễn Thị Hoa đã tham gia!\n\n"
        "Vòng 1 đang mở đến 24 giờ 00, ngày 21/11/2023. Mời bạn vào thi."
    )
    assert "Vào thi" in hoa.choices
    person = await person_of(world, hoa)
    assert person is not None
    assert (person.full_name, person.birth_date) == ("Nguyễn Thị Hoa", date(1980, 11, 8))
    assert (person.unit, person.audience) == (world.units["SO-NV"].id, Audience.CITIZENS)
    assert await dialogue_of(world, hoa) is None


async def test_somebody_registers_by_typing_numbers_and_words_without_marks(world: World) -> None:
    nam = world.person("nam")

    for text in ("dang ky", "1", "Trần Văn Nam", "01011990", "thong nhat", "2", "1", "1"):
        await nam.write(text)
    confirmation = await nam.write("linh tinh")
    assert "phường Thống Nhất (thị xã Buôn Hồ)" in confirmation
    done = await nam.write("dung")

    assert "Đăng ký thành công" in done
    person = await person_of(world, nam)
    assert person is not None
    assert person.audience is Audience.OFFICIALS


@pytest.mark.parametrize("yes", ["đồng ý", "Đồng ý.", "có", "1", "yes", "DONG Y"])
async def test_an_explicit_yes_is_consent(world: World, yes: str) -> None:
    hoa = world.person()
    await hoa.write("đăng ký")

    assert "Bước 1/5" in await hoa.write(yes)


@pytest.mark.parametrize(
    "text",
    ["Nguyễn Thị Hoa", "tôi không đồng ý đâu", "ok?", "3", "A", "08/11/1980", "đồng ý không"],
)
async def test_anything_but_a_yes_or_no_is_not_consent(world: World, text: str) -> None:
    hoa = world.person()
    await hoa.write("đăng ký")

    assert "bạn vui lòng chọn “Đồng ý” hoặc “Không đồng ý”" in await hoa.write(text)
    assert list(hoa.choices) == ["Đồng ý", "Không đồng ý"]


async def test_nothing_but_the_chat_is_stored_before_consent(world: World) -> None:
    hoa = world.person()
    await hoa.write("đăng ký")
    await hoa.write("Nguyễn Thị Hoa")

    assert await dialogue_of(world, hoa) == Dialogue("consent", {})
    async with world.database.read() as connection:
        assert (await connection.execute(select(person_table))).all() == []
        assert (await connection.execute(select(identity_table))).all() == []


@pytest.mark.parametrize("no", ["không đồng ý", "không", "2", "no"])
async def test_a_no_ends_registration_and_leaves_nothing(world: World, no: str) -> None:
    hoa = world.person()
    await hoa.write("đăng ký")

    assert "không lưu thông tin nào của bạn" in await hoa.write(no)
    assert await dialogue_of(world, hoa) is None


async def test_the_proof_of_consent_names_the_notice_that_was_shown(world: World) -> None:
    hoa = world.person()
    notice = await hoa.write("đăng ký")
    asked_at = world.clock.now()
    await hoa.press("Đồng ý")
    world.clock.advance(FIRST.closes_at - asked_at)
    for text in ("Nguyễn Thị Hoa", "08/11/1980", "SO-NV", "1", "1", "1"):
        await hoa.write(text)

    async with world.database.read() as connection:
        consent = (await connection.execute(select(consent_table))).one()
        audit = (await connection.execute(select(audit_table))).one()
    assert f"Phiên bản thông báo: {consent.notice_version}" in notice
    assert consent.consented_at == asked_at
    assert (consent.user_key, consent.channel) == (hoa.user.key, "web")
    assert audit.event == "person_registered"
    assert audit.facts == {"unit": world.units["SO-NV"].id}


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("<script>alert(1)</script>", "chỉ gồm chữ cái"),
        ("Hoa 😀", "chỉ gồm chữ cái"),
        ("0905123456", "chỉ gồm chữ cái"),
        ("H", "nhập đầy đủ họ và tên"),
        ("a" * 10_000, "dài quá 80 ký tự"),
    ],
)
async def test_what_is_no_name_is_refused_kindly(world: World, text: str, reply: str) -> None:
    hoa = world.person()
    await agree(hoa)

    assert reply in await hoa.write(text)
    assert "Bước 2/5" in await hoa.write("Nguyễn Thị Hoa")


async def test_direction_marks_and_controls_leave_a_name_untouched(world: World) -> None:
    hoa = world.person()
    await agree(hoa)

    assert "Chào Nguyễn Thị Hoa!" in await hoa.write("\u202eNguyễn\u200b Thị\x07  Hoa\u2069")


@pytest.mark.parametrize("name", ["Đặng Kỳ", "Lâm Bái", "Tiên Đỗ", "Diễm", "Thi"])
async def test_somebody_named_like_a_command_can_register(world: World, name: str) -> None:
    person = world.person()
    await agree(person)

    assert f"Chào {name}!" in await person.write(name)


@pytest.mark.parametrize(
    ("word", "reply"),
    [
        ("hủy", "Đã dừng."),
        ("/huy", "Đã dừng."),
        ("trợ giúp", "Bạn có thể nhắn"),
        ("the le", "THỂ LỆ"),
        ("Vào thi", "Bước 1/5"),
    ],
)
async def test_reserved_words_and_labels_work_while_a_name_is_asked_for(
    world: World, word: str, reply: str
) -> None:
    hoa = world.person()
    await agree(hoa)

    assert reply in await hoa.write(word)


async def test_help_and_rules_do_not_lose_the_step(world: World) -> None:
    hoa = world.person()
    await agree(hoa)

    assert (await hoa.write("trợ giúp")).endswith("(Nhắn “hủy” nếu muốn dừng.)")
    assert (await hoa.write("/thele")).endswith("(Nhắn “hủy” nếu muốn dừng.)")
    assert len(hoa.heard) <= 3
    assert hoa.choices == {}
    assert "Bước 2/5" in await hoa.write("Nguyễn Thị Hoa")


async def test_a_registration_goes_on_where_it_was_left(world: World) -> None:
    hoa = world.person()
    await up_to_unit(hoa)

    assert "Bước 3/5" in await hoa.write("/start")
    assert "Bước 3/5" in await hoa.write("/thi")


async def test_cancelling_forgets_what_was_said(world: World) -> None:
    hoa = world.person()
    await up_to_unit(hoa)
    await hoa.write("hủy")

    assert await dialogue_of(world, hoa) is None
    assert "THÔNG BÁO VỀ DỮ LIỆU CÁ NHÂN" in await hoa.write("đăng ký")
    assert "Bước 1/5" in await hoa.press("Đồng ý")


@pytest.mark.parametrize(
    ("born", "reply"),
    [
        ("08/11/2005", "từ ngày 08/11/2023"),
        ("29/02/2008", "từ ngày 01/03/2026"),
        ("07/11/2005", "Bước 3/5"),
    ],
)
async def test_the_age_counts_on_the_day_the_open_round_opened(
    world: World, born: str, reply: str
) -> None:
    # Born 08/11/2005: 17 years old on 07/11/2023, when the round opened (domain.md 3).
    hoa = world.person()
    await agree(hoa)
    await hoa.write("Nguyễn Thị Hoa")

    assert reply in await hoa.write(born, at=local(10))


async def test_somebody_of_age_when_the_next_round_opens_can_register_for_it(
    world: World,
) -> None:
    hoa = world.person()
    await agree(hoa)
    await hoa.write("Nguyễn Thị Hoa")
    between_the_rounds = local(22, hour=1)

    assert "từ ngày 23/11/2023" in await hoa.write("23/11/2005", at=between_the_rounds)
    assert "Bước 3/5" in await hoa.write("22/11/2005", at=between_the_rounds)


@pytest.mark.parametrize("rules", [RoundRules(minimum_age=14)])
async def test_the_minimum_age_is_that_of_the_rules(world: World) -> None:
    hoa = world.person()
    await agree(hoa)
    await hoa.write("Nguyễn Thị Hoa")

    assert "từ đủ 14 tuổi" in await hoa.write("08/11/2009")
    assert "Bước 3/5" in await hoa.write("07/11/2009")


async def test_a_birth_date_that_was_refused_is_not_kept(world: World) -> None:
    hoa = world.person()
    await agree(hoa)
    await hoa.write("Nguyễn Thị Hoa")
    await hoa.write("08/11/2010")

    dialogue = await dialogue_of(world, hoa)
    assert dialogue is not None
    assert dialogue.step == "birth"
    assert "birth" not in dialogue.draft


async def test_units_of_one_name_are_told_apart_by_the_unit_above(world: World) -> None:
    hoa = world.person()
    await up_to_unit(hoa)
    await hoa.write("phường thống nhất")

    assert list(hoa.choices) == [
        "phường Thống Nhất (thành phố Buôn Ma Thuột)",
        "phường Thống Nhất (thị xã Buôn Hồ)",
        "Không có đơn vị của tôi",
    ]


async def test_at_most_five_units_are_offered(world: World) -> None:
    hoa = world.person()
    await up_to_unit(hoa)
    await hoa.write("ea")

    assert len(hoa.choices) == 6


async def test_a_unit_can_be_searched_for_again_and_again(world: World) -> None:
    hoa = world.person()
    await up_to_unit(hoa)

    assert "Chưa tìm thấy" in await hoa.write("xyzzy qwerty")
    await hoa.write("thong nhat")
    assert "Chưa tìm thấy" in await hoa.press("Không có đơn vị của tôi")
    await hoa.write("sở tư pháp")
    assert "Bước 4/5" in await hoa.write("1")


async def test_the_province_itself_is_nobodys_unit(world: World) -> None:
    hoa = world.person()
    await up_to_unit(hoa)
    root = dialogue_payload("unit", world.units["66"].id)

    await hoa.write("Tỉnh Đắk Lắk")
    assert root not in hoa.choices.values()
    await hoa.press_payload(root)
    assert "Bước 4/5" not in "".join(str(each) for each in hoa.heard)
    dialogue = await dialogue_of(world, hoa)
    assert dialogue is not None
    assert "unit" not in dialogue.draft


async def test_somebody_without_a_unit_takes_part_as_a_free_contestant(world: World) -> None:
    hoa = world.person()
    await up_to_unit(hoa)

    assert "Bước 4/5" in await hoa.press("Thí sinh tự do")
    await hoa.press("Người dân")
    await hoa.press("Không cung cấp")
    await hoa.press("Đúng")
    person = await person_of(world, hoa)
    assert person is not None
    assert person.unit == world.units["KH-TD"].id


@pytest.mark.parametrize("first_words", ["/start SO-NV", "bắt đầu so-nv", "/dangky SO-NV"])
async def test_a_unit_code_at_the_beginning_chooses_the_unit(
    world: World, first_words: str
) -> None:
    hoa = world.person()
    await hoa.write(first_words)
    await hoa.press("Đồng ý")
    await hoa.write("Nguyễn Thị Hoa")

    assert "Bước 4/5" in await hoa.write("08/11/1980")
    assert "Bước 5/5" in await hoa.write("1")
    assert "Sở Nội vụ" in await hoa.write("1")


async def test_an_unknown_unit_code_at_the_beginning_is_passed_over(world: World) -> None:
    hoa = world.person()
    await hoa.write("/start SO-XYZ")
    await hoa.press("Đồng ý")
    await hoa.write("Nguyễn Thị Hoa")

    assert "Bước 3/5" in await hoa.write("08/11/1980")


async def test_a_link_followed_in_the_middle_chooses_the_unit_too(world: World) -> None:
    hoa = world.person()
    await up_to_unit(hoa)

    assert "Bước 4/5" in await hoa.write("/start SO-TP")


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("Họ và tên", "Trần Văn Nam", "• Họ và tên: Trần Văn Nam"),
        ("Ngày sinh", "01/02/1990", "• Ngày sinh: 01/02/1990"),
        ("Đơn vị", "SO-TP", "• Đơn vị: Sở Tư pháp"),
        ("Nhóm dự thi", "Người dân", "• Nhóm dự thi: Người dân"),
    ],
)
async def test_one_thing_can_be_corrected_and_the_rest_stays(
    world: World, field: str, value: str, expected: str
) -> None:
    hoa = world.person()
    await up_to_confirmation(hoa)
    before = hoa.heard[-1]
    assert isinstance(before, Text)

    await hoa.press("Sửa")
    await hoa.press(field)
    after = await hoa.write(value)

    assert expected in after
    changed = set(after.splitlines()) - set(before.body.splitlines())
    assert changed == {expected}


async def test_a_second_tap_on_a_choice_says_nothing(world: World) -> None:
    hoa = world.person()
    await hoa.write("đăng ký")
    yes = hoa.choices["Đồng ý"]

    assert "Bước 1/5" in await hoa.press_payload(yes)
    assert await hoa.press_payload(yes) == ""
    assert hoa.acknowledgement.verdict == "stale"


async def test_a_second_tap_on_the_last_choice_registers_nobody_twice(world: World) -> None:
    hoa = world.person()
    await up_to_confirmation(hoa)
    right = hoa.choices["Đúng"]
    await hoa.press_payload(right)
    await hoa.press_payload(right)

    async with world.database.read() as connection:
        assert len((await connection.execute(select(person_table))).all()) == 1


async def test_a_repeated_update_changes_nothing(world: World) -> None:
    hoa = world.person()
    await hoa.write("đăng ký")
    message = hoa.message(choice=hoa.choices["Đồng ý"])

    assert "Bước 1/5" in await hoa.deliver(message)
    assert await hoa.deliver(message) == ""
    assert hoa.acknowledgement.verdict == "repeated"
    dialogue = await dialogue_of(world, hoa)
    assert dialogue is not None
    assert dialogue.step == "name"


async def test_somebody_registered_is_told_so_and_what_to_do(world: World) -> None:
    hoa = await world.registered()

    assert await hoa.write("đăng ký") == (
        "Bạn đã đăng ký rồi, không cần đăng ký lại.\n\n"
        "Vòng 1 đang mở đến 24 giờ 00, ngày 21/11/2023. Mời bạn vào thi."
    )
    assert "Vào thi" in hoa.choices


async def test_a_registration_that_was_finished_elsewhere_is_not_stored_again(
    world: World,
) -> None:
    hoa = world.person()
    await up_to_confirmation(hoa)
    await world.register(hoa.user, hoa.chat, "SO-TP")

    assert "Bạn đã đăng ký rồi" in await hoa.press("Đúng")
    assert await dialogue_of(world, hoa) is None
    person = await person_of(world, hoa)
    assert person is not None
    assert person.unit == world.units["SO-TP"].id


async def test_between_rounds_the_opening_of_the_next_is_told(world: World) -> None:
    hoa = world.person()
    await up_to_confirmation(hoa)

    message = hoa.message(choice=hoa.choices["Đúng"], at=local(22, hour=1))
    assert "Vòng 2 sẽ mở lúc 07 giờ 30, ngày 22/11/2023. Hẹn gặp bạn!" in await hoa.deliver(message)
    assert "Vào thi" not in hoa.choices


async def test_after_the_last_round_there_is_nothing_to_play(world: World) -> None:
    hoa = world.person()
    await up_to_confirmation(hoa)

    message = hoa.message(choice=hoa.choices["Đúng"], at=local(2, month=12))
    assert "Hiện chưa có vòng thi nào." in await hoa.deliver(message)


PHONE = "+84912345678"
SPELLINGS = ["0912345678", "091 234 5678", "0912.345.678", "+84 912-345-678", "84912345678"]


async def up_to_phone(conversation: Conversation) -> None:
    await up_to_unit(conversation)
    await conversation.write("SO-NV")
    assert "Bước 5/5" in await conversation.press("Cán bộ, công chức, viên chức")


async def phone_of(world: World, conversation: Conversation) -> tuple[str | None, str | None]:
    """What is stored of somebody's number: its digest, and the number masked."""
    async with world.database.read() as connection:
        (row,) = await connection.execute(
            select(person_table.c.phone_digest, person_table.c.phone_masked)
        )
    return row.phone_digest, row.phone_masked


@pytest.mark.parametrize("typed", SPELLINGS)
async def test_a_phone_number_is_taken_in_every_spelling_and_shown_masked(
    world: World, typed: str
) -> None:
    hoa = world.person()
    await up_to_phone(hoa)

    confirmation = await hoa.write(typed)

    assert "• Điện thoại: 091****678\n" in confirmation
    await hoa.press("Đúng")
    async with world.begin() as tx:
        protected = tx.people.protect(PHONE)
    assert await phone_of(world, hoa) == (protected.digest, "091****678")


async def test_a_phone_number_can_be_shared_with_one_tap(world: World) -> None:
    hoa = world.person()
    await up_to_phone(hoa)
    asked = hoa.heard[-1]
    assert isinstance(asked, Text)
    assert asked.asks_for_phone

    confirmation = await hoa.deliver(replace(hoa.message(), phone="84912345678"))

    assert "• Điện thoại: 091****678\n" in confirmation


@pytest.mark.parametrize("typed", ["0987", "091234567890", "số của tôi", "+1 202 555 0123"])
async def test_what_is_no_phone_number_is_asked_for_again(world: World, typed: str) -> None:
    hoa = world.person()
    await up_to_phone(hoa)

    assert typed not in await hoa.write(typed)

    assert list(hoa.choices) == ["Không cung cấp"]
    dialogue = await dialogue_of(world, hoa)
    assert dialogue is not None
    assert dialogue.step == "phone"
    assert "• Điện thoại: 091****678\n" in await hoa.write("0912345678")


async def test_nobody_has_to_give_a_phone_number(world: World) -> None:
    hoa = world.person()
    await up_to_phone(hoa)

    assert "• Điện thoại: không cung cấp\n" in await hoa.press("Không cung cấp")
    await hoa.press("Đúng")
    assert await phone_of(world, hoa) == (None, None)


async def test_a_phone_number_can_be_corrected_or_taken_back(world: World) -> None:
    hoa = world.person()
    await up_to_phone(hoa)
    await hoa.write("0912345678")

    await hoa.press("Sửa")
    await hoa.press("Số điện thoại")
    assert "• Điện thoại: 098****321\n" in await hoa.write("0987654321")
    await hoa.press("Sửa")
    await hoa.press("Số điện thoại")
    assert "• Điện thoại: không cung cấp\n" in await hoa.press("Không cung cấp")


@pytest.mark.parametrize("typed", SPELLINGS)
async def test_a_phone_number_stands_nowhere_in_the_database(world: World, typed: str) -> None:
    hoa = world.person()
    await up_to_phone(hoa)
    await hoa.write(typed)
    while_asked = await everything_stored(world)
    await hoa.press("Đúng")

    stored = while_asked + await everything_stored(world)
    assert stored.count("091****678") >= 3
    for number in (typed, PHONE, PHONE.removeprefix("+84")):
        assert number not in stored
