"""Records for requests, in short."""

from hubcli.core.records import Association, Record
from hubcli.core.rows import SourceRow


def record(number: int = 1, *links: Association, **properties: str) -> Record:
    """A record whose row is of no interest."""
    key = properties.get("email")
    return Record(f"t-{number}", properties, links, key, SourceRow(number, number + 1, (), ()))
