"""What goes back for a call, in the envelope of the API (zalo-api.md A2)."""

import json
from collections.abc import Mapping

from tests.platforms.telegram.replies import Reply
from tests.platforms.zalo.errors import ApiError
from tests.platforms.zalo.switches import Switches

Result = Mapping[str, object]
NOTHING: Result = {}
"""The answer has no ``result`` at all."""
UNAUTHORIZED_PAGE = b"<html><head><title>401 Authorization Required</title></head></html>\r\n"


def ok_reply(result: Result, switches: Switches) -> Reply:
    answer: dict[str, object] = {"ok": True}
    if result is not NOTHING:
        answer["result"] = result
    if switches.success_error_code_zero:
        answer["error_code"] = 0
    return _reply(200, answer)


def error_reply(error: ApiError, switches: Switches) -> Reply:
    answer = {"ok": False, "description": error.description, error.code_field: error.code}
    return _reply(200 if switches.http_status == "always_200" else error.code, answer)


def unauthorized_reply(switches: Switches) -> Reply:
    """For a token of nobody; only a body in JSON can stand under status 200."""
    match switches.wrong_token_body:
        case "html":
            return Reply(401, UNAUTHORIZED_PAGE, "text/html")
        case "empty":
            return Reply(401, b"", "text/plain")
        case "json":
            return error_reply(ApiError(401, "Unauthorized"), switches)


def _reply(status: int, answer: Mapping[str, object]) -> Reply:
    return Reply(status, json.dumps(answer, ensure_ascii=False).encode())
