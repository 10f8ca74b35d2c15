"""sendMessage, sendPhoto and sendDocument.

Order of the checks as in the real server: text and markup, chat, then (counted against the limits)
what only Telegram itself finds out.
"""

from tests.platforms.telegram.bodies import Params, Upload
from tests.platforms.telegram.bots import Bot
from tests.platforms.telegram.chats import Access, Group, PrivateChat
from tests.platforms.telegram.errors import ApiError, bad_request
from tests.platforms.telegram.html_text import parse_html
from tests.platforms.telegram.images import photo_fields
from tests.platforms.telegram.keyboards import (
    Keyboard,
    check_before_sending,
    check_on_arrival,
    read_keyboard,
)
from tests.platforms.telegram.model import Message, ShownPoll
from tests.platforms.telegram.replies import Reply, ok_reply
from tests.platforms.telegram.texts import (
    MAX_CAPTION_LENGTH,
    MAX_RAW_BYTES,
    MAX_TEXT_LENGTH,
    FormattedText,
    check_entities,
    cleaned,
    quoted,
    read_entities,
)
from tests.platforms.telegram.world import World

MAX_UPLOAD_BYTES = 50 << 20
"""core.telegram.org/bots/api#sending-files."""


def send_message(world: World, bot: Bot, params: Params) -> Reply:
    content = read_text(params)
    keyboard = read_keyboard(params)
    chat = world.find_chat(bot, params, Access.WRITE)
    if not content.text:
        raise bad_request("text must be non-empty")
    if len(content.text) > MAX_TEXT_LENGTH:
        raise bad_request("message is too long")
    return post(world, bot, chat, params, content, keyboard)


def send_photo(world: World, bot: Bot, params: Params) -> Reply:
    return _send_medium(world, bot, params, "photo")


def send_document(world: World, bot: Bot, params: Params) -> Reply:
    return _send_medium(world, bot, params, "document")


def read_text(params: Params) -> FormattedText:
    """The text of a call, parsed and cleaned; its length is checked elsewhere."""
    if not params.text("text"):
        raise bad_request("message text is empty")
    return _formatted(params, "text", "entities")


def read_caption(params: Params) -> FormattedText:
    return _formatted(params, "caption", "caption_entities")


def _formatted(params: Params, name: str, entities_name: str) -> FormattedText:
    source = params.text(name)
    if len(source) > MAX_RAW_BYTES // 4 and len(source.encode()) > MAX_RAW_BYTES:
        raise bad_request("text is too long")
    mode = params.text("parse_mode").lower()
    if mode == "html":
        return cleaned(parse_html(source))
    if mode not in ("", "none"):
        raise bad_request("unsupported parse_mode")
    entities = read_entities(params, entities_name)
    if entities:
        check_entities(source, entities)
    return cleaned(FormattedText(source, entities))


def _send_medium(world: World, bot: Bot, params: Params, kind: str) -> Reply:
    file_id, upload = _input_file(params, kind)
    caption = read_caption(params)
    keyboard = read_keyboard(params)
    chat = world.find_chat(bot, params, Access.WRITE)
    if len(caption.text) > MAX_CAPTION_LENGTH:
        raise bad_request("message caption is too long")
    if upload is None:
        media = world.files.get(file_id, "")
        if not media.startswith(f'"{kind}"'):
            raise bad_request("wrong file identifier/HTTP URL specified")
    else:
        media = _stored(world, kind, upload)
    return post(world, bot, chat, params, caption, keyboard, media)


def _input_file(params: Params, kind: str) -> tuple[str, Upload | None]:
    """A file id, or a file that came with the call under its own name or an attached one."""
    named = params.text(kind)
    if named and not named.startswith("attach://"):
        return named, None
    upload = params.files.get(named.removeprefix("attach://") or kind)
    if upload is None:
        raise bad_request(f"there is no {kind} in the request")
    if not upload.content:
        raise bad_request("file must be non-empty")
    if len(upload.content) > MAX_UPLOAD_BYTES:
        raise ApiError(413, "Request Entity Too Large")
    return "", upload


def _stored(world: World, kind: str, upload: Upload) -> str:
    """Keep a file under a new id; returns the JSON fields of its medium."""
    number = len(world.files) + 1
    file_id = f"AgAC{kind}{number:08d}"
    identity = (
        f'"file_id":"{file_id}","file_unique_id":"AQAD{number:08d}",'
        f'"file_size":{len(upload.content)}'
    )
    if kind == "photo":
        fields = f'"photo":[{{{identity},{photo_fields(upload.content)}}}]'
    else:
        fields = (
            f'"document":{{"file_name":{quoted(upload.filename)},'
            f'"mime_type":{quoted(upload.content_type)},{identity}}}'
        )
    world.files[file_id] = fields
    return fields


def post(
    world: World,
    bot: Bot,
    chat: PrivateChat | Group,
    params: Params,
    content: FormattedText,
    keyboard: Keyboard | None,
    media: str = "",
    poll: ShownPoll | None = None,
) -> Reply:
    """Show what has passed the checks of its kind."""
    check_before_sending(keyboard, is_private=isinstance(chat, PrivateChat))
    reply_to = _replied(world, chat, params)
    world.admit(bot, chat)
    check_on_arrival(keyboard)
    if isinstance(chat, PrivateChat):
        number = bot.next_id()
    else:
        number = chat.next_id()
        chat.last_bot_id = bot.id
    message = Message(
        chat,
        number,
        bot.user,
        world.unix(),
        content,
        media,
        keyboard,
        reply_to,
        is_protected=params.flag("protect_content"),
        poll=poll,
    )
    chat.put(message)
    return ok_reply(message.json)


def _replied(world: World, chat: PrivateChat | Group, params: Params) -> Message | None:
    """The message that this one answers, named in the new way or the old one."""
    if params.has("reply_parameters"):
        try:
            value = params.decoded("reply_parameters")
        except ValueError:
            raise bad_request("can't parse reply parameters JSON object") from None
        if not isinstance(value, dict):
            raise bad_request("object expected as reply parameters")
        params = Params({**value, "reply_to_message_id": value.get("message_id", "")})
    if not params.has("reply_to_message_id"):
        return None
    try:
        return world.find_message(chat, params, "reply_to_message_id", "message to be replied")
    except ApiError:
        if params.flag("allow_sending_without_reply"):
            return None
        raise
