"""Loads the Fluent files: every text that a person reads comes from here."""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from fluent.runtime import FluentBundle, FluentResource

DEFAULT_LOCALE = "vi"
LOCALES = ("vi", "en")
REMEMBERED = 4_096
"""Texts of one language. Fluent takes 20 to 40 microseconds for one, a tenth of all the CPU that an
answer costs, and most of what a round says is the same few lines again and again."""


class MissingTextError(LookupError):
    """A text is not in the Fluent file, or an argument that it names was not given."""


class Wording:
    """The texts of one language."""

    def __init__(self, locale: str, source: str) -> None:
        self.locale = locale
        # Isolation marks would be visible in terminals and counted by the platforms' text limits.
        self._bundle = FluentBundle([locale], use_isolating=False)
        self._bundle.add_resource(FluentResource(source))
        self._text = lru_cache(REMEMBERED, typed=True)(self._format)

    def __call__(self, key: str, **arguments: str | int | float) -> str:
        """The text under ``key`` with its arguments filled in.

        Raises:
            MissingTextError: if the key is unknown or an argument is missing.
        """
        return self._text(key, **arguments)

    def _format(self, key: str, **arguments: str | int | float) -> str:
        pattern = self._bundle.get_message(key).value if self._bundle.has_message(key) else None
        if pattern is None:
            raise MissingTextError(f"{key} is not in {self.locale}.ftl")
        text, errors = self._bundle.format_pattern(pattern, arguments)
        if errors:
            raise MissingTextError(f"{key} in {self.locale}.ftl: {errors[0]}")
        return str(text)

    def keys(self) -> Iterable[str]:
        """The names of all texts, for tests of completeness."""
        return self._bundle._messages.keys()  # noqa: SLF001 - the library has no public listing


@lru_cache(maxsize=len(LOCALES))
def wording(locale: str) -> Wording:
    """The texts of a language; of the default language if there are none for that one."""
    name = locale if locale in LOCALES else DEFAULT_LOCALE
    return Wording(name, Path(__file__).with_name(f"{name}.ftl").read_text(encoding="utf-8"))
