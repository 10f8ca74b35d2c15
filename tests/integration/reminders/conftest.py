"""A province of seven units, enough for every rule, in a fresh database of either kind."""

import pytest

from contest.model import Level
from handlers.ports.catalogue import NewUnit
from storage.engine import Database
from tests.integration.reminders.board import Board, create_board

UNITS = (
    NewUnit("66", "Tỉnh Đắk Lắk", Level("TINH")),
    NewUnit(
        "SO-NV", "Sở Nội vụ", Level("SO"), "66", leaders=4, division_heads=15, staff=48, onestop=6
    ),
    NewUnit("SO-TP", "Sở Tư pháp", Level("SO"), "66", leaders=3),
    NewUnit("643", "UBND TP Buôn Ma Thuột", Level("HUYEN"), "66", leaders=4),
    NewUnit("24118", "UBND phường Tân Lập", Level("XA"), "643", leaders=2, staff=14, onestop=2),
    NewUnit("24121", "UBND phường Tân Hòa", Level("XA"), "643", leaders=3),
    NewUnit("KH-TDOAN", "Tỉnh Đoàn", Level("KHAC"), "66"),
)
"""Needs: SO-NV 1, 8, 15, 6; SO-TP 1; 643 1; 24118 1, 5, 2; 24121 2; the others nobody."""


@pytest.fixture
async def board(database: Database) -> Board:
    """A contest with one round, 07/11 to 21/11, and nobody on any roster."""
    return await create_board(database, UNITS)
