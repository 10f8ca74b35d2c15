from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select, update

from contest import attempts as rules_of_play
from contest.model import Audience, Level, OptionIndex, Topic
from contest.quotas import (
    DEFAULT_POLICY,
    Category,
    QuotaKind,
    QuotaPolicy,
    QuotaRule,
    QuotaScope,
)
from contest.reminders import DEFAULT_SCHEDULE, Addressee, ReminderSchedule
from contest.rules import Counting, RoundRules, Window
from handlers.ports.catalogue import NewQuestion, NewUnit, Stored, UnknownParentError
from handlers.ports.records import Contest
from storage.codec import progress_to_columns
from storage.tables.attempts import attempt_table
from storage.tables.questions import question_table
from storage.tables.units import unit_table
from tests.integration.storage.world import (
    DAY,
    NOW,
    QUESTIONS,
    RULES,
    SECOND,
    UNITS,
    WINDOW,
    World,
    chat,
    opened,
    playing,
)


async def test_a_list_of_units_loaded_again_changes_nothing(world: World) -> None:
    async with world.begin() as tx:
        assert await tx.catalogue.store_units(UNITS) == Stored(unchanged=3)
        assert len(await tx.units.existing_on(DAY)) == 3


async def test_a_changed_unit_keeps_its_id(world: World) -> None:
    renamed = replace(UNITS[1], name="Sở Nội vụ tỉnh", leaders=5)
    added = NewUnit("SO-YT", "Sở Y tế", Level("SO"), "66", staff=91, onestop=4)
    async with world.begin() as tx:
        assert await tx.catalogue.store_units([renamed, added, UNITS[2]]) == Stored(1, 1, 1)
        unit = await tx.units.find(world.units["SO-NV"])
        await tx.commit()

    assert unit is not None
    assert unit.name == "Sở Nội vụ tỉnh"
    async with world.database.read() as connection:
        row = (
            await connection.execute(select(unit_table).where(unit_table.c.code == "SO-YT"))
        ).one()
    assert (row.staff, row.onestop, row.parent_id) == (91, 4, world.units["66"])


async def test_a_unit_may_be_listed_before_its_parent(world: World) -> None:
    commune = NewUnit("24118", "Phường Tân Lập", Level("XA"), "643")
    district = NewUnit("643", "Thành phố Buôn Ma Thuột", Level("HUYEN"), "66")
    async with world.begin() as tx:
        await tx.catalogue.store_units([commune, district])
        units = {unit.code: unit for unit in await tx.units.existing_on(DAY)}

    assert units["24118"].parent == units["643"].id
    assert units["643"].parent == world.units["66"]


async def test_a_parent_code_used_twice_means_the_unit_in_the_list_or_else_the_latest(
    world: World,
) -> None:
    since_2025 = date(2025, 7, 1)
    province = NewUnit("66", "Tỉnh Đắk Lắk (mới)", Level("TINH"), valid_from=since_2025)
    ward = NewUnit("24133", "Phường Buôn Ma Thuột", Level("XA"), "66", valid_from=since_2025)
    async with world.begin() as tx:
        await tx.catalogue.store_units([province])
        await tx.catalogue.store_units([ward])
        await tx.catalogue.store_units(UNITS)
        units = {
            (unit.code, unit.valid_from): unit for unit in await tx.units.existing_on(since_2025)
        }

    assert units["24133", since_2025].parent == units["66", since_2025].id
    assert units["SO-NV", None].parent == units["66", None].id


async def test_an_unknown_parent_is_refused(world: World) -> None:
    lost = NewUnit("24118", "Phường Tân Lập", Level("XA"), "999")
    async with world.begin() as tx:
        with pytest.raises(UnknownParentError, match="999"):
            await tx.catalogue.store_units([lost])


async def test_questions_loaded_again_add_nothing(world: World) -> None:
    async with world.begin() as tx:
        assert await tx.catalogue.store_questions(QUESTIONS) == Stored(unchanged=3)
        assert len(await tx.questions.valid_on(DAY)) == 3


async def test_a_changed_question_becomes_a_new_version_and_the_old_one_stays(
    world: World,
) -> None:
    corrected = replace(QUESTIONS[0], correct=OptionIndex(2), explanation="Sửa đáp án")
    async with world.begin() as tx:
        stored = await tx.catalogue.store_questions([corrected, *QUESTIONS[1:]])
        await tx.commit()
    assert stored == Stored(changed=1, unchanged=2)

    async with world.begin() as tx:
        valid = {question.text: question for question in await tx.questions.valid_on(DAY)}
        old = (await tx.questions.find([world.questions[0]]))[world.questions[0]]
    assert (valid["Câu hỏi 1?"].correct, old.correct) == (2, 1)
    assert valid["Câu hỏi 1?"].id not in world.questions
    async with world.database.read() as connection:
        rows = await connection.execute(
            select(question_table.c.version).where(question_table.c.code == "PAR-1")
        )
        assert sorted(row.version for row in rows) == [1, 2]


async def test_a_question_is_stored_with_everything_the_list_says(world: World) -> None:
    new = NewQuestion(
        "DTI-1",
        Topic("DTI"),
        "Có mấy trụ cột?",
        ("hai", "ba"),
        OptionIndex(1),
        explanation="Ba trụ cột.",
        source="QĐ 922",
        valid_from=date(2022, 5, 20),
        valid_to=date(2024, 12, 31),
        audience=Audience.OFFICIALS,
    )
    async with world.begin() as tx:
        assert await tx.catalogue.store_questions([new]) == Stored(added=1)
        question = (await tx.questions.valid_on(DAY))[-1]
        await tx.commit()

    assert (question.topic, question.text, question.options) == (new.topic, new.text, new.options)
    assert (question.correct, question.explanation) == (1, "Ba trụ cột.")
    assert (question.valid_from, question.valid_to) == (new.valid_from, new.valid_to)
    async with world.database.read() as connection:
        row = (
            await connection.execute(select(question_table).where(question_table.c.code == "DTI-1"))
        ).one()
    assert (row.source, row.audience, row.version) == ("QĐ 922", "officials", 1)


async def test_the_version_that_is_true_on_a_day_is_asked_on_that_day(world: World) -> None:
    before = replace(QUESTIONS[0], code="X", text="cũ", valid_to=date(2023, 12, 31))
    after = replace(QUESTIONS[0], code="X", text="mới", valid_from=date(2024, 1, 1))
    async with world.begin() as tx:
        await tx.catalogue.store_questions([before])
        await tx.catalogue.store_questions([after])

        texts = [
            [question.text for question in await tx.questions.valid_on(day)][3:]
            for day in (date(2023, 12, 31), date(2024, 1, 1))
        ]

    assert texts == [["cũ"], ["mới"]]


async def test_a_version_that_has_ended_takes_the_question_out_of_the_bank(world: World) -> None:
    retired = replace(QUESTIONS[0], valid_to=DAY - timedelta(days=1))
    async with world.begin() as tx:
        await tx.catalogue.store_questions([retired])

        texts = [question.text for question in await tx.questions.valid_on(DAY)]

    assert texts == [question.text for question in QUESTIONS[1:]]


async def test_a_round_comes_back_with_the_rules_it_was_created_with(world: World) -> None:
    rules = RoundRules(
        question_limit=timedelta(seconds=20),
        attempts_allowed=3,
        counting=Counting.FIRST,
        prediction=None,
    )
    async with world.begin() as tx:
        created = await tx.catalogue.create_round(world.round.contest, "Vòng 2", WINDOW, rules)
        found = await tx.rounds.find(created.id)

    assert created == found
    assert (created.rules, created.window, created.name) == (rules, WINDOW, "Vòng 2")
    assert not created.is_rehearsal


async def test_the_contest_of_the_installation_is_the_first_one(world: World) -> None:
    async with world.begin() as tx:
        await tx.catalogue.create_contest("Cuộc thi khác", "Sở khác")
        contest = await tx.rounds.contest()

    assert contest == Contest(world.round.contest, "Tìm hiểu CCHC", "Sở Nội vụ")


async def test_rounds_are_listed_in_the_order_in_which_they_open(world: World) -> None:
    earlier = Window(WINDOW.opens_at - timedelta(days=1), WINDOW.closes_at)
    async with world.begin() as tx:
        first = await tx.catalogue.create_round(world.round.contest, "Chạy thử", earlier, RULES)
        assert await tx.rounds.all() == [first, world.round]


async def test_an_opening_and_a_closing_are_carried_out_once(world: World) -> None:
    async with world.begin() as tx:
        for mark in (tx.rounds.mark_opened, tx.rounds.mark_closed):
            assert await mark(world.round.id, NOW)
            assert not await mark(world.round.id, NOW + SECOND)
        round_ = await tx.rounds.find(world.round.id)

    assert round_ is not None
    assert (round_.opened_at, round_.closed_at) == (NOW, NOW)


async def test_a_moved_round_opens_and_closes_again_if_that_lies_ahead(world: World) -> None:
    in_90_days = Window(WINDOW.opens_at + timedelta(days=90), WINDOW.closes_at + timedelta(days=90))
    longer = Window(WINDOW.opens_at, WINDOW.closes_at + timedelta(days=1))
    async with world.begin() as tx:
        await tx.rounds.mark_opened(world.round.id, WINDOW.opens_at)
        await tx.rounds.mark_closed(world.round.id, WINDOW.closes_at)

        await tx.catalogue.move_round(world.round.id, longer, WINDOW.closes_at)
        round_ = await tx.rounds.find(world.round.id)
        assert round_ == replace(world.round, window=longer, opened_at=WINDOW.opens_at)

        await tx.catalogue.move_round(world.round.id, in_90_days, WINDOW.closes_at)
        assert await tx.rounds.find(world.round.id) == replace(world.round, window=in_90_days)


async def test_moving_the_end_of_a_round_moves_the_deadlines_it_cuts(world: World) -> None:
    """Delivered 30 s before the end with 40 s to answer, 5 s of which were given back before."""
    delivered_at = WINDOW.closes_at - 30 * SECOND
    progress = rules_of_play.give_back(
        opened(delivered_at), delivered_at + SECOND, delivered_at + 6 * SECOND, WINDOW
    )
    async with world.begin() as tx:
        attempt = await playing(tx, world, 1)
        await tx.commit()
    async with world.database.write() as connection:
        await connection.execute(update(attempt_table).values(**progress_to_columns(progress)))
    longer = Window(WINDOW.opens_at, WINDOW.closes_at + timedelta(days=1))
    shorter = Window(WINDOW.opens_at, delivered_at + 20 * SECOND)

    async with world.begin() as tx:
        (moved,) = await tx.catalogue.move_round(world.round.id, longer, delivered_at)
        assert (moved.attempt, moved.position, moved.chat) == (attempt.id, 1, chat(1))
        assert (moved.old, moved.new) == (WINDOW.closes_at, delivered_at + 45 * SECOND)

        (moved,) = await tx.catalogue.move_round(world.round.id, shorter, delivered_at)
        assert (moved.old, moved.new) == (delivered_at + 45 * SECOND, shorter.closes_at)

        assert await tx.catalogue.move_round(world.round.id, shorter, delivered_at) == []


async def test_the_end_of_a_round_is_kept_to_the_microsecond(world: World) -> None:
    end = datetime(2023, 11, 21, 16, 59, 59, 999_999, tzinfo=UTC)
    async with world.begin() as tx:
        await tx.catalogue.move_round(world.round.id, Window(WINDOW.opens_at, end), NOW)
        round_ = await tx.rounds.find(world.round.id)

    assert round_ is not None
    assert round_.window.closes_at == end


async def test_further_headcounts_and_the_promise_of_a_unit_are_compared_too(
    world: World,
) -> None:
    promising = replace(UNITS[1], target_percent=80)
    larger = replace(promising, more_headcounts={Category("officers"): 12})
    async with world.begin() as tx:
        for unit in (promising, larger, UNITS[1]):
            assert await tx.catalogue.store_units([unit]) == Stored(changed=1)
            assert await tx.catalogue.store_units([unit]) == Stored(unchanged=1)


async def test_a_contest_has_the_default_rules_about_units_until_it_gets_its_own(
    world: World,
) -> None:
    policy = QuotaPolicy(
        {Level("DANG"): (QuotaRule(Category("members"), QuotaKind.PERCENT, 70),)},
        exclude_from_base=False,
        scope=QuotaScope.ROUND,
    )
    schedule = ReminderSchedule(
        days_before=(5, 2), at=time(8, 15), escalate={0: (Addressee.LEADER,)}
    )
    async with world.begin() as tx:
        other = await tx.catalogue.create_contest("Cuộc thi khác", "Sở khác")
        before = await tx.rounds.contest()
        await tx.catalogue.set_quotas(world.round.contest, policy)
        await tx.catalogue.set_reminders(world.round.contest, schedule)
        await tx.catalogue.set_quotas(other.id, DEFAULT_POLICY)
        after = await tx.rounds.contest()

    assert before is not None
    assert (before.quotas, before.reminders) == (DEFAULT_POLICY, DEFAULT_SCHEDULE)
    assert after == replace(before, quotas=policy, reminders=schedule)


async def test_rules_of_a_level_keep_their_order(world: World) -> None:
    names = ("z", "a", "m")
    rules = tuple(QuotaRule(Category(name), QuotaKind.COUNT, 1) for name in names)
    policy = QuotaPolicy({Level(name): rules for name in names})
    async with world.begin() as tx:
        await tx.catalogue.set_quotas(world.round.contest, policy)
        contest = await tx.rounds.contest()

    assert contest is not None
    assert list(contest.quotas.levels) == list(names)
    assert contest.quotas.categories == names
