"""An object's pipelines and their stages (api.md section 6)."""

from hubcli.core.schema import Pipeline, Stage
from hubcli.hubspot.reading import Item, Reading, in_order
from hubcli.hubspot.reads import Denied


def read_pipelines(reading: Reading, object_name: str) -> tuple[Pipeline, ...] | Denied:
    """In the order in which people see them, without those that are archived."""
    items = reading.items(reading.paths.pipelines(object_name))
    if isinstance(items, Denied):
        return items
    return tuple(_pipeline(item) for item in in_order(items) if item.get("id"))


def _pipeline(item: Item) -> Pipeline:
    stages = item.get("stages")
    found = [one for one in stages if isinstance(one, dict)] if isinstance(stages, list) else []
    return Pipeline(
        id=str(item["id"]),
        label=str(item.get("label") or ""),
        stages=tuple(
            Stage(str(one["id"]), str(one.get("label") or ""))
            for one in in_order(found)
            if one.get("id") and not one.get("archived")
        ),
    )
