"""From a request to a reply: the token, the method, faults and the counts of calls."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from urllib.parse import unquote

from tests.platforms.telegram.http1 import HttpMessage
from tests.platforms.telegram.replies import Reply
from tests.platforms.telegram.server import Connection
from tests.platforms.zalo import sending, webhooks
from tests.platforms.zalo.bodies import Params, read_params
from tests.platforms.zalo.bots import Bot
from tests.platforms.zalo.errors import ApiError, bad_request
from tests.platforms.zalo.faults import EMPTY_BODY, GATEWAY_PAGE, Trouble
from tests.platforms.zalo.polling import WEBHOOK_IS_SET
from tests.platforms.zalo.replies import Result, error_reply, ok_reply, unauthorized_reply
from tests.platforms.zalo.world import World

Method = Callable[[World, Bot, Params], Awaitable[Result]]
DEFAULT_POLL_SECONDS = 30
"""zalo-api.md A3."""
POLL = "getUpdates"
IDLE = (POLL, 408)
GATEWAY_REPLIES: Mapping[Trouble, Reply] = {
    "gateway_html_502": GATEWAY_PAGE,
    "empty_504": EMPTY_BODY,
}


async def get_me(world: World, bot: Bot, _params: Params) -> Result:
    profile: dict[str, object] = {
        "id": bot.id,
        "account_name": bot.account_name,
        "account_type": "BASIC",
        "can_join_groups": world.switches.can_join_groups,
    }
    if world.switches.display_name_in_get_me:
        profile["display_name"] = bot.name
    return profile


METHODS: Mapping[str, Method] = {
    "deleteWebhook": webhooks.delete_webhook,
    "getMe": get_me,
    "getWebhookInfo": webhooks.get_webhook_info,
    "sendChatAction": sending.send_chat_action,
    "sendMessage": sending.send_message,
    "sendPhoto": sending.send_photo,
    "sendSticker": sending.send_sticker,
    "sendVoice": sending.send_voice,
    "setWebhook": webhooks.set_webhook,
    "testWebhook": webhooks.try_webhook,
}


class Api:
    """Serves the bots of one world."""

    def __init__(self, world: World) -> None:
        self._world = world

    def receive(self, request: HttpMessage, connection: Connection) -> None:
        """Serve one request, side by side with others."""
        self._world.serving.spawn(self._serve(request, connection))

    async def _serve(self, request: HttpMessage, connection: Connection) -> None:
        try:
            await self._route(request, connection)
        except Exception:
            # A fault of our own: the client must not wait for ever, and ``stop`` tells of it.
            connection.close()
            raise

    async def _route(self, request: HttpMessage, connection: Connection) -> None:
        verb, target, _ = request.start.decode("latin-1").split(" ", 2)
        path, _, query = target.partition("?")
        token, _, method = unquote(path).removeprefix("/bot").partition("/")
        bot = self._world.bots.get(token)
        if verb not in ("GET", "POST") or not path.startswith("/bot"):
            connection.reply(error_reply(ApiError(404, "Not Found"), self._world.switches))
        elif bot is None:
            self._world.refused.append((method, 401))
            connection.reply(unauthorized_reply(self._world.switches))
        else:
            await self._call(bot, method, request, query, connection)

    async def _call(
        self, bot: Bot, method: str, request: HttpMessage, query: str, connection: Connection
    ) -> None:
        self._world.calls[method] += 1
        trouble = self._world.faults.on_the_way_in(method)
        if trouble is not None:
            _spoil(connection, trouble)
            return
        if self._world.switches.slow_answer > timedelta(0):
            await self._world.pause(self._world.switches.slow_answer)
        reply, is_accepted = await self._carried_out(bot, method, request, query, connection)
        if not (is_accepted and self._world.faults.loses_answer(method)):
            connection.reply(reply)
        elif self._world.switches.lost_answer == "closed":
            connection.close()

    async def _carried_out(
        self, bot: Bot, method: str, request: HttpMessage, query: str, connection: Connection
    ) -> tuple[Reply, bool]:
        """The answer of a call, and whether it was accepted."""
        try:
            params = read_params(request, query)
            if method == POLL:
                result = await self._poll(bot, params, connection)
            else:
                result = await self._method(method)(self._world, bot, params)
        except ApiError as error:
            if (method, error.code) != IDLE:
                self._world.refused.append((method, error.code))
            return error_reply(error, self._world.switches), False
        return ok_reply(result, self._world.switches), True

    async def _poll(self, bot: Bot, params: Params, connection: Connection) -> Result:
        if bot.webhook is not None:
            raise bad_request(WEBHOOK_IS_SET)
        seconds = params.number("timeout", DEFAULT_POLL_SECONDS)
        return await bot.polls.take(seconds, lambda: connection.is_open)

    def _method(self, name: str) -> Method:
        is_served = name != "testWebhook" or self._world.switches.has_test_webhook
        if name not in METHODS or not is_served:
            raise ApiError(self._world.switches.unknown_method_code, "Unknown method")
        return METHODS[name]


def _spoil(connection: Connection, trouble: Trouble) -> None:
    if trouble in GATEWAY_REPLIES:
        connection.reply(GATEWAY_REPLIES[trouble])
    else:
        connection.close()
