"""The file of a backup: a tar with a manifest of sizes and checksums, for its owner alone."""

import hashlib
import io
import json
import os
import secrets
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from bot.backups.errors import BackupRefusedError

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE = "database"
KEY = "session.key"
LONGEST_MANIFEST = 64 * 1024
"""Bytes; a manifest has a few hundred."""
OWNER_ONLY = 0o600
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive says about itself.

    Attributes:
        kind: of its database, sqlite or postgresql.
        revision: of that database's schema.
    """

    kind: str
    revision: str
    made_at: datetime


def pack(target: Path, manifest: Manifest, parts: Mapping[str, Path]) -> int:
    """Write an archive, all of it or nothing; returns its size in bytes.

    Args:
        parts: files by their names in the archive.

    Raises:
        OSError: if it cannot be written.
    """
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(
            os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "wb"
        ) as out:
            _write(out, manifest, parts)
            out.flush()
            os.fsync(out.fileno())
        draft.rename(target)
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(target.parent)
    return target.stat().st_size


def unpack(source: Path, folder: Path) -> Manifest:
    """Take an archive's parts into a folder and compare them with its manifest.

    Raises:
        BackupRefusedError: if it is not a whole archive of ours.
        OSError: if it cannot be read, or the folder cannot be written.
    """
    try:
        with tarfile.open(source, "r:") as tar:
            found = _read_manifest(tar)
            for name in (DATABASE, KEY):
                _take(tar, name, found["files"][name], folder / name)
        return Manifest(
            found["database"], found["revision"], datetime.fromisoformat(found["made_at"])
        )
    except (tarfile.TarError, EOFError, KeyError, TypeError, ValueError) as error:
        raise BackupRefusedError("broken", file=source.name, found=type(error).__name__) from None


def sync_folder(folder: Path) -> None:
    """Make a rename in a folder survive a loss of power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write(out: IO[bytes], manifest: Manifest, parts: Mapping[str, Path]) -> None:
    files = {
        name: {"bytes": path.stat().st_size, "sha256": _digest(path)}
        for name, path in parts.items()
    }
    content = {
        "product": "hoithi",
        "format": FORMAT,
        "database": manifest.kind,
        "revision": manifest.revision,
        "made_at": manifest.made_at.isoformat(),
        "files": files,
    }
    text = json.dumps(content, indent=2).encode()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        tar.addfile(_entry(MANIFEST, len(text), manifest), io.BytesIO(text))
        for name, path in parts.items():
            with path.open("rb") as part:
                tar.addfile(_entry(name, files[name]["bytes"], manifest), part)


def _entry(name: str, size: Any, manifest: Manifest) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, OWNER_ONLY
    entry.mtime = int(manifest.made_at.timestamp())
    return entry


def _read_manifest(tar: tarfile.TarFile) -> dict[str, Any]:
    entry = tar.getmember(MANIFEST)
    if entry.size > LONGEST_MANIFEST:
        raise ValueError("a manifest of that size")
    found: dict[str, Any] = json.loads(_opened(tar, entry).read())
    if (found["product"], found["format"]) != ("hoithi", FORMAT):
        raise ValueError("another kind of archive")
    return found


def _take(tar: tarfile.TarFile, name: str, expected: Mapping[str, Any], target: Path) -> None:
    """Copy one part, never to a place that the archive names."""
    entry, digest = tar.getmember(name), hashlib.sha256()
    if entry.size != expected["bytes"]:
        raise ValueError("another size")
    part = _opened(tar, entry)
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "wb") as out:
        while chunk := part.read(CHUNK):
            digest.update(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    if digest.hexdigest() != expected["sha256"]:
        raise ValueError("another checksum")


def _opened(tar: tarfile.TarFile, entry: tarfile.TarInfo) -> IO[bytes]:
    part = tar.extractfile(entry) if entry.isreg() else None
    if part is None:
        raise ValueError("not a file")
    return part


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
