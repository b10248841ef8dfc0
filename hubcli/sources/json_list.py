"""JSON files: a list of records, or an object with exactly one list of records in it."""

from collections.abc import Iterator

from hubcli.errors import Place, SourceError
from hubcli.sources.encodings import Encoding
from hubcli.sources.input_file import InputFile
from hubcli.sources.json_window import JsonWindow
from hubcli.sources.records import Parsed
from hubcli.sources.text import text_chunks

_SHAPE_HINT = 'write [{…}, {…}] or {"records": [{…}, {…}]}; one record a line is `--format jsonl`'


def json_list(file: InputFile, encoding: Encoding) -> Iterator[Parsed]:
    """One pass over the records; raises SourceError where the file is not JSON of this shape."""
    yield from json_records(JsonWindow(text_chunks(file, encoding), file.name), file.name)


def json_records(window: JsonWindow, name: str) -> Iterator[Parsed]:
    """The records in a window that stands at the start of the file `name`."""
    match window.peek():
        case "":
            raise SourceError(Place(name), "the file is empty", _SHAPE_HINT)
        case "[":
            yield from _list(window)
        case "{":
            yield from _object(window)
        case _:
            window.fail("the file must begin with a list or an object", _SHAPE_HINT)
    if window.peek():
        window.fail("the file goes on after its list of records", _SHAPE_HINT)


def _list(window: JsonWindow) -> Iterator[Parsed]:
    window.take("[", "a list must begin here")
    if window.peek() != "]":
        yield _element(window)
        while window.accept(","):
            yield _element(window)
    window.take("]", "a comma or the end of the list must follow a record")


def _element(window: JsonWindow) -> Parsed:
    window.peek()
    return window.line, window.record()


def _object(window: JsonWindow) -> Iterator[Parsed]:
    """The records of the one list in an object; what else it holds (counts, pages) is left out."""
    window.take("{", "an object must begin here")
    keys: dict[str, bool] = {}
    going_on = window.peek() != "}"
    while going_on:
        key = _key(window, keys)
        keys[key] = window.peek() == "["
        if sum(keys.values()) > 1:
            window.fail(f"{key!r} is a second list: which one holds the records?", _SHAPE_HINT)
        if keys[key]:
            yield from _list(window)
        elif isinstance(window.value(), dict) and key == "properties":
            window.fail("this is a single record and not a list of records", _SHAPE_HINT)
        going_on = window.accept(",")
    if window.peek() == "}" and not any(keys.values()):
        window.fail("there is no list of records in this object", _SHAPE_HINT)
    window.take("}", "a comma or the end of the object must follow a value")


def _key(window: JsonWindow, keys: dict[str, bool]) -> str:
    if window.peek() != '"':
        window.fail("a key in quotes must follow")
    key = str(window.value())
    if key in keys:
        window.fail(f"the key {key!r} stands more than once")
    window.take(":", "a colon must follow a key")
    return key
