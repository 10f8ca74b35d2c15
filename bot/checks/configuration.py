"""Checks of what an operator has set: the secret of the installation, and its address."""

from pathlib import Path

from bot.checks.findings import Findings, State
from bot.settings import SECRET_LENGTH, SESSION_KEY, Settings

OTHERS = 0o077
"""Rights of everybody but the owner of a file."""


def check_secret(
    settings: Settings, findings: Findings, *, is_in_use: bool, key_file: Path = SESSION_KEY
) -> None:
    """Note how the secret is kept, never the secret.

    Args:
        is_in_use: whether the database has a contest: its codes and phone numbers are recognised
            with the secret that was there when they were stored, and with no other.
    """
    if settings.session_secret is not None:
        findings.note("secret", State.OK, kind="set")
    elif not key_file.exists():
        state = State.FAILED if is_in_use else State.OK
        findings.note("secret", state, kind="lost" if is_in_use else "none")
    elif len(key_file.read_bytes().strip()) < SECRET_LENGTH:
        findings.note("secret", State.FAILED, kind="short")
    elif key_file.stat().st_mode & OTHERS:
        findings.note("secret", State.FAILED, kind="open")
    else:
        findings.note("secret", State.OK, kind="file")


def check_address(settings: Settings, findings: Findings) -> None:
    """Note whether links and QR codes can be made for the web chat."""
    if "web" not in settings.messaging_adapters:
        findings.note("address", State.SKIPPED, kind="off")
    elif not settings.public_url:
        findings.note("address", State.WARNING, kind="none")
    elif not settings.public_url.startswith("https://"):
        findings.note("address", State.WARNING, kind="plain")
    else:
        findings.note("address", State.OK, kind="https")
