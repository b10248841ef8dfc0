"""Whole numbers in the headers of answers."""

_MOST_DIGITS = 12


def whole(text: str | None) -> int | None:
    """A header's number, None where it is none that a limit can be."""
    if not text or not text.isascii() or not text.isdigit() or len(text) > _MOST_DIGITS:
        return None
    return int(text)
