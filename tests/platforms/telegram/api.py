"""From a request to a reply: the token, the method, faults, and the log of calls."""

import re
from collections.abc import Callable, Mapping

from tests.platforms.telegram import editing, lookups, polls, sending, webhooks
from tests.platforms.telegram.bodies import Params, read_params
from tests.platforms.telegram.bots import Bot
from tests.platforms.telegram.errors import ApiError
from tests.platforms.telegram.faults import Fault, FaultKind
from tests.platforms.telegram.http1 import HttpMessage
from tests.platforms.telegram.limits import Limit
from tests.platforms.telegram.polling import WEBHOOK_ACTIVE
from tests.platforms.telegram.replies import Reply, error_reply
from tests.platforms.telegram.server import Connection, Respond
from tests.platforms.telegram.world import Call, World

Method = Callable[[World, Bot, Params], Reply]

METHODS: Mapping[str, Method] = {
    "answercallbackquery": editing.answer_callback_query,
    "deletemessage": editing.delete_message,
    "deletewebhook": webhooks.delete_webhook,
    "editmessagereplymarkup": editing.edit_message_reply_markup,
    "editmessagetext": editing.edit_message_text,
    "getchat": lookups.get_chat,
    "getchatmember": lookups.get_chat_member,
    "getme": lookups.get_me,
    "getwebhookinfo": webhooks.get_webhook_info,
    "senddocument": sending.send_document,
    "sendmessage": sending.send_message,
    "sendphoto": sending.send_photo,
    "sendpoll": polls.send_poll,
    "setmycommands": lookups.set_my_commands,
    "setwebhook": webhooks.set_webhook,
    "stoppoll": polls.stop_poll,
}
POLL = "getupdates"
# Stands for the answer to a call that a fault kept from happening.
NOTHING = Reply(0, b"")
# A webhook's response may hold any other call (WebhookActor.cpp).
NOT_IN_RESPONSE = ("deletewebhook", "setwebhook", "close", "logout")
TOKEN = re.compile(r"[1-9]\d*:[A-Za-z0-9_-]{24,}")


class Api:
    """Serves the bots of one world."""

    def __init__(self, world: World) -> None:
        self._world = world
        world.execute_response = self.execute_response

    def receive(self, request: HttpMessage, connection: Connection) -> None:
        """Serve one request, now or after its latency."""
        try:
            bot, method, query = self._route(request)
            params = read_params(request, query)
        except ApiError as error:
            connection.reply(error_reply(error))
            return
        method = method or params.text("method").lower()
        faults = self._world.faults
        latency = faults.draw_latency()
        fault = faults.pick(method, params.text("chat_id")) if faults.active else None
        if latency:
            way_back = self._later(connection.reply, latency / 2)
            self._world.time.call_later(
                latency / 2, lambda: self._serve(bot, method, params, fault, connection, way_back)
            )
        else:
            self._serve(bot, method, params, fault, connection, connection.reply)

    def execute_response(self, bot: Bot, message: HttpMessage) -> None:
        """Carry out the call in a webhook's response; nobody is told how it went."""
        try:
            params = read_params(message)
        except ApiError:
            return
        method = params.text("method").lower()
        if not method or method in NOT_IN_RESPONSE or method.startswith("get"):
            return
        self._log(bot, method, params, self._execute(bot, method, params), in_response=True)

    def _route(self, request: HttpMessage) -> tuple[Bot, str, str]:
        """The bot, the method in lower case and the query string of a request.

        Raises:
            ApiError: 404 for what no bot's address looks like, 401 for a token of nobody.
        """
        path, _, query = request.start.split(b" ", 2)[1].decode().partition("?")
        token, _, method = path.removeprefix("/bot").partition("/")
        bot = self._world.bots.get(token)
        if bot is not None and path.startswith("/bot"):
            return bot, method.lower(), query
        if not path.startswith("/bot") or TOKEN.fullmatch(token) is None:
            raise ApiError(404, "Not Found")
        raise ApiError(401, "Unauthorized")

    def _serve(
        self,
        bot: Bot,
        method: str,
        params: Params,
        fault: Fault | None,
        connection: Connection,
        respond: Respond,
    ) -> None:
        if fault is not None:
            respond = self._spoiled(fault, connection, respond)
            if not fault.has_effect:
                self._log(bot, method, params, NOTHING, fault=fault.kind)
                respond(NOTHING)
                return
        if method == POLL:
            self._poll(bot, params, respond)
            return
        reply = self._execute(bot, method, params)
        self._log(bot, method, params, reply, fault=fault.kind if fault else None)
        respond(reply)

    def _poll(self, bot: Bot, params: Params, respond: Respond) -> None:
        def answer(reply: Reply) -> None:
            self._log(bot, POLL, params, reply)
            respond(reply)

        if bot.delivery is not None:
            bot.polls.conflict(WEBHOOK_ACTIVE, answer)
        else:
            bot.polls.poll(params, answer)

    def _execute(self, bot: Bot, method: str, params: Params) -> Reply:
        carry_out = METHODS.get(method)
        if carry_out is None:
            return error_reply(ApiError(404, "Not Found: method not found"))
        try:
            return carry_out(self._world, bot, params)
        except ApiError as error:
            return error_reply(error)

    def _spoiled(self, fault: Fault, connection: Connection, respond: Respond) -> Respond:
        """What the fault makes of an answer."""
        if fault.kind is FaultKind.RESET:
            return lambda reply: connection.reset()
        if fault.kind is FaultKind.SLOW:
            return self._later(respond, fault.delay)
        if fault.kind is FaultKind.TOO_MANY_REQUESTS:
            self._world.refusals[Limit.FORCED] += 1
        instead = fault.reply
        return lambda reply: respond(instead)

    def _later(self, respond: Respond, seconds: float) -> Respond:
        def later(reply: Reply) -> None:
            self._world.time.call_later(seconds, lambda: respond(reply))

        return later

    def _log(
        self,
        bot: Bot,
        method: str,
        params: Params,
        reply: Reply,
        *,
        fault: FaultKind | None = None,
        in_response: bool = False,
    ) -> None:
        world = self._world
        call = Call(
            world.time.now(),
            bot.id,
            method,
            params.text("chat_id"),
            reply.status,
            reply.description,
            fault,
            in_response,
        )
        world.calls.append(call)
