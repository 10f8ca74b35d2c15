"""Table of pollers: which process fetches a bot's updates, and which stands by."""

from datetime import datetime

from sqlmodel import Field

from storage.tables.base import Row, table_of
from storage.types import UtcDateTime


class PollerLeaseRow(Row, table=True):
    """The lease of one bot; it stays when nobody holds it, as ``fence`` never goes back.

    ``standby`` is the process that asked last while another held the lease.
    """

    __tablename__ = "poller_lease"

    platform: str = Field(primary_key=True)
    bot: str = Field(primary_key=True)
    fence: int
    owner: str | None = None
    held_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    standby: str | None = None
    standby_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


poller_lease_table = table_of(PollerLeaseRow)
