"""Both client libraries really talk to the emulator and understand what it says."""

import asyncio
import struct
from collections.abc import AsyncIterator, Callable
from typing import Any, ClassVar, Protocol

import aiogram
import aiogram.exceptions
import pytest
import telegram.error
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import BufferedInputFile, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.request import HTTPXRequest

from tests.platforms.telegram.bots import Bot
from tests.platforms.telegram.emulator import TelegramEmulator
from tests.platforms.telegram.faults import Fault, FaultKind
from tests.platforms.telegram.people import Person

pytestmark = pytest.mark.anyio

AN = 11
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 640, 480) + b"\x08\0\0\0\0"


class Client(Protocol):
    """What the tests need of a library; messages and updates come as its own objects."""

    api: Any
    errors: dict[str, type[Exception]]

    async def send(self, chat_id: int, text: str) -> Any: ...

    async def edit(self, message: Any, text: str) -> Any: ...

    async def send_photo(self, chat_id: int, content: bytes) -> Any: ...

    async def send_document(self, chat_id: int, content: bytes, name: str) -> Any: ...

    async def poll(self, offset: int, seconds: int) -> Any: ...


class AiogramClient:
    errors: ClassVar = {
        "bad request": aiogram.exceptions.TelegramBadRequest,
        "conflict": aiogram.exceptions.TelegramConflictError,
        "forbidden": aiogram.exceptions.TelegramForbiddenError,
        "migrated": aiogram.exceptions.TelegramMigrateToChat,
        "network": aiogram.exceptions.TelegramNetworkError,
        "server": aiogram.exceptions.TelegramServerError,
        "slow down": aiogram.exceptions.TelegramRetryAfter,
        "token": aiogram.exceptions.TelegramUnauthorizedError,
    }

    def __init__(self, url: str, token: str, transports: "Transports") -> None:
        session = transports.aiogram
        session.api = TelegramAPIServer.from_base(url)
        self.api: Any = aiogram.Bot(token, session=session)

    async def send(self, chat_id: int, text: str) -> Any:
        button = InlineKeyboardButton(text="A", callback_data="q:1:a")
        markup = InlineKeyboardMarkup(inline_keyboard=[[button]])
        return await self.api.send_message(chat_id, text, parse_mode="HTML", reply_markup=markup)

    async def edit(self, message: Any, text: str) -> Any:
        return await self.api.edit_message_text(
            text, chat_id=message.chat.id, message_id=message.message_id
        )

    async def send_photo(self, chat_id: int, content: bytes) -> Any:
        return await self.api.send_photo(chat_id, BufferedInputFile(content, "bang.png"))

    async def send_document(self, chat_id: int, content: bytes, name: str) -> Any:
        return await self.api.send_document(chat_id, BufferedInputFile(content, name))

    async def poll(self, offset: int, seconds: int) -> Any:
        return await self.api.get_updates(offset=offset, timeout=seconds)


class PtbClient:
    errors: ClassVar = {
        "bad request": telegram.error.BadRequest,
        "conflict": telegram.error.Conflict,
        "forbidden": telegram.error.Forbidden,
        "migrated": telegram.error.ChatMigrated,
        "network": telegram.error.NetworkError,
        "server": telegram.error.NetworkError,
        "slow down": telegram.error.RetryAfter,
        "token": telegram.error.InvalidToken,
    }

    def __init__(self, url: str, token: str, transports: "Transports") -> None:
        self.api: Any = telegram.Bot(
            token,
            base_url=f"{url}/bot",
            request=transports.ptb,
            get_updates_request=transports.ptb,
        )

    async def send(self, chat_id: int, text: str) -> Any:
        markup = telegram.InlineKeyboardMarkup.from_button(
            telegram.InlineKeyboardButton("A", callback_data="q:1:a")
        )
        return await self.api.send_message(chat_id, text, parse_mode="HTML", reply_markup=markup)

    async def edit(self, message: Any, text: str) -> Any:
        return await self.api.edit_message_text(
            text, chat_id=message.chat.id, message_id=message.message_id
        )

    async def send_photo(self, chat_id: int, content: bytes) -> Any:
        return await self.api.send_photo(chat_id, content, filename="bang.png")

    async def send_document(self, chat_id: int, content: bytes, name: str) -> Any:
        return await self.api.send_document(chat_id, content, filename=name)

    async def poll(self, offset: int, seconds: int) -> Any:
        return await self.api.get_updates(offset=offset, timeout=seconds)


class Transports:
    """Made once for all tests: they take long to open (TLS) and to close."""

    def __init__(self) -> None:
        self.aiogram = AiohttpSession()
        self.ptb = HTTPXRequest(connection_pool_size=8)


Connect = Callable[[Bot], Client]


@pytest.fixture(scope="module")
async def transports() -> AsyncIterator[Transports]:
    transports = Transports()
    yield transports
    await transports.aiogram.close()
    await transports.ptb.shutdown()


@pytest.fixture(params=[AiogramClient, PtbClient], ids=["aiogram", "ptb"])
def connect(
    request: pytest.FixtureRequest,
    telegram: TelegramEmulator,
    transports: Transports,
    monkeypatch: pytest.MonkeyPatch,
) -> Connect:
    """Makes clients of one library."""
    # Without this, python-telegram-bot warns when somebody looks at ``retry_after``.
    monkeypatch.setenv("PTB_TIMEDELTA", "1")

    def connect(bot: Bot) -> Client:
        client: Client = request.param(telegram.url, bot.token, transports)
        return client

    return connect


@pytest.fixture
def client(connect: Connect, telegram: TelegramEmulator) -> Client:
    return connect(telegram.bot)


@pytest.fixture
def an(telegram: TelegramEmulator) -> Person:
    person = telegram.person(AN, "An")
    person.start("abc")
    return person


async def test_a_question_is_sent_pressed_answered_and_edited(client: Client, an: Person) -> None:
    (started,) = await client.poll(0, 0)
    sent = await client.send(AN, "<b>Câu 1</b> của bạn 🏆")
    shown = await an.chat().read()
    press = an.press(shown)
    (pressed,) = await client.poll(started.update_id + 1, 30)
    await client.api.answer_callback_query(pressed.callback_query.id, text="Đã ghi nhận")
    edited = await client.edit(sent, "Câu 1: bạn chọn A")

    assert started.message.text == "/start abc"
    assert started.message.entities[0].type == "bot_command"
    assert (sent.text, sent.entities[0].type) == ("Câu 1 của bạn 🏆", "bold")
    assert sent.reply_markup.inline_keyboard[0][0].callback_data == "q:1:a"
    assert pressed.callback_query.data == "q:1:a"
    assert pressed.callback_query.message.message_id == sent.message_id
    assert press.answer is not None
    assert press.answer.text == "Đã ghi nhận"
    assert (edited.text, shown.text, shown.buttons) == (
        "Câu 1: bạn chọn A",
        "Câu 1: bạn chọn A",
        [],
    )


@pytest.mark.usefixtures("an")
async def test_files_are_sent(client: Client) -> None:
    photo = await client.send_photo(AN, PNG)
    document = await client.send_document(AN, b"so,ten", "Danh sách.csv")

    assert (photo.photo[-1].width, photo.photo[-1].height) == (640, 480)
    assert (document.document.file_name, document.document.file_size) == ("Danh sách.csv", 6)


@pytest.mark.usefixtures("an")
async def test_a_large_file_comes_through_whole(client: Client) -> None:
    document = await client.send_document(AN, b"x" * 3_000_000, "lon.bin")

    assert document.document.file_size == 3_000_000


async def test_chats_members_commands_and_webhooks_are_understood(
    client: Client, telegram: TelegramEmulator, an: Person
) -> None:
    room = telegram.group(an, "Sở Y tế")
    room.add_bot(telegram.bot)
    statuses = []
    for user_id in (AN, telegram.bot.id, 12):
        telegram.person(12)
        member = await client.api.get_chat_member(room.id, user_id)
        statuses.append(member.status)
    room.promote(telegram.bot)
    promoted = await client.api.get_chat_member(room.id, telegram.bot.id)

    assert (await client.api.get_me()).username == "hoithi_bot"
    assert (await client.api.get_chat(AN)).first_name == "An"
    assert (await client.api.get_chat(room.id)).title == "Sở Y tế"
    assert statuses == ["creator", "member", "left"]
    assert promoted.can_delete_messages is True
    assert await client.api.set_webhook(f"{telegram.url}/", secret_token="x") is True
    assert (await client.api.get_webhook_info()).url == f"{telegram.url}/"
    assert await client.api.delete_webhook() is True


async def test_group_updates_are_understood(
    client: Client, telegram: TelegramEmulator, an: Person
) -> None:
    room = telegram.group(an)
    room.add_bot(telegram.bot)
    new_id = room.migrate().id
    an.block()

    kinds = [update for update in await client.poll(0, 0) if update.my_chat_member]
    messages = [update.message for update in await client.poll(1, 0) if update.message]

    assert [str(one.my_chat_member.chat.id) for one in kinds] == [str(-4000000001), str(AN)]
    assert messages[1].new_chat_members[0].id == telegram.bot.id
    assert [messages[2].migrate_to_chat_id, messages[3].migrate_from_chat_id] == [
        new_id,
        -4000000001,
    ]


async def test_errors_arrive_as_the_librarys_own(
    client: Client, telegram: TelegramEmulator, an: Person
) -> None:
    room = telegram.group(an)
    room.add_bot(telegram.bot)
    old_id = room.id
    new_id = room.migrate().id
    deleted = telegram.person(12)
    deleted.start()
    deleted.deactivate()

    with pytest.raises(client.errors["bad request"], match=r"(?i)chat not found"):
        await client.send(99, "x")
    with pytest.raises(client.errors["bad request"], match=r"(?i)can't parse entities"):
        await client.send(AN, "<br>")
    with pytest.raises(client.errors["forbidden"], match="deactivated"):
        await client.send(12, "x")
    with pytest.raises(client.errors["migrated"]) as migrated:
        await client.send(old_id, "x")
    telegram.flood(300, an.chat())
    with pytest.raises(client.errors["slow down"]) as flooded:
        await client.send(AN, "x")

    assert str(new_id) in str(migrated.value)
    assert "300" in str(flooded.value) or "5:00" in str(flooded.value)


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        (FaultKind.RESET, "network"),
        (FaultKind.SERVER_ERROR, "server"),
    ],
)
async def test_faults_arrive_as_the_librarys_own(
    client: Client, telegram: TelegramEmulator, an: Person, kind: FaultKind, error: str
) -> None:
    telegram.faults.add(Fault(kind, after_effect=True))

    with pytest.raises(client.errors[error]):
        await client.send(AN, "x")

    assert an.chat().texts == ["x"]


async def test_a_second_poller_is_a_conflict(connect: Connect, telegram: TelegramEmulator) -> None:
    first, second = connect(telegram.bot), connect(telegram.bot)
    poll = asyncio.create_task(first.poll(0, 30))
    await telegram.bot.polls.begun()

    other = asyncio.create_task(second.poll(0, 30))
    with pytest.raises(first.errors["conflict"]):
        await poll
    telegram.person(AN).start()

    assert len(await other) == 1


async def test_a_wrong_token_is_told(connect: Connect, telegram: TelegramEmulator) -> None:
    stranger = telegram.add_bot("la_bot")
    stranger.token = stranger.token.replace("A", "B")
    client = connect(stranger)

    with pytest.raises(client.errors["token"]):
        await client.api.get_me()
