"""Reads a mapping file: what becomes of each column, or everything that is wrong with the file."""

from hubcli.config.associations import read_associations
from hubcli.config.columns import read_columns
from hubcli.config.constants import read_constants
from hubcli.config.mapping_checks import check_agreement
from hubcli.config.small_files import read_small_file
from hubcli.config.source_options import read_source_options
from hubcli.config.walker import Fields, Walker
from hubcli.config.words import listed, quoted
from hubcli.config.yaml_tree import Entries, Node, Scalar, Tree, parse_tree
from hubcli.core.mapping import (
    Duplicates,
    Empty,
    KeyRule,
    MappingRules,
    Unmapped,
)
from hubcli.core.objects import canonical
from hubcli.errors import MappingError, Place

_KEYS = (
    "object",
    "source",
    "columns",
    "properties",
    "associations",
    "key",
    "empty",
    "unmapped",
    "duplicates",
)
_HINT = (
    "Nothing was sent. Mend the mapping file; the README's mapping reference lists what it takes."
)


def load_mapping(path: str, object_name: str) -> MappingRules:
    """The rules of the mapping file at `path` for records of `object_name`.

    `object_name` is the object of the command line, in any form; the file's `object`, where there
    is one, must be the same. The result's `object` is its canonical name. Raises UnusableError
    where the file can't be read, and MappingError with every fault of the file, in its order.
    """
    return parse_mapping(read_small_file(path, what="mapping file"), path, object_name)


def parse_mapping(text: str, file: str, object_name: str) -> MappingRules:
    """The rules in the text of a mapping file; raises as `load_mapping` does."""
    tree = _tree(text, file)
    walker = Walker(list(tree.faults))
    if isinstance(tree.root, Scalar) and (tree.root.is_missing or tree.root.is_null):
        walker.fault(
            Place(file, 1, 1), f"the file is empty; expected {listed(_KEYS[:3])} and so on"
        )
        walker.finish(_HINT)
    fields = walker.fields(tree.root, "", known=_KEYS)
    rules = _rules(fields, object_name, walker)
    check_agreement(rules, walker, all_columns=_count(fields["columns"]) == len(rules.columns))
    walker.finish(_HINT)
    return rules


def _tree(text: str, file: str) -> Tree:
    try:
        return parse_tree(text, file)
    except MappingError as error:
        raise MappingError(error.faults, _HINT) from None


def _rules(fields: Fields, object_name: str, walker: Walker) -> MappingRules:
    name = _object(fields["object"], object_name, walker)
    constants = read_constants(fields["properties"], walker)
    return MappingRules(
        file=fields.place.file,
        object=name,
        source=read_source_options(fields["source"], walker),
        columns=read_columns(fields["columns"], walker),
        constants=tuple((one.property, one.value, one.place) for one in constants),
        constant_casts={one.property: one.cast for one in constants if one.cast},
        associations=read_associations(fields["associations"], name, walker),
        key=_key(fields["key"], walker),
        empty=walker.word(fields["empty"], "empty", Empty) or Empty.OMIT,
        unmapped=walker.word(fields["unmapped"], "unmapped", Unmapped) or Unmapped.REFUSE,
        duplicates=walker.word(fields["duplicates"], "duplicates", Duplicates) or Duplicates.REFUSE,
    )


def _count(node: Node) -> int:
    return len(node.pairs) if isinstance(node, Entries) else 0


def _object(node: Node, object_name: str, walker: Walker) -> str:
    """The object that the file is for; where it is another, the rest is judged by the file's own."""
    name = canonical(object_name)
    given = canonical(walker.name(node, "object") or name)
    if given != name:
        message = f"object: the file is for {quoted(given)}, the command line says {quoted(name)}"
        walker.fault(node.place, message)
    return given


def _key(node: Node, walker: Walker) -> KeyRule | None:
    match node:
        case Entries():
            fields = walker.fields(node, "key", known=("property", "fill"))
            for missing in {"property", "fill"}.difference(fields.entries):
                walker.fault(node.place, f'key: expected "{missing}", or only the property\'s name')
            name = walker.name(fields["property"], "property")
            walker.one_of(fields["fill"], "fill", ("row",))
            return KeyRule(name, node.place, fill=True) if name else None
        case _:
            name = walker.name(node, "key")
            return KeyRule(name, node.place) if name else None
