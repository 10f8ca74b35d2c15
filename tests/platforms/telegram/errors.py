"""The errors that the Bot API answers with; descriptions as the real server words them."""

from collections.abc import Mapping


class ApiError(Exception):
    """The call fails.

    Attributes:
        code: HTTP status and ``error_code`` of the answer.
        description: what the answer says, its class ("Bad Request") included.
        parameters: ``ResponseParameters`` of the answer; empty if there are none.
    """

    def __init__(
        self, code: int, description: str, parameters: Mapping[str, int] | None = None
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters or {}


def bad_request(what: str) -> ApiError:
    return ApiError(400, f"Bad Request: {what}")


def forbidden(what: str) -> ApiError:
    return ApiError(403, f"Forbidden: {what}")


def too_many_requests(retry_after: int) -> ApiError:
    description = f"Too Many Requests: retry after {retry_after}"
    return ApiError(429, description, {"retry_after": retry_after})
