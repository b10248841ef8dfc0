"""A mapping that headers implied, as a file."""

from collections.abc import Iterator

from hubcli.config.mapping_draft import source_line
from hubcli.core.mapping import MappingRules, SourceOptions
from hubcli.core.mapping_lines import column_line, word


def write_whole(rules: MappingRules, object_name: str, source: SourceOptions) -> str:
    """The text of a mapping file that says what the rules say, of a run without one.

    Such rules have columns and a natural key, and nothing else.
    """
    return "".join(f"{line}\n" for line in _lines(rules, object_name, source))


def _lines(rules: MappingRules, object_name: str, source: SourceOptions) -> Iterator[str]:
    yield f"object: {word(object_name)}"
    if said := source_line(source):
        yield f"source: {said}"
    yield "columns:"
    for rule in rules.columns:
        yield f"  {column_line(rule)}"
    if rules.key:
        yield f"key: {word(rules.key.property)}"
