"""Facts about the lock file, the Makefile and the scripts that a fresh machine depends on."""

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
# The whole grammar of the lock: a line of any other shape (an address, an option) is a fault.
PIN = re.compile(r"(?P<name>[a-z0-9-]+)==(?P<version>[0-9a-z.]+)(?: ; [^\\]+)? \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?")
NO_SUCH_PYTHON = "#!/bin/sh\nexit 1\n"
# Stands in for every Python: `-m venv` leaves a copy of it in .venv, all else is written down.
RECORDING_PYTHON = """#!/bin/sh
echo "$*" >>"$CALLS"
case "$*" in
"-m venv .venv") mkdir -p .venv/bin && cp "$0" .venv/bin/python && pwd >.venv/bin/activate
    sed -i 's|$|/.venv|' .venv/bin/activate ;;
*--version) echo "Python 3.11.2" ;;
esac
"""


def pinned() -> dict[str, str]:
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    pins = [found for line in lines if (found := PIN.fullmatch(line))]
    return {found["name"]: found["version"] for found in pins}


def wanted() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return [
        *project["build-system"]["requires"],
        *project["project"]["dependencies"],
        *project["dependency-groups"]["dev"],
    ]


def write_program(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)


def run(
    *command: str | Path, programs: Path | None = None, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run a command as from a shell of its own, with ``programs`` ahead of all others."""
    path = f"{programs}:{os.environ['PATH']}" if programs else os.environ["PATH"]
    return subprocess.run(
        command,
        env={"PATH": path, **variables},
        cwd=ROOT,
        capture_output=True,
        check=False,
        stdin=subprocess.DEVNULL,
        text=True,
    )


def test_the_lock_holds_pins_and_hashes_and_nothing_else() -> None:
    lines = (ROOT / "requirements.lock").read_text().splitlines()

    assert [line for line in lines if not PIN.fullmatch(line) and not HASH.fullmatch(line)] == []


def test_every_pin_of_the_lock_has_a_hash() -> None:
    lines = (ROOT / "requirements.lock").read_text().splitlines()

    followers = [lines[n + 1 : n + 2] for n, line in enumerate(lines) if PIN.fullmatch(line)]

    assert followers
    assert all(follower and HASH.fullmatch(follower[0]) for follower in followers)


@pytest.mark.parametrize("requirement", wanted())
def test_the_lock_satisfies_what_pyproject_asks_for(requirement: str) -> None:
    parsed = Requirement(requirement)

    version = pinned().get(canonicalize_name(parsed.name))

    assert version is not None, "run `make lock`"
    assert parsed.specifier.contains(version, prereleases=True)


@pytest.mark.parametrize("status", [0, 3])
def test_continuous_integration_is_make_check(tmp_path: Path, status: int) -> None:
    write_program(tmp_path / "make", f'#!/bin/sh\necho "make $* in $PWD"\nexit {status}\n')

    result = run(ROOT / ".ci" / "run", programs=tmp_path)

    assert result.stdout == f"make check in {ROOT}\n"
    assert result.returncode == status


def test_make_check_ends_with_the_tests_that_make_test_runs() -> None:
    check = run("make", "--dry-run", "check").stdout.splitlines()
    test = run("make", "--dry-run", "test").stdout.splitlines()

    assert check[-1] == test[-1]
    assert "-m pytest" in test[-1]


@pytest.mark.parametrize(
    "command", ["ruff format --check", "ruff check", "bin/mypy", "bin/lint-imports"]
)
def test_make_check_runs(command: str) -> None:
    assert command in run("make", "--dry-run", "check").stdout


@pytest.mark.parametrize(
    "target", ["setup", "demo", "test", "check", "bench", "faults", "fuzz", "soak", "lock"]
)
def test_make_alone_lists(target: str) -> None:
    listed = [line.split()[:2] for line in run("make").stdout.splitlines()]

    assert ["make", target] in listed


@pytest.mark.parametrize("home", ["", "/nonexistent"])
def test_make_lends_a_home_to_a_machine_without_one(home: str) -> None:
    shown = run("make", "--eval", "show-home: ; @echo $$HOME", "show-home", HOME=home)

    assert shown.stdout == f"{ROOT}/.venv/home\n"


def test_make_leaves_a_home_that_can_be_written_to(tmp_path: Path) -> None:
    shown = run("make", "--eval", "show-home: ; @echo $$HOME", "show-home", HOME=str(tmp_path))

    assert shown.stdout == f"{tmp_path}\n"


class Tree:
    """A copy of what ``tools/setup.sh`` reads, with stand-ins for every Python."""

    def __init__(self, path: Path, python: str) -> None:
        self.path = path / "tree"
        self._calls = path / "calls"
        self._programs = path / "programs"
        for name in ("tools/setup.sh", "requirements.lock", "pyproject.toml"):
            (self.path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, self.path / name)
        for name in ("python3", *(f"python3.{minor}" for minor in range(11, 15))):
            write_program(self._programs / name, python)
        write_program(self._programs / "apt-get", "#!/bin/sh\nexit 100\n")

    def set_up(self) -> subprocess.CompletedProcess[str]:
        self._calls.write_text("")
        script = self.path / "tools" / "setup.sh"
        return run(script, programs=self._programs, CALLS=str(self._calls))

    def calls(self, word: str) -> list[str]:
        """The calls of Python in the last ``set_up`` that contain ``word``."""
        return [call for call in self._calls.read_text().splitlines() if word in call]


def test_setup_without_a_new_enough_python_says_what_to_install(tmp_path: Path) -> None:
    tree = Tree(tmp_path, NO_SUCH_PYTHON)

    result = tree.set_up()

    assert result.returncode == 1
    assert result.stderr == (
        "setup: no Python 3.11 or newer was found; install one (on Debian 12 and later: python3)\n"
    )
    assert not (tree.path / ".venv").exists()


def test_setup_that_cannot_get_pip_says_what_to_install(tmp_path: Path) -> None:
    without_pip = RECORDING_PYTHON.replace(
        "case", 'case "$*" in *ensurepip*) exit 1 ;; esac\ncase', 1
    )
    tree = Tree(tmp_path, without_pip.replace("-m venv .venv", "-m venv --without-pip .venv"))

    result = tree.set_up()

    assert result.returncode == 1
    assert result.stderr == (
        "setup: that did not work; install the package python3-venv and try again\n"
    )
    assert tree.calls(" install ") == []


def test_setup_installs_with_hashes_and_then_the_project_alone(tmp_path: Path) -> None:
    tree = Tree(tmp_path, RECORDING_PYTHON)

    result = tree.set_up()

    packages, project = tree.calls(" install ")
    assert result.returncode == 0, result.stderr
    assert "--require-hashes" in packages
    assert packages.endswith("--requirement requirements.lock")
    assert "--no-deps" in project
    assert project.endswith("--editable .")


def test_setup_does_nothing_when_nothing_has_changed(tmp_path: Path) -> None:
    tree = Tree(tmp_path, RECORDING_PYTHON)
    tree.set_up()

    result = tree.set_up()

    assert (result.returncode, result.stdout) == (0, "")
    assert tree.calls("-m") == []


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml"])
def test_setup_installs_again_when_a_file_has_changed(tmp_path: Path, name: str) -> None:
    tree = Tree(tmp_path, RECORDING_PYTHON)
    tree.set_up()
    with (tree.path / name).open("a") as file:
        file.write("# changed\n")

    tree.set_up()

    assert len(tree.calls(" install ")) == 2
    assert tree.calls("-m venv") == []


def test_setup_makes_the_environment_of_a_moved_tree_anew(tmp_path: Path) -> None:
    tree = Tree(tmp_path, RECORDING_PYTHON)
    tree.set_up()
    tree.path = tree.path.rename(tmp_path / "moved")

    tree.set_up()

    assert tree.calls("-m venv") == ["-m venv .venv"]
    assert len(tree.calls(" install ")) == 2


def test_setup_tries_again_after_a_failed_installation(tmp_path: Path) -> None:
    failing = RECORDING_PYTHON.replace("*--version)", "*--require-hashes*) exit 1 ;;\n*--version)")
    tree = Tree(tmp_path, failing)

    first, second = tree.set_up(), tree.set_up()

    assert (first.returncode, second.returncode) == (1, 1)
    assert second.stderr == "setup: pip could not install them; its reason stands above\n"


def test_a_chromium_path_that_names_no_program_is_told_in_one_line(tmp_path: Path) -> None:
    result = run(ROOT / "tools" / "chromium.sh", CHROMIUM_PATH=str(tmp_path / "none"))

    assert (result.returncode, result.stdout) == (
        0,
        "chromium: CHROMIUM_PATH names no program; the browser tests will be skipped\n",
    )
