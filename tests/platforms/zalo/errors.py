"""What the API answers with when a call fails; the words are ours unless a source is named."""


class ApiError(Exception):
    """The call fails.

    Attributes:
        code: ``error_code`` of the answer.
        code_field: its name; testWebhook alone says ``errorCode`` (zalo-api.md A2).
    """

    def __init__(self, code: int, description: str, code_field: str = "error_code") -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.code_field = code_field


class NotPossibleError(Exception):
    """An app would not let a person do this."""


def bad_request(what: str) -> ApiError:
    return ApiError(400, f"Bad Request: {what}")
