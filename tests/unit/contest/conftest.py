"""The demonstration data as values: real names of units, and a bank that serves the defaults."""

import csv
import io
from importlib.resources import files

import pytest

from contest.model import Level, OptionIndex, Question, QuestionId, Topic, Unit, UnitId


@pytest.fixture(scope="session")
def bank() -> list[Question]:
    return [
        Question(
            QuestionId(number),
            Topic(row["topic"]),
            row["question"],
            tuple(row[f"option_{letter}"] for letter in "abcd"),
            OptionIndex("ABCD".index(row["correct"])),
        )
        for number, row in enumerate(_rows("questions.csv"), start=1)
    ]


@pytest.fixture(scope="session")
def units() -> list[Unit]:
    rows = _rows("units.csv")
    ids = {row["code"]: UnitId(number) for number, row in enumerate(rows, start=1)}
    return [
        Unit(
            ids[row["code"]],
            row["code"],
            row["name"],
            Level(row["level"]),
            ids[row["parent_code"]] if row["parent_code"] else None,
        )
        for row in rows
    ]


def _rows(name: str) -> list[dict[str, str]]:
    text = files("bot.demo").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))
