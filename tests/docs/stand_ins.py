"""What differs from run to run, and what stands in the README in its place: the only such list."""

import re

_STAND_INS = (
    # A run's id, its times and its place.
    (r"\d{8}-\d{6}-[0-9a-f]{6}", "20260331-090000-5ca1ab"),
    (r'("(?:startedAt|completedAt)": )"[^"]+"', r'\1"2026-03-31T09:00:00.000Z"'),
    # What the emulator makes up.
    (r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "01a1b2c3-d4e5-7f60-8a9b-0c1d2e3f4a5b"),
    (r"127\.0\.0\.1:\d+", "127.0.0.1:4010"),
    # How long it took; the speed of a run that short says nothing.
    (r"\d\.\d\d( ?)s\b", r"0.05\1s"),
    (r" in \d+\.\d+ s \([\d.,]+ rows/s\)", ""),
)


def with_stand_ins(text: str, *, home: str) -> str:
    """The same text whenever and wherever it was printed; `home` is the folder of the runs."""
    text = text.replace(home, "~/.local/state/hubcli")
    for pattern, stand_in in _STAND_INS:
        text = re.sub(pattern, stand_in, text)
    return text
