"""The points on which sources about Zalo disagree, or reality is rough (zalo-api.md, part E)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Switches:
    """How this Zalo behaves; the defaults are the reading that most sources share.

    Attributes:
        http_status: of ``ok: false``; the gateway's own pages keep theirs.
        updates: what a poll consumes: nothing but what it returns; the latest update comes again
            at once as long as there is no newer one; what nobody polls for is lost.
        success_error_code_zero: successes carry ``"error_code": 0``.
        webhook_body: in the envelope of an answer, or as it is.
        photo_field: name of a picture's address in a message.
        quota_counts: sent messages, or received ones too.
        can_join_groups: what getMe says, and whether a group can take the bot.
        duplicate_webhook: how many times more each update is delivered.
        reorder: an update waits for the next one and is delivered after it.
        gateway_html_502: every so many calls one never gets past the gateway; 0 for none.
        slow_answer: time from a request to its effect, and the answer right after.
        own_messages_echoed: what the bot sends comes back to it as an update.
        drop_after_accept: every so many accepted sends the answer is lost; 0 for none.
        lost_answer: how an answer is lost: the connection ends, or stays open in silence.
        wrong_token_body: an HTML page and no body at all come with status 401.
        unknown_method_code: of a wrong name or case.
        unknown_chat_code: of a chat id that the bot has never been given.
        never_wrote_code: of a person known from a group only.
        blocked_code: of a person who has blocked the bot.
        removed_code: of a group that the bot was removed from.
        users_over_plan: people beyond the plan are not heard, or are heard and answered with 429.
        fetch_photos: a picture's address is visited, as Zalo has to in order to show it.
        allowed_hosts: private hosts from which pictures are taken nevertheless.
        mention_spelling: of the bot's name in a mention: its own, with non-breaking spaces, or
            with decomposed marks (NFD).
        display_name_in_get_me: the documentation's sample does without.
        same_id_in_groups: a person writes under one id in private and in groups.
        numeric_ids: all ids are digits, some with zeros in front.
        has_test_webhook: testWebhook has vanished from the documentation's menu.
    """

    http_status: Literal["mirror_error_code", "always_200"] = "mirror_error_code"
    updates: Literal["consume_once", "replay_last", "lost_when_not_polling"] = "consume_once"
    success_error_code_zero: bool = False
    webhook_body: Literal["wrapped", "bare"] = "wrapped"
    photo_field: Literal["photo", "photo_url"] = "photo"
    quota_counts: Literal["outbound", "both"] = "outbound"
    can_join_groups: bool = True
    duplicate_webhook: int = 0
    reorder: bool = False
    gateway_html_502: int = 0
    slow_answer: timedelta = timedelta(0)
    own_messages_echoed: bool = False
    drop_after_accept: int = 0
    lost_answer: Literal["closed", "silence"] = "closed"
    wrong_token_body: Literal["json", "html", "empty"] = "json"
    unknown_method_code: Literal[400, 404] = 404
    unknown_chat_code: Literal[400, 403] = 400
    never_wrote_code: Literal[400, 403] = 403
    blocked_code: Literal[400, 403] = 403
    removed_code: Literal[400, 403, 404] = 403
    users_over_plan: Literal["unheard", "refused"] = "refused"
    fetch_photos: bool = True
    allowed_hosts: frozenset[str] = frozenset()
    mention_spelling: Literal["plain", "nbsp", "decomposed"] = "plain"
    display_name_in_get_me: bool = True
    same_id_in_groups: bool = True
    numeric_ids: bool = False
    has_test_webhook: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the bot's owner has paid for; the free plan if nothing is said (zalo-api.md A9).

    Attributes:
        webhook_tests_a_day: calls of testWebhook; the number is ours, nobody states it.
    """

    messages_a_month: int = 3_000
    users: int = 50
    groups: int = 3
    webhook_tests_a_day: int = 10
