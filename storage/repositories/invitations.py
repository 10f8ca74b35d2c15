"""One-time codes, and the wrong ones that were tried."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from contest.model import PersonId, UnitId
from handlers.ports.addresses import UserRef
from handlers.ports.invitations import Invitation, Purpose
from handlers.ports.records import Role
from storage.digests import Digests
from storage.tables.invitations import invitation_table, wrong_code_table


class SqlInvitations:
    """``handlers.ports.invitations.Invitations`` on a connection."""

    def __init__(self, connection: AsyncConnection, digests: Digests) -> None:
        self._connection = connection
        self._digests = digests

    async def issue(self, code: str, invitation: Invitation) -> None:
        await self._connection.execute(
            insert(invitation_table).values(
                code_digest=self._digests.code(code),
                purpose=invitation.purpose.value,
                role=invitation.role and invitation.role.value,
                unit_id=invitation.unit,
                person_id=invitation.person,
                issued_by=invitation.issued_by,
                issued_at=invitation.issued_at,
                expires_at=invitation.expires_at,
            )
        )

    async def find(self, code: str, at: datetime) -> Invitation | None:
        statement = select(invitation_table).where(self._is_good(code, at))
        row = (await self._connection.execute(statement)).one_or_none()
        return None if row is None else _invitation(row)

    async def redeem(
        self, code: str, purpose: Purpose, by: UserRef, at: datetime
    ) -> Invitation | None:
        # One conditional update: of two who redeem it at once, one gets it.
        statement = (
            update(invitation_table)
            .where(self._is_good(code, at), invitation_table.c.purpose == purpose.value)
            .values(used_at=at, used_by=by.key)
            .returning(invitation_table)
        )
        row = (await self._connection.execute(statement)).one_or_none()
        return None if row is None else _invitation(row)

    async def note_wrong(self, by: UserRef, at: datetime) -> None:
        await self._connection.execute(insert(wrong_code_table).values(sender=by.key, tried_at=at))

    async def wrong_since(self, by: UserRef, since: datetime) -> int:
        c = wrong_code_table.c
        statement = (
            select(func.count())
            .select_from(wrong_code_table)
            .where(c.sender == by.key, c.tried_at > since)
        )
        return int((await self._connection.execute(statement)).scalar_one())

    def _is_good(self, code: str, at: datetime) -> ColumnElement[bool]:
        c = invitation_table.c
        return and_(
            c.code_digest == self._digests.code(code), c.used_at.is_(None), c.expires_at > at
        )


def _invitation(row: Row[Any]) -> Invitation:
    return Invitation(
        purpose=Purpose(row.purpose),
        issued_by=row.issued_by,
        issued_at=row.issued_at,
        expires_at=row.expires_at,
        role=None if row.role is None else Role(row.role),
        unit=None if row.unit_id is None else UnitId(row.unit_id),
        person=None if row.person_id is None else PersonId(row.person_id),
    )
