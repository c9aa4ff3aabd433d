"""CSV: one row per coding that counts, for spreadsheets and statistics programs.

UTF-8 with a byte-order mark, so that Excel reads accents as they are; commas; lines end in CR LF.

A spreadsheet takes a cell that begins with = + - @, a tab or a carriage return for a formula. As
OWASP advises ("CSV Injection"), such text gets a leading apostrophe. Text that begins with an
apostrophe gets one more, so that `read_codings` can take exactly one away and give back the words
as they were said.
"""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pandas as pd

from npt_coder.export.base import LossReport, Study, write_atomically
from npt_coder.export.quotes import COLUMNS, left_out

suffixes = (".csv",)

GUARDED = ("=", "+", "-", "@", "\t", "\r", "'")
WHOLE_NUMBERS = ("turn", "start", "end")
NUMBERS = (*WHOLE_NUMBERS, "time", "score")
ENCODING = "utf-8-sig"


def write(study: Study, path: Path) -> LossReport:
    """Write the codings; the losses are those that people decided against.

    Raises: UserError when the path cannot be written.
    """
    write_atomically(path, codings_table(study).encode(ENCODING))
    return left_out(study)


def codings_table(study: Study) -> str:
    """Return the codings as CSV text, columns as in the frame of evidence, blanks for unknown."""
    frame = study.evidence.loc[:, list(COLUMNS)].copy()
    for name in COLUMNS:
        if name in WHOLE_NUMBERS:
            frame[name] = frame[name].astype("Int64")
        elif name not in NUMBERS:
            frame[name] = frame[name].astype(object).map(guarded, na_action="ignore")
    sheet = StringIO(newline="")
    frame.to_csv(sheet, index=False, lineterminator="\r\n")
    return sheet.getvalue()


def read_codings(path: Path) -> pd.DataFrame:
    """Read a table that `write` wrote: words exactly as they were, unknown as None."""
    frame = pd.read_csv(
        path,
        encoding=ENCODING,
        dtype={name: object for name in COLUMNS if name not in NUMBERS},
        keep_default_na=False,
        na_values={name: [""] for name in COLUMNS},
    )
    for name in COLUMNS:
        if name not in NUMBERS:
            plain = [None if pd.isna(v) else v.removeprefix("'") for v in frame[name]]
            frame[name] = pd.Series(plain, index=frame.index, dtype=object)
    return frame


def guarded(text: str) -> str:
    """Return text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(GUARDED) else text
