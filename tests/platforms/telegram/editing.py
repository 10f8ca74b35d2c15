"""editMessageText, editMessageReplyMarkup, deleteMessage and answerCallbackQuery."""

from tests.platforms.telegram.bodies import Params
from tests.platforms.telegram.bots import Bot, CallbackAnswer
from tests.platforms.telegram.chats import Access, Group, PrivateChat, Status
from tests.platforms.telegram.errors import bad_request
from tests.platforms.telegram.keyboards import (
    Keyboard,
    Kind,
    check_before_sending,
    check_on_arrival,
    read_keyboard,
)
from tests.platforms.telegram.model import ChatKind, Message
from tests.platforms.telegram.replies import Reply, ok_reply
from tests.platforms.telegram.sending import read_text
from tests.platforms.telegram.texts import MAX_TEXT_LENGTH, FormattedText
from tests.platforms.telegram.world import World

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
MAX_ANSWER_LENGTH = 200
# core.telegram.org/bots/api#deletemessage
DELETE_SECONDS = 48 * 3600


def edit_message_text(world: World, bot: Bot, params: Params) -> Reply:
    content = read_text(params)
    keyboard = _inline_keyboard(params)
    chat, message = _editable(world, bot, params)
    if message.media or message.poll:
        raise bad_request("there is no text in the message to edit")
    if not content.text:
        raise bad_request("text must be non-empty")
    return _edit(world, bot, chat, message, content, keyboard)


def edit_message_reply_markup(world: World, bot: Bot, params: Params) -> Reply:
    keyboard = _inline_keyboard(params)
    chat, message = _editable(world, bot, params)
    return _edit(world, bot, chat, message, message.content, keyboard)


def delete_message(world: World, bot: Bot, params: Params) -> Reply:
    if not params.has("chat_id"):
        raise bad_request("chat identifier is not specified")
    if not params.has("message_id"):
        raise bad_request("message identifier is not specified")
    chat = world.find_chat(bot, params, Access.WRITE)
    message = world.find_message(chat, params, "message_id", "message to delete")
    if not _may_delete(world, bot, chat, message):
        raise bad_request("message can't be deleted for everyone")
    message.is_deleted = True
    chat.wake()
    return ok_reply("true")


def answer_callback_query(world: World, bot: Bot, params: Params) -> Reply:
    """Free of all limits (levlam in tdlib/telegram-bot-api#648)."""
    press = bot.presses.get(params.integer("callback_query_id"))
    now = world.time.now()
    if press is None or now - press.at > world.rates.callback_seconds:
        raise bad_request(TOO_OLD)
    text = params.text("text")
    if len(text) > MAX_ANSWER_LENGTH:
        raise bad_request("MESSAGE_TOO_LONG")
    del bot.presses[press.id]
    press.take(CallbackAnswer(text, params.flag("show_alert"), now))
    return ok_reply("true")


def _inline_keyboard(params: Params) -> Keyboard | None:
    keyboard = read_keyboard(params)
    if keyboard is not None and keyboard.kind is not Kind.INLINE:
        raise bad_request("inline keyboard expected")
    return keyboard


def _editable(world: World, bot: Bot, params: Params) -> tuple[PrivateChat | Group, Message]:
    if not params.has("chat_id") and not params.has("message_id"):
        raise bad_request("message identifier is not specified")
    chat = world.find_chat(bot, params, Access.EDIT)
    message = world.find_message(chat, params, "message_id", "message to edit")
    # A message that came with a keyboard of another kind cannot be edited ever (td).
    is_plain = message.keyboard is None or message.keyboard.kind is Kind.INLINE
    if message.sender is not bot.user or not is_plain:
        raise bad_request("message can't be edited")
    return chat, message


def _edit(
    world: World,
    bot: Bot,
    chat: PrivateChat | Group,
    message: Message,
    content: FormattedText,
    keyboard: Keyboard | None,
) -> Reply:
    check_before_sending(keyboard, is_private=isinstance(chat, PrivateChat))
    world.admit(bot, chat)
    # Telegram itself checks the length here, and words it in its own way.
    if len(content.text) > MAX_TEXT_LENGTH:
        raise bad_request("MESSAGE_TOO_LONG")
    check_on_arrival(keyboard)
    if content == message.content and keyboard == message.keyboard:
        raise bad_request(NOT_MODIFIED)
    message.edit(content, keyboard, world.unix())
    return ok_reply(message.json)


def _may_delete(world: World, bot: Bot, chat: PrivateChat | Group, message: Message) -> bool:
    """Own messages and those of private chats for 48 hours; an administrator's power has no end."""
    if isinstance(chat, Group):
        is_administrator = chat.seats[bot.id].status is Status.ADMINISTRATOR
        if is_administrator and chat.kind is ChatKind.SUPERGROUP:
            return True
        if message.sender is not bot.user and not is_administrator:
            return False
    return world.unix() - message.date < DELETE_SECONDS
