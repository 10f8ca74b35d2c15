"""setWebhook, deleteWebhook, getWebhookInfo and testWebhook (zalo-api.md A3, A5)."""

from urllib.parse import urlsplit

from tests.platforms.zalo.bodies import Params
from tests.platforms.zalo.bots import Bot
from tests.platforms.zalo.delivery import Webhook
from tests.platforms.zalo.errors import ApiError, bad_request
from tests.platforms.zalo.outbound import UNREACHABLE
from tests.platforms.zalo.pictures import is_public
from tests.platforms.zalo.replies import Result
from tests.platforms.zalo.world import World

MIN_SECRET_LENGTH = 8
MAX_SECRET_LENGTH = 256
HINTS = {
    "webhook.ok": "The webhook answers.",
    "webhook.http.403": "The webhook refuses the request.",
    "webhook.http.404": "The webhook's path does not exist.",
    "webhook.http.5xx": "The webhook's server fails.",
    "webhook.http.other": "The webhook does not answer 2xx.",
    "webhook.err.tls": "The certificate is not valid.",
    "webhook.err.unreachable": "The host cannot be reached.",
}


async def set_webhook(world: World, bot: Bot, params: Params) -> Result:
    """Stored whatever the probe says."""
    url, secret = params.required("url"), params.required("secret_token")
    _check_url(url)
    if not MIN_SECRET_LENGTH <= len(secret) <= MAX_SECRET_LENGTH:
        raise bad_request("secret_token must have 8 to 256 characters")
    bot.webhook = webhook = Webhook(url, secret, world.now_ms())
    bot.polls.abort()
    verification = await _probe(world, webhook)
    return {"url": url, "updated_at": webhook.updated_at, "verification": verification}


async def delete_webhook(world: World, bot: Bot, _params: Params) -> Result:
    bot.webhook = None
    return {"url": "", "updated_at": world.now_ms()}


async def get_webhook_info(_world: World, bot: Bot, _params: Params) -> Result:
    webhook = _webhook(bot)
    return {"url": webhook.url, "updated_at": webhook.updated_at}


async def try_webhook(world: World, bot: Bot, _params: Params) -> Result:
    webhook = _webhook(bot)
    today = bot.today()
    if bot.webhook_tests[today] >= world.plan.webhook_tests_a_day:
        raise ApiError(426, "The daily limit of webhook tests is reached", "errorCode")
    bot.webhook_tests[today] += 1
    began = world.time.now()
    verification = await _probe(world, webhook)
    return {**verification, "latency_ms": int((world.time.now() - began) * 1000)}


def _webhook(bot: Bot) -> Webhook:
    if bot.webhook is None:
        raise ApiError(404, "Not Found")
    return bot.webhook


def _check_url(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme != "https" or not is_public(parts.hostname or ""):
        raise bad_request("url must be a public https URL")


async def _probe(world: World, webhook: Webhook) -> dict[str, object]:
    """Ask the webhook with an empty object; what Zalo really sends is not published."""
    if world.outbound.distrusts(webhook.url):
        return _verification(webhook, "webhook.err.tls")
    status = await world.outbound.post(webhook.url, webhook.secret, b"{}")
    if status == UNREACHABLE:
        return _verification(webhook, "webhook.err.unreachable")
    return {**_verification(webhook, _outcome(status)), "status_code": status}


def _verification(webhook: Webhook, outcome: str) -> dict[str, object]:
    return {
        "ok": outcome == "webhook.ok",
        "url": webhook.url,
        "outcome": outcome,
        "hint": HINTS[outcome],
    }


def _outcome(status: int) -> str:
    if 200 <= status < 300:
        return "webhook.ok"
    if status in (403, 404):
        return f"webhook.http.{status}"
    return "webhook.http.5xx" if status >= 500 else "webhook.http.other"
