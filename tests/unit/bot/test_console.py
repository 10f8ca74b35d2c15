"""The terminal: what holds beside the contract of every platform (tests/contract)."""

from collections.abc import AsyncIterator

from structlog.testing import capture_logs

from bot.adapters.console import ConsoleAdapter
from handlers.ports.messaging import Acknowledgement, InboundMessage
from tests.fakes.clock import FakeClock


async def typed(*lines: str) -> AsyncIterator[str]:
    for line in lines:
        yield line


def console(*lines: str) -> ConsoleAdapter:
    return ConsoleAdapter(typed(*lines), lambda _: None, FakeClock(), "hoa")


class Inbox:
    def __init__(self) -> None:
        self.messages: list[InboundMessage] = []

    async def deliver(self, message: InboundMessage) -> Acknowledgement:
        self.messages.append(message)
        if message.text == "hỏng":
            raise RuntimeError("họ tên của một người")
        return Acknowledgement("handled")


async def test_the_end_of_the_input_ends_the_platform() -> None:
    inbox = Inbox()

    await console("bắt đầu\n", "vào thi\r\n", "B").run(inbox.deliver)

    assert [message.text for message in inbox.messages] == ["bắt đầu", "vào thi", "B"]


async def test_another_start_on_the_same_database_repeats_no_update() -> None:
    inbox = Inbox()

    await console("a\n", "b\n").run(inbox.deliver)
    await console("a\n", "b\n").run(inbox.deliver)

    assert len({message.update_key for message in inbox.messages}) == 4


async def test_a_line_that_fails_is_logged_by_the_kind_of_failure_alone() -> None:
    inbox = Inbox()

    with capture_logs() as logs:
        await console("hỏng\n", "B\n").run(inbox.deliver)

    assert [message.text for message in inbox.messages] == ["hỏng", "B"]
    assert logs == [{"event": "console_line_failed", "log_level": "error", "error": "RuntimeError"}]
