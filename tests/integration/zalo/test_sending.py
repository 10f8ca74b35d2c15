"""What a person is shown, and what every refusal of a send leads to."""

from dataclasses import replace
from datetime import timedelta
from typing import Literal

import pytest
from structlog.testing import capture_logs

from bot.adapters._zalo.errors import Overdrawn, QuotaSpent
from handlers.ports.addresses import ChatKind, ChatRef
from handlers.ports.contents import Content, Text
from handlers.ports.messaging import (
    AdapterMisconfigured,
    MessageRef,
    MessagingError,
    OutboundMessage,
    RateLimited,
    RecipientUnreachable,
    TemporaryFailure,
)
from tests.fakes.clock import FakeClock
from tests.integration.zalo.desk import BOT, NAME, TOKEN, adapter_of, events
from tests.platforms.zalo.bots import Bot
from tests.platforms.zalo.chats import PrivateChat
from tests.platforms.zalo.emulator import ZaloEmulator, running_zalo
from tests.platforms.zalo.faults import Trouble
from tests.platforms.zalo.switches import Plan, Switches
from tests.unit.zalo.test_messages import PICTURE, QUESTION, URL

pytestmark = pytest.mark.anyio

HELLO = Text("Chào bạn.")


class Office:
    """An adapter that only sends, a person who has written to it, and a group.

    Attributes:
        chat: the person's private chat.
    """

    def __init__(self, zalo: ZaloEmulator, clock: FakeClock) -> None:
        self.zalo, self.clock = zalo, clock
        self.account: Bot = zalo.add_bot(TOKEN, name=NAME)
        self.adapter = adapter_of(zalo, clock, picture_url=lambda _: URL)
        self.lan = zalo.person("Lan Phạm")
        self.screen: PrivateChat = self.lan.chat(self.account)
        self.screen.has_written = True
        self.chat = ChatRef("zalo", BOT, self.screen.id)

    async def send(self, content: Content = HELLO, chat: ChatRef | None = None) -> MessageRef:
        return await self.adapter.send(OutboundMessage(chat or self.chat, "a", content))

    async def error(self, content: Content = HELLO, chat: ChatRef | None = None) -> MessagingError:
        try:
            await self.send(content, chat)
        except MessagingError as error:
            return error
        raise AssertionError("it was sent")

    @property
    def texts(self) -> list[str]:
        return [shown.text for shown in self.screen.shown]


class Opened:
    """Opens an office under some switches."""

    def __init__(self, switches: Switches | None = None, plan: Plan | None = None) -> None:
        self._running = running_zalo(switches, plan=plan)

    async def __aenter__(self) -> Office:
        self._office = Office(await self._running.__aenter__(), FakeClock())
        return self._office

    async def __aexit__(self, *_: object) -> None:
        await self._office.adapter.close()
        await self._running.__aexit__(None, None, None)


async def test_the_heading_of_a_question_is_shown_in_bold() -> None:
    async with Opened() as office:
        await office.send(QUESTION)

    (shown,) = office.screen.shown
    (style,) = shown.styles
    assert (style.start, style.codes, shown.parse_mode) == (0, ("b",), "")
    assert shown.text[: style.length] == shown.text.partition("\n")[0]


async def test_an_image_is_shown_by_its_address() -> None:
    async with Opened(Switches(fetch_photos=False)) as office:
        await office.send(PICTURE)

    (shown,) = office.screen.shown
    assert (shown.photo, shown.text) == (URL, PICTURE.caption)


async def test_a_picture_that_zalo_cannot_fetch_is_told_in_words() -> None:
    with capture_logs() as logs:
        async with Opened() as office:
            await office.send(PICTURE)
            await office.send(PICTURE)

    assert [shown.photo for shown in office.screen.shown] == ["", ""]
    assert office.texts == [PICTURE.caption] * 2
    assert office.zalo.refused == [("sendPhoto", 400)] * 2
    assert events(logs) == ["zalo_decoration_refused"] * 2


async def test_styles_that_are_refused_are_left_out_from_then_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tests.platforms.zalo.texts.STYLE_CODES", frozenset({"i"}))
    async with Opened() as office:
        await office.send(QUESTION)
        await office.send(QUESTION)

    assert [shown.styles for shown in office.screen.shown] == [(), ()]
    assert office.zalo.refused == [("sendMessage", 400)]
    assert office.account.sent_this_month == 2


@pytest.mark.parametrize("http_status", ["mirror_error_code", "always_200"])
@pytest.mark.parametrize("code", [400, 403])
async def test_a_chat_that_is_closed_to_the_bot_is_unreachable_and_styles_stay(
    http_status: Literal["mirror_error_code", "always_200"], code: Literal[400, 403]
) -> None:
    switches = Switches(
        http_status=http_status,
        unknown_chat_code=code,
        blocked_code=code,
        never_wrote_code=code,
    )
    async with Opened(switches) as office:
        stranger = office.zalo.person("Hoa").chat(office.account)
        nobody = replace(office.chat, chat_id="nobody")
        errors = [await office.error(QUESTION, nobody)]
        errors.append(await office.error(QUESTION, replace(office.chat, chat_id=stranger.id)))
        office.lan.block(office.account)
        errors.append(await office.error(QUESTION))
        office.lan.unblock(office.account)
        await office.send(QUESTION)

    assert [type(error) for error in errors] == [RecipientUnreachable] * 3
    assert office.screen.shown[0].styles != ()


@pytest.mark.parametrize("code", [400, 403, 404])
async def test_a_group_that_has_removed_the_bot_is_unreachable(
    code: Literal[400, 403, 404],
) -> None:
    async with Opened(Switches(removed_code=code)) as office:
        group = office.zalo.group("Sở Nội vụ", [office.lan], office.account)
        chat = ChatRef("zalo", BOT, group.id, ChatKind.GROUP)
        await office.send(HELLO, chat)
        group.remove(office.account)

        assert isinstance(await office.error(HELLO, chat), RecipientUnreachable)

    assert [shown.text for shown in group.shown] == ["Chào bạn."]


async def test_a_spent_month_keeps_messages_until_the_next_day_and_tells_the_operator() -> None:
    with capture_logs() as logs:
        async with Opened(plan=Plan(messages_a_month=1)) as office:
            await office.send()
            first = await office.error()
            office.clock.advance(timedelta(minutes=1))
            second = await office.error()

    assert isinstance(first, Overdrawn)
    assert first.retry_after == timedelta(minutes=1)
    assert isinstance(second, QuotaSpent)
    # From 08:01 to 00:05.
    assert second.retry_after == timedelta(hours=16, minutes=4)
    assert events(logs) == ["zalo_quota_spent"]
    assert office.texts == ["Chào bạn."]


async def test_a_429_before_a_success_is_forgotten() -> None:
    async with Opened(plan=Plan(messages_a_month=1)) as office:
        await office.send()
        await office.error()
        office.zalo._world.plan = Plan(messages_a_month=2)
        await office.send()
        office.clock.advance(timedelta(minutes=1))

        assert isinstance(await office.error(), Overdrawn)


async def test_a_person_beyond_the_plan_holds_up_nobody_else() -> None:
    async with Opened(plan=Plan(users=1)) as office:
        one_too_many = office.zalo.person("Hoa")
        await one_too_many.say(office.account, "vào thi")
        chat = replace(office.chat, chat_id=one_too_many.chat(office.account).id)

        assert isinstance(await office.error(HELLO, chat), RateLimited)
        await office.send()

    assert office.texts == ["Chào bạn."]


@pytest.mark.parametrize(
    ("trouble", "is_shown"),
    [
        ("gateway_html_502", False),
        ("empty_504", False),
        ("drop_before_accept", False),
        ("drop_after_accept", True),
    ],
)
async def test_after_trouble_on_the_way_the_outcome_is_unknown(
    trouble: Trouble, is_shown: bool
) -> None:
    async with Opened() as office:
        office.zalo.order(trouble, "sendMessage")

        error = await office.error()
        await office.send(Text("Câu 1"))

    assert isinstance(error, TemporaryFailure)
    assert error.outcome_unknown
    assert office.texts == (["Chào bạn.", "Câu 1"] if is_shown else ["Câu 1"])


@pytest.mark.parametrize("body", ["json", "html", "empty"])
async def test_a_refused_token_is_for_the_operator_to_put_right(
    body: Literal["json", "html", "empty"],
) -> None:
    async with Opened(Switches(wrong_token_body=body)) as office:
        office.zalo._world.bots.clear()

        assert type(await office.error()) is AdapterMisconfigured


async def test_two_thousand_units_go_out_whole() -> None:
    async with Opened() as office:
        await office.send(Text("ệ" * 1_000 + "🇻🇳" * 250))

    assert office.texts == ["ệ" * 1_000 + "🇻🇳" * 250]


async def test_the_state_of_a_bot_is_told() -> None:
    async with Opened(Switches(can_join_groups=False)) as office:
        state = await office.adapter.state()
        assert state.profile.user_id == office.account.id
        assert (state.profile.display_name, state.profile.account_name) == (NAME, "bot.dovui")
        assert (state.profile.can_join_groups, state.webhook_url) == (False, "")


async def test_the_state_of_a_bot_with_a_webhook_names_its_address() -> None:
    async with Opened(Switches(display_name_in_get_me=False)) as office:
        await office.adapter._client.call(
            "setWebhook", {"url": "https://hoithi.example/x", "secret_token": "x" * 32}
        )
        state = await office.adapter.state()

    assert state.webhook_url == "https://hoithi.example/x"
    assert (state.profile.display_name, state.profile.can_join_groups) == ("", True)
