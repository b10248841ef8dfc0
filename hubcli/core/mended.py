"""Whether a changed mapping lets a refused row pass."""

from collections.abc import Sequence

from hubcli.core.outcomes import Fault
from hubcli.core.records import MappedRow, Record

_BETWEEN_ROWS = frozenset({"DUPLICATE_KEY"})
"""What hubcli refuses a row for though each of its cells is good."""


def would_pass(now: Record, then: MappedRow, faults: Sequence[Fault]) -> bool:
    """Whether a row that maps to `now` need not be refused any more, as far as hubcli can tell.

    `then` is what it was mapped to before. Where that is a record too, HubSpot refused it: it will
    do so again unless what it complained of is another value by now.
    """
    if not isinstance(then, Record):
        return True
    return all(fault.code in _BETWEEN_ROWS or _differs(now, then, fault) for fault in faults)


def _differs(now: Record, then: Record, fault: Fault) -> bool:
    if fault.property is None:
        return now.properties != then.properties or now.associations != then.associations
    return now.properties.get(fault.property) != then.properties.get(fault.property)
