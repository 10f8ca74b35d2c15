"""Who a visitor is: a random id in a signed cookie, and nothing on the server."""

import hashlib
import secrets

from itsdangerous import BadSignature, Signer
from starlette.requests import HTTPConnection
from starlette.responses import Response

COOKIE = "hoithi"
MAX_AGE = 180 * 24 * 60 * 60
"""Seconds; longer than any contest found (domain.md 2.1). Every visit starts it anew."""


class Sessions:
    """The sessions of one chat.

    Args:
        path: where the chat is mounted. The cookie goes nowhere else, and a cookie of another
            chat on the same origin is not accepted here: the path is part of the signature.
    """

    def __init__(self, secret: str, path: str) -> None:
        self._path = path
        self._signer = Signer(
            secret,
            salt=f"hoithi.web{path}",
            key_derivation="hmac",
            digest_method=hashlib.sha256,
        )

    def of(self, connection: HTTPConnection) -> str | None:
        """The session that a request belongs to; None without a cookie that we signed."""
        try:
            return self._signer.unsign(connection.cookies.get(COOKIE, "")).decode()
        except (BadSignature, UnicodeError):
            return None

    def start(self) -> str:
        """A new session: 128 random bits."""
        return secrets.token_urlsafe(16)

    def remember(self, session: str, response: Response, *, is_https: bool) -> None:
        """Put the session's cookie on a response."""
        response.set_cookie(
            COOKIE,
            self._signer.sign(session).decode(),
            max_age=MAX_AGE,
            path=self._path,
            secure=is_https,
            httponly=True,
            samesite="lax",
        )
