"""The page's own files: read once, served from memory under an address that names their content."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path

_FOLDER = Path(__file__).parent

_MEDIA_TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}

_PLACEHOLDER = re.compile(r"\{\{ ([a-z-]+) \}\}")


@dataclass(frozen=True, slots=True)
class Asset:
    """One static file."""

    body: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Assets:
    """All static files.

    Attributes:
        version: changes with any of them, and stands in their addresses, so that a browser may
            keep them for ever and a script finds the others of its own version beside it.
    """

    files: dict[str, Asset]
    version: str


@lru_cache(maxsize=1)
def assets() -> Assets:
    """The static files of this installation."""
    files = {
        path.name: Asset(path.read_bytes(), _MEDIA_TYPES[path.suffix])
        for path in sorted((_FOLDER / "static").iterdir())
        if path.suffix in _MEDIA_TYPES
    }
    digest = hashlib.sha256(b"".join(asset.body for asset in files.values()))
    return Assets(files, digest.hexdigest()[:12])


@dataclass(frozen=True, slots=True)
class Markup:
    """HTML that goes into a template as it is."""

    html: str


def render(template: str, values: Mapping[str, str | Markup]) -> str:
    """A template with its ``{{ names }}`` replaced by values; plain text is escaped.

    Raises:
        KeyError: if the template names something that was not given.
    """
    source = (_FOLDER / "templates" / template).read_text(encoding="utf-8")
    return _PLACEHOLDER.sub(lambda match: _html(values[match[1]]), source)


def _html(value: str | Markup) -> str:
    return value.html if isinstance(value, Markup) else escape(value)
