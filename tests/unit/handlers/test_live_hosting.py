"""What those who run live rounds read and press, and what a round is forecast to ask of bots."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.commands.live_preview import preview_lines
from contest.live import LiveRound, State
from contest.live_rooms import Room, RoomId, RoomState, Trouble
from contest.live_rules import LiveRules
from contest.model import ContestId, Position, QuestionId, UnitId
from handlers import commands
from handlers.live_hosting.forecast import Clash, Forecast, RoomsForecast, clashes
from handlers.live_hosting.notices import no_room_notice, told, trouble_notice
from handlers.live_hosting.orders import order_of, parts
from handlers.live_hosting.texts import Situation, refusal_text, situation_text, state_text
from handlers.live_hosting.views import actions
from handlers.payloads import TaskChoice, parse_payload
from handlers.ports.addresses import ChatKind, ChatRef
from handlers.ports.live_contents import LiveRoundId
from handlers.ports.live_orders import HostOrder, HostResult, OrderKind
from handlers.ports.live_records import HostedRound, LiveRoom, NewLiveRoom, NewLiveRound, Shows
from handlers.ports.records import Grant, Official, Role
from handlers.texts.loader import LOCALES, wording

SAY = wording("vi")
AT = datetime(2026, 11, 20, 12, 30, tzinfo=UTC)
RULES = LiveRules()


def room(number: int, platform: str = "telegram") -> LiveRoom:
    chat = ChatRef(platform, "7", f"-{number}", ChatKind.GROUP)
    return LiveRoom(RoomId(number), chat, f"Phòng {number}", UnitId(number))


def hosted(live: LiveRound, *rooms: LiveRoom) -> HostedRound:
    return HostedRound(
        id=LiveRoundId(4),
        contest=ContestId(1),
        title="Ngày Pháp luật",
        questions=tuple(map(QuestionId, range(1, live.question_count + 1))),
        host_key="web:chat:binh",
        rooms={each.id: each for each in rooms},
        is_rehearsal=False,
        as_poll=False,
        shows=Shows.UNITS_ONLY,
        live=live,
        version=1,
    )


def live(state: State, rooms: Mapping[RoomId, Room] | None = None, **facts: object) -> LiveRound:
    one = LiveRound(RULES, 10, AT, state, Position(3), rooms or {})
    return replace(one, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (live(State.ANNOUNCED), "đang chờ đến giờ"),
        (live(State.LOBBY), "đang mời vào phòng thi"),
        (live(State.OPEN), "đang thi câu 3/10"),
        (live(State.SETTLING), "đang tổng hợp câu 3/10"),
        (live(State.REVEALED), "đã công bố đáp án câu 3/10"),
        (live(State.REVEALED, annulled=frozenset({Position(3)})), "đã hủy câu 3/10"),
        (live(State.PAUSED, resumes_to=State.OPEN), "tạm dừng ở câu 3/10"),
        (live(State.FINISHED, ended_at=AT), "đã kết thúc"),
        (live(State.CANCELLED, ended_at=AT), "đã hủy"),
    ],
)
def test_every_state_has_words(one: LiveRound, expected: str) -> None:
    assert state_text(one, SAY) == expected


def test_of_many_rooms_in_trouble_ten_are_named_and_four_have_choices() -> None:
    rooms = [room(number) for number in range(1, 13)]
    down = {
        each.id: Room(each.id, RoomState.POSTED, trouble=Trouble.PLATFORM_DOWN, trouble_at=AT)
        for each in rooms
    }
    one = Situation(hosted(live(State.OPEN, down), *rooms), answered=37)

    lines = situation_text(one, SAY).splitlines()
    labels = [choice.label for choice in actions(one, SAY)]

    assert lines[2:4] == ["• Câu hỏi đã đến 0/12 phòng thi", "• Đã có 37 người trả lời"]
    assert lines[-2:] == [
        "  – Phòng 10 (nhóm Telegram): mất liên lạc với nền tảng",
        "  – và 2 phòng thi khác",
    ]
    assert [label.split(":")[0] for label in labels[:8]] == ["Chờ", "Bỏ qua"] * 4
    assert labels[8] == "Bỏ qua cả 12 phòng thi gặp sự cố"


def test_rooms_that_were_lost_are_named_and_not_counted() -> None:
    rooms = {
        RoomId(1): Room(RoomId(1), RoomState.OPEN, delivered_at=AT),
        RoomId(2): Room(RoomId(2), RoomState.LOST, delivered_at=AT, lost_at=AT),
    }
    one = Situation(hosted(live(State.OPEN, rooms), room(1), room(2, "web")))

    text = situation_text(one, SAY)

    assert "• Câu hỏi đã đến 1/1 phòng thi" in text
    assert text.endswith("• Bot không còn ở trong 1 phòng thi: Phòng 2 (trang web)")


def test_where_the_host_says_when_the_choice_is_named() -> None:
    more = Situation(hosted(live(State.REVEALED)))
    last = Situation(hosted(live(State.REVEALED, position=Position(10))))

    assert situation_text(more, SAY).endswith(
        "• Câu tiếp theo bắt đầu khi đồng chí chọn “Câu tiếp theo”"
    )
    assert actions(last, SAY)[0].label == "Kết thúc và công bố"


def test_no_choice_reads_like_a_command_where_choices_are_typed() -> None:
    for locale in LOCALES:
        say = wording(locale)
        named = say.keys()
        keys = [key for key in named if key.startswith("live-do-")]
        facts: dict[str, str | int] = {"room": "Phòng 1", "count": 2, "position": 3}
        taken = {say(key, **facts) for key in keys if commands.read(say(key, **facts))}

        assert len(keys) > 15
        assert taken == set()


def test_every_choice_fits_into_a_button() -> None:
    rooms = {RoomId(10**9): Room(RoomId(10**9), RoomState.POSTED, trouble=Trouble.FAILED)}
    one = Situation(hosted(live(State.OPEN, rooms), room(10**9)))

    assert all(len(choice.payload.encode()) <= 64 for choice in actions(one, SAY))
    assert all(parse_payload(choice.payload) for choice in actions(one, SAY))


def test_only_what_is_confirmed_or_harmless_is_an_order() -> None:
    def ordered(value: str) -> HostOrder | None:
        return order_of(TaskChoice("live", 4, value), "user:b")

    asks = ("start", "skip.3", "stop", "cancel", "without-all.3", "look", "at", "results", "hm")
    assert [ordered(value) for value in asks] == [None] * len(asks)
    assert ordered("pause") == HostOrder(OrderKind.PAUSE, "user:b")
    assert ordered("skip-now.3") == HostOrder(OrderKind.SKIP, "user:b", Position(3))
    assert ordered("next.3") == HostOrder(OrderKind.NEXT, "user:b", Position(3))
    assert ordered("without.12") == HostOrder(
        OrderKind.GO_ON_WITHOUT, "user:b", rooms=(RoomId(12),)
    )
    assert ordered("without-all-now.3") == HostOrder(OrderKind.GO_ON_WITHOUT, "user:b", Position(3))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("next.3", ("next", 3)),
        ("pause", ("pause", 0)),
        ("next.", ("next", 0)),
        ("next.x", ("next", 0)),
        (f"next.{'9' * 10}", ("next", 0)),
        ("next.³", ("next", 0)),
    ],
)
def test_the_number_of_a_choice_is_a_small_number(value: str, expected: tuple[str, int]) -> None:
    assert parts(value) == expected


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (
            HostResult.ILLEGAL,
            "Chưa thực hiện được, vì buổi thi đang thi câu 3/10; không có gì thay đổi.",
        ),
        (
            HostResult.STALE,
            "Buổi thi đã sang bước khác nên lựa chọn này không còn hiệu lực; không có gì thay đổi.",
        ),
        (HostResult.NOT_FOUND, "Không có buổi thi trực tiếp này."),
        (
            HostResult.NO_ROOM,
            "Bot không có mặt trong phòng thi nào nên chưa gửi được câu hỏi. Đề nghị đồng chí đưa"
            " bot vào nhóm rồi thử lại.",
        ),
    ],
)
def test_a_refusal_is_one_line(result: HostResult, expected: str) -> None:
    assert refusal_text(result, live(State.OPEN), SAY) == expected


def official(key: str, role: Role = Role.ORGANISER) -> Official:
    return Official(key, ChatRef("web", "chat", key), Grant(role), "vi")


def test_the_host_is_told_or_everybody_once_if_the_host_is_nobody_any_more() -> None:
    staff = [official("a"), official("b"), official("a", Role.SECRETARY)]

    assert [each.user_key for each in told(staff, "b")] == ["b"]
    assert [each.user_key for each in told(staff, "command line")] == ["a", "b"]
    assert told([], "b") == []


def test_notices_to_the_host_come_with_their_choices() -> None:
    trouble = {RoomId(1): Room(RoomId(1), RoomState.POSTED, trouble=Trouble.OVERDUE)}
    one = hosted(live(State.OPEN, trouble), room(1))

    told_of = trouble_notice(one, 5, SAY)
    no_room = no_room_notice(hosted(live(State.REVEALED)), SAY)

    assert told_of.body == (
        "Buổi thi số 4 “Ngày Pháp luật”, câu 3/10\n"
        "\n"
        "⚠ 1 phòng thi gặp sự cố, câu này chưa kết thúc được. Với mỗi phòng, đề nghị đồng chí chọn"
        " chờ hoặc bỏ qua:\n"
        "  – Phòng 1 (nhóm Telegram): chưa rõ câu hỏi đã đến hay chưa"
    )
    assert told_of.choices[0].payload == "t:live:4:wait.1"
    assert no_room.body.startswith("⚠ Ngày Pháp luật: bot không còn ở trong phòng thi nào")
    assert no_room.choices[0].payload == "t:live:4:next.3"


def test_a_preview_warns_of_haste_of_bots_that_do_not_serve_and_of_short_budgets() -> None:
    chat = ChatRef("telegram", "7", "-1", ChatKind.GROUP)
    new = NewLiveRound(
        contest=ContestId(1),
        title="Ngày Pháp luật",
        rules=LiveRules(question_limit=timedelta(seconds=5), reveal_for=timedelta(seconds=3)),
        questions=(QuestionId(1),),
        starts_at=AT,
        host_key="command line",
        rooms=(NewLiveRoom(chat, "Sở Nội vụ"),),
        as_poll=True,
    )
    bot = RoomsForecast(("telegram", "7"), 1, None, 4, None, is_served=False)

    lines = preview_lines(
        new, Forecast((bot,), timedelta(seconds=8), is_hasty=True, reveals_bank=False), SAY
    )

    assert lines[1:] == [
        "• Telegram: dùng bình chọn; cả nhóm thấy ai chọn đáp án nào sau khi công bố đáp án",
        "• Phòng thi: 1",
        "  – Telegram 7: 1 phòng thi, khoảng 4 tin",
        "    ⚠ bot này chưa được cấu hình trên máy chủ; câu hỏi sẽ không đến được các phòng thi đó",
        "• Thời gian dự kiến: chưa đến 1 phút",
        "⚠ Các câu nối nhau quá nhanh: một nhóm Telegram chỉ nhận 20 tin mỗi phút. Đề nghị tăng"
        " --limit hoặc --reveal.",
    ]


def newly(*rooms: NewLiveRoom, starts_at: datetime = AT) -> NewLiveRound:
    rules = LiveRules(
        question_limit=timedelta(seconds=20),
        lobby_for=timedelta(minutes=5),
        reveal_for=timedelta(seconds=10),
    )
    questions = (QuestionId(1), QuestionId(2))
    return NewLiveRound(ContestId(1), "Thử", rules, questions, starts_at, "host", rooms)


@pytest.mark.parametrize(
    ("state", "later", "expected"),
    [
        (State.ANNOUNCED, timedelta(minutes=9, seconds=59), True),
        (State.ANNOUNCED, timedelta(minutes=10), False),
        (State.ANNOUNCED, -timedelta(minutes=6), False),
        (State.ANNOUNCED, -timedelta(minutes=5, seconds=59), True),
        (State.PAUSED, timedelta(days=3), True),
        (State.FINISHED, timedelta(0), False),
    ],
)
def test_a_group_in_two_rounds_at_once_is_warned_of(
    state: State, later: timedelta, expected: bool
) -> None:
    rules = LiveRules(
        question_limit=timedelta(seconds=20),
        lobby_for=timedelta(minutes=5),
        reveal_for=timedelta(seconds=10),
    )
    other = hosted(live(state, rules=rules, question_count=10), room(1), room(2))
    shared, own = NewLiveRoom(room(2).chat, "Sở Y tế"), NewLiveRoom(room(9).chat, "Khác")

    found = clashes(newly(own, shared, starts_at=other.live.starts_at + later), [other])

    assert [each.rooms for each in found] == ([("Sở Y tế",)] if expected else [])


def test_rounds_in_different_groups_do_not_clash() -> None:
    new = newly(NewLiveRoom(room(9).chat, "Khác"))

    assert clashes(new, [hosted(live(State.OPEN), room(1))]) == ()


def test_a_clash_is_told_with_the_round_and_its_rooms() -> None:
    other = hosted(live(State.OPEN), room(1))
    clash = Clash(other, ("Sở Y tế",))
    found = Forecast((), None, is_hasty=False, reveals_bank=False, clashes=(clash,))

    line = preview_lines(newly(NewLiveRoom(room(1).chat, "Sở Y tế")), found, SAY)[-1]

    assert line.startswith("⚠ Trùng với buổi thi số 4 “Ngày Pháp luật” (")
    assert line.endswith(
        ") ở 1 phòng thi: Sở Y tế. Một phòng thi không nên có hai buổi thi cùng lúc."
    )
