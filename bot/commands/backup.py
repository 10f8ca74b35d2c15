"""``hoithi backup`` and ``hoithi restore``: the database and the secret key in one file."""

import asyncio
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.backups import postgresql, sqlite
from bot.backups.archive import DATABASE, KEY, OWNER_ONLY, Manifest, pack, unpack
from bot.backups.content import is_empty
from bot.backups.errors import BackupRefusedError
from bot.clock import SystemClock
from bot.commands.common import opened, reach, refuse, say_in, settings_or_exit
from bot.settings import SESSION_KEY, Settings, keep_secret, session_secret
from handlers.formats import LOCAL_ZONE
from handlers.texts.loader import Wording
from storage import schema
from storage.drivers import driver_url
from storage.engine import Database

MEGABYTE = 10**6

File = Annotated[Path, typer.Argument(help="archive, for example sao-luu-2026-12-07.tar")]


def backup(file: File) -> None:
    """Save the database and the secret key into one archive, also while the contest is running."""
    settings = settings_or_exit()
    say = say_in(settings)
    with _refusing(say, file):
        if file.exists():
            raise BackupRefusedError("exists", file=file.name)
        with tempfile.TemporaryDirectory(prefix=".hoithi-", dir=file.parent) as folder:
            size = asyncio.run(_backup(settings, file, Path(folder)))
    typer.echo(say("cli-backup-done", file=file.name, size=f"{size / MEGABYTE:.1f}"))


def restore(
    file: File,
    replace: Annotated[
        bool, typer.Option("--replace", help="replace a database that is not empty")
    ] = False,
) -> None:
    """Restore an archive. Stop `hoithi serve` first; nothing changes unless all of it is sound."""
    settings = settings_or_exit()
    say = say_in(settings)
    with (
        _refusing(say, file),
        tempfile.TemporaryDirectory(prefix=".hoithi-", dir=_folder_of(settings)) as folder,
    ):
        made_at = asyncio.run(_restore(settings, file, Path(folder), replace=replace))
    local = made_at.astimezone(LOCAL_ZONE)
    typer.echo(say("cli-restore-done", at=f"{local:%H:%M %d/%m/%Y}"))


@contextmanager
def _refusing(say: Wording, file: Path) -> Iterator[None]:
    """Exit with status 2 and one line about why it cannot be done."""
    try:
        yield
    except BackupRefusedError as refused:
        refuse(say(f"cli-backup-{refused.reason}", **refused.facts))
    except OSError as error:
        refuse(say("cli-backup-files", file=file.name, found=type(error).__name__))


async def _backup(settings: Settings, file: Path, folder: Path) -> int:
    copy, key = folder / DATABASE, folder / KEY
    made_at = SystemClock().now()
    async with opened(settings) as database:
        if database.file is not None:
            if not database.file.exists():
                raise BackupRefusedError("nothing")
            revision = sqlite.copy_database(database.file, copy)
        else:
            await reach(database)
            revision = await _revision(database)
            postgresql.dump(settings.database_url.get_secret_value(), copy)
    key.touch(OWNER_ONLY)
    key.write_text(session_secret(settings), encoding="ascii")
    manifest = Manifest(_kind(settings), revision, made_at)
    return pack(file, manifest, {DATABASE: copy, KEY: key})


async def _revision(database: Database) -> str:
    found = await schema.revision(database)
    if found is None:
        raise BackupRefusedError("nothing")
    return found


async def _restore(settings: Settings, file: Path, folder: Path, *, replace: bool) -> datetime:
    manifest = unpack(file, folder)
    _check_manifest(settings, manifest)
    secret = (folder / KEY).read_text(encoding="ascii").strip()
    _check_secret(settings, secret)
    async with opened(settings) as database:
        await _check_target(database, manifest, replace=replace)
    if database.file is not None:
        _check_copy(file, folder / DATABASE, manifest)
        sqlite.put_in_place(folder / DATABASE, database.file)
    else:
        postgresql.restore(settings.database_url.get_secret_value(), folder / DATABASE)
    if settings.session_secret is None:
        keep_secret(secret, SESSION_KEY)
    return manifest.made_at


def _check_manifest(settings: Settings, manifest: Manifest) -> None:
    if manifest.kind != _kind(settings):
        raise BackupRefusedError("other-kind", found=manifest.kind, wanted=_kind(settings))
    if not schema.is_known(manifest.revision):
        raise BackupRefusedError("newer", revision=manifest.revision)


def _check_secret(settings: Settings, secret: str) -> None:
    """With another secret nobody's phone number or code would be recognised any more."""
    if settings.session_secret is not None and settings.session_secret.get_secret_value() != secret:
        raise BackupRefusedError("other-secret")


async def _check_target(database: Database, manifest: Manifest, *, replace: bool) -> None:
    if database.file is not None:
        if not replace and not await _is_empty_file(database):
            raise BackupRefusedError("not-empty")
        return
    postgresql.check_tool("pg_restore")
    await reach(database)
    if await postgresql.is_in_use(database):
        raise BackupRefusedError("in-use")
    if await is_empty(database):
        return
    if not replace:
        raise BackupRefusedError("not-empty")
    if await schema.revision(database) != manifest.revision:
        # Tables that the dump does not know would stay behind.
        raise BackupRefusedError("other-revision")


async def _is_empty_file(database: Database) -> bool:
    try:
        return await is_empty(database)
    except Exception:  # whatever it is, it is not ours to destroy
        return False


def _check_copy(file: Path, copy: Path, manifest: Manifest) -> None:
    try:
        found = sqlite.sound_revision(copy)
    except sqlite3.Error as error:
        raise BackupRefusedError("broken", file=file.name, found=type(error).__name__) from None
    if found != manifest.revision:
        raise BackupRefusedError("broken", file=file.name, found=f"schema {found}")


def _kind(settings: Settings) -> str:
    return driver_url(settings.database_url.get_secret_value()).get_backend_name()


def _folder_of(settings: Settings) -> Path | None:
    """Where the database is, so that the restored one only has to be renamed."""
    url = driver_url(settings.database_url.get_secret_value())
    if url.get_backend_name() != "sqlite" or not url.database:
        return None
    folder = Path(url.database).parent
    folder.mkdir(parents=True, exist_ok=True)
    return folder
