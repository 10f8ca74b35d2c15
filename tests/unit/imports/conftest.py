"""The province that lists are checked against."""

from pathlib import Path

import pytest

from tests.unit.imports.province import Province


@pytest.fixture
def province(tmp_path: Path) -> Province:
    return Province(tmp_path)
