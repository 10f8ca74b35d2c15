"""What leaders and organisers see: counts of people by unit, never names or scores."""

from datetime import datetime

import pytest

from contest.model import Level, Topic
from contest.rules import RoundRules
from handlers.ports.catalogue import NewUnit
from handlers.ports.contents import Bar, Bars, Image, Text
from handlers.ports.records import Role
from handlers.rendering import MAX_PAGE_LENGTH, utf16_length
from tests.integration.handlers.conftest import World, local
from tests.integration.handlers.nominated import take_part

pytestmark = pytest.mark.anyio

ONE = RoundRules(blueprint=((Topic("PAR"), 1),), prediction=None)


@pytest.mark.parametrize("rules", [ONE])
async def test_a_leader_sees_the_counts_of_the_unit(world: World) -> None:
    for name in ("a", "b", "c"):
        await world.registered(name)
    await world.play(await world.registered("d"), ["A"])
    runner = await world.registered("e")
    await runner.write("vào thi")
    await runner.press("Bắt đầu làm bài")
    await world.registered("f", unit="SO-TP")
    leader = await world.with_role("leader", Role.UNIT_LEADER, "SO-NV")

    assert await leader.write("tình hình") == (
        "Kính gửi đồng chí,\n"
        "Tình hình tham gia Vòng 1 của Sở Nội vụ:\n"
        "Vòng thi đang mở đến 24 giờ 00, ngày 21/11/2023.\n"
        "• Đã đăng ký: 5 người\n"
        "• Đang làm bài: 1 người\n"
        "• Đã hoàn thành: 1/67 người (1,5%)\n"
        "\n"
        "Chỉ tiêu bắt buộc (theo danh sách của đơn vị):\n"
        "• Lãnh đạo đơn vị: 0/4, cần 1, còn thiếu 1\n"
        "• Lãnh đạo cấp phòng: 0/15, cần 8, còn thiếu 8\n"
        "• Công chức không giữ chức vụ lãnh đạo: 0/48, cần 15, còn thiếu 15\n"
        "• Công chức, viên chức một cửa: 0/6, cần 6, còn thiếu 6\n"
        "Còn thiếu ít nhất 24 người.\n"
        "Chưa có danh sách của đơn vị nên chưa ghi nhận được ai vào chỉ tiêu."
        " Đề nghị đồng chí gửi danh sách cho Ban Tổ chức."
    )
    assert list(leader.choices) == [
        "Ai chưa thi",
        "Nhắc ngay",
        "Nội dung chuyển tiếp",
        "Tải về",
        "Trợ giúp",
    ]


async def test_the_categories_of_a_unit_are_drawn(world: World) -> None:
    leader = await world.with_role("leader", Role.UNIT_LEADER, "SO-NV")

    await leader.write("tình hình")

    text, picture = leader.heard
    assert isinstance(text, Text)
    assert picture == Image(
        Bars(
            "Sở Nội vụ",
            "Vòng 1, tính đến 08 giờ 00, ngày 07/11/2023",
            (
                Bar("Lãnh đạo đơn vị", 0, 1, 4),
                Bar("Lãnh đạo cấp phòng", 0, 8, 15),
                Bar("Công chức không giữ chức vụ lãnh đạo", 0, 15, 48),
                Bar("Công chức, viên chức một cửa", 0, 6, 6),
            ),
        ),
        "tham-gia-so-nv.png",
        "Sở Nội vụ: 0/4 nhóm đạt chỉ tiêu, tính đến 08 giờ 00, ngày 07/11/2023",
    )


@pytest.mark.parametrize("rules", [ONE])
async def test_who_is_on_the_roster_and_has_finished_counts(world: World) -> None:
    await take_part(world, "24118", {"leaders": 1, "staff": 2})
    leader = await world.with_role("leader", Role.UNIT_LEADER, "24118")

    lines = (await leader.write("tình hình")).splitlines()

    assert lines[lines.index("Chỉ tiêu bắt buộc (theo danh sách của đơn vị):") + 1 :] == [
        "✓ Lãnh đạo đơn vị: 1/2, đạt yêu cầu (cần 1)",
        "• Công chức không giữ chức vụ lãnh đạo: 2/14, cần 5, còn thiếu 3",
        "• Công chức, viên chức một cửa: 0/2, cần 2, còn thiếu 2",
        "Còn thiếu ít nhất 3 người.",
    ]


@pytest.mark.parametrize("rules", [ONE])
async def test_a_unit_that_has_met_its_quota_has_nobody_to_remind(world: World) -> None:
    await take_part(world, "24118", {"leaders": 1, "staff": 3, "onestop": 2})
    leader = await world.with_role("leader", Role.UNIT_LEADER, "24118")

    report = await leader.write("tình hình")

    assert report.endswith(
        "✓ Công chức, viên chức một cửa: 2/2, đạt yêu cầu (cần 2)\n"
        "Đơn vị đã đạt chỉ tiêu tham gia bắt buộc."
    )
    assert list(leader.choices) == ["Tình hình", "Tải về", "Trợ giúp"]


@pytest.mark.parametrize("rules", [ONE])
@pytest.mark.parametrize(
    ("target", "line"),
    [
        (10, "Đơn vị cam kết 10% số người dự thi; đến nay 12,5%, vượt cam kết."),
        (13, "Đơn vị cam kết 13% số người dự thi; đến nay 12,5%, chưa đạt cam kết."),
    ],
)
async def test_what_a_unit_has_promised_is_told_beside_its_quota(
    world: World, target: int, line: str
) -> None:
    async with world.begin() as tx:
        promising = NewUnit(
            "24118",
            "UBND phường Tân Lập",
            Level("XA"),
            "643",
            leaders=2,
            staff=14,
            onestop=2,
            target_percent=target,
        )
        await tx.catalogue.store_units([promising])
        await tx.commit()
    for name in ("a", "b"):
        await world.play(await world.registered(name, unit="24118"), ["A"])
    leader = await world.with_role("leader", Role.UNIT_LEADER, "24118")

    assert (await leader.write("tình hình")).splitlines()[-1] == line


@pytest.mark.parametrize("rules", [ONE])
async def test_a_district_sees_its_communes_by_who_misses_most(world: World) -> None:
    await take_part(world, "24118", {"leaders": 1, "staff": 3, "onestop": 2})
    await world.play(await world.registered("x", unit="643"), ["A"])
    leader = await world.with_role("leader", Role.UNIT_LEADER, "643")

    report = await leader.write("/tinhhinh")

    lines = report.splitlines()
    assert lines[1] == (
        "Tình hình tham gia Vòng 1 của UBND thành phố Buôn Ma Thuột và các đơn vị trực thuộc:"
    )
    assert lines[5:9] == [
        "• Đã hoàn thành: 7/550 người (1,3%)",
        "• Đơn vị đạt chỉ tiêu bắt buộc: 1/22, còn thiếu ít nhất 191 người",
        "",
        "Chỉ tiêu bắt buộc của riêng UBND thành phố Buôn Ma Thuột (theo danh sách của đơn vị):",
    ]
    heading = "Các đơn vị (số người đã hoàn thành/tổng số), thiếu nhiều xếp trước:"
    listed = lines[lines.index(heading) + 1 :]
    assert len(listed) == 22
    assert listed[0] == "• riêng thành phố Buôn Ma Thuột: 1/160, thiếu 56 người"
    assert listed[1].endswith("thiếu 8 người")
    assert listed[-1] == "✓ phường Tân Lập: 6/16, đạt"
    assert utf16_length(report) <= MAX_PAGE_LENGTH


@pytest.mark.parametrize("rules", [ONE])
async def test_the_picture_of_a_district_has_a_bar_for_each_unit(world: World) -> None:
    await take_part(world, "24118", {"leaders": 2, "staff": 3, "onestop": 2})
    leader = await world.with_role("leader", Role.UNIT_LEADER, "643")
    await leader.write("tình hình")

    picture = leader.heard[-1]

    assert isinstance(picture, Image)
    assert isinstance(picture.drawing, Bars)
    assert picture.caption == (
        "UBND thành phố Buôn Ma Thuột: 1/22 đơn vị đạt chỉ tiêu, tính đến 08 giờ 00, ngày"
        " 07/11/2023"
    )
    bars = picture.drawing.bars
    assert len(bars) == 22
    assert bars[0] == Bar("riêng thành phố Buôn Ma Thuột", 0, 56, 160)
    # Nobody is missing, so everybody shows: two leaders where one was needed.
    assert bars[-1] == Bar("phường Tân Lập", 7, 6, 16)
    assert sum(bar.need - bar.done for bar in bars if bar.done < bar.need) == 191


@pytest.mark.parametrize("rules", [ONE])
async def test_people_beyond_the_need_of_a_category_stand_in_for_nobody_in_a_bar(
    world: World,
) -> None:
    # Two leaders where one was needed, and none of the five of the staff.
    await take_part(world, "24118", {"leaders": 2})
    leader = await world.with_role("leader", Role.UNIT_LEADER, "643")
    await leader.write("tình hình")

    picture = leader.heard[-1]

    assert isinstance(picture, Image)
    assert isinstance(picture.drawing, Bars)
    assert Bar("phường Tân Lập", 1, 6, 16) in picture.drawing.bars


async def test_a_bar_of_several_units_lacks_what_they_miss_together(world: World) -> None:
    province = await world.with_role("province", Role.UNIT_LEADER, "66")
    await province.write("tình hình")

    picture = province.heard[-1]

    assert isinstance(picture, Image)
    assert isinstance(picture.drawing, Bars)
    assert sum(bar.need for bar in picture.drawing.bars) == 2227
    assert sum(bar.base for bar in picture.drawing.bars) == 6158


async def test_a_leader_of_two_units_gets_two_reports(world: World) -> None:
    leader = await world.with_role("leader", Role.UNIT_LEADER, "SO-NV")
    await world.with_role("leader", Role.UNIT_LEADER, "SO-TP")

    report = await leader.write("tình hình")

    assert [type(content) for content in leader.heard] == [Text, Image, Text, Image]
    assert "của Sở Nội vụ:" in report
    assert "của Sở Tư pháp:" in report


async def test_a_leader_of_many_units_is_told_that_there_are_more(world: World) -> None:
    for unit in ("SO-NV", "SO-TP", "SO-YT", "643"):
        leader = await world.with_role("leader", Role.UNIT_LEADER, unit)

    report = await leader.write("tình hình")

    assert report.endswith(
        "Đồng chí phụ trách thêm 1 đơn vị khác. Mời đồng chí nhắn “tải về” để xem đầy đủ."
    )


@pytest.mark.parametrize("rules", [ONE])
async def test_a_unit_that_is_only_encouraged_has_no_rate_and_no_picture(world: World) -> None:
    await world.play(await world.registered("a", unit="KH-TDOAN"), ["A"])
    leader = await world.with_role("leader", Role.UNIT_LEADER, "KH-TDOAN")

    assert (await leader.write("tình hình")).endswith(
        "• Đã hoàn thành: 1 người\n\nĐơn vị thuộc diện khuyến khích, không có chỉ tiêu bắt buộc."
    )
    assert [type(content) for content in leader.heard] == [Text]


@pytest.mark.parametrize(
    ("at", "line"),
    [
        (local(6), "Vòng thi mở lúc 00 giờ 00, ngày 07/11/2023."),
        (local(21, hour=23), "Vòng thi đang mở đến 24 giờ 00, ngày 21/11/2023."),
        (local(3, month=12), "Vòng thi đã kết thúc lúc 24 giờ 00, ngày 01/12/2023."),
    ],
)
async def test_a_report_says_whether_the_round_is_ahead_open_or_over(
    world: World, at: datetime, line: str
) -> None:
    leader = await world.with_role("leader", Role.UNIT_LEADER, "SO-NV")

    assert line in await leader.write("tình hình", at=at)


@pytest.mark.parametrize("rules", [ONE])
async def test_organisers_see_totals_and_the_units_that_lead_and_lag(world: World) -> None:
    await world.play(await world.registered("a", unit="SO-NV"), ["A"])
    await world.play(await world.registered("b", unit="KH-TD"), ["A"])
    await world.registered("c", unit="SO-TP")
    organiser = await world.with_role("organiser", Role.ORGANISER)

    assert await organiser.write("tiến độ") == (
        "Kính gửi đồng chí,\n"
        "Tiến độ Vòng 1:\n"
        "Vòng thi đang mở đến 24 giờ 00, ngày 21/11/2023.\n"
        "• Đã đăng ký: 3 người\n"
        "• Đang làm bài: 0 người\n"
        "• Đã hoàn thành: 2 người\n"
        "• So với tổng số người của các đơn vị: 1/6.158 (0%)\n"
        "• Đơn vị đã có người hoàn thành: 1/219\n"
        "• Đơn vị đạt chỉ tiêu bắt buộc: 0/219, còn thiếu ít nhất 2.227 người\n"
        "\n"
        "Tỷ lệ hoàn thành cao nhất:\n"
        "• Sở Nội vụ: 1/67 (1,5%)\n"
        "\n"
        "Thiếu nhiều người nhất:\n"
        "• thành phố Buôn Ma Thuột: thiếu 56 người\n"
        "• huyện Ea Kar: thiếu 44 người\n"
        "• huyện Cư M'gar: thiếu 42 người\n"
        "• Sở Y tế: thiếu 40 người\n"
        "• huyện Krông Năng: thiếu 39 người\n"
        "• huyện Krông Pắc: thiếu 39 người\n"
        "• huyện Ea Súp: thiếu 38 người\n"
        "• huyện Krông Bông: thiếu 38 người\n"
        "• huyện Krông Búk: thiếu 37 người\n"
        "• Sở Lao động - Thương binh và Xã hội: thiếu 35 người\n"
        "… và 209 đơn vị khác."
    )
    assert organiser.heard[-1] == Image(
        Bars(
            "Tham gia theo cấp đơn vị",
            "Vòng 1, tính đến 08 giờ 00, ngày 07/11/2023",
            (
                Bar("UBND cấp xã", 0, 1214, 3310),
                Bar("UBND cấp huyện", 0, 565, 1572),
                Bar("Sở, ban, ngành", 0, 448, 1276),
            ),
        ),
        "tien-do.png",
        "Vòng 1: mức đạt chỉ tiêu theo cấp đơn vị, tính đến 08 giờ 00, ngày 07/11/2023",
    )
    assert list(organiser.choices) == ["Tiến độ", "Trợ giúp"]


@pytest.mark.parametrize("command", ["tình hình", "tiến độ", "/tinhhinh", "/tiendo"])
async def test_reports_are_refused_to_people_without_the_role(world: World, command: str) -> None:
    hoa = await world.registered()

    assert "dành cho người được Ban Tổ chức cấp quyền" in await hoa.write(command)


async def test_a_leader_sees_no_report_of_the_organisers(world: World) -> None:
    leader = await world.with_role("leader", Role.UNIT_LEADER, "SO-NV")

    assert "cấp quyền" in await leader.write("tiến độ")
    assert "6.158" not in await leader.write("tiến độ")


async def test_no_report_names_a_person(world: World) -> None:
    await world.play(await world.registered("a"), ["A"] * 15 + ["1"])
    leader = await world.with_role("leader", Role.UNIT_LEADER, "SO-NV")
    organiser = await world.with_role("organiser", Role.ORGANISER)

    reports = await leader.write("tình hình") + await organiser.write("tiến độ")

    assert "Hoa" not in reports
    assert "điểm" not in reports
