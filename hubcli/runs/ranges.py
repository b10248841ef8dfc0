"""Ordinals of rows as text: `1-3,7`."""

from collections.abc import Iterator, Sequence


def to_ranges(numbers: Sequence[int]) -> str:
    """Ordinals as `1-3,7`, in ascending order."""
    numbers = sorted(numbers)
    if 0 < numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"{numbers[0]}-{numbers[-1]}"
    parts: list[str] = []
    start = previous = numbers[0]
    for number in (*numbers[1:], 0):
        if number != previous + 1:
            parts.append(f"{start}-{previous}" if previous > start else str(start))
            start = number
        previous = number
    return ",".join(parts)


def of_ranges(text: str) -> Iterator[int]:
    """The ordinals again."""
    for part in text.split(","):
        first, _, last = part.partition("-")
        yield from range(int(first), int(last or first) + 1)
