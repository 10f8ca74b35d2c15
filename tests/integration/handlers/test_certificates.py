"""Certificates in chat: after publication and never before, and only for who has earned one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from contest.letterhead import Letterhead
from contest.model import PersonId, Topic
from contest.rules import RoundRules
from handlers import awards, certificates
from handlers.certificates import Checked, Validity
from handlers.ports.certificates import CertificateRef
from handlers.ports.contents import Certificate, CertificateFile
from handlers.ports.records import Role
from handlers.ports.results import ResultVersion
from handlers.result_steps import Actor
from handlers.texts.loader import wording
from storage.boards import SETTLING
from tests.integration.handlers.conftest import FIRST, World, local
from tests.integration.handlers.conversation import Conversation
from tests.integration.publishing import frozen, published

pytestmark = pytest.mark.anyio

TWO = RoundRules(blueprint=((Topic("PAR"), 2),))
PUBLISHED = local(5, month=12, hour=9)
LETTERHEAD = Letterhead(
    authority="UBND tỉnh Đắk Lắk",
    agency="Ban Tổ chức",
    place="Đắk Lắk",
    signer="Trần Văn Mẫu",
    certificate_from_percent=50,
)

of_two_questions = pytest.mark.parametrize("rules", [TWO])


async def played(world: World, name: str, right: int) -> Conversation:
    """Somebody who has answered so many of two questions rightly."""
    contestant = await world.registered(name)
    await contestant.write("vào thi")
    await contestant.press("Bắt đầu làm bài")
    letters = await world.right_letters(await world.attempt_of(contestant))
    wrong = ["B" if letter == "A" else "A" for letter in letters]
    await world.answer(contestant, [*letters[:right], *wrong[right:], "-"])
    await contestant.write("trợ giúp")
    return contestant


async def close(world: World) -> None:
    """The first round ends; nothing is published."""
    world.clock.advance(FIRST.closes_at - world.clock.now())
    async with world.begin() as tx:
        await tx.rounds.mark_closed(world.first.id, world.clock.now())
        await tx.commit()
    world.clock.advance(SETTLING)


async def publish(world: World, reason: str = "") -> ResultVersion:
    """The result of the first round is published at ``PUBLISHED``."""
    world.clock.advance(max(PUBLISHED - world.clock.now(), timedelta(0)))
    return await published(world.database, world.begin, world.first.id, PUBLISHED, reason)


async def set_letterhead(world: World, letterhead: Letterhead) -> None:
    async with world.begin() as tx:
        contest = await tx.rounds.contest()
        assert contest is not None
        await tx.catalogue.set_letterhead(contest.id, letterhead)
        await tx.commit()


async def person_of(world: World, contestant: Conversation) -> PersonId:
    async with world.begin.reading() as tx:
        person = await tx.people.of_user(contestant.user)
    assert person is not None
    return person.id


async def disqualify(world: World, contestant: Conversation) -> None:
    person = await person_of(world, contestant)
    async with world.begin() as tx:
        await tx.attempts.void_all(person, world.clock.now())
        await tx.commit()


def given_to(contestant: Conversation) -> Certificate:
    """The certificate that was sent last."""
    (file,) = contestant.heard
    assert isinstance(file, CertificateFile)
    return file.certificate


async def check(world: World, code: str) -> Checked | None:
    async with world.begin.reading() as tx:
        return await certificates.check(tx, code)


@of_two_questions
async def test_after_publication_a_contestant_gets_their_certificate(world: World) -> None:
    await set_letterhead(world, LETTERHEAD)
    hoa = await played(world, "hoa", 2)
    await close(world)
    await publish(world)

    await hoa.write("giay chung nhan")

    (file,) = hoa.heard
    assert isinstance(file, CertificateFile)
    assert file.file_name == "giay-chung-nhan-1-00001-nguyen-thi-hoa.pdf"
    assert file.caption == "Giấy chứng nhận Vòng 1 của bạn."
    assert replace(file.certificate, code="") == Certificate(
        has_national_heading=True,
        heads=("UBND TỈNH ĐẮK LẮK", "BAN TỔ CHỨC"),
        number="Số: 1-0001/GCN-BTC",
        name="Nguyễn Thị Hoa",
        unit="Đơn vị: Sở Nội vụ",
        achievement="Đã hoàn thành Vòng 1 với kết quả 2/2 điểm",
        contest="Cuộc thi tìm hiểu cải cách hành chính",
        place_and_day="Đắk Lắk, ngày 05 tháng 12 năm 2023",
        signer_titles=("TM. BAN TỔ CHỨC", "TRƯỞNG BAN"),
        signer="Trần Văn Mẫu",
        code="",
        address=None,
    )


@of_two_questions
async def test_a_prize_is_on_the_certificate_and_on_its_check_page(world: World) -> None:
    await set_letterhead(world, replace(LETTERHEAD, certificate_from_percent=100))
    hoa, lan = await played(world, "hoa", 2), await played(world, "lan", 1)
    await close(world)
    await publish(world)
    async with world.begin() as tx:
        contest = await tx.rounds.contest()
        assert contest is not None
        chief = Actor("web:test:chief", frozenset({Role.ORGANISER}))
        assert isinstance(await awards.compute(tx, contest, chief, PUBLISHED), awards.Computed)
        await tx.commit()

    await hoa.write("giấy chứng nhận")
    await lan.write("giấy chứng nhận")

    said = "Đã đạt Giải Nhất Vòng 1 với kết quả 2/2 điểm"
    assert given_to(hoa).achievement == said
    # Too few points for a certificate without a prize.
    assert given_to(lan).achievement == "Đã đạt Giải Nhì Vòng 1 với kết quả 1/2 điểm"
    checked = await check(world, given_to(hoa).code)
    assert checked is not None
    assert checked.prize_then == "first"


@of_two_questions
@pytest.mark.parametrize("is_frozen", [False, True])
async def test_before_publication_there_is_none(world: World, is_frozen: bool) -> None:
    hoa = await played(world, "hoa", 2)
    assert "Chưa có vòng thi nào kết thúc" in await hoa.write("giấy chứng nhận")
    await close(world)
    if is_frozen:
        await frozen(world.database, world.first.id, world.clock.now())

    text = await hoa.write("giấy chứng nhận")

    assert text.startswith("Kết quả Vòng 1 chưa được công bố.")
    assert list(hoa.choices) == ["Điểm của tôi", "Xếp hạng"]


@of_two_questions
async def test_who_did_not_play_or_has_too_few_points_is_told_so(world: World) -> None:
    await set_letterhead(world, LETTERHEAD)
    none, half = await played(world, "none", 0), await played(world, "half", 1)
    minh = await world.registered("minh")
    await close(world)
    await publish(world)

    assert "từ 50% số điểm trở lên" in await none.write("giấy chứng nhận")
    assert "không có trong kết quả Vòng 1 đã công bố" in await minh.write("giấy chứng nhận")
    await half.write("giấy chứng nhận")
    assert given_to(half).achievement == "Đã hoàn thành Vòng 1 với kết quả 1/2 điểm"


@of_two_questions
async def test_a_stranger_is_asked_to_register(world: World) -> None:
    assert "Giấy" not in await world.person("la").write("giấy chứng nhận")


@of_two_questions
async def test_a_code_tells_of_its_own_line_only(world: World) -> None:
    hoa, lan = await played(world, "hoa", 2), await played(world, "lan", 1)
    await close(world)
    await publish(world)
    await hoa.write("giấy chứng nhận")
    await lan.write("giấy chứng nhận")
    code, other = given_to(hoa).code, given_to(lan).code

    checked = await check(world, code)

    assert checked is not None
    assert (checked.validity, checked.line.person) == (
        Validity.VALID,
        await person_of(world, hoa),
    )
    # The person of one with the digest of the other.
    assert await check(world, code[:6] + other[5:]) is None
    assert await check(world, other[:-1]) is None


@of_two_questions
async def test_a_new_version_replaces_every_certificate_of_the_old_one(world: World) -> None:
    hoa, lan = await played(world, "hoa", 2), await played(world, "lan", 2)
    await close(world)
    await publish(world)
    await hoa.write("giấy chứng nhận")
    await lan.write("giấy chứng nhận")
    of_hoa, of_lan = given_to(hoa), given_to(lan)
    await disqualify(world, lan)
    await publish(world, "Một bài thi không hợp lệ")

    old, gone = await check(world, of_hoa.code), await check(world, of_lan.code)
    await hoa.write("giấy chứng nhận")
    new = await check(world, given_to(hoa).code)

    assert old is not None
    assert old.validity is Validity.REPLACED
    assert (old.line.rank, old.now and old.now.rank) == (1, 1)
    assert gone is not None
    assert (gone.validity, gone.now) == (Validity.REPLACED, None)
    assert new is not None
    assert new.validity is Validity.VALID
    assert given_to(hoa).number == "Số: 1.2-0001/GCN-BTC"


@of_two_questions
async def test_a_version_that_was_never_published_has_no_certificates(world: World) -> None:
    hoa = await played(world, "hoa", 2)
    await close(world)
    await publish(world)
    await hoa.write("giấy chứng nhận")
    await disqualify(world, await played_and_forgotten(world))
    second = await frozen(world.database, world.first.id, PUBLISHED, "Thử")
    async with world.begin.reading() as tx:
        line = await tx.results.line_of(second, await person_of(world, hoa))
        assert line is not None
        from_draft = tx.certificates.code_of(
            CertificateRef(world.first.id, second.version, line.person)
        )

    assert await check(world, from_draft) is None
    valid = await check(world, given_to(hoa).code)
    assert valid is not None
    assert valid.validity is Validity.VALID


async def played_and_forgotten(world: World) -> Conversation:
    """Somebody whose voiding makes the leaderboard out of date."""
    return await world.registered("lan")


@of_two_questions
async def test_who_has_had_their_data_erased_has_no_certificate_any_more(world: World) -> None:
    hoa = await played(world, "hoa", 2)
    await close(world)
    await publish(world)
    await hoa.write("giấy chứng nhận")
    code, person = given_to(hoa).code, await person_of(world, hoa)
    async with world.begin() as tx:
        await tx.people.forget(person, world.clock.now())
        await tx.commit()

    assert await check(world, code) is None


@of_two_questions
async def test_the_address_of_the_check_page_is_told_where_there_is_one(world: World) -> None:
    hoa = await played(world, "hoa", 2)
    await close(world)
    await publish(world)
    world.dispatcher._check_link = lambda code: f"https://thi.example.vn/xac-minh/{code}"

    await hoa.write("giấy chứng nhận")

    (file,) = hoa.heard
    assert isinstance(file, CertificateFile)
    assert file.certificate.address == f"https://thi.example.vn/xac-minh/{file.certificate.code}"
    assert file.caption.endswith(file.certificate.address)


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (datetime(2023, 1, 5, tzinfo=UTC), "Đắk Lắk, ngày 05 tháng 01 năm 2023"),
        (datetime(2024, 2, 29, tzinfo=UTC), "Đắk Lắk, ngày 29 tháng 02 năm 2024"),
        (datetime(2023, 3, 10, tzinfo=UTC), "Đắk Lắk, ngày 10 tháng 3 năm 2023"),
        (datetime(2023, 12, 31, tzinfo=UTC), "Đắk Lắk, ngày 31 tháng 12 năm 2023"),
    ],
)
def test_days_are_written_as_the_decree_has_them(day: datetime, text: str) -> None:
    assert certificates.day_text("Đắk Lắk", day.date(), wording("vi")) == text
