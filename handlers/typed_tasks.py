"""The task that was put to somebody last, where choices are typed and not pressed."""

from handlers import dialogues
from handlers.payloads import TaskChoice
from handlers.ports.contents import Text
from handlers.ports.messaging import InboundMessage
from handlers.ports.repositories import UnitOfWork

RECENT = 5
"""Messages of a chat among which the task put last is looked for."""


async def typed_task(tx: UnitOfWork, message: InboundMessage) -> TaskChoice | None:
    """The way to settle the task put last that somebody typed the number or the words of."""
    for row in reversed(await tx.outbox.recent(message.chat, RECENT)):
        content = row.message.content
        if isinstance(content, Text) and (tasks := dialogues.tasks_of(content)):
            return dialogues.picked_task(message.text, tasks)
    return None
