"""Which object types of a portal were probably meant by a name that none of them has."""

from collections.abc import Iterable

from hubcli.core.objects import near
from hubcli.core.schema import ObjectSchema


def near_objects(name: str, objects: Iterable[ObjectSchema] = ()) -> list[str]:
    """HubSpot's own types and the portal's `objects` that are spelled like `name`, the most alike first."""
    forms = {
        form.lower().replace(" ", "_"): one.own_name or one.object
        for one in objects
        for form in (one.object, one.own_name, one.singular, one.plural)
        if form
    }
    return near(name, forms)
