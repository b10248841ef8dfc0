"""A mapping against the files' columns and the portal's properties, before any row is read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from hubcli.core.cell_terms import USUAL_TERMS, CellTerms
from hubcli.core.constants import read_constants
from hubcli.core.labels import find_labels
from hubcli.core.mapping import ColumnRule, KeyRule, MappingRules, Unmapped
from hubcli.core.matching_words import bare, synonyms
from hubcli.core.overwrites import RECORD_ID
from hubcli.core.schema import ObjectSchema, Property
from hubcli.errors import MappingError, MappingFault, Place

_NEAR = 3


@dataclass(frozen=True, slots=True)
class FileColumns:
    """The columns of one file, each with the line on which it is first seen."""

    file: str
    lines: Mapping[str, int]


def resolve(
    rules: MappingRules | None,
    files: Sequence[FileColumns],
    schema: ObjectSchema,
) -> MappingRules:
    """The rules to use; raises MappingError with every fault of `examine` at once."""
    found, faults = examine(rules, files, schema)
    if faults:
        raise MappingError(faults, way_on(found))
    return found


def examine(
    rules: MappingRules | None,
    files: Sequence[FileColumns],
    schema: ObjectSchema,
    terms: CellTerms = USUAL_TERMS,
    *,
    key: KeyRule | None = None,
) -> tuple[MappingRules, tuple[MappingFault, ...]]:
    """The rules with their key and with what the portal knows of them, and all that is wrong with them.

    `rules` None means that the headers name the properties; a `key` counts before that of the
    rules. The records' own id may be one where they are there already. Faults are columns that are not there
    or that nothing names, properties that do not exist or can't be written, values that are the
    same for every row and not allowed, labels that the portal does not know, a key that is not unique.
    """
    faults: list[MappingFault] = []
    if rules is None:
        rules = match_headers(files, schema, faults)
    else:
        for file in files:
            faults += _unmatched(rules, file)
    rules = replace(rules, key=key or rules.key)
    faults += _unwritable(rules, schema, by_id=by_record_id(rules) and not terms.is_new)
    rules, bad_constants = read_constants(rules, schema, terms)
    rules, bad_labels = find_labels(rules, schema)
    faults += [*bad_constants, *bad_labels]
    if rules.key and (fault := _bad_key(rules.key, rules, schema)):
        faults.append(fault)
    rules = replace(rules, key=rules.key or natural_key(rules, schema))
    return rules, tuple(sorted(faults, key=_place))


def by_record_id(rules: MappingRules) -> bool:
    """Whether records are known by their own ids, which are no property that can be written."""
    return rules.key is not None and rules.key.property == RECORD_ID


def match_headers(
    files: Iterable[FileColumns], schema: ObjectSchema, faults: list[MappingFault]
) -> MappingRules:
    """Columns to properties by name, then by label, without regard to case.

    Without a schema the columns are taken for property names as they are. What matches nothing, or
    two things, goes to `faults`.
    """
    fed: dict[str, ColumnRule] = {}
    for file in files:
        seen: dict[str, str] = {}
        for column, line in file.lines.items():
            place = Place(file.file, line)
            found = _matches(column, schema)
            if len(found) != 1:
                faults.append(MappingFault(place, _no_match(column, found, schema)))
                continue
            name = found[0]
            if name in seen:
                message = f'columns "{seen[name]}" and "{column}" both match the property {name}'
                faults.append(MappingFault(place, message))
            seen[name] = column
            fed.setdefault(column, ColumnRule(column, name, place))
    return MappingRules(columns=tuple(fed.values()))


def _matches(column: str, schema: ObjectSchema) -> list[str]:
    properties = schema.properties
    if not properties or column in properties:
        return [column]
    word = column.strip().casefold()
    by_name = [name for name in properties if name.casefold() == word]
    return by_name or [p.name for p in properties.values() if p.label.strip().casefold() == word]


def _no_match(column: str, found: list[str], schema: ObjectSchema) -> str:
    if found:
        return f'column "{column}" matches several properties: {", ".join(sorted(found))}'
    return f'column "{column}" matches no property of {schema.object}{near(column, schema)}'


def near(word: str, schema: ObjectSchema) -> str:
    """A did-you-mean of property names, labels and their usual words, as the end of a sentence."""
    names: dict[str, Property] = {}
    for prop in schema.properties.values():
        names[prop.name.casefold()] = prop
        names.setdefault(prop.label.casefold(), prop)
    close = get_close_matches(word.casefold(), names, n=_NEAR, cutoff=0.7)
    meant = sorted(synonyms(schema.object).get(bare(word), set()) & schema.properties.keys())
    found = list(dict.fromkeys([*meant, *(names[name].name for name in close)]))
    return f" (near: {', '.join(found)})" if found else ""


def _unmatched(rules: MappingRules, file: FileColumns) -> Iterable[MappingFault]:
    named = [(rule.column, rule.place) for rule in rules.columns]
    named += [(rule.column, rule.place) for rule in rules.associations]
    heads = {column.split(".", 1)[0] for column, _ in named if "." in column}
    for column, place in named:
        if column not in file.lines and column.split(".", 1)[0] not in file.lines:
            close = get_close_matches(column, file.lines, n=_NEAR)
            hint = f" (near: {', '.join(close)})" if close else ""
            yield MappingFault(place, f'{file.file} has no column "{column}"{hint}')
    if rules.unmapped is Unmapped.REFUSE:
        known = {column for column, _ in named} | heads
        for column, line in file.lines.items():
            if column not in known:
                message = f'no line of the mapping names the column "{column}"'
                yield MappingFault(Place(file.file, line), message)


def _unwritable(
    rules: MappingRules, schema: ObjectSchema, *, by_id: bool
) -> Iterable[MappingFault]:
    if not schema.properties:
        return
    fed = [(rule.property, rule.place) for rule in rules.columns if rule.property]
    fed += [(name, place) for name, _, place in rules.constants]
    for name, place in fed:
        prop = schema.properties.get(name)
        if prop is None:
            message = f'Property "{name}" does not exist on {schema.object}{near(name, schema)}'
            yield MappingFault(place, message)
        elif prop.read_only and not (by_id and name == RECORD_ID):
            yield MappingFault(place, f'"{name}" is a read only property; it cannot be set')


def natural_key(rules: MappingRules, schema: ObjectSchema) -> KeyRule | None:
    """`email` for contacts where it is mapped, else the one mapped property that is unique."""
    mapped = [rule.property for rule in rules.columns if rule.property]
    if schema.object == "contacts" and "email" in mapped:
        return KeyRule("email")
    unique = [n for n in dict.fromkeys(mapped) if (p := schema.properties.get(n)) and p.unique]
    return KeyRule(unique[0]) if len(unique) == 1 else None


def _bad_key(key: KeyRule, rules: MappingRules, schema: ObjectSchema) -> MappingFault | None:
    place = key.place or Place(rules.file or "mapping")
    fed = {rule.property for rule in rules.columns}
    if not key.fill and key.property not in fed:
        return MappingFault(place, f"the key {key.property} is fed by no column")
    prop = schema.properties.get(key.property)
    is_email = schema.object == "contacts" and key.property == "email"
    if not schema.properties or is_email or key.property == RECORD_ID:
        return None
    if prop is None:
        message = f'Property "{key.property}" does not exist on {schema.object}'
        return MappingFault(place, message + near(key.property, schema))
    if not prop.unique:
        message = f"the key {key.property} is no unique property, so it can't name a record"
        return MappingFault(place, message)
    return None


def _place(fault: MappingFault) -> tuple[str, int, int]:
    return (fault.place.file, fault.place.line or 0, fault.place.column or 0)


def way_on(rules: MappingRules) -> str:
    """What to do about faults of a mapping."""
    if rules.file is None:
        return (
            "Name the properties in a mapping file (-m; `hubcli mapping init` begins one), or correct"
            " the headers."
        )
    return "Correct the mapping; `Column: null` reads a column and on purpose does not send it."
