"""Text from outside, made harmless before it is shown: what steers a terminal or hides its order is spelt out.

Titles, keys and messages come from files that others wrote. A control character, a terminal's escape, a mark that turns
the reading direction or half of a surrogate pair is shown as its code (``\\x1b``, ``\\u202e``); a pair is joined.
"""

from __future__ import annotations

import re

_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_STEERING = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 but tab and line feed, DEL, C1
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # reading direction
    "\u2028\u2029\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"  # line separators, marks that are not seen
    "\ud800-\udfff"
)
_ANYWHERE = re.compile(f"[{_STEERING}]")
_IN_A_LINE = re.compile(f"[\t\n{_STEERING}]")


def harmless(text: str, *, lines: bool = True) -> str:
    """The text with everything spelt out that would steer a terminal; without ``lines``, ends of lines too."""
    found = _ANYWHERE if lines else _IN_A_LINE
    return found.sub(_code, joined(text)) if found.search(text) else text


def joined(text: str) -> str:
    """Surrogate pairs as the characters they mean: ``json.dumps`` writes an emoji as two halves."""
    return _PAIR.sub(lambda pair: pair[0].encode("utf-16", "surrogatepass").decode("utf-16"), text)


_NEAREST = str.maketrans({
    "–": "-", "—": "-", "−": "-", "─": "-", "━": "-", "╸": "-", "╺": "-", "│": "|", "▸": ">", "→": "->", "×": "x",
    "≥": ">=", "≤": "<=", "≠": "!=", "≈": "~", "±": "+/-", "∈": "in", "∋": "has", "·": ".", "…": "...",
    "“": '"', "”": '"', "‘": "'", "’": "'",
})  # fmt: skip
"""Signs of a page in ASCII: ``?`` for a dash or for "at least" would say something else."""


def in_ascii(error: UnicodeError) -> tuple[str, int]:
    """What an output whose encoding does not hold a sign shows: the nearest one, else ``?``; for codecs."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    nearest = error.object[error.start : error.end].translate(_NEAREST)
    return nearest.encode("ascii", "replace").decode(), error.end


def in_json(text: str) -> str:
    """A JSON text that means the same and steers no terminal: its strings spell such characters as JSON does."""
    return _ANYWHERE.sub(_json_code, text)


def shortened(text: str, limit: int) -> str:
    """A text of at most ``limit`` characters: what is too much is left out of its middle, and said to be."""
    if len(text) <= limit:
        return text
    tail = limit // 4
    left_out = f" … {len(text) - limit:,} characters … "
    return text[: limit - tail] + left_out + text[-tail:]


def _code(found: re.Match[str]) -> str:
    number = ord(found[0])
    if found[0] in "\t\n":
        return "\\t" if found[0] == "\t" else "\\n"
    return f"\\x{number:02x}" if number < 0x100 else f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def _json_code(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[k] << 8 | units[k + 1]:04x}" for k in range(0, len(units), 2))
