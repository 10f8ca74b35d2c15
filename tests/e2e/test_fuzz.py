"""A short run of what `make fuzz` does at length: nothing breaks, and a round can be played."""

from pathlib import Path

import pytest

from tests.fuzz.__main__ import MAX_GROWTH
from tests.fuzz.campaign import run_campaign

INPUTS = 1_000


@pytest.mark.timeout(240)
@pytest.mark.filterwarnings("default")
# The system that runs beside, in a thread of its own, may use `random` while inputs are drawn.
@pytest.mark.filterwarnings("ignore:Do not use the `random` module")
def test_malformed_inputs_break_nothing(tmp_path: Path) -> None:
    outcome = run_campaign(tmp_path, INPUTS, number=1)

    assert outcome.wrongs == {}
    assert sum(outcome.inputs.values()) >= INPUTS
    before, after = outcome.memory
    assert after - before < MAX_GROWTH
