from datetime import date

import pytest

from contest.model import Audience, PersonId, UnitId
from handlers.commands import COMMANDS
from handlers.dialogues import Said, locale_of, picked
from handlers.payloads import command_payload, dialogue_payload
from handlers.ports.contents import Choice
from handlers.ports.records import Dialogue, Person
from handlers.texts.loader import LOCALES, wording

CHOICES = (
    Choice("Thể lệ", command_payload("rules")),
    Choice("Đồng ý", dialogue_payload("consent", "yes")),
    Choice("Không đồng ý", dialogue_payload("consent", "no")),
)
HOA = Person(PersonId(1), "Hoa", date(1980, 11, 8), UnitId(1), Audience.CITIZENS, locale="en")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", "yes"),
        (" 2. ", "no"),
        ("đồng ý", "yes"),
        ("KHONG DONG Y!", "no"),
        ("0", None),
        ("3", None),
        ("12", None),
        ("-1", None),
        ("²", None),
        ("9" * 5_000, None),
        ("", None),
        ("tôi đồng ý lắm", None),
        ("thể lệ", None),
    ],
)
def test_the_number_or_the_label_of_a_choice_picks_it(text: str, value: str | None) -> None:
    assert picked(text, CHOICES) == value


def test_nothing_can_be_picked_where_nothing_is_offered() -> None:
    assert picked("1", ()) is None


def test_the_language_chosen_goes_before_the_language_registered_in() -> None:
    assert locale_of(None, None) == "vi"
    assert locale_of(HOA, None) == "en"
    assert locale_of(HOA, Dialogue("none", {"locale": "vi"})) == "vi"
    assert locale_of(None, Dialogue("name", {})) == "vi"


def test_what_was_said_stays_out_of_the_repr() -> None:
    assert "Hoa" not in repr(Said(text="Nguyễn Thị Hoa", value="Hoa"))


@pytest.mark.parametrize("locale", LOCALES)
def test_no_answer_to_a_dialogue_reads_like_a_command(locale: str) -> None:
    say = wording(locale)
    keys = [key for key in say.keys() if key.startswith("choice-")]  # noqa: SIM118 - no mapping
    labels = {say(key).casefold() for key in keys}
    commands = {word for command in COMMANDS for word in command.words}

    assert not labels & commands
    assert not labels & {say(f"command-{command.name}").casefold() for command in COMMANDS}
