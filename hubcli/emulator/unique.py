"""Values that only one record may have, and what HubSpot says when two want the same."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from hubcli.emulator.drafts import Draft
from hubcli.emulator.object_types import ObjectType
from hubcli.emulator.problems import Problem
from hubcli.emulator.records import Claim
from hubcli.emulator.rules import Rules
from hubcli.emulator.world import World

EMAIL: Final = "email"


def claims(kind: ObjectType, rules: Rules, properties: Mapping[str, str]) -> list[Claim]:
    """Give the unique values among a record's properties (api.md, section 4.4)."""
    found = [Claim(name, properties[name]) for name in rules.unique if properties.get(name)]
    if kind.name == "contacts":
        found += [Claim(EMAIL, address) for address in _addresses(properties)]
    return found


def _addresses(properties: Mapping[str, str]) -> Iterable[str]:
    primary, additional = properties.get(EMAIL), properties.get("hs_additional_emails")
    if not additional:
        return (primary,) if primary else ()
    found = (primary or "", *additional.lower().split(";"))
    return dict.fromkeys(filter(None, map(str.strip, found)))


def refuse_clashes(drafts: Sequence[Draft], rules: Rules, world: World) -> None:
    """Mark the new drafts that want a value which a record, or an earlier draft of the batch, already has."""
    kind, taken = rules.kind, dict[Claim, int]()
    whole = [draft for draft in drafts if not draft.failed]
    for draft in whole:
        draft.claims = claims(kind, rules, draft.properties)
    held = world.records.holders(kind.type_id, [c for draft in whole for c in draft.claims])
    for draft in whole:
        for claim in draft.claims:
            holder = held.get(claim) or taken.get(claim)
            if holder is None:
                continue
            if claim.property == EMAIL and kind.name == "contacts":
                draft.problem = _contact_exists(held.get(claim))
            else:
                pair = (draft.number, holder)
                draft.problem = cannot_set(kind, world.account.portal_id, claim, pair)
            break
        else:
            taken.update((claim, draft.number) for claim in draft.claims)


def cannot_set(kind: ObjectType, portal_id: int, claim: Claim, pair: tuple[int, int]) -> Problem:
    """Say which record wanted a value, and which has it (api.md, section 2.3)."""
    type_name = f"legacyObjectType={kind.word}"
    if kind.is_custom:
        type_name = "metaTypeId=2, innerId=" + kind.type_id.removeprefix("2-")
    coordinates = (
        f"PropertyValueCoordinates{{portalId={portal_id}, objectTypeId=ObjectTypeId{{{type_name}}}, "
        f"propertyName={claim.property}, value={claim.value}}}"
    )
    return Problem(400, f"Cannot set {coordinates} on {pair[0]}. {pair[1]} already has that value.")


def _contact_exists(holder: int | None) -> Problem:
    """Say so for an e-mail; without an id when the other one is in the same batch (api.md, section 2.7)."""
    if holder is None:
        return Problem(409, "Contact already exists", "CONFLICT")
    message = f"Contact already exists. Existing ID: {holder}"
    return Problem(409, message, "CONFLICT", element_context={"existingId": [str(holder)]})
