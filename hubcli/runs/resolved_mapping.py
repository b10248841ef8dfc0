"""The mapping as it was resolved for a run, kept in its folder so that `resume` does the same again."""

import os
from pathlib import Path
from typing import Any

import orjson

from hubcli.core.mapping import (
    AssociationRule,
    AssociationType,
    Cast,
    ColumnRule,
    Duplicates,
    Empty,
    KeyRule,
    Kind,
    MappingRules,
    SourceOptions,
    Unmapped,
    Write,
)
from hubcli.errors import Place, UnavailableError
from hubcli.runs.folder import private


def write_mapping(rules: MappingRules, path: Path) -> None:
    """Write it as JSON; complete or not at all. Raises UnavailableError."""
    draft = path.with_name(f"{path.name}.new")
    try:
        with open(draft, "wb", opener=private) as file:
            file.write(orjson.dumps(rules, option=orjson.OPT_INDENT_2))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        raise UnavailableError(f"{path}: {error.strerror}", "Is the disk full?") from error


def read_mapping(path: Path) -> MappingRules:
    """Read it again. Raises UnavailableError where it is gone or was changed by somebody."""
    try:
        return _rules(orjson.loads(path.read_bytes()))
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = f"{path}: the run's mapping can't be read ({type(error).__name__})"
        raise UnavailableError(message, "Without it the run can't go on.") from error


def _rules(data: dict[str, Any]) -> MappingRules:
    return MappingRules(
        file=data["file"],
        object=data["object"],
        source=SourceOptions(**data["source"]),
        columns=tuple(_column(one) for one in data["columns"]),
        constants=tuple((name, value, _place(at)) for name, value, at in data["constants"]),
        constant_casts={name: _cast(cast) for name, cast in data.get("constant_casts", {}).items()},
        associations=tuple(_association(one) for one in data["associations"]),
        key=data["key"] and _key(data["key"]),
        empty=Empty(data["empty"]),
        unmapped=Unmapped(data["unmapped"]),
        duplicates=Duplicates(data["duplicates"]),
    )


def _place(data: dict[str, Any]) -> Place:
    return Place(**data)


def _cast(data: dict[str, Any]) -> Cast:
    return Cast(**{**data, "kind": Kind(data["kind"])})


def _column(data: dict[str, Any]) -> ColumnRule:
    return ColumnRule(
        data["column"],
        data["property"],
        _place(data["place"]),
        data["cast"] and _cast(data["cast"]),
        data["values"],
        Write(data.get("write", Write.ALWAYS)),
        data.get("clear"),
    )


def _association(data: dict[str, Any]) -> AssociationRule:
    types = tuple(AssociationType(**one) for one in data["types"])
    place = _place(data["place"])
    return AssociationRule(data["to"], data["column"], types, place, data.get("label"))


def _key(data: dict[str, Any]) -> KeyRule:
    place = data["place"]
    return KeyRule(data["property"], place and _place(place), data["fill"])


def say_the_same(one: MappingRules, other: MappingRules) -> bool:
    """Whether two mappings make the same of every row, wherever their lines stand."""
    return bool(_substance(one) == _substance(other))


def _substance(rules: MappingRules) -> Any:  # noqa: ANN401 - any JSON
    data = orjson.loads(orjson.dumps(rules))
    data["constants"] = [[name, value] for name, value, _ in data["constants"]]
    return _placeless(data)


def _placeless(data: Any) -> Any:  # noqa: ANN401 - any JSON
    match data:
        case dict():
            return {k: _placeless(v) for k, v in data.items() if k not in {"place", "file"}}
        case list():
            return [_placeless(item) for item in data]
    return data
