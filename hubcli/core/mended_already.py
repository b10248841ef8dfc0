"""What a run's rows were refused for, and what the mapping has been mended for since."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from hubcli.core.complaints import Complaint
from hubcli.core.mapping import ColumnRule, MappingRules
from hubcli.core.matching_cells import Judge, Sample
from hubcli.core.proposals import rule_of


def still_open(
    complaints: Iterable[Complaint],
    then: MappingRules,
    now: MappingRules,
    judge: Judge,
    cells: Mapping[str, Sample],
) -> Iterator[Complaint]:
    """Those that the mapping as it is `now` leaves, of rows that were refused by what it was `then`.

    What HubSpot refused though every check of ours passed it stays open, whatever was changed.
    """
    mended: dict[str, frozenset[str]] = {}
    for one in complaints:
        if _is_open(one, then, now, lambda *rules: _mended(mended, rules, judge, cells)):
            yield one


def _is_open(
    one: Complaint,
    then: MappingRules,
    now: MappingRules,
    mended: Callable[[ColumnRule, ColumnRule], frozenset[str]],
) -> bool:
    if one.fault.code == "DUPLICATE_KEY":
        return then.duplicates == now.duplicates
    before = rule_of(one.fault, then)
    after = before and _rule(before.column, now)
    if before is None or after is None:
        return True
    return before.property == after.property and one.fault.value not in mended(before, after)


def _mended(
    known: dict[str, frozenset[str]],
    rules: tuple[ColumnRule, ...],
    judge: Judge,
    cells: Mapping[str, Sample],
) -> frozenset[str]:
    """The cells of a column that its rule can read now, and could not then."""
    before, after = rules
    if before.column not in known:
        bad = _bad(before, judge, cells)
        known[before.column] = bad.difference(_bad(after, judge, cells))
    return known[before.column]


def _rule(column: str, rules: MappingRules) -> ColumnRule | None:
    return next((rule for rule in rules.columns if rule.column == column), None)


def _bad(rule: ColumnRule, judge: Judge, cells: Mapping[str, Sample]) -> frozenset[str]:
    """The cells that a rule can't read."""
    sample = cells.get(rule.column)
    if sample is None or rule.property not in judge.schema.properties:
        return frozenset()
    return frozenset(judge.by(rule, sample).bad)
