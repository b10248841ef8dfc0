"""Spells how far a run is: as a bar that fits its line, or as a plain sentence."""

from collections.abc import Iterator

from hubcli.report.course import Reading
from hubcli.report.output import Output
from hubcli.report.paint import Paint, painted
from hubcli.report.wording import clock_time, rate, several

_LONGEST = 40
_SHORTEST = 8


def bar_line(reading: Reading, out: Output) -> str:
    """The bar and, as far as there is room, rows, refused, time left and rate."""
    room = out.width - 1  # a full line would scroll on some terminals
    percent = f"{int(reading.fraction * 100):>3} %"
    facts = list(_facts(reading))
    while len(facts) > 1 and _length(percent, facts) + _SHORTEST + 2 > room:
        del facts[-1]
    ordered = [text for _, text in sorted(facts)]
    length = min(room - _length(percent, facts) - 2, _LONGEST)
    if length < _SHORTEST:
        return "  ".join([percent, *ordered])[: max(room, 0)]
    parts = [_bar(reading.fraction, length, out), percent, *(_in_colour(ordered, out))]
    return "  ".join(parts)


def plain_line(reading: Reading) -> str:
    """`189,000 of 300,000 rows, 7 refused, 0:52 left, 2,140 rows/s`."""
    facts = [text for _, text in sorted(_facts(reading))][1:]
    return ", ".join([f"{reading.done:,} of {several(reading.total, 'row')}", *facts])


def _facts(reading: Reading) -> Iterator[tuple[int, str]]:
    """What is to be told, the most important first, each with its place in the line."""
    yield 0, f"{reading.done:,}/{reading.total:,} rows"
    if reading.refused:
        yield 2, f"{reading.refused:,} refused"
    if reading.in_doubt:
        yield 3, f"{reading.in_doubt:,} in doubt"
    if reading.left is not None:
        yield 4, f"{clock_time(reading.left)} left"
    if reading.per_second is not None:
        yield 1, rate(reading.per_second)


def _length(percent: str, facts: list[tuple[int, str]]) -> int:
    return len(percent) + sum(len(text) + 2 for _, text in facts)


def _bar(fraction: float, length: int, out: Output) -> str:
    full, rest = ("━", "─") if out.unicode else ("#", "-")
    done = int(length * fraction)
    return painted(full * done, Paint.GREEN, colour=out.colour) + painted(
        rest * (length - done), Paint.DIM, colour=out.colour
    )


def _in_colour(facts: list[str], out: Output) -> Iterator[str]:
    for text in facts:
        if text.endswith("refused"):
            yield painted(text, Paint.RED, colour=out.colour)
        elif text.endswith("in doubt"):
            yield painted(text, Paint.YELLOW, colour=out.colour)
        else:
            yield text
