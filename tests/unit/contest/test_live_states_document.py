"""The diagrams of the documentation are drawn from the tables that the code obeys."""

from pathlib import Path
from types import ModuleType

import pytest

from contest.live import TRANSITIONS, Move, State
from contest.live_rooms import ROOM_TRANSITIONS
from tests.unit.contest.drawn import drawing_program


@pytest.fixture
def script() -> ModuleType:
    return drawing_program("draw_live_states")


def test_the_document_is_up_to_date(script: ModuleType) -> None:
    assert script.DOCUMENT.read_text(encoding="utf-8") == script.render()
    assert script.main(["--check"]) == 0


def test_every_transition_is_drawn_and_no_other(script: ModuleType) -> None:
    _, of_round, _, of_room, _ = script.render().split("```")

    assert _arrows(of_round) == sorted(
        f"{before.value} --> {after.value}: {move.value}"
        for (before, move), after in TRANSITIONS.items()
    )
    assert _arrows(of_room) == sorted(
        f"{before.value} --> {after.value}: {move.value}"
        for (before, move), after in ROOM_TRANSITIONS.items()
    )


def test_a_changed_table_makes_the_check_fail(
    script: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(script, "DOCUMENT", tmp_path / "live-states.md")
    assert script.main(["--check"]) == 1
    assert script.main([]) == 0
    changed = {**TRANSITIONS, (State.FINISHED, Move.ASK): State.OPEN}
    monkeypatch.setattr(script, "TRANSITIONS", changed)

    assert script.main(["--check"]) == 1
    assert "is out of date: run docs/draw_live_states.py" in capsys.readouterr().err


def _arrows(diagram: str) -> list[str]:
    lines = [line.strip() for line in diagram.splitlines()]
    return sorted(line for line in lines if "-->" in line and "[*]" not in line)
