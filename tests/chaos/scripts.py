"""Scripts: what is imported, what HubSpot does with each request, and how each session ends."""

from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

from hubcli.core.mapping import Duplicates, KeyRule
from hubcli.core.replies import Unreadable
from tests.chaos.acts import WELL, Act, Names, Says, Silent, Unreached, Wrote
from tests.chaos.crash import Blow, Strike
from tests.chaos.sessions import Job, SessionPlan
from tests.pipeline.sources import Row

EMAIL = KeyRule("email")
IMPORT_KEY = KeyRule("hubcli_key", fill=True)
_MASKS = st.integers(0, 2**12 - 1) | st.just(-1)
_STILL_WRITING = st.floats(0.1, 25.0) | st.floats(0.1, 25.0) | st.floats(26.0, 120.0)
"""Seconds; mostly less than the patience of 30, but even what comes later must do no harm."""


@dataclass(frozen=True, slots=True)
class Script:
    """A whole story."""

    job: Job
    there: tuple[dict[str, str], ...]
    """Records that somebody else made an hour ago."""
    acts: tuple[Act, ...]
    reads: tuple[Unreadable | None, ...]
    sessions: tuple[SessionPlan, ...]


def losses() -> st.SearchStrategy[Act]:
    """HubSpot had it, or part of it, or nothing, or has it later, and does not say."""
    said = st.one_of(
        st.builds(Silent, st.sampled_from([0.0, 0.0, 5.0, 60.0])),
        st.builds(
            Says,
            st.sampled_from([200, 201, 204, 207, 302, 408, 500, 502, 503, 504, 524]),
            category=st.none(),
            slow=st.sampled_from([0.0, 0.0, 20.0]),
        ),
    )
    wrote = st.builds(
        Wrote,
        rows=_MASKS,
        whole=st.booleans(),
        after=st.none() | _STILL_WRITING,
        reserves_keys=st.booleans(),
    )
    return st.builds(Act, said, st.none() | wrote)


def answers() -> st.SearchStrategy[Act]:
    """HubSpot did what it says, and says more or less of it."""
    names = st.builds(
        Names,
        http_status=st.sampled_from([200, 201, 207, 502]),
        trace=st.booleans(),
        echo=st.booleans(),
        named_errors=st.booleans(),
        scrambled=st.booleans(),
        results=_MASKS,
        errors=_MASKS,
        status=st.sampled_from(["COMPLETE", "CANCELED", "PENDING", "PROCESSING", None]),
    )
    wrote = st.builds(Wrote, rows=st.just(-1) | _MASKS, whole=st.booleans())
    return st.builds(Act, names, wrote)


def waits() -> st.SearchStrategy[Act]:
    """Surely nothing happened: later, or not in this session."""
    return st.sampled_from(
        [
            Act(Unreached()),
            Act(Says(423)),
            Act(Says(429, "SECONDLY")),
            Act(Says(429, "TEN_SECONDLY_ROLLING", 3.0)),
            Act(Says(429, message="You have reached your secondly limit.")),
            Act(Says(429, "DAILY")),
            Act(Says(477, retry_after=40.0)),
            Act(Says(477, retry_after=40_000.0)),
            Act(Says(401)),
            Act(Says(403)),
        ]
    )


ACTS = st.one_of(losses(), answers(), losses(), waits(), st.just(WELL))
READS = st.sampled_from([None, None, Unreadable("503", again=True), Unreadable("403", again=False)])


def sessions() -> st.SearchStrategy[SessionPlan]:
    blow = st.sampled_from([Blow.KILL, Blow.KILL, Blow.POWER, Blow.FULL, Blow.STOP, Blow.ABANDON])
    strike = st.builds(Strike, blow, st.integers(1, 14), st.booleans())
    return st.builds(
        SessionPlan,
        strike=st.none() | strike,
        concurrency=st.sampled_from([1, 1, 1, 2, 3]),
        limit=st.none() | st.none() | st.integers(1, 4),
        behind=st.sampled_from([0.0, 0.4, 1.9]),
        away=st.sampled_from([0.0, 0.0, 12.0, 1_000.0]),
    )


@st.composite
def contacts(draw: st.DrawFn) -> Script:
    """Keyed by e-mail: some bad, some there before, some twice in the file."""
    rows: list[Row] = []
    there: list[dict[str, str]] = []
    for number in range(1, draw(st.integers(2, 11)) + 1):
        kind = draw(st.sampled_from(["good"] * 6 + ["bad", "there", "twice", "broken"]))
        name = draw(st.sampled_from(["Ada", "Bob"]))
        email = f"Row{number}@Example.com"
        if kind == "twice":
            email = f"row{draw(st.integers(1, number))}@example.com"
        if kind == "there":
            there.append({"email": email, "firstname": draw(st.sampled_from(["Ada", "Eve"]))})
        bad = "yes" if kind == "bad" else ""
        rows.append("ragged" if kind == "broken" else (email, name, bad))
    duplicates = draw(st.sampled_from(list(Duplicates)))
    job = Job("contacts", ("email", "firstname"), tuple(rows), EMAIL, duplicates, draw(_SIZES))
    return draw(_story(job, there))


@st.composite
def deals(draw: st.DrawFn) -> Script:
    """Keyed by an import key: many look alike."""
    job = Job("deals", ("dealname", "amount"), draw(_alike()), IMPORT_KEY, batch_size=draw(_SIZES))
    return draw(_story(job, ()))


@st.composite
def companies(draw: st.DrawFn) -> Script:
    """No key at all: many look alike, and some hold less than others."""
    job = Job("companies", ("name", "city"), draw(_alike()), None, batch_size=draw(_SIZES))
    there = draw(st.lists(st.just({"name": "Acme", "city": "Rome"}), max_size=1))
    return draw(_story(job, there))


_SIZES = st.integers(2, 5)


@st.composite
def _alike(draw: st.DrawFn) -> tuple[Row, ...]:
    rows: list[Row] = []
    names = draw(st.sampled_from([("Acme",), ("Acme", "Beta"), tuple(f"N{n}" for n in range(12))]))
    for _ in range(draw(st.integers(2, 11))):
        bad = "yes" if draw(st.integers(0, 6)) == 0 else ""
        rows.append(
            (draw(st.sampled_from(names)), draw(st.sampled_from(["", "Rome", "Oslo"])), bad)
        )
    return tuple(rows)


def _story(job: Job, there: Sequence[dict[str, str]]) -> st.SearchStrategy[Script]:
    return st.builds(
        Script,
        st.just(job),
        st.just(tuple(there)),
        st.lists(ACTS, max_size=8).map(tuple),
        st.lists(READS, max_size=3).map(tuple),
        st.lists(sessions(), min_size=1, max_size=4).map(tuple),
    )
