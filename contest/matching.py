"""Reads what people type as an answer: the letter or number of an option, or a predicted number.

An answer is final, so nothing is guessed: a text is an answer only if it consists of one option (or
one number) and words that people put around it. Everything else is None, and the person is asked.
"""

import re
import unicodedata

MAX_ANSWER_LENGTH = 160
"""Characters; room for "Em chọn đáp án B ạ", a mention of 64 characters, emoji and stray spaces."""

MAX_NUMBER_DIGITS = 9
"""A prediction above 999,999,999 is a slip; what is left fits a 32-bit column."""

# The patterns below match words as _words writes them: without marks, a space after each. A word
# of one letter keeps its marks, for there they decide: "ạ" is a polite particle, "a" is an option.
_OPENING = r"(?:(?:da|vang) )?"
_SUBJECT = r"(?:(?:em|e|toi|tui|minh|con|chau|anh|chi|i) )?(?:xin )?"
_CLOSING = r"(?:(?:ạ|ah|nhe|nha) )*"
_OPTION = re.compile(
    _OPENING
    + rf"(?P<verb>{_SUBJECT}(?:chon|tra loi|nghi|doan|choose|answer) (?:la )?)?"
    + r"(?:(?:dap an|da|phuong an|pa|lua chon|(?P<question>cau)|cau tra loi|ý|y|so|option|answer) "
    + r"(?:dung )?(?:so )?(?:(?:la|is) )?)?"
    + r"(?P<option>[a-j]|[1-9]|10) "
    + _CLOSING
)
_BEFORE_NUMBER = re.compile(
    _OPENING
    + rf"(?:{_SUBJECT}(?:du doan|doan|chon|nghi|tra loi|guess) (?:la )?)?"
    + r"(?:(?:con so|so nguoi|so luot|so|ket qua|dap an|cau tra loi|answer) (?:(?:la|is) )?)?"
    + r"(?:(?:co|khoang|tam|chung|uoc|about) )*"
)
_AFTER_NUMBER = re.compile(
    r"(?:(?:nguoi|luot thi|luot|thi sinh|people) (?:(?:tham gia|du thi|tra loi dung|dung) )?)?"
    + _CLOSING
)
_NUMBER = re.compile(
    r"(?P<before>[^\d]*)"
    r"(?P<number>[0-9]{1,3}(?P<mark>[., ])[0-9]{3}(?:(?P=mark)[0-9]{3})*|[0-9]+)"
    r"(?P<after>[^\d]*)"
)
# "-2", "+2" and ".5" are numbers of another kind and "2%" is a share; "Đáp án - 2" has a dash.
_OTHER_NUMBER = re.compile(
    r"(?:^|\s)[-+.,\u2010-\u2015\u2212]\d|^[-\u2010-\u2015\u2212]\s\d|\d\s?[%‰°]"
)
_KEYCAP_MARKS = {0xFE0E: None, 0xFE0F: None, 0x20E3: None}
"""What makes a keycap emoji of a digit, or chooses how an emoji is drawn."""


def match_option(text: str, option_count: int, bot_name: str | None = None) -> int | None:
    """The place from 0 of the option that a typed text names; None if it names none or several.

    "B", "b.", "(B)", "2", "đáp án b" and "em chọn B ạ" all mean the second place. "Đ" names no
    option: it is a letter of its own, and Telex writes it for "dd", so it must not pass for D.
    "Câu 2" is no answer because it more often means the second question; "câu B" and "chọn câu 2"
    are.

    Args:
        option_count: how many options are shown, at most ten.
        bot_name: display name under which the bot is mentioned in groups; "@name" counts as
            nothing, wherever it stands.
    """
    plain = _plain(text, bot_name)
    found = None if _OTHER_NUMBER.search(plain) else _OPTION.fullmatch(_words(plain))
    if found is None:
        return None
    option = found["option"]
    if option.isdigit() and found["question"] and not found["verb"]:
        return None
    place = int(option) - 1 if option.isdigit() else ord(option) - ord("a")
    return place if place < option_count else None


def match_number(text: str, bot_name: str | None = None) -> int | None:
    """The whole number that a typed text gives as a prediction; None if it gives none or several.

    Thousands may be marked by points, commas or spaces, but all alike. Nothing with a sign, a
    fraction, a leading zero or more than nine digits is a number of people.
    """
    plain = _plain(text, bot_name)
    found = None if _OTHER_NUMBER.search(plain) else _NUMBER.fullmatch(plain)
    if found is None:
        return None
    number = re.sub("[., ]", "", found["number"])
    if len(number) > MAX_NUMBER_DIGITS or (number.startswith("0") and found["number"] != "0"):
        return None
    if any(unicodedata.category(character) == "No" for character in text):
        return None  # composing has turned "10²" into plain digits
    if not _BEFORE_NUMBER.fullmatch(_words(found["before"])):
        return None
    return int(number) if _AFTER_NUMBER.fullmatch(_words(found["after"])) else None


def looks_like_answer(text: str, bot_name: str | None = None) -> bool:
    """Whether the text could answer some question: one with up to ten options, or a prediction."""
    return match_option(text, 10, bot_name) is not None or match_number(text, bot_name) is not None


def _plain(text: str, bot_name: str | None) -> str:
    """The text in one way of writing, without mentions; empty if it is too long for an answer."""
    # Compatibility composition makes up to 18 characters of one: look at the length twice.
    if len(text) > MAX_ANSWER_LENGTH or len(plain := _normal(text)) > MAX_ANSWER_LENGTH:
        return ""
    if bot_name:
        plain = re.sub(rf"@\s?{re.escape(_normal(bot_name))}(?!\w)", " ", plain)
    return " ".join(re.sub(r"(?<!\w)@[\w.]+", " ", plain).split())


def _normal(text: str) -> str:
    """Composed, in lower case, in plain forms, without control and format characters."""
    composed = unicodedata.normalize("NFKC", text.translate(_KEYCAP_MARKS)).casefold()
    spaced = "".join(" " if unicodedata.category(char) == "Cc" else char for char in composed)
    return "".join(char for char in spaced if unicodedata.category(char) != "Cf")


def _words(plain: str) -> str:
    """Letters and digits as words with a space after each; marks stay on words of one letter."""
    spaced = "".join(char if unicodedata.category(char)[0] in "LMN" else " " for char in plain)
    return "".join(f"{_without_marks(word)} " for word in spaced.split())


def _without_marks(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word.replace("đ", "d"))
    bare = "".join(char for char in decomposed if unicodedata.category(char)[0] != "M")
    return bare if len(bare) > 1 else word
