"""What an object takes, for people and for programs: its properties, and its pipelines with their stages."""

from collections.abc import Iterator
from dataclasses import dataclass

from hubcli.core.schema import External, ObjectSchema, Pipeline, Property
from hubcli.report.console import Streams
from hubcli.report.envelope import VERSION, Document
from hubcli.report.json_text import json_lines
from hubcli.report.output import Output
from hubcli.report.terminal_text import clean
from hubcli.report.wording import several

_TAKES = {
    External.OWNER: "owner id",
    External.PIPELINE: "pipeline id",
    External.STAGE: "stage id",
    External.OTHER: "not known",
}
_SEVERAL = "checkbox"


@dataclass(frozen=True, slots=True)
class ShownObject:
    """One object type, of a portal or of a lock file."""

    schema: ObjectSchema
    where: str
    """The portal, as people are told it."""
    portal_id: int | None
    api_version: str
    lock: str | None
    """The lock file; None: the portal itself was asked."""
    rehearsal: bool
    unread: tuple[str, ...]
    """What could not be read, a sentence each."""


def tell_object(told: ShownObject, streams: Streams, *, json: bool) -> None:
    """One document with `json`, tables on a terminal, else a line with tabs for each property and stage."""
    out = streams.stdout
    if json:
        for line in json_lines(_document(told)):
            out.utf8(line)
    elif out.terminal:
        from hubcli.report.schema_table import write_object  # noqa: PLC0415 - loads rich

        write_object(out, told)
    else:
        _write_plain(out, told)
    out.flush()
    for text in told.unread:
        streams.notice(f"Could not read: {text}.")


def headline(told: ShownObject) -> str:
    """What is shown, in a sentence."""
    schema = told.schema
    called = f" ({schema.own_name})" if schema.own_name else ""
    by = f", by {told.lock}" if told.lock else ""
    number = several(len(schema.properties), "property", "properties")
    return f"{schema.object}{called} of {told.where}{by}: {number}."


def required_any(schema: ObjectSchema) -> str:
    """A sentence on properties of which one will do; empty where there are none."""
    names = " or ".join(schema.required_any)
    return f"A record needs one of {names}." if names else ""


def taken(prop: Property) -> str:
    """The options, or where they are."""
    if prop.external:
        return _TAKES[prop.external]
    return ", ".join(one.value for one in prop.options)


def flags(prop: Property, schema: ObjectSchema) -> str:
    """What is particular about it."""
    said = {
        "required": prop.name in schema.required,
        "one of these": prop.name in schema.required_any,
        "unique": prop.unique,
        "several": prop.type == "enumeration" and prop.field_type == _SEVERAL,
        "calculated": prop.calculated,
        "read-only": prop.read_only and not prop.calculated,
    }
    return ", ".join(word for word, holds in said.items() if holds)


def properties_of(schema: ObjectSchema) -> list[Property]:
    """By name."""
    return sorted(schema.properties.values(), key=lambda one: one.name)


def _write_plain(out: Output, told: ShownObject) -> None:
    for prop in properties_of(told.schema):
        cells = (prop.name, prop.label, prop.type, taken(prop), flags(prop, told.schema))
        out.line("\t".join(["property", *(clean(cell) or "-" for cell in cells)]))
    for stage in _stages(told.schema.pipelines or ()):
        out.line("\t".join(["stage", *(clean(cell) or "-" for cell in stage)]))


def _stages(pipelines: tuple[Pipeline, ...]) -> Iterator[tuple[str, str, str, str]]:
    for pipeline in pipelines:
        for stage in pipeline.stages:
            yield pipeline.id, pipeline.label, stage.id, stage.label


def _document(told: ShownObject) -> Document:
    schema = told.schema
    pipelines = schema.pipelines
    return {
        "hubcli": VERSION,
        "command": "schema show",
        "status": "success",
        "exitCode": 0,
        "object": schema.object,
        "objectTypeId": schema.type_id or None,
        "name": schema.own_name or None,
        "singular": schema.singular or None,
        "plural": schema.plural or None,
        "portalId": told.portal_id,
        "apiVersion": told.api_version,
        "lock": told.lock,
        "rehearsal": told.rehearsal,
        "required": list(schema.required),
        "requiredAny": list(schema.required_any),
        "properties": [_property(one) for one in properties_of(schema)],
        "pipelines": None if pipelines is None else [_pipeline(one) for one in pipelines],
        "notRead": list(told.unread),
    }


def _property(prop: Property) -> Document:
    return {
        "name": prop.name,
        "label": prop.label,
        "type": prop.type,
        "fieldType": prop.field_type,
        "group": prop.group,
        "unique": prop.unique,
        "readOnly": prop.read_only,
        "calculated": prop.calculated,
        "hubspotDefined": prop.hubspot_defined,
        "external": prop.external and prop.external.value,
        "options": [
            {"value": one.value, "label": one.label, "hidden": one.hidden} for one in prop.options
        ],
    }


def _pipeline(pipeline: Pipeline) -> Document:
    stages = [{"id": one.id, "label": one.label} for one in pipeline.stages]
    return {"id": pipeline.id, "label": pipeline.label, "stages": stages}
