"""One input of a write: read, checked and normalised, or what is wrong with it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hubcli.emulator.bodies import as_object, as_objects, as_text, small_number
from hubcli.emulator.problems import Json, Problem
from hubcli.emulator.records import Claim
from hubcli.emulator.rules import Rules
from hubcli.emulator.values import Invalid, Normalised, missing


@dataclass(frozen=True, slots=True)
class Target:
    """A record to associate with, and the types asked for."""

    id: str
    keys: tuple[tuple[str, int], ...]


@dataclass(slots=True, eq=False)
class Draft:
    """One input on its way to a record; `problem` or `invalid` say why it won't be one."""

    id: str
    """What the input names its record by; empty when it creates one."""
    id_property: str
    trace_id: str | None
    properties: dict[str, str]
    """The values to store; an empty one clears."""
    targets: tuple[Target, ...] = ()
    number: int = 0
    """The id of its record, allocated before it is sure that there will be one."""
    invalid: list[Invalid] = field(default_factory=list)
    warnings: list[Json] = field(default_factory=list)
    problem: Problem | None = None
    claims: list[Claim] = field(default_factory=list)
    """The unique values that its record will have."""
    astray: bool = False
    """The problem is an association's."""

    @property
    def failed(self) -> bool:
        """Tell whether something is wrong with it."""
        return self.problem is not None or bool(self.invalid)


def read_draft(data: object, rules: Rules, *, named: bool = False) -> Draft:
    """Read one input and check its values; `named` inputs tell which record they mean."""
    fields = as_object(data, *(("id", "properties") if named else ("properties",)))
    trace = fields.get("objectWriteTraceId")
    draft = Draft(
        id=as_text(fields.get("id")) if named else "",
        id_property=as_text(fields.get("idProperty")),
        trace_id=None if trace is None else as_text(trace),
        properties={},
        targets=() if named else read_targets(fields.get("associations")),
    )
    _check_values(draft, as_object(fields["properties"]), rules)
    return draft


def read_targets(data: object) -> tuple[Target, ...]:
    """Read `associations` of an input (api.md, section 1.1)."""
    if not data:
        return ()
    return tuple(
        Target(as_text(as_object(item["to"], "id")["id"]), read_keys(item["types"]))
        for item in as_objects(data, "to", "types")
    )


def read_keys(data: object) -> tuple[tuple[str, int], ...]:
    """Read association types as a request names them."""
    from_request = as_objects(data, "associationCategory", "associationTypeId")
    return tuple(
        (as_text(item["associationCategory"]), small_number(as_text(item["associationTypeId"])))
        for item in from_request
    )


def whole(drafts: Sequence[Draft], portal_id: int) -> Problem | None:
    """Give the one problem that refuses all; it names no input, and lists every bad value (api.md, section 2.1)."""
    invalid = [one for draft in drafts for one in draft.invalid]
    if invalid:
        return invalid_values(invalid, portal_id)
    return next((draft.problem for draft in drafts if draft.problem is not None), None)


def invalid_values(invalid: Sequence[Invalid], portal_id: int) -> Problem:
    """Refuse values; the message holds them all, `errors` each kind once."""
    details = json.dumps(
        [one.detail(portal_id) for one in invalid], ensure_ascii=False, separators=(",", ":")
    )
    errors = [one.error() for one in dict.fromkeys(invalid)]
    return Problem(400, f"Property values were not valid: {details}", errors=errors)


def _check_values(draft: Draft, given: Mapping[str, object], rules: Rules) -> None:
    checks, store = rules.checks, draft.properties
    for name, raw in given.items():
        value = raw if isinstance(raw, str) else as_text(raw)
        check = checks.get(name)
        if check is None:
            draft.invalid.append(missing(name))
            continue
        result: str | Invalid | Normalised = check(value) if value else _cleared(name, rules)
        if isinstance(result, str):
            store[name] = result
        elif isinstance(result, Invalid):
            draft.invalid.append(result)
        else:
            store[name] = result.value
            draft.warnings.append(_warning(name, value, result.value))


def _cleared(name: str, rules: Rules) -> str | Invalid:
    """Let an empty value clear, unless the property can't be written at all."""
    result = rules.checks[name](" ")
    return result if isinstance(result, Invalid) and result.code == "READ_ONLY_VALUE" else ""


def _warning(name: str, raw: str, value: str) -> Json:
    """Tell of a normalised value (api.md, section 4.3); the message is invented."""
    return {
        "category": "PROPERTY_VALUE_NORMALIZED",
        "context": {"normalizedValue": value, "propertyName": name, "rawValue": raw},
        "message": f"The value of {name} was normalized to {value}",
    }
