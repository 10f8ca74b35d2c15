"""setWebhook, deleteWebhook and getWebhookInfo.

Source: telegram-bot-api ``Client::process_set_webhook_query``, ``do_set_webhook``,
``WebhookActor::start_up``. An address on this machine is taken as the server's ``--local`` mode
takes it, over HTTP and on any port. Any other host needs a route (``World.routes``), and its URL is
then held to the rules of the public server. Nothing is ever delivered to another machine.
"""

import re
from urllib.parse import SplitResult, urlsplit

from tests.platforms.telegram.bodies import Params
from tests.platforms.telegram.bots import Bot
from tests.platforms.telegram.delivery import Webhook
from tests.platforms.telegram.errors import bad_request
from tests.platforms.telegram.limits import Limit, refusal
from tests.platforms.telegram.polling import WEBHOOK_SET
from tests.platforms.telegram.replies import Reply, ok_reply
from tests.platforms.telegram.texts import as_json
from tests.platforms.telegram.updates import DEFAULT_KINDS
from tests.platforms.telegram.world import World

MAX_CONNECTIONS = 100
DEFAULT_CONNECTIONS = 40
MAX_SECRET_LENGTH = 256
SECRET = re.compile(r"[A-Za-z0-9_-]*")
PORTS = (80, 88, 443, 8443)
HERE = ("127.0.0.1", "localhost")
SECONDS_BETWEEN_CALLS = 1.0


def set_webhook(world: World, bot: Bot, params: Params) -> Reply:
    if not params.text("url"):
        return delete_webhook(world, bot, params)
    _slow_down(world, bot)
    webhook = _read(world, params)
    is_known = bot.webhook is not None and _same(bot.webhook, webhook)
    drops = params.flag("drop_pending_updates")
    if is_known and not drops:
        bot.queue.allow(params)
        return ok_reply("true", "Webhook is already set")
    bot.polls.abort(WEBHOOK_SET)
    bot.stop_delivery()
    if drops:
        bot.queue.clear()
    bot.queue.allow(params)
    bot.start_delivery(webhook, lambda message: world.execute_response(bot, message))
    return ok_reply("true", "Webhook was set")


def delete_webhook(_world: World, bot: Bot, params: Params) -> Reply:
    was_set = bot.delivery is not None
    bot.stop_delivery()
    if params.flag("drop_pending_updates"):
        bot.queue.clear()
    return ok_reply("true", "Webhook was deleted" if was_set else "Webhook is already deleted")


def get_webhook_info(_world: World, bot: Bot, _params: Params) -> Reply:
    webhook = bot.webhook
    info: dict[str, object] = {
        "url": webhook.url if webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(bot.queue),
    }
    if webhook is not None:
        if webhook.error_at:
            info |= {"last_error_date": webhook.error_at, "last_error_message": webhook.error}
        info |= {"max_connections": webhook.max_connections, "ip_address": webhook.ip_address}
    if bot.queue.allowed != DEFAULT_KINDS:
        info["allowed_updates"] = sorted(bot.queue.allowed)
    return ok_reply(as_json(info))


def _slow_down(world: World, bot: Bot) -> None:
    now = world.time.now()
    if now < bot.next_webhook_at:
        raise refusal(SECONDS_BETWEEN_CALLS, Limit.WEBHOOK, world.refusals)
    bot.next_webhook_at = now + SECONDS_BETWEEN_CALLS


def _read(world: World, params: Params) -> Webhook:
    url = params.text("url")
    parts = _split(url)
    secret = params.text("secret_token")
    if len(secret) > MAX_SECRET_LENGTH:
        raise bad_request("secret token is too long")
    if SECRET.fullmatch(secret) is None:
        raise bad_request("secret token contains unallowed characters")
    host, port = _where(world, parts)
    target = parts.path or "/"
    return Webhook(
        url,
        host,
        port,
        f"{target}?{parts.query}" if parts.query else target,
        secret,
        params.clamped("max_connections", DEFAULT_CONNECTIONS, 1, MAX_CONNECTIONS),
        params.text("ip_address") or "127.0.0.1",
    )


def _split(url: str) -> SplitResult:
    parts = urlsplit(url if "://" in url else f"https://{url}")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise bad_request("invalid webhook URL specified")
    return parts


def _where(world: World, parts: SplitResult) -> tuple[str, int]:
    host = parts.hostname or ""
    if host in HERE:
        return host, parts.port or (443 if parts.scheme == "https" else 80)
    if parts.scheme != "https":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if (parts.port or 443) not in PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    if host not in world.routes:
        raise bad_request("bad webhook: Failed to resolve host: Name or service not known")
    local_host, _, local_port = world.routes[host].rpartition(":")
    return local_host, int(local_port)


def _same(one: Webhook, other: Webhook) -> bool:
    return (one.url, one.secret, one.max_connections) == (
        other.url,
        other.secret,
        other.max_connections,
    )
