"""The `source` of a mapping file: how the data files are to be read."""

import io

from hubcli.config.walker import Walker
from hubcli.config.words import quoted
from hubcli.config.yaml_tree import Node
from hubcli.core.mapping import SourceOptions

FORMATS = ("csv", "tsv", "json", "jsonl", "yaml")
_DELIMITED = ("csv", "tsv")
_NO_DELIMITERS = '"\r\n\0'


def read_source_options(node: Node, walker: Walker) -> SourceOptions:
    """The options that are given; what is left out is found out from the data."""
    fields = walker.fields(node, "source", known=("format", "encoding", "delimiter"))
    name = walker.one_of(fields["format"], "format", FORMATS)
    if "delimiter" in fields and name and name not in _DELIMITED:
        walker.fault(fields.place_of("delimiter"), "delimiter goes only with format: csv or tsv")
    encoding = _encoding(fields["encoding"], walker)
    return SourceOptions(name, encoding, _delimiter(fields["delimiter"], walker))


def is_text_encoding(name: str) -> bool:
    """Whether Python can decode text from it; `hex` and `zip` are codecs, but not of text."""
    try:
        io.TextIOWrapper(io.BytesIO(), encoding=name)
    except (LookupError, ValueError):
        return False
    return True


def _encoding(node: Node, walker: Walker) -> str | None:
    name = walker.name(node, "encoding")
    if name is not None and not is_text_encoding(name):
        expected = "expected a name such as utf-8, cp1252 or iso-8859-15"
        walker.fault(node.place, f"encoding: unknown encoding {quoted(name)}; {expected}")
    return name


def _delimiter(node: Node, walker: Walker) -> str | None:
    text = walker.text(node, "delimiter")
    sign = "\t" if text == "tab" else text
    if sign is not None and (len(sign) != 1 or sign in _NO_DELIMITERS):
        walker.fault(node.place, f"delimiter: expected one character or tab, not {quoted(sign)}")
    return sign
