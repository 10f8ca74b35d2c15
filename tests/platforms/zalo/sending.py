"""sendMessage, sendPhoto, sendSticker, sendVoice and sendChatAction (zalo-api.md A3).

Order of the checks, which is ours: parameters, chat, plan.
"""

from tests.platforms.zalo import events
from tests.platforms.zalo.bodies import Params
from tests.platforms.zalo.bots import Bot
from tests.platforms.zalo.chats import Chat, GroupChat
from tests.platforms.zalo.errors import bad_request
from tests.platforms.zalo.events import Sender, message_event
from tests.platforms.zalo.model import Shown
from tests.platforms.zalo.people import picture
from tests.platforms.zalo.pictures import check_picture, check_public_url
from tests.platforms.zalo.replies import NOTHING, Result
from tests.platforms.zalo.texts import check_length, read_formatting
from tests.platforms.zalo.world import World

ACTIONS = ("typing",)


async def send_message(world: World, bot: Bot, params: Params) -> Result:
    chat_id, text = params.required("chat_id"), params.required("text")
    check_length("text", text)
    mode, styles = read_formatting(params, text)
    chat = _admit(bot, chat_id)
    shown = Shown(world.ids.new(16), world.now_at(), text, styles, mode)
    return _post(world, bot, chat, shown, events.TEXT, {"text": text})


async def send_photo(world: World, bot: Bot, params: Params) -> Result:
    chat_id, photo = params.required("chat_id"), params.required("photo")
    caption = params.required("caption") if params.has("caption") else ""
    check_length("caption", caption)
    await check_picture(world, photo)
    chat = _admit(bot, chat_id)
    shown = Shown(world.ids.new(16), world.now_at(), caption, photo=photo)
    return _post(world, bot, chat, shown, events.IMAGE, picture(world, photo, caption))


async def send_sticker(world: World, bot: Bot, params: Params) -> Result:
    chat_id, sticker = params.required("chat_id"), params.required("sticker")
    chat = _admit(bot, chat_id)
    shown = Shown(world.ids.new(16), world.now_at(), sticker=sticker)
    return _post(world, bot, chat, shown, events.STICKER, {"sticker": sticker})


async def send_voice(world: World, bot: Bot, params: Params) -> Result:
    """Accepted in a group as well, where nobody ever gets it."""
    chat_id, voice = params.required("chat_id"), params.required("voice_url")
    check_public_url(voice, "voice_url", world.switches.allowed_hosts)
    chat = _admit(bot, chat_id)
    shown = Shown(world.ids.new(16), world.now_at(), voice=voice)
    if isinstance(chat, GroupChat):
        return _receipt(shown)
    return _post(world, bot, chat, shown, events.VOICE, {"voice_url": voice})


async def send_chat_action(_world: World, bot: Bot, params: Params) -> Result:
    chat_id, action = params.required("chat_id"), params.required("action")
    if action not in ACTIONS:
        raise bad_request("unknown action")
    bot.find_chat(chat_id)
    return NOTHING


def _admit(bot: Bot, chat_id: str) -> Chat:
    chat = bot.find_chat(chat_id)
    bot.admit(chat)
    return chat


def _post(
    world: World, bot: Bot, chat: Chat, shown: Shown, event_name: str, content: dict[str, str]
) -> Result:
    chat.put(shown)
    receipt = _receipt(shown)
    if world.switches.own_messages_echoed:
        event = message_event(
            event_name,
            Sender(bot.id, bot.name, is_bot=True),
            (chat.id, chat.kind),
            content,
            message_id=shown.message_id,
            date=world.now_ms(),
        )
        world.deliveries.spawn(bot.receive(event))
    return receipt


def _receipt(shown: Shown) -> dict[str, object]:
    return {"message_id": shown.message_id, "date": int(shown.at.timestamp() * 1000)}
