"""What docs/benchmarks.md says is what was measured, and what each figure is, is said."""

import json

import pytest

from tests.benchmarks.__main__ import BENCH_FILE
from tests.benchmarks.document import BEGIN, DOCUMENT, END, write_into

FIGURE = {
    "value": 1234.5,
    "unit": "ms",
    "reference": "the common way",
    "reference_value": 2.5,
    "ratio": 493.8,
    "goal": "<= 1",
    "n": 1000,
    "day": "2026-11-22",
    "machine": "2 cores",
}


def test_the_table_is_that_of_the_last_run() -> None:
    figures = json.loads(BENCH_FILE.read_text(encoding="utf-8"))
    document = DOCUMENT.read_text(encoding="utf-8")

    assert write_into(document, figures) == document


@pytest.mark.parametrize("name", sorted(json.loads(BENCH_FILE.read_text(encoding="utf-8"))))
def test_every_figure_is_explained(name: str) -> None:
    _, _, text = DOCUMENT.read_text(encoding="utf-8").partition(END)

    assert f"`{name}`" in text


def test_a_new_table_takes_the_place_of_the_old_one() -> None:
    document = f"before\n{BEGIN}old\n{END}after\n"

    written = write_into(document, {"speed": FIGURE})

    assert written.startswith(f"before\n{BEGIN}")
    assert written.endswith(f"{END}after\n")
    assert "old" not in written
    row = "| `speed` | 1,234 ms | 2.50 (the common way) | 493.80 | <= 1 | 1,000 | 2026-11-22 |"
    assert row in written
    assert "- 2026-11-22: 2 cores.\n" in written


def test_a_document_without_a_place_for_it_is_left_alone() -> None:
    with pytest.raises(ValueError, match="no place for figures"):
        write_into("text", {"speed": FIGURE})
