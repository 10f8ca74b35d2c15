"""Pictures that were handed in: kept once, and put back into the messages that show them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from handlers.ports.contents import Image, Picture
from handlers.ports.records import OutboxRow
from storage.statements import insert_into
from storage.tables.announcements import picture_table


async def keep_picture(connection: AsyncConnection, picture: Picture, at: datetime) -> None:
    """Keep a picture; one that is kept already stays."""
    await connection.execute(
        insert_into(connection, picture_table)
        .values(digest=picture.digest, media_type=picture.media_type, data=picture.data, kept_at=at)
        .on_conflict_do_nothing()
    )


async def find_picture(connection: AsyncConnection, digest: str) -> Picture | None:
    """A picture with its bytes."""
    c = picture_table.c
    row = (await connection.execute(select(picture_table).where(c.digest == digest))).one_or_none()
    return None if row is None else Picture(row.digest, row.media_type, row.data)


async def with_pictures(
    connection: AsyncConnection, rows: Sequence[OutboxRow]
) -> Sequence[OutboxRow]:
    """The same messages, with the bytes of their pictures; all that show one share its bytes."""
    wanted = {shown.digest for row in rows if (shown := _picture_of(row)) is not None}
    found = {digest: await find_picture(connection, digest) for digest in sorted(wanted)}
    return [_with_picture(row, found) for row in rows] if found else rows


def _with_picture(row: OutboxRow, found: dict[str, Picture | None]) -> OutboxRow:
    shown, content = _picture_of(row), row.message.content
    kept = found[shown.digest] if shown is not None else None
    if kept is None or not isinstance(content, Image):
        return row
    return replace(row, message=replace(row.message, content=replace(content, drawing=kept)))


def _picture_of(row: OutboxRow) -> Picture | None:
    content = row.message.content
    if isinstance(content, Image) and isinstance(content.drawing, Picture):
        return content.drawing
    return None
