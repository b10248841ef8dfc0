"""Search filters as conditions on the database (api.md, section 7.4)."""

# ruff: noqa: S608 - statements are put together from constants; every value is bound

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from hubcli.emulator import dates
from hubcli.emulator.bodies import as_objects, as_text, as_texts
from hubcli.emulator.database import Value, marks
from hubcli.emulator.dates import NotADateError
from hubcli.emulator.object_types import ObjectType
from hubcli.emulator.portal import Portal
from hubcli.emulator.problems import Json, Problem, RefusedError
from hubcli.emulator.targets import record_id

_MOST_GROUPS: Final = 5
_MOST_FILTERS: Final = 6
_MOST_IN_ALL: Final = 18
_COMPARISONS: Final = {"EQ": "=", "NEQ": "<>", "LT": "<", "LTE": "<=", "GT": ">", "GTE": ">="}


@dataclass(frozen=True, slots=True)
class Condition:
    """A piece of SQL and its values."""

    sql: str
    values: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """A property as SQL, and how its values compare."""

    sql: str
    path: str
    type: str

    def condition(self, form: str, *values: Value) -> Condition:
        """Write a condition; `{}` stands for the property."""
        return Condition(form.replace("{}", self.sql), (*[self.path] * form.count("{}"), *values))

    def value(self, text: str) -> Value:
        """Bring a value into the form that the property's values are compared in."""
        try:
            match self.type:
                case "number":
                    return float(text)
                case "date":
                    return dates.to_date(text)
                case "datetime":
                    return dates.to_datetime(text)
                case "string" | "phone_number":
                    return text.casefold()
        except (ValueError, NotADateError):
            raise _bad(f"{text} is not a valid value for a property of type {self.type}") from None
        return text


def field_of(name: str, definitions: Mapping[str, Json]) -> Field:
    """Find a property by name."""
    if name not in definitions:
        raise _bad(f'Property "{name}" does not exist')
    kind = str(definitions[name]["type"])
    sql = "json_extract(properties, ?)"
    match kind:
        case "number":
            sql = f"CAST({sql} AS REAL)"
        case "string" | "phone_number":
            sql = f"fold({sql})"
    return Field(sql, f'$."{name}"', kind)


def read_groups(data: object, kind: ObjectType, portal: Portal) -> Condition:
    """Make one condition of all groups: any group, all filters of it."""
    groups = [as_objects(group.get("filters")) for group in as_objects(data)]
    sizes = [len(group) for group in groups]
    if (
        len(groups) > _MOST_GROUPS
        or any(size > _MOST_FILTERS for size in sizes)
        or sum(sizes) > _MOST_IN_ALL
    ):
        raise _bad(
            f"No more than {_MOST_GROUPS} groups of {_MOST_FILTERS} filters, {_MOST_IN_ALL} in all, are allowed"
        )
    return joined(
        " OR ",
        [
            joined(" AND ", [_filter(one, kind, portal) for one in group])
            for group in groups
            if group
        ],
    )


def joined(word: str, conditions: Sequence[Condition]) -> Condition:
    """Join conditions; none at all always hold."""
    if not conditions:
        return Condition("1")
    sql = word.join(f"({condition.sql})" for condition in conditions)
    return Condition(sql, tuple(value for condition in conditions for value in condition.values))


def _filter(data: Json, kind: ObjectType, portal: Portal) -> Condition:
    name, operator = as_text(data.get("propertyName")), as_text(data.get("operator"))
    if name.startswith("associations."):
        return _association(data, portal)
    field = field_of(name, portal.definitions(kind))
    match operator:
        case "HAS_PROPERTY":
            return field.condition("{} IS NOT NULL")
        case "NOT_HAS_PROPERTY":
            return field.condition("{} IS NULL")
        case "IN" | "NOT_IN":
            return _membership(field, operator, as_texts(data.get("values")))
        case "BETWEEN":
            low, high = (
                field.value(as_text(data.get("value"))),
                field.value(as_text(data.get("highValue"))),
            )
            return field.condition("{} BETWEEN ? AND ?", low, high)
        case "CONTAINS_TOKEN":
            return field.condition("has_token({}, ?)", as_text(data.get("value")))
        case "NOT_CONTAINS_TOKEN":
            return field.condition("NOT has_token({}, ?)", as_text(data.get("value")))
    return _comparison(field, operator, as_text(data.get("value")), (kind, name))


def _comparison(field: Field, operator: str, text: str, where: tuple[ObjectType, str]) -> Condition:
    if operator not in _COMPARISONS:
        raise _bad(f"Invalid operator: {operator}")
    value = field.value(text)
    if operator == "NEQ":
        return field.condition("{} IS NOT NULL AND {} <> ?", value)
    found = field.condition("{} " + _COMPARISONS[operator] + " ?", value)
    kind, name = where
    if operator == "EQ" and kind.name == "contacts" and name == "email":
        known = "id IN (SELECT id FROM uniques WHERE type = ? AND property = 'email' AND value = ?)"
        return joined(" AND ", [Condition(known, (kind.type_id, value)), found])
    return found


def _membership(field: Field, operator: str, texts: Sequence[str]) -> Condition:
    """Values of strings have to be lower-case to be found; they are not folded here."""
    folded = field.type in {"string", "phone_number"}
    values = [text if folded else field.value(text) for text in texts]
    inside = "{} IN (" + marks(len(values)) + ")"
    if operator == "IN":
        return field.condition(inside, *values)
    return field.condition("{} IS NOT NULL AND NOT " + inside, *values)


def _association(data: Json, portal: Portal) -> Condition:
    target = portal.find(as_text(data.get("propertyName")).removeprefix("associations."))
    if target is None:
        raise _bad(f'Property "{as_text(data.get("propertyName"))}" does not exist')
    texts = [*as_texts(data.get("values")), *([as_text(data["value"])] if "value" in data else [])]
    numbers = [number for text in texts if (number := record_id(text)) is not None]
    narrowed = f" AND to_id IN ({marks(len(numbers))})" if texts else ""
    sql = (
        "EXISTS (SELECT 1 FROM links WHERE from_type = records.type AND from_id = records.id"
        f" AND to_type = ?{narrowed})"
    )
    negated = as_text(data.get("operator")) in {"NEQ", "NOT_IN", "NOT_HAS_PROPERTY"}
    return Condition(
        f"NOT {sql}" if negated else sql, (target.type_id, *(numbers if texts else ()))
    )


def _bad(message: str) -> RefusedError:
    return RefusedError(Problem(400, f"There was a problem with the request: {message}"))
