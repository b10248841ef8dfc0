"""What would mend a run's refused rows: one change of the mapping for as many of them as it mends."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice

from hubcli.core.changes import Advice, Change, Proposal, SetCast
from hubcli.core.complaints import Complaint
from hubcli.core.mapping import ColumnRule, MappingRules
from hubcli.core.mapping_lines import column_line
from hubcli.core.matching_cells import Judge, Sample, Way
from hubcli.core.proposals import propose, rule_of, said
from hubcli.core.refused_cell import RefusedCell

_MOST_CELLS = 1_000
"""Different cells of a column by which one reading for all of them is looked for."""
_MOST_SINGLE = 200
"""Different cells of a column that are looked at one by one."""


@dataclass(frozen=True, slots=True)
class Repair:
    """Complaints that one proposal is for."""

    proposal: Proposal
    complaints: tuple[Complaint, ...]
    """Most rows first."""
    line: str
    """What is to be written, whole, or what a person can do."""
    number: int = 0
    """Of those that change the mapping, from 1; 0 for advice."""

    @property
    def rows(self) -> int:
        """Complaints of the same row about several cells count each."""
        return sum(one.rows for one in self.complaints)


def repairs_for(
    complaints: Iterable[Complaint],
    rules: MappingRules,
    judge: Judge,
    cells: Mapping[str, Sample],
) -> tuple[Repair, ...]:
    """Changes first, most rows first, numbered; then what only a person can mend.

    `cells` are those of all refused rows by column, as a column's reading must suit all of them.
    """
    columns: dict[tuple[str | None, str | None], list[Complaint]] = {}
    for one in complaints:
        columns.setdefault((one.fault.column, one.fault.property), []).append(one)
    found: dict[str, tuple[Proposal, list[Complaint]]] = {}
    for group in columns.values():
        for proposal, about in _of_column(group, rules, judge, cells):
            found.setdefault(repr(proposal), (proposal, []))[1].extend(about)
    repairs = sorted(
        (
            Repair(proposal, _sorted(about), said(proposal, rule_of(about[0].fault, rules)))
            for proposal, about in found.values()
        ),
        key=lambda repair: _order(repair, rules),
    )
    return tuple(_numbered(repairs))


def _of_column(
    group: list[Complaint], rules: MappingRules, judge: Judge, cells: Mapping[str, Sample]
) -> Iterator[tuple[Proposal, list[Complaint]]]:
    """One reading for the whole column where there is one, then cell by cell what that leaves."""
    rule = rule_of(group[0].fault, rules)
    left = group
    sample = cells.get(rule.column) if rule else None
    if rule and sample:
        proposal, mended = _reading(rule, judge, sample)
        if proposal:
            left = [one for one in group if one.fault.value not in mended]
            yield proposal, [one for one in group if one.fault.value in mended]
        if isinstance(proposal, SetCast):
            rule = replace(rule, cast=proposal.cast)
    for one in left[:_MOST_SINGLE]:
        yield _single(one, rule, judge, sample), [one]
    if more := left[_MOST_SINGLE:]:
        yield Advice("and others in this column: mend these first, then look again"), more


def _reading(
    rule: ColumnRule, judge: Judge, sample: Sample
) -> tuple[SetCast | Advice | None, frozenset[str]]:
    """How the column is to be read, and the cells that this mends; None: as it is."""
    prop = judge.schema.properties.get(rule.property or "")
    if prop is None:
        return None, frozenset()
    few = Sample(sample.column, dict(islice(sample.cells.items(), _MOST_CELLS)))
    now, ways = judge.by(rule, few), judge.ways(few, prop)
    cast = ways[0].cast
    if cast is None or ways[0].lost >= now.lost:
        return None, frozenset()
    unread = frozenset(judge.by(rule, sample).bad)
    mended = unread.difference(judge.by(replace(rule, cast=cast), sample).bad)
    return _question(rule, ways) if len(ways) > 1 else SetCast(rule.column, cast), mended


def _single(
    one: Complaint, rule: ColumnRule | None, judge: Judge, sample: Sample | None
) -> Proposal:
    """What would mend one cell; never a reading by which more rows would be lost than are won.

    Where such a reading tells what this cell means, it alone is given that value.
    """
    found = propose(one.fault, rule, judge.schema) or Advice(one.fault.message)
    prop = judge.schema.properties.get((rule and rule.property) or "")
    if isinstance(found, SetCast) and rule and prop and sample:
        now, then = judge.by(rule, sample), judge.by(replace(rule, cast=found.cast), sample)
        if then.lost >= now.lost:
            cell = RefusedCell(one.fault.value or "", rule, prop, judge.schema)
            line = column_line(replace(rule, cast=found.cast))
            return cell.with_meaning(found.cast) or Advice(
                f"correct the cell; `{line}` would read it, and not what other rows hold"
            )
    return found


def _question(rule: ColumnRule, ways: tuple[Way, ...]) -> Advice:
    lines = " or ".join(f"`{column_line(replace(rule, cast=way.cast))}`" for way in ways)
    return Advice(f"the cells can be read in more ways than one; say which: {lines}")


def _sorted(complaints: Iterable[Complaint]) -> tuple[Complaint, ...]:
    return tuple(sorted(complaints, key=lambda one: -one.rows))


def _order(repair: Repair, rules: MappingRules) -> tuple[bool, int, int]:
    """Most rows first; of those alike, in the order of the mapping."""
    columns = [rule.column for rule in rules.columns]
    column = repair.complaints[0].fault.column or ""
    where = columns.index(column) if column in columns else len(columns)
    return isinstance(repair.proposal, Advice), -repair.rows, where


def _numbered(repairs: Iterable[Repair]) -> Iterator[Repair]:
    for number, repair in enumerate(repairs, 1):
        is_advice = isinstance(repair.proposal, Advice)
        yield repair if is_advice else replace(repair, number=number)


def changes_of(repairs: Iterable[Repair]) -> tuple[Change, ...]:
    """What is to be written into the mapping."""
    return tuple(one.proposal for one in repairs if not isinstance(one.proposal, Advice))
