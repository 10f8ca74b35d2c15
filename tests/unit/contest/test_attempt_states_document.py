"""The diagram of the documentation is drawn from the table that the code obeys."""

from pathlib import Path
from types import ModuleType

import pytest

from contest.attempts import TRANSITIONS, Move, State
from tests.unit.contest.drawn import drawing_program


@pytest.fixture
def script() -> ModuleType:
    return drawing_program("draw_attempt_states")


def test_the_document_is_up_to_date(script: ModuleType) -> None:
    assert script.DOCUMENT.read_text(encoding="utf-8") == script.render()
    assert script.main(["--check"]) == 0


def test_every_transition_is_drawn_and_no_other(script: ModuleType) -> None:
    diagram = script.render().split("```")[1]
    lines = [line.strip() for line in diagram.splitlines()]
    arrows = [line for line in lines if "-->" in line and "[*]" not in line]

    assert sorted(arrows) == sorted(
        f"{before.value} --> {after.value}: {move.value}"
        for (before, move), after in TRANSITIONS.items()
    )
    assert [line for line in lines if line.endswith("--> [*]")] == [
        "finished --> [*]",
        "closed --> [*]",
        "void --> [*]",
    ]


def test_a_changed_table_makes_the_check_fail(
    script: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(script, "DOCUMENT", tmp_path / "attempt-states.md")
    assert script.main([]) == 0
    changed = {**TRANSITIONS, (State.VOID, Move.NEXT): State.WAITING}
    monkeypatch.setattr(script, "TRANSITIONS", changed)

    assert script.main(["--check"]) == 1
    assert "is out of date: run docs/draw_attempt_states.py" in capsys.readouterr().err


def test_a_missing_document_makes_the_check_fail(
    script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(script, "DOCUMENT", tmp_path / "attempt-states.md")

    assert script.main(["--check"]) == 1
