"""The portal that the emulator starts with: the standard objects as a new account has them."""

import json
from functools import cache
from importlib.resources import files
from typing import Final, cast

from hubcli.emulator.definitions import expand
from hubcli.emulator.problems import Json

BORN: Final = "2020-06-30T15:57:37.256Z"
"""When everything was made whose time of making is not known."""
_SLUGS: Final = {"payments": "commerce_payments", "goals": "goal_targets"}
"""Names in the table of association types that are not the names in paths."""


def default_document() -> Json:
    """Write the default portal as a document for `Portal`, which may change it."""
    return cast("Json", json.loads(_document()))


@cache
def _document() -> str:
    objects = cast("list[Json]", _data("objects.json"))
    document: Json = {
        "objects": objects,
        "properties": {str(o["name"]): _properties(str(o["name"])) for o in objects},
        "groups": {
            str(o["name"]): [new_group(str(o["group"]), str(o["singular"]))] for o in objects
        },
        "pipelines": {name: full_pipelines(found) for name, found in _pipeline_data().items()},
        "owners": [full_owner(owner) for owner in cast("list[Json]", _data("owners.json"))],
        "relations": _relations({str(o["name"]): str(o["typeId"]) for o in objects}),
    }
    return json.dumps(document)


def _text(name: str) -> str:
    return (files("hubcli.emulator") / "data" / name).read_text(encoding="utf-8")


def _data(name: str) -> object:
    return json.loads(_text(name))


def top_level_domains() -> frozenset[str]:
    """Give IANA's list of top-level domains."""
    return frozenset(line for line in _text("tlds.txt").splitlines() if not line.startswith("#"))


def _properties(name: str) -> list[Json]:
    return [expand(short) for short in cast("list[Json]", _data(f"properties/{name}.json"))]


def new_group(name: str, singular: str) -> Json:
    """Write the group that every object has, of its own information."""
    label = f"{singular.replace('_', ' ').capitalize()} information"
    return {"name": name, "label": label, "displayOrder": -1, "archived": False}


def _pipeline_data() -> dict[str, list[Json]]:
    return cast("dict[str, list[Json]]", _data("pipelines.json"))


def full_pipelines(found: list[Json]) -> list[Json]:
    """Write pipelines and their stages as HubSpot answers them, in the order given (api.md, section 6)."""
    stamps: Json = {"createdAt": BORN, "updatedAt": BORN, "archived": False}
    return [
        {
            **pipeline,
            **stamps,
            "displayOrder": place,
            "stages": [
                {
                    **stage,
                    **stamps,
                    "displayOrder": order,
                    "writePermissions": "CRM_PERMISSIONS_ENFORCEMENT",
                }
                for order, stage in enumerate(cast("list[Json]", pipeline["stages"]))
            ],
        }
        for place, pipeline in enumerate(found)
    ]


def full_owner(owner: Json) -> Json:
    """Write an owner as HubSpot answers it."""
    identity: Json = {"type": "PERSON", "userIdIncludingInactive": owner["userId"], "teams": []}
    return {**owner, **identity, "createdAt": BORN, "updatedAt": BORN, "archived": False}


def _relations(type_ids: dict[str, str]) -> list[Json]:
    table = cast("dict[str, list[Json]]", _data("association-types.json"))["types"]

    def type_id(slug: object) -> str:
        return type_ids.get(_SLUGS.get(str(slug), str(slug)), str(slug))

    return [
        {
            "source": type_id(row["fromObject"]),
            "target": type_id(row["toObject"]),
            "category": row["category"],
            "type_id": row["typeId"],
            "kind": row["kind"],
            "label": None
            if row["kind"] == "unlabeled"
            else str(row["kind"]).replace("_", " ").capitalize(),
        }
        for row in table
    ]
