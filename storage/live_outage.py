"""Giving back the time during which the whole system was down to questions of live rounds."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, insert

from contest.live import give_back
from handlers.live_posts import given_back_posts
from handlers.ports.messaging import OutboundMessage
from storage import live_state
from storage.tables.operations import audit_table


def give_back_time(
    connection: Connection, down_from: datetime, up_at: datetime
) -> Sequence[OutboundMessage]:
    """Add a break to every question that was out, and write it into the audit log.

    Returns:
        What the rooms are to be told of it.
    """
    posts: list[OutboundMessage] = []
    versions = live_state.versions(connection, (), for_update=True)
    for hosted in live_state.load(connection, list(versions)).values():
        live = give_back(hosted.live, down_from, up_at)
        if live is hosted.live:
            continue
        live_state.save(connection, hosted, live)
        connection.execute(
            insert(audit_table).values(
                at=up_at,
                event="live_time_given_back",
                actor="system",
                facts={
                    "live_round": hosted.id,
                    "position": live.position,
                    "down_from": down_from.isoformat(),
                },
            )
        )
        posts += given_back_posts(replace(hosted, live=live), up_at)
    return posts
