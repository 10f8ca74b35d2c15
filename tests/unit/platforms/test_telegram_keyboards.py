"""Reply markup: what is read from a call and what is refused in it."""

import json

import pytest

from tests.platforms.telegram.bodies import Params
from tests.platforms.telegram.errors import ApiError
from tests.platforms.telegram.keyboards import (
    Button,
    Keyboard,
    Kind,
    check_before_sending,
    check_on_arrival,
    read_keyboard,
)


def read(markup: object) -> Keyboard | None:
    return read_keyboard(Params({"reply_markup": markup}))


def inline(*rows: list[dict[str, object]]) -> dict[str, object]:
    return {"inline_keyboard": list(rows)}


def checked(markup: object, *, is_private: bool = True) -> None:
    keyboard = read(markup)
    check_before_sending(keyboard, is_private=is_private)
    check_on_arrival(keyboard)


def test_an_inline_keyboard_is_read_from_json_and_from_json_in_a_text() -> None:
    markup = inline([{"text": "Á", "callback_data": "q:1"}], [{"text": "B", "url": "https://a.vn"}])
    rows = ((Button("Á", "q:1"),), (Button("B", url="https://a.vn"),))
    echo = (
        '{"inline_keyboard":[[{"text":"\\u00c1","callback_data":"q:1"}],'
        '[{"text":"B","url":"https://a.vn"}]]}'
    )

    assert read(markup) == read(json.dumps(markup)) == Keyboard(Kind.INLINE, rows, echo)


def test_keys_may_be_plain_texts_and_may_request_a_contact() -> None:
    markup = {"keyboard": [["A", {"text": "Số điện thoại", "request_contact": True}]]}

    keyboard = read(markup)

    assert keyboard is not None
    assert keyboard.kind is Kind.KEYBOARD
    assert keyboard.buttons == [Button("A"), Button("Số điện thoại", request_contact=True)]
    assert keyboard.json == ""


@pytest.mark.parametrize(
    ("markup", "kind"),
    [({"remove_keyboard": True}, Kind.REMOVE), ({"force_reply": True}, Kind.FORCE_REPLY)],
)
def test_markup_without_keys_is_read(markup: object, kind: Kind) -> None:
    assert read(markup) == Keyboard(kind)


@pytest.mark.parametrize("markup", ["", {}, inline(), inline([])])
def test_empty_markup_is_no_markup(markup: object) -> None:
    assert read(markup) is None


@pytest.mark.parametrize(
    ("markup", "why"),
    [
        ("{", "can't parse reply keyboard markup JSON object"),
        (None, "object expected as reply markup"),
        ([], "object expected as reply markup"),
        ({"inline_keyboard": [{"text": "A"}]}, "must be an Array of Arrays"),
        (inline([{"text": "A"}]), "Text buttons are unallowed in the inline keyboard"),
        (inline([{"text": "A", "callback_data": ""}]), "Text buttons are unallowed"),
        (inline([{"callback_data": "a"}]), "Can't find field"),
        (inline([{"text": "A", "callback_data": 1}]), "must be of type String"),
        (inline([{"text": "", "callback_data": "a"}]), "button text must be non-empty"),
        (inline([{"text": "A", "url": "ftp://a.vn"}]), "is invalid"),
        (inline([{"text": "A", "callback_data": "a" * 65}]), "BUTTON_DATA_INVALID"),
        (inline([{"text": "A", "callback_data": "ế" * 22}]), "BUTTON_DATA_INVALID"),
        (inline([{"text": "A", "callback_data": "a"}] * 101), "reply markup is too long"),
    ],
)
def test_bad_markup_is_refused(markup: object, why: str) -> None:
    with pytest.raises(ApiError, match=why) as caught:
        checked(markup)

    assert caught.value.code == 400


def test_payloads_of_64_bytes_and_100_buttons_are_fine() -> None:
    checked(inline([{"text": "A", "callback_data": "a" * 64}]))
    checked(inline([{"text": "A", "callback_data": "ế" * 21 + "a"}]))
    checked(inline([{"text": "A", "callback_data": "a"}] * 100))


def test_a_contact_is_requested_in_private_chats_only() -> None:
    markup = {"keyboard": [[{"text": "Số điện thoại", "request_contact": True}]]}

    checked(markup)
    with pytest.raises(ApiError, match="phone number can be requested in private chats only"):
        checked(markup, is_private=False)
