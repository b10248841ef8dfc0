"""Makes text of users and of HubSpot safe to show: no character of it moves a cursor or hides."""

import re

_UNSAFE = (
    "\x00-\x1f\x7f-\x9f"  # C0, DEL, C1
    "\u00ad\u061c\u180e\u200b\u200e\u200f\u2060-\u206f\ufeff\ufff9-\ufffb"  # unseen; isolates
    "\u2028-\u202e"  # line and paragraph separators, embeddings and overrides
    "\ud800-\udfff"  # halves of a pair: no encoding can spell them
    "\U0001d173-\U0001d17a\U000e0000-\U000e007f"  # unseen: musical marks, tags
)
UNSAFE = re.compile(f"[{_UNSAFE}]")
"""Every character that must not reach a terminal as it is."""

_UNSAFE_OR_ODD_SPACE = re.compile(f"[{_UNSAFE}\u00a0\u2007\u202f]")
_NAMED = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}


def clean(text: str) -> str:
    r"""Show what can't be printed as an escape, such as `\n`, `\x1b` or `\u202e`.

    Joiners stay: emoji and Persian are made with them.
    """
    return text if text.isprintable() else UNSAFE.sub(_escape, text)


def quoted(value: str) -> str:
    r"""A cell between quotes, where also a no-break space is shown (`\xa0`): people look for it."""
    shown = value if value.isprintable() else _UNSAFE_OR_ODD_SPACE.sub(_escape, value)
    return f'"{shown}"'


def _escape(match: re.Match[str]) -> str:
    char = match.group()
    code = ord(char)
    if char in _NAMED:
        return _NAMED[char]
    if code <= 0xFF:  # noqa: PLR2004 - the ranges of Python's escapes
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004 - the same
