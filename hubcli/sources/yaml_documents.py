"""YAML files: each document is a list of records, an object with one list of records, or a record."""

from collections.abc import Iterator
from typing import Any

import yaml

from hubcli.sources.encodings import Encoding
from hubcli.sources.input_file import InputFile
from hubcli.sources.records import Parsed
from hubcli.sources.text import text_chunks
from hubcli.sources.yaml_events import YamlEvents
from hubcli.sources.yaml_values import YamlDecoder

_SHAPE_HINT = "write a list of records, each beginning with `- `, or records divided by `---`"


def yaml_documents(file: InputFile, encoding: Encoding) -> Iterator[Parsed]:
    """One pass over the records; raises SourceError where the file is not YAML of this shape."""
    yield from yaml_records(YamlEvents(text_chunks(file, encoding), file.name))


def yaml_records(events: YamlEvents) -> Iterator[Parsed]:
    """The records of all documents; an empty document has none."""
    decoder = YamlDecoder(events)
    events.take()
    while isinstance(events.take(), yaml.DocumentStartEvent):
        match event := events.peek():
            case yaml.SequenceStartEvent():
                yield from _list(events, decoder)
            case yaml.MappingStartEvent():
                yield from _mapping(events, decoder)
            case _:
                if decoder.value(1) is not None:
                    message = "there is text here and no list of records"
                    events.fail(event.start_mark, message, _SHAPE_HINT)
        events.take()


def _list(events: YamlEvents, decoder: YamlDecoder) -> Iterator[Parsed]:
    events.take()
    while not isinstance(events.peek(), yaml.SequenceEndEvent):
        yield events.begin(), decoder.record()
    events.take()


def _mapping(events: YamlEvents, decoder: YamlDecoder) -> Iterator[Parsed]:
    """A record, unless one of its values is a list of mappings: then those are the records.

    HubSpot's own form is a record although its associations are such a list.
    """
    line, mark = events.begin(), events.peek().start_mark
    decoder.begin()
    pairs: list[tuple[str, Any]] = []
    wraps = False
    for key in decoder.take_keys():
        is_list = isinstance(events.peek(), yaml.SequenceStartEvent)
        if is_list and (wraps or _has_records(events, key, pairs)):
            if wraps or any(isinstance(value, list) for _, value in pairs):
                message = f"{key!r} is a second list: which one holds the records?"
                events.fail(events.peek().start_mark, message, _SHAPE_HINT)
            wraps = True
            yield from _list(events, decoder)
        else:
            pairs.append((key, decoder.value(2)))
    if wraps and len({key for key, _ in pairs}) != len(pairs):
        events.fail(mark, "a key stands more than once in this mapping")
    if not wraps and [value for _, value in pairs] != [[]]:
        yield line, decoder.judged(decoder.object(pairs))


def _has_records(events: YamlEvents, key: str, pairs: list[tuple[str, Any]]) -> bool:
    own_form = key == "associations" or any(
        name == "properties" and isinstance(value, dict) for name, value in pairs
    )
    return isinstance(events.peek(1), yaml.MappingStartEvent) and not own_form
