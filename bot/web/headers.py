"""Security headers on every response; nothing the page needs comes from anywhere else."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


def content_policy(
    *, frame_ancestors: str = "'none'", frames: str | None = None, forms: str = "'none'"
) -> str:
    """The Content-Security-Policy of a page.

    Args:
        frame_ancestors: who may show the page in a frame.
        frames: whose pages this page may show in a frame; nobody's if not given.
        forms: where forms of the page may be sent.
    """
    directives = [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "img-src 'self' data:",
        "manifest-src 'self'",
        "base-uri 'none'",
        f"form-action {forms}",
        f"frame-ancestors {frame_ancestors}",
    ]
    if frames is not None:
        directives.append(f"frame-src {frames}")
    return "; ".join(directives)


STRICT = {
    "Content-Security-Policy": content_policy(),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class StrictHeaders:
    """Adds every header that a response has not set itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in STRICT.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)
