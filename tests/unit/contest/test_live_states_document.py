"""The diagrams of the documentation are drawn from the tables that the code obeys."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from contest.live import TRANSITIONS, Move, State
from contest.live_rooms import ROOM_TRANSITIONS

SCRIPT = Path(__file__).parents[3] / "docs" / "draw_live_states.py"


@pytest.fixture
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("draw_live_states", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


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
