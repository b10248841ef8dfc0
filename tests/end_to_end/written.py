"""Rows as files, in each format that hubcli reads."""

import csv
import gzip
import io
import json
from collections.abc import Callable, Mapping, Sequence

import yaml

Rows = Sequence[Mapping[str, object]]
Writer = Callable[[Rows], bytes]


def delimited(rows: Rows, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow(rows[0])
    writer.writerows(row.values() for row in rows)
    return text.getvalue().encode(encoding)


def csv_bytes(rows: Rows) -> bytes:
    return delimited(rows)


def json_array(rows: Rows) -> bytes:
    return json.dumps(rows, ensure_ascii=False, indent=1).encode()


def json_object(rows: Rows) -> bytes:
    return json.dumps({"exported": "2026-01-01", "contacts": rows, "total": len(rows)}).encode()


def json_lines(rows: Rows) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def yaml_list(rows: Rows) -> bytes:
    # Quoted, as a text that looks like a number is only then text for certain.
    return yaml.safe_dump(list(map(dict, rows)), allow_unicode=True, default_style='"').encode()


def yaml_documents(rows: Rows) -> bytes:
    return yaml.safe_dump_all(map(dict, rows), allow_unicode=True, default_style='"').encode()


FORMATS: dict[str, Writer] = {
    "contacts.csv": csv_bytes,
    "contacts.tsv": lambda rows: delimited(rows, "\t"),
    "semicolons.csv": lambda rows: delimited(rows, ";"),
    "contacts.json": json_array,
    "object.json": json_object,
    "contacts.jsonl": json_lines,
    "contacts.yaml": yaml_list,
    "documents.yml": yaml_documents,
    "contacts.csv.gz": lambda rows: gzip.compress(csv_bytes(rows)),
    "contacts.jsonl.gz": lambda rows: gzip.compress(json_lines(rows)),
    "utf16.csv": lambda rows: delimited(rows, encoding="utf-16"),
    "marked.csv": lambda rows: delimited(rows, encoding="utf-8-sig"),
}
"""File name to how its content is written."""


def read_csv(text: str, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))
