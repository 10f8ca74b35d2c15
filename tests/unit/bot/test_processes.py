"""What is known of a process by its name alone."""

import os
import socket
import subprocess
import sys

import pytest

from bot.processes import is_gone, new_owner

HOST = socket.gethostname()


def ended() -> int:
    """Number of a process that has ended."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


def test_no_two_starts_have_one_name() -> None:
    assert new_owner() != new_owner()
    assert new_owner().startswith(f"{HOST}-{os.getpid()}-")


def test_an_earlier_start_with_our_number_is_gone() -> None:
    assert is_gone(f"{HOST}-{os.getpid()}-0a1b2c3d")


def test_a_process_that_has_ended_is_gone() -> None:
    assert is_gone(f"{HOST}-{ended()}-0a1b2c3d")


@pytest.mark.parametrize(
    "owner",
    [
        pytest.param(f"{HOST}-{os.getppid()}-0a1b2c3d", id="runs"),
        pytest.param(f"{HOST}-1-0a1b2c3d", id="runs for somebody else"),
        pytest.param(f"{HOST}-{10**30}-0a1b2c3d", id="no number of a process"),
        pytest.param(f"elsewhere-{HOST}-4711-0a1b2c3d", id="another machine"),
        pytest.param(HOST, id="no name of ours"),
        pytest.param("", id="empty"),
    ],
)
def test_of_any_other_nothing_is_known(owner: str) -> None:
    assert not is_gone(owner)
