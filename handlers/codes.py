"""One-time codes as people type them: short, without letters that are mistaken for digits."""

import secrets
from datetime import timedelta

from handlers.call import Call
from handlers.ports.invitations import Invitation
from handlers.ports.repositories import UnitOfWork

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ"
DIGITS = "23456789"
LENGTH = 8
"""Of 31 characters: nobody finds one of a thousand valid codes with fewer than 10^8 tries."""

MAX_WRONG = 5
WRONG_PERIOD = timedelta(hours=1)
"""Wrong codes that one sender may try in that time; then even a right one has to wait."""


def new_code() -> str:
    """A fresh code; with at least a letter and a digit, so that no name and no number is one."""
    while True:
        code = "".join(secrets.choice(LETTERS + DIGITS) for _ in range(LENGTH))
        if read_code(code) is not None:
            return code


def read_code(text: str) -> str | None:
    """The code that a text is, however it is spaced, dashed or capitalised; None if it is none."""
    code = "".join(char for char in text.upper() if char.isalnum())
    known = len(code) == LENGTH and all(char in LETTERS + DIGITS for char in code)
    mixed = not code.isalpha() and not code.isdecimal()
    return code if known and mixed else None


def shown(code: str) -> str:
    """A code as it is read out and typed most easily: 7F3K-9QXY."""
    return f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}"


async def issue(tx: UnitOfWork, invitation: Invitation) -> str:
    """Store a new code for an invitation; returns the code."""
    code = new_code()
    await tx.invitations.issue(code, invitation)
    await tx.audit(
        "code_issued",
        invitation.issued_at,
        invitation.issued_by,
        purpose=invitation.purpose.value,
        role=invitation.role and invitation.role.value,
        unit=invitation.unit,
    )
    return code


async def is_guessing(tx: UnitOfWork, call: Call) -> bool:
    """Whether the sender has tried too many wrong codes of late."""
    return await tx.invitations.wrong_since(call.user, call.now - WRONG_PERIOD) >= MAX_WRONG
