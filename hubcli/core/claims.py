"""Refusals that say that a record has the row's key already, and which record that is."""

from hubcli.core.mapping import KeyRule
from hubcli.core.outcomes import Outcome, Refused
from hubcli.core.records import Record
from hubcli.core.verdicts import already_there


def claimed(outcome: Outcome, record: Record, key: KeyRule | None) -> str | None:
    """The id of the record that has the row's key; empty where HubSpot does not say which it is.

    None where the refusal is about anything else, another unique property included. Where it names
    no property, its id is not relied on: whose it is, a look-up by the key tells.
    """
    if not isinstance(outcome, Refused) or key is None or record.key is None:
        return None
    if not all(already_there(fault) for fault in outcome.faults):
        return None
    names = {fault.property for fault in outcome.faults}
    if not names <= {key.property, None}:
        return None
    if None in names:
        return ""
    return next((fault.existing_id for fault in outcome.faults if fault.existing_id), "")
