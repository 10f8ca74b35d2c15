"""Results in chat: what contestants and organisers see of each state, and steps in two presses."""

import pytest
from sqlalchemy import update

from contest.model import OPTION_LETTERS, OptionIndex, Topic
from contest.result_changes import Cause
from contest.results import ResultMove
from contest.rules import RoundRules
from handlers import exclusions
from handlers.payloads import task_payload
from handlers.ports.corrections import Ruling
from handlers.ports.notices import NoticeKind
from handlers.ports.records import Role
from handlers.ports.results import CorrectedKey, ResultVersion, Step
from handlers.ports.rosters import Duty
from handlers.result_changes import explain
from storage.boards import SETTLING, SqlBoardMaker
from storage.results import SqlResultFreezer
from storage.tables.people import person_table
from tests.integration.handlers.conftest import FIRST, World
from tests.integration.handlers.conversation import Conversation
from tests.integration.handlers.test_leaderboard import close, played

pytestmark = pytest.mark.anyio

of_two_questions = pytest.mark.parametrize("rules", [RoundRules(blueprint=((Topic("PAR"), 2),))])
SECRETARY = "web:test:user-thuky"
AT = FIRST.closes_at + SETTLING


async def frozen(world: World, *moves: ResultMove, reason: str = "") -> ResultVersion:
    """A new version that has taken these steps."""
    freezer = SqlResultFreezer(world.database)
    result = await freezer.freeze(world.first.id, reason, Step(SECRETARY, AT))
    async with world.begin() as tx:
        for move in moves:
            result = await tx.results.take_step(result, move, Step(SECRETARY, AT))
        await tx.commit()
    return result


async def disqualify(world: World, contestant: Conversation) -> None:
    async with world.begin() as tx:
        person = await tx.people.of_user(contestant.user)
        assert person is not None
        ruling = Ruling(SECRETARY, "Thi hộ", AT)
        assert await tx.corrections.disqualify(person.id, world.first.id, ruling)
        await tx.commit()


async def make_board(world: World) -> None:
    assert await SqlBoardMaker(world.database).make(world.first.id, AT)


@of_two_questions
async def test_the_heading_of_the_ranking_says_how_far_the_result_has_come(world: World) -> None:
    hoa = await played(world, "hoa", 2)
    chief = await world.with_role("chief", Role.ORGANISER)
    await close(world)
    result = await frozen(world)
    headings = [(await hoa.write("xếp hạng")).splitlines()[0]]

    for move in (ResultMove.VERIFY, ResultMove.APPROVE, ResultMove.PUBLISH):
        async with world.begin() as tx:
            result = await tx.results.take_step(result, move, Step(SECRETARY, AT))
            await tx.commit()
        headings.append((await hoa.write("xếp hạng")).splitlines()[0])
        assert (await chief.write("xếp hạng")).splitlines()[0] == headings[-1]

    assert headings == [
        "Xếp hạng Vòng 1 (tạm thời, chờ Ban Tổ chức xác nhận): 1 người có bài thi được tính.",
        "Xếp hạng Vòng 1 (Tổ Thư ký đã kiểm tra, chờ Ban Tổ chức phê duyệt): "
        "1 người có bài thi được tính.",
        "Xếp hạng Vòng 1 (Ban Tổ chức đã phê duyệt, chờ công bố): 1 người có bài thi được tính.",
        "Kết quả Vòng 1 đã công bố: 1 người có bài thi được tính.",
    ]


@of_two_questions
async def test_what_is_published_is_shown_to_contestants_until_the_next_publication(
    world: World,
) -> None:
    hoa = await played(world, "hoa", 2)
    binh = await played(world, "binh", 1)
    chief = await world.with_role("chief", Role.ORGANISER)
    await close(world)
    steps = (ResultMove.VERIFY, ResultMove.APPROVE, ResultMove.PUBLISH)
    await frozen(world, *steps)
    async with world.database.write() as connection:
        await connection.execute(update(person_table).values(full_name="Tên Mới"))
    await disqualify(world, hoa)

    assert await binh.write("xếp hạng") == (
        "Kết quả Vòng 1 đã công bố: 2 người có bài thi được tính.\n"
        "Bạn xếp hạng 2/2, với 1/2 điểm. Trong nhóm cán bộ, công chức, viên chức, bạn xếp hạng 2.\n"
        "\n"
        "Những người đứng đầu:\n"
        "1. Nguyễn Thị Hoa – Sở Nội vụ\n"
        "2. Nguyễn Thị Binh – Sở Nội vụ"
    )
    assert "đang được tổng hợp" in await chief.write("xếp hạng")
    await make_board(world)
    assert "(tạm thời, chờ Ban Tổ chức xác nhận): 1 người" in await chief.write("xếp hạng")

    await frozen(world, *steps, reason="Loại một thí sinh")

    text = await binh.write("xếp hạng")
    assert text.startswith(
        "Kết quả Vòng 1 đã công bố (bản điều chỉnh số 2): 1 người có bài thi được tính.\n"
        "Bạn xếp hạng 1/1"
    )
    assert "Bạn không có bài thi được tính trong vòng này." in await hoa.write("xếp hạng")


@of_two_questions
async def test_the_organisers_approve_and_publish_in_two_presses_each(world: World) -> None:
    hoa = await played(world, "hoa", 2)
    chief = await world.with_role("chief", Role.ORGANISER)
    await close(world)
    await frozen(world, ResultMove.VERIFY)

    text = await chief.write("kết quả")
    assert text.startswith(
        "Kết quả Vòng 1, bản số 1, 1 người: đã kiểm tra, chờ Ban Tổ chức phê duyệt.\n"
        f"• Kiểm tra: {SECRETARY}, "
    )
    asked = await chief.press("Phê duyệt kết quả")
    assert asked == "Đồng chí phê duyệt kết quả Vòng 1, bản số 1, 1 người?"
    async with world.begin.reading() as tx:
        unchanged = await tx.results.latest(world.first.id)
    assert unchanged is not None
    assert ResultMove.APPROVE not in unchanged.steps
    text = await chief.press("Xác nhận phê duyệt")
    assert "đã phê duyệt, chờ công bố" in text

    assert "Kết quả đã công bố không sửa được" in await chief.press("Công bố kết quả")
    text = await chief.press("Xác nhận công bố")

    assert text.startswith("Kết quả Vòng 1, bản số 1, 1 người: đã công bố.")
    assert "Công bố kết quả" not in chief.choices
    async with world.begin.reading() as tx:
        told = [(notice.round, notice.kind) for notice in await tx.notices.untold()]
    assert told == [(world.first.id, NoticeKind.RESULTS)]
    assert (await hoa.write("kết quả")).startswith("Kết quả Vòng 1 đã công bố")


@of_two_questions
async def test_an_old_button_does_not_publish_what_has_changed_since(world: World) -> None:
    hoa, binh = await played(world, "hoa", 2), await played(world, "binh", 1)
    chief = await world.with_role("chief", Role.ORGANISER)
    await close(world)
    await frozen(world, ResultMove.VERIFY, ResultMove.APPROVE)
    yes = task_payload("result", world.first.id, "publish-1-yes")
    await disqualify(world, binh)
    outdated = await chief.press_payload(yes)
    await make_board(world)
    await frozen(world, ResultMove.VERIFY, ResultMove.APPROVE, reason="Loại một thí sinh")

    other = await chief.press_payload(yes)

    assert outdated == "Sau khi chốt bản số 1 đã có điều chỉnh. Hãy chốt bản mới."
    assert other.startswith("Kết quả Vòng 1, bản số 2, 1 người: đã phê duyệt, chờ công bố.")
    async with world.begin.reading() as tx:
        assert await tx.results.published(world.first.id) is None
    assert "đã công bố" not in await hoa.write("xếp hạng")


@of_two_questions
async def test_only_organisers_take_steps_and_the_secretary_is_told_what_to_run(
    world: World,
) -> None:
    hoa = await played(world, "hoa", 2)
    secretary = await world.with_role("thuky", Role.SECRETARY)
    await close(world)
    nothing = await secretary.write("kết quả")
    await frozen(world)
    provisional = await secretary.write("kết quả")
    choices = list(secretary.choices)
    yes = task_payload("result", world.first.id, "approve-1-yes")

    assert "hoithi result freeze 1" in nothing
    assert "hoithi result verify 1" in provisional
    assert choices == ["Xếp hạng", "Tiến độ"]
    assert "bản số 1 không ở bước này" in (await secretary.press_payload(yes)).lower()
    assert "Mục này dành cho" in await hoa.press_payload(yes)
    assert "Bạn xếp hạng 1/1" in await hoa.write("kết quả")


@of_two_questions
async def test_a_contestant_sees_the_corrected_key_and_the_score_that_follows(world: World) -> None:
    hoa = await played(world, "hoa", 2)
    await close(world)
    attempt = await world.attempt_of(hoa)
    before = await hoa.write("xem đáp án")
    async with world.begin() as tx:
        drawn = attempt.paper[0]
        bank = await tx.questions.find([drawn.question])
        other = OptionIndex((bank[drawn.question].correct + 1) % 4)
        key = CorrectedKey(drawn.question, drawn.question, "PAR-0", 2, other)
        await tx.corrections.correct_key(world.first.id, key, 1, Ruling(SECRETARY, "Sai", AT))
        await tx.commit()

    after = await hoa.write("xem đáp án")

    assert (before.count("Đúng. "), after.count("Đúng. ")) == (2, 1)
    assert f"Đáp án đúng: {OPTION_LETTERS[drawn.shown_place(other)]}. " in after
    assert "1/2 điểm" in await hoa.write("điểm của tôi")


@of_two_questions
async def test_who_gets_a_duty_after_playing_is_gone_with_that_as_the_cause(world: World) -> None:
    hoa = await played(world, "hoa", 2)
    await close(world)
    first = await frozen(world)
    async with world.begin() as tx:
        person = await tx.people.of_user(hoa.user)
        assert person is not None
        await tx.exclusions.bar(person.id, Duty.SECRETARIAT, SECRETARY, AT)
        voided = await tx.attempts.void_all(person.id, AT)
        await exclusions.note(tx, person.id, Duty.SECRETARIAT, voided, SECRETARY, AT)
        await tx.commit()
    await make_board(world)
    second = await frozen(world, reason="Danh sách Tổ Thư ký")

    async with world.begin.reading() as tx:
        (change,), (correction,) = await explain(tx, first, second)

    assert (change.person, change.cause, change.rank_after) == (person.id, Cause.EXCLUDED, None)
    assert correction.ruling == Ruling(SECRETARY, "thành viên Tổ Thư ký", AT)


@pytest.mark.parametrize(
    ("round_id", "value"),
    [(99, "approve-1"), (1, "verify-1"), (1, "approve-x"), (1, "approve"), (1, "approve-1-yes")],
)
async def test_a_step_that_nobody_was_offered_changes_nothing(
    world: World, round_id: int, value: str
) -> None:
    chief = await world.with_role("chief", Role.ORGANISER)

    text = await chief.press_payload(task_payload("result", round_id, value))

    assert text == "Chưa có vòng thi nào kết thúc."
