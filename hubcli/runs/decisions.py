"""A person's decisions on rows in doubt, read from the run's in-doubt file."""

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from hubcli.core.outcomes import OutcomeName
from hubcli.core.rows import RESERVED_COLUMNS, BrokenRow, ReadRow, Source, SourceRow, Value
from hubcli.core.standing import DOUBT, Standing
from hubcli.errors import Place, UnusableError
from hubcli.runs.ledger import Ledger
from hubcli.runs.outputs import ReadInput

_HINT = (
    "Nothing was done. Change only `_outcome` of a row: to created, with the record's id in `_id`,"
    " or to notSent; rows that nobody has looked up yet stay inDoubt."
)
_SHARED = (
    "the row on line {line} shares the fate of {leader}, which has its key and is the one that was"
    " sent: what is said of that row decides, and {said}"
)
_WORDS = frozenset({OutcomeName.CREATED, OutcomeName.NOT_SENT, OutcomeName.IN_DOUBT})


@dataclass(slots=True)
class Decided:
    """What is to become of rows in doubt, by their ordinals."""

    created: dict[int, str] = field(default_factory=dict)
    """With the ids of their records."""
    open: list[int] = field(default_factory=list)
    """Surely not there: they are to be sent."""


@dataclass(frozen=True, slots=True)
class _Said:
    """What a row of the file says."""

    place: Place
    line: int
    cells: Mapping[str, Value]
    outcome: str
    id: str


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A row of the run that begins on such a line."""

    number: int
    is_in_doubt: bool
    """It, or the row whose fate it shares."""
    cells: Mapping[str, Value]


def decided(
    source: Source, inputs: Sequence[ReadInput], ledger: Ledger, standing: Standing
) -> Decided:
    """All decisions of a file; `inputs` are those of the run that are written in its form.

    A row that shares another's fate is decided by what is said of that one: of itself the same may
    be said, or nothing. Raises UnusableError with every fault of the file, each with its place, and
    what the sources raise.
    """
    faults: list[tuple[Place, str]] = []
    said: list[_Said] = []
    for row in source.rows():
        place = Place(source.name, row.line)
        one = _said(row, place)
        if isinstance(one, str):
            faults.append((place, one))
        else:
            said.append(one)
    followers = ledger.followers()
    doubts = _Doubts(standing, followers)
    candidates = _candidates({one.line for one in said}, inputs, doubts)
    found = dict(_identified(said, candidates, faults))
    own = {number: one for number, one in found.items() if number not in followers}
    faults += _at_odds(found, own, followers, ledger)
    done = _gathered(own, ledger, faults)
    if faults:
        faults.sort(key=lambda fault: fault[0].line or 0)
        raise UnusableError("\n".join(f"{place}: {fault}" for place, fault in faults), _HINT)
    return done


@dataclass(frozen=True, slots=True)
class _Doubts:
    """Which rows are in doubt."""

    standing: Standing
    followers: Mapping[int, int]

    def holds(self, number: int) -> bool:
        """Whether a row is, by itself or with the one whose fate it shares."""
        return self.standing.of(self.followers.get(number, number)) == DOUBT


def _said(row: ReadRow, place: Place) -> _Said | str:
    """What a row says, or what is wrong with it by itself."""
    if isinstance(row, BrokenRow):
        return row.message
    values = row.values
    line, outcome = (_text(values.get(name)) for name in ("_line", "_outcome"))
    id_ = _text(values.get("_id"))
    if not (line.isascii() and line.isdigit()):
        return f"`_line` is {line!r}, which is no line's number"
    if outcome not in _WORDS:
        return f"`_outcome` is {outcome!r}, and only created, notSent or inDoubt can be said"
    if outcome == OutcomeName.CREATED and not (id_.isascii() and id_.isdigit()):
        what = f"`_id` is {id_!r}, which is no record's id" if id_ else "`_id` is empty"
        return f"it is said to be created, and {what}"
    return _Said(place, int(line), _own(row), outcome, id_)


def _text(value: Value) -> str:
    return "" if value is None else str(value).strip()


def _own(row: SourceRow) -> dict[str, Value]:
    """The cells that are the user's; one that is missing is written as an empty one."""
    cells = zip(row.columns, row.cells, strict=True)
    return {name: cell for name, cell in cells if name not in RESERVED_COLUMNS}


def _candidates(
    lines: set[int], inputs: Sequence[ReadInput], doubts: _Doubts
) -> Mapping[int, deque[_Candidate]]:
    """The rows of the run that begin on these lines, in their order."""
    found: dict[int, deque[_Candidate]] = defaultdict(deque)
    for one in inputs:
        for row in one.source.rows(one.first):
            if row.line in lines and isinstance(row, SourceRow):
                is_in_doubt = doubts.holds(row.number)
                found[row.line].append(_Candidate(row.number, is_in_doubt, _own(row)))
    return found


def _identified(
    said: Sequence[_Said],
    candidates: Mapping[int, deque[_Candidate]],
    faults: list[tuple[Place, str]],
) -> Iterator[tuple[int, _Said]]:
    """The rows of the run of which something is said; what is left in doubt is left out.

    Where several are alike to the last cell, they are taken in their order, as the file has them.
    """
    for one in said:
        on_line = candidates.get(one.line, deque())
        alike = [row for row in on_line if row.cells == one.cells]
        match = next((row for row in alike if row.is_in_doubt), None)
        if match:
            on_line.remove(match)
        if one.outcome == OutcomeName.IN_DOUBT:
            continue
        if match:
            yield match.number, one
        else:
            faults.append((one.place, _unknown(one, on_line, alike)))


def _unknown(one: _Said, on_line: Sequence[_Candidate], alike: Sequence[_Candidate]) -> str:
    if not on_line:
        return f"no row of the run begins on line {one.line}, or it stands here twice"
    if not alike:
        return f"its cells are not those of the row on line {one.line}"
    return f"the row on line {one.line} is not in doubt"


def _at_odds(
    found: Mapping[int, _Said],
    own: Mapping[int, _Said],
    followers: Mapping[int, int],
    ledger: Ledger,
) -> Iterator[tuple[Place, str]]:
    """Rows of which something else is said than of the row whose fate they share."""
    shared = {number: followers[number] for number in found.keys() - own.keys()}
    places = ledger.places(set(shared.values())) if shared else {}
    for number, leader in shared.items():
        one, other = found[number], own.get(leader)
        if other and (other.outcome, _id_of(other)) == (one.outcome, _id_of(one)):
            continue
        where = places.get(leader, f"row {leader}")
        yield one.place, _SHARED.format(line=one.line, leader=where, said=_told(other))


def _id_of(one: _Said) -> str:
    return one.id if one.outcome == OutcomeName.CREATED else ""


def _told(one: _Said | None) -> str:
    if one is None:
        return "nothing is decided of it here"
    as_what = f" as record {one.id}" if one.outcome == OutcomeName.CREATED else ""
    return f"{one.place} says {one.outcome}{as_what}"


def _gathered(
    found: Mapping[int, _Said], ledger: Ledger, faults: list[tuple[Place, str]]
) -> Decided:
    done = Decided()
    place_of: dict[str, Place] = {}
    for number, one in found.items():
        if one.outcome == OutcomeName.NOT_SENT:
            done.open.append(number)
        elif first := place_of.get(one.id):
            faults.append((one.place, f"record {one.id} is said to be the row of {first} too"))
        else:
            place_of[one.id] = one.place
            done.created[number] = one.id
    taken = ledger.taken(place_of.keys())
    faults += ((place_of[id_], f"record {id_} is another row of the run") for id_ in taken)
    return done
