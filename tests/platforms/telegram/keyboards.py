"""Reply markup: how it is read, and what the Bot API server and Telegram refuse in it.

Sources: telegram-bot-api ``Client::get_reply_markup``, tdlib/td ``ReplyMarkup.cpp``; the limits of
size are Telegram's own and known from reports (tginfo/Telegram-Limits#187 and #228).
"""

from enum import StrEnum
from typing import NamedTuple

from tests.platforms.telegram.bodies import Params
from tests.platforms.telegram.errors import bad_request
from tests.platforms.telegram.texts import as_json, quoted

MAX_CALLBACK_BYTES = 64
MAX_INLINE_BUTTONS = 100
MAX_KEYBOARD_BUTTONS = 300
MAX_MARKUP_BYTES = 10_000
SCHEMES = ("http://", "https://", "tg://", "ton://", "tonsite://")
# A button has one of these beside its text if it has neither URL nor callback data; unchecked.
OTHER_FIELDS = (
    "callback_game",
    "pay",
    "switch_inline_query",
    "switch_inline_query_chosen_chat",
    "switch_inline_query_current_chat",
    "login_url",
    "web_app",
    "copy_text",
)


class Kind(StrEnum):
    """What a markup does to the chat."""

    INLINE = "inline"
    KEYBOARD = "keyboard"
    REMOVE = "remove"
    FORCE_REPLY = "force reply"


class Button(NamedTuple):
    """Something that a person can press; ``other`` is the JSON field of kinds not emulated."""

    text: str
    callback_data: str = ""
    url: str = ""
    request_contact: bool = False
    other: str = ""

    @property
    def json(self) -> str:
        """The InlineKeyboardButton object."""
        if self.callback_data:
            return f'{{"text":{quoted(self.text)},"callback_data":{quoted(self.callback_data)}}}'
        field = f'"url":{quoted(self.url)}' if self.url else self.other
        return f'{{"text":{quoted(self.text)},{field}}}'


class Keyboard(NamedTuple):
    """A reply markup as the server keeps it; ``json`` is filled for inline keyboards only."""

    kind: Kind
    rows: tuple[tuple[Button, ...], ...] = ()
    json: str = ""

    @property
    def buttons(self) -> list[Button]:
        """In the order of reading."""
        return [button for row in self.rows for button in row]


def read_keyboard(params: Params) -> Keyboard | None:
    """The markup of a call, or None; raises what the Bot API server itself finds wrong."""
    if not params.has("reply_markup"):
        return None
    try:
        value = params.decoded("reply_markup")
    except ValueError:
        raise bad_request("can't parse reply keyboard markup JSON object") from None
    if not isinstance(value, dict):
        raise bad_request("object expected as reply markup")
    rows = _rows(value, "keyboard", 'Field "keyboard" must be an Array of Arrays')
    inline = _rows(
        value,
        "inline_keyboard",
        'Field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
    )
    if rows:
        return Keyboard(Kind.KEYBOARD, tuple(tuple(map(_key, row)) for row in rows))
    if inline:
        buttons = tuple(tuple(map(_inline_button, row)) for row in inline)
        return Keyboard(Kind.INLINE, buttons, _inline_json(buttons))
    if value.get("remove_keyboard") is True:
        return Keyboard(Kind.REMOVE)
    return Keyboard(Kind.FORCE_REPLY) if value.get("force_reply") is True else None


def check_before_sending(keyboard: Keyboard | None, *, is_private: bool) -> None:
    """What tdlib finds wrong in it, before Telegram is asked."""
    if keyboard is None:
        return
    name = "inline keyboard" if keyboard.kind is Kind.INLINE else "keyboard"
    for button in keyboard.buttons:
        if not button.text:
            raise bad_request(f"{name} button text must be non-empty")
        if button.request_contact and not is_private:
            raise bad_request("phone number can be requested in private chats only")
        if button.url and not _is_link(button.url):
            raise bad_request(
                f"inline keyboard button URL '{button.url}' is invalid: Wrong HTTP URL"
            )


def check_on_arrival(keyboard: Keyboard | None) -> None:
    """What Telegram itself finds wrong in it."""
    if keyboard is None:
        return
    buttons = keyboard.buttons
    if any(len(one.callback_data.encode()) > MAX_CALLBACK_BYTES for one in buttons):
        raise bad_request("BUTTON_DATA_INVALID")
    most = MAX_INLINE_BUTTONS if keyboard.kind is Kind.INLINE else MAX_KEYBOARD_BUTTONS
    if len(buttons) > most or len(keyboard.json) > MAX_MARKUP_BYTES:
        raise bad_request("reply markup is too long")


def _rows(markup: dict[str, object], field: str, complaint: str) -> list[list[object]]:
    rows = markup.get(field, [])
    if not isinstance(rows, list):
        raise bad_request(f'field "{field}" must be of type Array')
    if not all(isinstance(row, list) for row in rows):
        raise bad_request(complaint)
    return [row for row in rows if row]


def _inline_json(rows: tuple[tuple[Button, ...], ...]) -> str:
    lines = ",".join(f"[{','.join(button.json for button in row)}]" for row in rows)
    return f'{{"inline_keyboard":[{lines}]}}'


def _key(value: object) -> Button:
    if isinstance(value, str):
        return Button(value)
    if not isinstance(value, dict):
        raise bad_request(
            "can't parse keyboard button: KeyboardButton must be a String or an Object"
        )
    return Button(_button_text(value), request_contact=value.get("request_contact") is True)


def _inline_button(value: object) -> Button:
    problem = "can't parse inline keyboard button"
    if not isinstance(value, dict):
        raise bad_request(f"{problem}: InlineKeyboardButton must be an Object")
    text, data, url = _button_text(value), value.get("callback_data"), value.get("url")
    if not isinstance(data or "", str) or not isinstance(url or "", str):
        raise bad_request(f"{problem}: a field must be of type String")
    if data or url:
        return Button(text, data or "", url or "")
    other = next((field for field in OTHER_FIELDS if value.get(field) not in (None, "")), None)
    if other is None:
        raise bad_request(f"{problem}: Text buttons are unallowed in the inline keyboard")
    return Button(text, other=f'"{other}":{as_json(value[other])}')


def _button_text(value: dict[str, object]) -> str:
    text = value.get("text")
    if not isinstance(text, str):
        raise bad_request("can't parse keyboard button: Can't find field \"text\"")
    return text


def _is_link(url: str) -> bool:
    address = url if "://" in url else f"http://{url}"
    scheme, _, rest = address.partition("://")
    host = rest.split("/")[0].split("?")[0]
    is_web = scheme.lower() in ("http", "https")
    return f"{scheme.lower()}://" in SCHEMES and (not is_web or "." in host or host == "localhost")
