"""What leaders and organisers see: counts of people by unit, never names or scores."""

from datetime import datetime

import pytest

from contest.model import Topic
from contest.rules import RoundRules
from handlers.ports.records import Role
from handlers.rendering import MAX_PAGE_LENGTH, utf16_length
from tests.integration.handlers.conftest import World, local

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
        "• Đã hoàn thành: 1/67 người (1,5%)"
    )
    assert list(leader.choices) == ["Tình hình", "Trợ giúp"]


@pytest.mark.parametrize("rules", [ONE])
async def test_a_district_counts_its_communes_and_lists_them_by_need(world: World) -> None:
    tan_loi = next(code for code, unit in world.units.items() if unit.name == "UBND phường Tân Lợi")
    await world.play(await world.registered("a", unit=tan_loi), ["A"])
    await world.play(await world.registered("b", unit="643"), ["A"])
    leader = await world.with_role("leader", Role.UNIT_LEADER, "643")

    report = await leader.write("/tinhhinh")

    lines = report.splitlines()
    assert lines[1] == (
        "Tình hình tham gia Vòng 1 của UBND thành phố Buôn Ma Thuột và các đơn vị trực thuộc:"
    )
    assert "• Đã hoàn thành: 2/550 người (0,4%)" in lines
    listed = lines[lines.index("Số người đã hoàn thành, tỷ lệ thấp xếp trước:") + 1 :]
    assert len(listed) == 22
    assert listed[0].endswith("(0%)")
    assert listed[-2:] == [
        "• riêng UBND thành phố Buôn Ma Thuột: 1/160 (0,6%)",
        "• phường Tân Lợi: 1/21 (4,8%)",
    ]
    assert utf16_length(report) <= MAX_PAGE_LENGTH


async def test_a_leader_of_two_units_gets_two_reports(world: World) -> None:
    leader = await world.with_role("leader", Role.UNIT_LEADER, "SO-NV")
    await world.with_role("leader", Role.UNIT_LEADER, "SO-TP")

    report = await leader.write("tình hình")

    assert len(leader.heard) == 2
    assert "của Sở Nội vụ:" in report
    assert "của Sở Tư pháp:" in report


@pytest.mark.parametrize("rules", [ONE])
async def test_a_unit_without_a_headcount_has_no_rate(world: World) -> None:
    await world.play(await world.registered("a", unit="KH-TDOAN"), ["A"])
    leader = await world.with_role("leader", Role.UNIT_LEADER, "KH-TDOAN")

    assert (await leader.write("tình hình")).endswith("• Đã hoàn thành: 1 người")


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
        "\n"
        "Tỷ lệ hoàn thành cao nhất:\n"
        "• Sở Nội vụ: 1/67 (1,5%)\n"
        "\n"
        "Cần đôn đốc:\n"
        "• thành phố Buôn Ma Thuột: 0/160 (0%)\n"
        "• huyện Ea Kar: 0/122 (0%)\n"
        "• huyện Cư M'gar: 0/118 (0%)\n"
        "• Sở Y tế: 0/116 (0%)\n"
        "• huyện Krông Năng: 0/109 (0%)"
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
