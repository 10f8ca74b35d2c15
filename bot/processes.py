"""Names of processes, by which leases in the database say who holds them."""

import os
import secrets
import socket


def new_owner() -> str:
    """A name of this process that no other has, nor it after another start."""
    return f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"


def is_gone(owner: str) -> bool:
    """Whether a process of that name has certainly ended; of other machines that is not known."""
    host, _, rest = owner.rpartition("-")[0].rpartition("-")
    if host != socket.gethostname() or not rest.isdecimal():
        return False
    # Another start of the only process of a container has the same number.
    return int(rest) == os.getpid() or not _is_running(int(rest))


def was_killed(owner: str) -> bool:
    """Whether another process of this machine, by that name, has certainly ended."""
    return is_gone(owner) and _number_of(owner) != os.getpid()


def _number_of(owner: str) -> int:
    return int(owner.split("-")[-2])


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
