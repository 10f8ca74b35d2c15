"""Calls to the Zalo emulator that go wrong: gateways, lost answers and slow ones."""

import asyncio
from datetime import timedelta

import aiohttp
import pytest

from tests.integration.platforms.zalo_desk import Desk, running_desk
from tests.platforms.telegram.timing import ManualTime
from tests.platforms.zalo.switches import Switches

pytestmark = pytest.mark.anyio


async def written(desk: Desk) -> str:
    """Id of the chat with Lan, who has written."""
    await desk.lan.say(desk.bot, "xin chào")
    return desk.lan.chat(desk.bot).id


async def page(desk: Desk, chat_id: str) -> tuple[int, str, str]:
    """Status, type and start of the answer to a message."""
    url = f"{desk.zalo.url}/bot{desk.bot.token}/sendMessage"
    async with desk.session.post(url, json={"chat_id": chat_id, "text": "x"}) as response:
        return response.status, response.content_type, (await response.text())[:6]


async def test_every_nth_call_can_end_at_the_gateway() -> None:
    async with running_desk(Switches(gateway_html_502=3, http_status="always_200")) as desk:
        chat_id = await written(desk)
        answers = [await page(desk, chat_id) for _ in range(6)]

        assert [status for status, _, _ in answers] == [200, 200, 502] * 2
        assert answers[2] == (502, "text/html", "<html>")
        assert len(desk.lan.shown(desk.bot)) == desk.bot.sent_this_month == 4


async def test_trouble_can_be_ordered_for_a_method() -> None:
    async with running_desk() as desk:
        chat_id = await written(desk)
        desk.zalo.order("gateway_html_502", "sendMessage", times=2)
        desk.zalo.order("empty_504")
        me = f"{desk.zalo.url}/bot{desk.bot.token}/getMe"
        async with desk.session.get(me) as response:
            empty = (response.status, await response.read())
        statuses = [(await page(desk, chat_id))[0] for _ in range(3)]

        assert empty == (504, b"")
        assert statuses == [502, 502, 200]
        assert desk.zalo.calls["sendMessage"] == 3


async def test_a_connection_can_break_before_the_send() -> None:
    async with running_desk() as desk:
        chat_id = await written(desk)
        desk.zalo.order("drop_before_accept", "sendMessage")

        with pytest.raises(aiohttp.ServerDisconnectedError):
            await desk.send(chat_id)

        assert (desk.lan.shown(desk.bot), desk.bot.sent_this_month) == ([], 0)


async def test_the_answer_to_an_accepted_send_can_be_lost() -> None:
    async with running_desk() as desk:
        chat_id = await written(desk)
        desk.zalo.order("drop_after_accept", "sendMessage")

        refused = await desk.send("ai-do")
        with pytest.raises(aiohttp.ServerDisconnectedError):
            await desk.send(chat_id, "đã đến")

        assert refused == 400
        assert [one.text for one in desk.lan.shown(desk.bot)] == ["đã đến"]
        assert desk.bot.sent_this_month == 1


async def test_every_nth_accepted_send_can_lose_its_answer() -> None:
    async with running_desk(Switches(drop_after_accept=2)) as desk:
        chat_id = await written(desk)
        await desk.call("getMe")
        kept = await desk.send(chat_id, "một")
        with pytest.raises(aiohttp.ServerDisconnectedError):
            await desk.send(chat_id, "hai")

        assert kept == 200
        assert await desk.send(chat_id, "ba") == 200
        assert len(desk.lan.shown(desk.bot)) == 3


async def test_an_answer_can_be_lost_in_silence() -> None:
    switches = Switches(drop_after_accept=1, lost_answer="silence")
    async with running_desk(switches) as desk:
        chat_id = await written(desk)
        send = asyncio.create_task(desk.send(chat_id))
        await desk.zalo.shown(desk.lan, 1)
        # Answered after the lost one would have been.
        await desk.call("getMe")

        assert not send.done()
        send.cancel()
        await asyncio.wait([send])


async def test_an_answer_can_be_slow() -> None:
    time = ManualTime()
    async with running_desk(Switches(slow_answer=timedelta(seconds=2)), time=time) as desk:
        chat_id = await written(desk)
        send = asyncio.create_task(desk.send(chat_id))
        await time.awaited()
        time.advance(1.9)
        assert desk.lan.shown(desk.bot) == []
        time.advance(0.1)

        assert await send == 200
        assert len(desk.lan.shown(desk.bot)) == 1
