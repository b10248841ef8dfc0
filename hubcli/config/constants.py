"""The `properties` of a mapping file: values that are the same for every row."""

from collections.abc import Iterator
from dataclasses import dataclass

from hubcli.config.columns import CAST_KEYS, read_cast
from hubcli.config.walker import Walker
from hubcli.config.words import quoted
from hubcli.config.yaml_tree import Entries, Node
from hubcli.core.mapping import Cast
from hubcli.errors import Place


@dataclass(frozen=True, slots=True)
class Constant:
    """One line: `hs_lead_status: NEW`, or `dealstage: {value: Closed won, as: enumeration}`."""

    property: str
    value: str
    place: Place
    cast: Cast | None = None


def read_constants(node: Node, walker: Walker) -> tuple[Constant, ...]:
    """One for each line that is as expected."""
    return tuple(_constants(node, walker))


def _constants(node: Node, walker: Walker) -> Iterator[Constant]:
    for key, value in walker.pairs(node, "properties"):
        walker.name(key, "properties")
        what = f"properties: {quoted(key.text)}"
        if isinstance(value, Entries):
            fields = walker.fields(value, what, known=("value", *CAST_KEYS))
            if "value" not in fields:
                walker.fault(value.place, f'{what}: expected "value"')
            text, cast = walker.text(fields["value"], what), read_cast(fields, walker)
        else:
            text, cast = walker.text(value, what), None
        if text is not None:
            yield Constant(key.text, text, key.place, cast)
