"""The typeface of printed papers: DejaVu Serif, which comes with matplotlib and has every mark.

It is the same on every machine; the fonts of an office, such as Times New Roman, are not there.
"""

from collections.abc import Mapping
from enum import Enum
from functools import cache
from pathlib import Path

import matplotlib as mpl
from fontTools import subset  # type: ignore[import-untyped]
from matplotlib.ft2font import FT2Font, LoadFlags


class Face(Enum):
    """A cut of the typeface; the value is its file."""

    REGULAR = "DejaVuSerif.ttf"
    BOLD = "DejaVuSerif-Bold.ttf"
    ITALIC = "DejaVuSerif-Italic.ttf"


FontFiles = Mapping[Face, Path]

WHOLE: FontFiles = {face: Path(mpl.get_data_path(), "fonts", "ttf", face.value) for face in Face}


def narrowed(letters: str, folder: Path) -> FontFiles:
    """Files of the typeface with these letters only, written into a folder.

    A file of letters to embed takes a tenth of a second to make of the whole typeface, which for
    one file is nothing and for a thousand a coffee break.
    """
    files = {face: folder / face.value for face in Face}
    for face, file in files.items():
        arguments = [str(WHOLE[face]), f"--text={letters}", f"--output-file={file}"]
        subset.main([*arguments, "--layout-features=", "--drop-tables+=FFTM", "--no-hinting"])
    return files


@cache
def widths_of(face: Face) -> dict[str, float]:
    """How wide each letter is, in parts of the size; letters that it cannot draw are not there."""
    font = FT2Font(str(WHOLE[face]))
    return {
        chr(code): font.load_char(code, LoadFlags.NO_SCALE).horiAdvance / font.units_per_EM
        for code in font.get_charmap()
    }
