"""Text for ``parse_mode=HTML``: core.telegram.org/bots/api#html-style."""


def escape(text: str) -> str:
    """The text so that Telegram shows every character of it; in quotes they need no escape."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def bold(text: str) -> str:
    """The text in bold letters, escaped."""
    return f"<b>{escape(text)}</b>"
