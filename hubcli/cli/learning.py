"""What else of the portal the rows' mapping makes worth knowing: owners, pipelines, labels, currencies."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from hubcli.cli.portal import Known
from hubcli.core.mapping import MappingRules
from hubcli.core.needs import Needs, needs_of
from hubcli.core.objects import canonical
from hubcli.core.resolve import FileColumns, match_headers
from hubcli.core.schema import AssociationLabel, ObjectSchema
from hubcli.hubspot.custom_objects import find_custom, may_be_custom, read_custom_objects
from hubcli.hubspot.labels import read_labels
from hubcli.hubspot.owners import read_owners
from hubcli.hubspot.pipelines import read_pipelines
from hubcli.hubspot.reading import Reading, why
from hubcli.hubspot.reads import Denied
from hubcli.sources.open import Source

_Part = TypeVar("_Part")


def learn(
    known: Known, rules: MappingRules | None, sources: Sequence[Source], reading: Reading
) -> Known:
    """Read what the mapping needs of the portal, or what the headers do where there is none.

    A part that the token may not read stays unknown, and its values unchecked.
    """
    needs = _needs(known, rules, sources)
    told = _Told()
    schema, name = known.schema, known.object_type
    if needs.owners:
        owners = told.part("the owners", read_owners(reading))
        schema = replace(schema, owners=owners)
    if needs.pipelines:
        pipelines = told.part(f"the pipelines of {name}", read_pipelines(reading, name))
        schema = replace(schema, pipelines=pipelines)
    if needs.labels_to:
        schema = replace(schema, labels=_labels(name, needs.labels_to, reading, told))
    currencies = known.account.currencies if known.account else ()
    schema = replace(schema, currencies=currencies or None)
    return replace(known, schema=schema, unchecked=(*known.unchecked, *told.sentences))


def lacking(
    known: Known, rules: MappingRules | None, sources: Sequence[Source], file: str
) -> Known:
    """The same of a lock file: nothing is read, what it does not hold is told."""
    needs, schema, told = _needs(known, rules, sources), known.schema, _Told()
    if needs.owners and schema.owners is None:
        told.sentences.append(f"the owners, which {file} does not hold")
    if needs.pipelines and schema.pipelines is None:
        told.sentences.append(f"the pipelines of {schema.object}, which {file} does not hold")
    for to in needs.labels_to:
        if not any(label.to_object == to for label in schema.labels or ()):
            pair = f"{schema.object} to {to}"
            told.sentences.append(f"the association labels of {pair}, which {file} does not hold")
    return replace(known, unchecked=(*known.unchecked, *told.sentences))


@dataclass(frozen=True, slots=True)
class _Told:
    sentences: list[str] = field(default_factory=list)

    def part(self, what: str, found: _Part | Denied) -> _Part | None:
        """What was read, or None and a sentence."""
        if isinstance(found, Denied):
            self.sentences.append(f"{what} ({why(found)})")
            return None
        return found


def _needs(known: Known, rules: MappingRules | None, sources: Sequence[Source]) -> Needs:
    if rules is None:
        columns = [FileColumns(one.name, one.columns()) for one in sources]
        # Faults are told when the mapping is resolved.
        rules = match_headers(columns, known.schema, [])
    return needs_of(rules, known.schema)


def _labels(
    name: str, targets: Sequence[str], reading: Reading, told: _Told
) -> tuple[AssociationLabel, ...] | None:
    """The types to these objects; each carries the object's name as the mapping spells it."""
    found: list[AssociationLabel] = []
    read_any = False
    for to in targets:
        path = _path_of(to, reading)
        labels = told.part(
            f"the association labels of {name} to {to}", read_labels(reading, name, path)
        )
        found += [replace(one, to_object=to) for one in labels or ()]
        read_any = read_any or labels is not None
    return tuple(found) if read_any else None


def _path_of(name: str, reading: Reading) -> str:
    """How an object is addressed; a custom one by its id."""
    path = canonical(name)
    objects = read_custom_objects(reading) if may_be_custom(path) else ()
    custom = None if isinstance(objects, Denied) else find_custom(name, objects)
    return custom.object if custom else path


def aliased(
    schema: ObjectSchema, rules: MappingRules | None, objects: Sequence[ObjectSchema]
) -> ObjectSchema:
    """Labels to the objects that a mapping names by another name than the one in paths, under both."""
    if rules is None or schema.labels is None:
        return schema
    named = {rule.to for rule in rules.associations}
    more = [
        replace(label, to_object=to)
        for to in named
        for one in objects
        if one.object != to and one.is_called(to)
        for label in schema.labels
        if label.to_object == one.object
    ]
    return replace(schema, labels=(*schema.labels, *more))
