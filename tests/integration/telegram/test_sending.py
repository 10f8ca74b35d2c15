"""What sending comes to at each library: the message that people see, or one of the five errors."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.adapters._telegram.adapter import TelegramAdapter
from bot.adapters._telegram.wire import Wire
from bot.platforms import _telegram_api
from contest.model import AttemptId, Position
from handlers.ports.addresses import ChatKind, ChatRef
from handlers.ports.contents import Announcement, Choice, Question, Text
from handlers.ports.messaging import (
    AdapterMisconfigured,
    MessageRejected,
    MessagingError,
    OutboundMessage,
    RateLimited,
    RecipientUnreachable,
    SupportsEdit,
    TemporaryFailure,
)
from tests.fakes.clock import START, FakeClock
from tests.integration.telegram.desk import adapter_of
from tests.platforms.telegram.emulator import TelegramEmulator
from tests.platforms.telegram.faults import Fault, FaultKind
from tests.platforms.telegram.people import Person

pytestmark = pytest.mark.anyio

AN = 11
QUESTION = Question(
    attempt=AttemptId(10**17),
    position=Position(3),
    of=15,
    text="<i>PAR</i> & SIPAS?",
    options=("Một", "Hai", "Ba", "Bốn", "Năm", "Sáu"),
    limit=timedelta(seconds=40),
    closes_at=START + timedelta(days=1),
    locale="vi",
)


@pytest.fixture
async def adapter(library: str, telegram: TelegramEmulator) -> AsyncIterator[TelegramAdapter]:
    adapter = adapter_of(library, telegram, FakeClock())
    yield adapter
    await adapter.close()


@pytest.fixture
def an(telegram: TelegramEmulator) -> Person:
    person = telegram.person(AN)
    person.start()
    return person


def to(chat_id: int, content: Text | Question | Announcement) -> OutboundMessage:
    return OutboundMessage(ChatRef("telegram", "7000000001", str(chat_id)), "key", content)


async def failure(adapter: TelegramAdapter, message: OutboundMessage) -> MessagingError:
    with pytest.raises(MessagingError) as caught:
        await adapter.send(message)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    return caught.value


async def test_a_question_is_shown_as_it_is_written_with_letters_in_rows(
    adapter: TelegramAdapter, an: Person
) -> None:
    await adapter.send(to(AN, QUESTION))

    shown = await an.chat().read()
    assert shown.text.startswith("Câu 3/15 · 40 giây\n<i>PAR</i> & SIPAS?\n\nA. Một\n")
    assert shown.content.entities == ()
    assert shown.keyboard is not None
    assert [len(row) for row in shown.keyboard.rows] == [5, 1]


async def test_long_labels_get_a_row_each(adapter: TelegramAdapter, an: Person) -> None:
    choices = (Choice("Cán bộ, công chức", "d:audience:officials"), Choice("Khác", "d:audience:x"))

    await adapter.send(to(AN, Text("Bạn thuộc nhóm nào?", choices)))

    shown = await an.chat().read()
    assert shown.keyboard is not None
    assert [[button.text for button in row] for row in shown.keyboard.rows] == [
        ["Cán bộ, công chức"],
        ["Khác"],
    ]


async def test_ones_own_number_can_be_shared_with_one_tap(
    adapter: TelegramAdapter, an: Person
) -> None:
    skip = (Choice("Không cung cấp", "d:phone:skip"),)

    await adapter.send(to(AN, Text("Số điện thoại của bạn?", skip, asks_for_phone=True)))

    shown = await an.chat().read()
    assert shown.keyboard is not None
    assert [(button.text, button.request_contact) for button in shown.keyboard.buttons] == [
        ("Gửi số điện thoại của tôi", True),
        ("Không cung cấp", False),
    ]


async def test_the_title_of_an_announcement_is_bold(adapter: TelegramAdapter, an: Person) -> None:
    await adapter.send(to(AN, Announcement("Thông báo <số 2>", "Vòng 2 mở lúc 7 giờ 30.")))

    shown = await an.chat().read()
    assert shown.text == "Thông báo <số 2>\n\nVòng 2 mở lúc 7 giờ 30."
    (entity,) = shown.content.entities
    assert (entity.kind, entity.offset, entity.length) == ("bold", 0, 16)


async def test_the_longest_text_fits_however_it_is_counted(
    adapter: TelegramAdapter, an: Person
) -> None:
    await adapter.send(to(AN, Text("😀<&>" * 4_000)))

    shown = await an.chat().read()
    assert len(shown.text.encode("utf-16-le")) // 2 in (4_095, 4_096)
    assert shown.text.startswith("😀<&>😀<&>")


async def test_an_edit_changes_the_text_and_the_buttons(
    adapter: TelegramAdapter, an: Person
) -> None:
    ref = await adapter.send(to(AN, QUESTION))
    shown = await an.chat().read()

    changed = await adapter.edit(ref.message_id, to(AN, Text("Hết")))

    assert changed == ref
    assert (shown.text, shown.buttons, shown.is_protected) == ("Hết", [], True)


async def test_an_edit_that_changes_nothing_counts_as_made(
    adapter: TelegramAdapter, an: Person
) -> None:
    ref = await adapter.send(to(AN, QUESTION))

    assert await adapter.edit(ref.message_id, to(AN, QUESTION)) == ref


async def test_an_edit_of_what_is_gone_is_rejected(adapter: TelegramAdapter, an: Person) -> None:
    with pytest.raises(MessageRejected, match="gone"):
        await adapter.edit("4711", to(AN, QUESTION))


async def test_the_flag_for_edits_and_the_method_agree(adapter: TelegramAdapter) -> None:
    assert adapter.capabilities.edit
    assert isinstance(adapter, SupportsEdit)


@pytest.mark.parametrize("seconds", [3, 300, 10_000])
async def test_a_limit_names_the_pause(
    adapter: TelegramAdapter, an: Person, telegram: TelegramEmulator, seconds: int
) -> None:
    telegram.faults.add(Fault(FaultKind.TOO_MANY_REQUESTS, retry_after=seconds))

    error = await failure(adapter, to(AN, Text("x")))

    assert isinstance(error, RateLimited)
    assert error.retry_after == timedelta(seconds=seconds)


@pytest.mark.parametrize("status", [500, 502, 504])
@pytest.mark.parametrize("kind", [FaultKind.SERVER_ERROR, FaultKind.HTML_PAGE])
async def test_a_server_error_leaves_open_what_was_done(
    adapter: TelegramAdapter, an: Person, telegram: TelegramEmulator, kind: FaultKind, status: int
) -> None:
    telegram.faults.add(Fault(kind, status=status))

    error = await failure(adapter, to(AN, Text("x")))

    assert isinstance(error, TemporaryFailure)
    assert error.outcome_unknown


@pytest.mark.parametrize(("status", "is_unknown"), [(403, False), (404, False), (200, False)])
async def test_a_page_of_somebody_in_between_is_no_answer_of_telegram(
    adapter: TelegramAdapter,
    an: Person,
    telegram: TelegramEmulator,
    status: int,
    is_unknown: bool,
) -> None:
    telegram.faults.add(Fault(FaultKind.HTML_PAGE, status=status))

    error = await failure(adapter, to(AN, Text("x")))

    assert isinstance(error, TemporaryFailure)
    assert error.outcome_unknown == is_unknown


async def test_a_limit_that_a_page_tells_has_a_pause_too(
    adapter: TelegramAdapter, an: Person, telegram: TelegramEmulator
) -> None:
    telegram.faults.add(Fault(FaultKind.HTML_PAGE, status=429))

    assert isinstance(await failure(adapter, to(AN, Text("x"))), RateLimited)


async def test_a_broken_connection_leaves_open_what_was_done(
    adapter: TelegramAdapter, an: Person, telegram: TelegramEmulator
) -> None:
    telegram.faults.add(Fault(FaultKind.RESET))

    error = await failure(adapter, to(AN, Text("x")))

    assert isinstance(error, TemporaryFailure)
    assert error.outcome_unknown


async def test_where_nobody_listens_nothing_was_done(
    adapter: TelegramAdapter, telegram: TelegramEmulator
) -> None:
    await telegram.stop()

    error = await failure(adapter, to(AN, Text("x")))

    assert isinstance(error, TemporaryFailure)
    assert not error.outcome_unknown


async def test_an_answer_that_takes_too_long_leaves_open_what_was_done(
    library: str, telegram: TelegramEmulator, an: Person
) -> None:
    telegram.faults.add(Fault(FaultKind.SLOW, delay=30.0))
    api = _telegram_api(library, "7000000001", Wire(telegram.url, telegram.bot.token))

    with pytest.raises(TemporaryFailure) as caught:
        await api.call("sendMessage", {"chat_id": AN, "text": "x"}, seconds=1)

    assert caught.value.outcome_unknown
    await api.close()


async def test_after_closing_nothing_is_sent(adapter: TelegramAdapter, an: Person) -> None:
    await adapter.close()

    error = await failure(adapter, to(AN, Text("x")))

    assert isinstance(error, TemporaryFailure)
    assert not error.outcome_unknown


async def test_who_has_blocked_the_bot_is_unreachable(adapter: TelegramAdapter, an: Person) -> None:
    an.block()

    error = await failure(adapter, to(AN, Text("x")))

    assert isinstance(error, RecipientUnreachable)
    assert str(error) == "blocked"


async def test_who_has_deleted_their_account_is_unreachable(
    adapter: TelegramAdapter, an: Person
) -> None:
    an.deactivate()

    error = await failure(adapter, to(AN, Text("x")))

    assert isinstance(error, RecipientUnreachable)
    assert str(error) == "deactivated"


async def test_who_has_never_written_is_unreachable(adapter: TelegramAdapter) -> None:
    assert isinstance(await failure(adapter, to(4711, Text("x"))), RecipientUnreachable)


async def test_a_group_that_has_thrown_the_bot_out_is_unreachable(
    adapter: TelegramAdapter, an: Person, telegram: TelegramEmulator
) -> None:
    group = telegram.group(an)
    group.add_bot(telegram.bot)
    group.remove_bot(telegram.bot)

    error = await failure(adapter, to(group.id, Text("x")))

    assert isinstance(error, RecipientUnreachable)
    assert str(error) == "kicked"


async def test_what_was_meant_for_a_group_that_has_moved_is_rejected(
    adapter: TelegramAdapter, an: Person, telegram: TelegramEmulator
) -> None:
    group = telegram.group(an)
    group.add_bot(telegram.bot)
    old = group.id
    group.migrate()

    message = to(old, Text("x"))
    error = await failure(
        adapter, replace(message, chat=replace(message.chat, kind=ChatKind.GROUP))
    )

    assert isinstance(error, MessageRejected)
    assert str(error) == "migrated"


async def test_a_choice_that_fits_no_button_is_rejected(
    adapter: TelegramAdapter, an: Person
) -> None:
    error = await failure(adapter, to(AN, Text("x", (Choice("A", "d:step:" + "ă" * 29),))))

    assert isinstance(error, MessageRejected)
    assert str(error) == "payload"


@pytest.mark.parametrize("token", [f"7000000001:{'B' * 35}", "7000000001:short"])
async def test_a_token_that_is_not_accepted_needs_an_operator(
    library: str, telegram: TelegramEmulator, token: str
) -> None:
    api = _telegram_api(library, "7000000001", Wire(telegram.url, token))

    with pytest.raises(AdapterMisconfigured):
        await api.call("getMe", {})

    await api.close()


async def test_calls_at_the_same_time_do_not_wait_for_one_another(
    adapter: TelegramAdapter, telegram: TelegramEmulator
) -> None:
    people = [telegram.person(100 + number) for number in range(20)]
    for person in people:
        person.start()
    telegram.faults.latency = 0.2
    began = asyncio.get_running_loop().time()

    await asyncio.gather(*[adapter.send(to(person.id, Text("x"))) for person in people])

    assert asyncio.get_running_loop().time() - began < 20 * 0.2 / 2
