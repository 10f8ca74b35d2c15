"""getMe, getChat, getChatMember and setMyCommands."""

import re

from tests.platforms.telegram.bodies import Params
from tests.platforms.telegram.bots import Bot
from tests.platforms.telegram.chats import Access, Group, PrivateChat, Status, member_json
from tests.platforms.telegram.errors import bad_request
from tests.platforms.telegram.model import ChatKind, User
from tests.platforms.telegram.replies import Reply, ok_reply
from tests.platforms.telegram.world import World

MAX_COMMANDS = 100
"""This and the next two: core.telegram.org/bots/api#setmycommands and #botcommand."""
MAX_COMMAND_LENGTH = 32
MAX_DESCRIPTION_LENGTH = 256
COMMAND = re.compile(r"[a-z0-9_]+")
SCOPES = (
    "default",
    "all_private_chats",
    "all_group_chats",
    "all_chat_administrators",
    "chat",
    "chat_administrators",
    "chat_member",
)
NO_GIFTS = (
    '"accepted_gift_types":{"unlimited_gifts":false,"limited_gifts":false,"unique_gifts":false,'
    '"premium_subscription":false,"gifts_from_channels":false}'
)
FULL_FIELDS = f'{NO_GIFTS},"max_reaction_count":11,"accent_color_id":1'
PERMISSIONS = '"permissions":{"can_send_messages":true,"can_send_photos":true}'


def get_me(_world: World, bot: Bot, _params: Params) -> Reply:
    hears_all = "false" if bot.has_privacy else "true"
    extra = (
        f',"can_join_groups":true,"can_read_all_group_messages":{hears_all},'
        '"supports_inline_queries":false,"can_connect_to_business":false,'
        '"has_main_web_app":false,"has_topics_enabled":false,'
        '"allows_users_to_create_topics":false,"can_manage_bots":false}'
    )
    return ok_reply(bot.user.json[:-1] + extra)


def get_chat(world: World, bot: Bot, params: Params) -> Reply:
    chat = world.find_chat(bot, params, Access.READ)
    fields = FULL_FIELDS if chat.kind is ChatKind.PRIVATE else f"{FULL_FIELDS},{PERMISSIONS}"
    return ok_reply(f"{chat.json[:-1]},{fields}}}")


def get_chat_member(world: World, bot: Bot, params: Params) -> Reply:
    user_id = params.integer("user_id")
    if user_id <= 0:
        raise bad_request("invalid user_id specified")
    chat = world.find_chat(bot, params, Access.READ if user_id == bot.id else Access.WRITE)
    if user_id not in world.users:
        raise bad_request("user not found")
    user, status = _member(world, bot, chat, user_id)
    return ok_reply(member_json(user, status))


def set_my_commands(_world: World, bot: Bot, params: Params) -> Reply:
    try:
        listed = params.decoded("commands") or []
    except ValueError:
        raise bad_request("can't parse commands JSON object") from None
    if not isinstance(listed, list):
        raise bad_request("expected an Array of BotCommand")
    commands = [_command(one) for one in listed]
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    bot.commands[_scope(params), params.text("language_code")] = commands
    return ok_reply("true")


def _member(world: World, bot: Bot, chat: PrivateChat | Group, user_id: int) -> tuple[User, Status]:
    user = world.users[user_id]
    if isinstance(chat, Group):
        return chat.status_of(user_id) or (user, Status.LEFT)
    if user_id not in (bot.id, chat.user.id):
        raise bad_request("user not found")
    return user, Status.MEMBER


def _command(value: object) -> tuple[str, str]:
    problem = "can't parse BotCommand"
    if not isinstance(value, dict):
        raise bad_request(f"{problem}: expected an Object")
    command, description = value.get("command"), value.get("description")
    if not isinstance(command, str) or not isinstance(description, str):
        raise bad_request(f"{problem}: a required field is missing or of wrong type")
    command, description = command.strip().removeprefix("/"), description.strip()
    if not command:
        raise bad_request("command must be non-empty")
    if len(command) > MAX_COMMAND_LENGTH:
        raise bad_request(f"command length must not exceed {MAX_COMMAND_LENGTH}")
    if not description:
        raise bad_request("command description must be non-empty")
    if len(description) > MAX_DESCRIPTION_LENGTH:
        raise bad_request(f"command description length must not exceed {MAX_DESCRIPTION_LENGTH}")
    if COMMAND.fullmatch(command) is None:
        raise bad_request("BOT_COMMAND_INVALID")
    return command, description


def _scope(params: Params) -> str:
    try:
        scope = params.decoded("scope")
    except ValueError:
        raise bad_request("can't parse BotCommandScope JSON object") from None
    if scope is None:
        return "default"
    kind = scope.get("type") if isinstance(scope, dict) else None
    if kind not in SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    return str(kind)
