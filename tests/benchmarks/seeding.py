"""Databases filled for a benchmark: one open round and many people in the middle of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import insert, select, update

from bot.clock import SystemClock
from bot.demo.contest import load_contest
from contest import attempts as rules_of_play
from contest.attempts import Progress, State
from contest.drawing import draw_paper
from contest.model import AttemptId, Audience, PersonId
from contest.rules import RoundRules, Window
from handlers.ports.addresses import ChatRef, UserRef
from handlers.ports.records import NewAttempt
from storage import codec, schema
from storage.engine import Database
from storage.outbox import Lease
from storage.tables.attempts import attempt_table
from storage.tables.people import identity_table, person_table
from storage.tables.units import unit_table
from storage.unit_of_work import SqlUnitsOfWork
from tests.fakes.secrets import SECRET

PLATFORM = "bench"
LEASE = Lease("bench", timedelta(minutes=10))


@dataclass(frozen=True, slots=True)
class Player:
    """Somebody with a running attempt."""

    user: UserRef
    chat: ChatRef
    attempt: AttemptId


async def seed_players(
    database: Database,
    clock: SystemClock,
    count: int,
    *,
    deadlines: list[timedelta] | None = None,
    rules: RoundRules | None = None,
    platform: str = PLATFORM,
    bots: Sequence[str] = ("b",),
) -> list[Player]:
    """Create people whose first question waits, or is open with a deadline that far from now.

    Args:
        bots: the ids of the bots that people write to, in turn.
    """
    await schema.upgrade(database)
    now = clock.now()
    window = Window(now - timedelta(hours=1), now + timedelta(hours=5))
    rules = rules or RoundRules()
    chats = [
        ChatRef(platform, bots[number % len(bots)], str(number)) for number in range(1, count + 1)
    ]
    units_of_work = SqlUnitsOfWork(database, LEASE, SECRET)
    one = await load_contest(units_of_work, window, rules)
    async with units_of_work() as tx:
        bank = await tx.questions.valid_on(now.date())
        # As if everybody had been told.
        await tx.rounds.mark_opened(one.id, now)
        await tx.commit()
    # A few hundred different papers are as good as one for everybody, and much faster to draw.
    papers = [draw_paper(f"paper-{number}", bank, rules) for number in range(min(count, 200))]
    async with database.write() as connection:
        unit = (await connection.execute(select(unit_table.c.id).limit(1))).scalar_one()
        people = [
            {
                "id": number,
                "full_name": f"Người dự thi {number}",
                "birth_date": now.date().replace(year=1990, day=1),
                "unit_id": unit,
                "audience": Audience.OFFICIALS.value,
                "locale": "vi",
                "created_at": now,
            }
            for number in range(1, count + 1)
        ]
        await connection.execute(insert(person_table), people)
        identities = [_identity(chat) for chat in chats]
        await connection.execute(insert(identity_table), identities)
        attempts = []
        for number in range(1, count + 1):
            progress = rules_of_play.begin(rules)
            if deadlines is not None:
                progress = Progress(
                    time_left=rules.attempt_limit,
                    state=State.OPEN,
                    delivered_at=now,
                    deadline=now + deadlines[number - 1],
                )
            new = NewAttempt(
                person=PersonId(number),
                round=one.id,
                unit=unit,
                chat=chats[number - 1],
                locale="vi",
                seed=f"paper-{number % len(papers)}",
                paper=papers[number % len(papers)],
                progress=progress,
                started_at=now,
                ordinal=1,
            )
            attempts.append({"id": number, "counted": True, **codec.attempt_to_columns(new)})
        await connection.execute(insert(attempt_table), attempts)
        await connection.execute(update(person_table).values(current_attempt_id=person_table.c.id))
    return [Player(_user(chat), chat, AttemptId(int(chat.chat_id))) for chat in chats]


def _user(chat: ChatRef) -> UserRef:
    """In a private chat with a bot the person has the id of the chat."""
    return UserRef(chat.platform, chat.bot, chat.chat_id)


def _identity(chat: ChatRef) -> dict[str, object]:
    user = _user(chat)
    return {
        "key": user.key,
        "platform": user.platform,
        "bot": user.bot,
        "user_id": user.user_id,
        "chat_id": chat.chat_id,
        "person_id": int(chat.chat_id),
    }
