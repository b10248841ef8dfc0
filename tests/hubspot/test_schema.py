"""What a portal says of its objects is read leniently, and what can't be read is left out."""

from typing import Any

import pytest

from hubcli.core.schema import External, ObjectSchema, Option
from hubcli.hubspot.custom_objects import custom_objects_of, find_custom, may_be_custom
from hubcli.hubspot.reads import Denied
from hubcli.hubspot.schema import schema_of

_SCHEMAS: dict[str, Any] = {
    "results": [
        None,
        {"name": "pets", "objectTypeId": "2-7", "fullyQualifiedName": "p42_pets", "labels": {"singular": "Pet", "plural": "Pets"}, "requiredProperties": ["tag", "kind"]},
        {"name": "old", "objectTypeId": "2-8", "archived": True},
        {"name": "broken"},
        {"labels": [1]},
    ]
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("pets", "2-7"),
        ("PET", "2-7"),
        ("p42_pets", "2-7"),
        ("2-7", "2-7"),
        ("old", None),
        ("broken", None),
        ("cats", None),
        ("none", None),
    ],
)
def test_a_custom_object_by_any_of_its_names(name: str, found: str | None) -> None:
    objects = custom_objects_of(_SCHEMAS)
    assert not isinstance(objects, Denied)
    custom = find_custom(name, objects)
    assert (custom and custom.object) == found
    assert custom is None or custom.required == ("tag", "kind")


@pytest.mark.parametrize("data", [{}, {"results": {}}, {"results": "x"}])
def test_no_list_of_custom_objects(data: dict[str, object]) -> None:
    assert isinstance(custom_objects_of(data), Denied)


@pytest.mark.parametrize(
    ("name", "may"),
    [
        ("contacts", False),
        ("Deal", False),
        ("0-1", False),
        ("0-999", False),
        ("2-7", True),
        ("pets", True),
    ],
)
def test_which_names_may_be_those_of_custom_objects(name: str, *, may: bool) -> None:
    assert may_be_custom(name) is may


def _schema(
    *properties: object, of: str = "contacts", custom: ObjectSchema | None = None
) -> ObjectSchema:
    return schema_of(of, {"results": list(properties)}, custom)


def test_properties_as_the_portal_has_them() -> None:
    found = _schema(
        {"name": "email", "label": "E-mail", "type": "string", "fieldType": "text", "hasUniqueValue": True, "groupName": "g"},
        {"name": "a", "type": "enumeration", "options": [{"value": "x", "label": "X"}, {"label": "no value"}, 7]},
        {"name": "b", "type": "enumeration", "externalOptions": True, "options": [{"value": "x"}]},
        {"name": "c", "calculated": True},
        {"name": "d", "modificationMetadata": {"readOnlyValue": True}, "hubspotDefined": True},
        {"name": "e", "modificationMetadata": None, "options": None, "type": None},
        {"name": "f", "archived": True},
        {"label": "without a name"},
        None,
    ).properties  # fmt: skip
    assert list(found) == ["email", "a", "b", "c", "d", "e"]
    email = found["email"]
    assert (email.label, email.unique, email.group) == ("E-mail", True, "g")
    assert [option.value for option in found["a"].options] == ["x"]
    assert (found["b"].options, found["b"].external) == ((), External.OTHER)
    assert [found[name].read_only for name in "abcde"] == [False, False, True, True, False]
    assert [found[name].calculated for name in "abcde"] == [False, False, True, False, False]
    assert [found[name].hubspot_defined for name in "abcde"] == [False, False, False, True, False]
    assert found["e"].type == "string"


@pytest.mark.parametrize("data", [{}, {"results": {"a": 1}}, {"results": None}])
def test_no_properties(data: dict[str, object]) -> None:
    assert schema_of("contacts", data).properties == {}


def test_options_come_as_people_see_them() -> None:
    options = [
        {"value": "later", "displayOrder": -1},
        {"value": "two", "displayOrder": 2, "hidden": True},
        {"value": "one", "displayOrder": 1},
        {"value": "last", "displayOrder": None},
    ]
    found = _schema({"name": "a", "type": "enumeration", "options": options}).properties["a"]
    assert found.options == (
        Option("one", ""),
        Option("two", "", hidden=True),
        Option("later", ""),
        Option("last", ""),
    )


@pytest.mark.parametrize(
    ("of", "item", "external"),
    [
        ("contacts", {"name": "hubspot_owner_id"}, External.OWNER),
        ("contacts", {"name": "seller", "referencedObjectType": "OWNER"}, External.OWNER),
        ("contacts", {"name": "seller", "referencedObjectType": "OWNER", "type": "number"}, None),
        ("deals", {"name": "pipeline"}, External.PIPELINE),
        ("deals", {"name": "dealstage"}, External.STAGE),
        ("deals", {"name": "hs_pipeline"}, None),
        ("tickets", {"name": "hs_pipeline"}, External.PIPELINE),
        ("tickets", {"name": "hs_pipeline_stage"}, External.STAGE),
        ("2-7", {"name": "hs_pipeline_stage"}, External.STAGE),
        ("tickets", {"name": "dealstage", "externalOptions": True}, External.OTHER),
        ("contacts", {"name": "a", "externalOptions": False}, None),
        ("deals", {"name": "pipeline", "type": "string"}, None),
    ],
)
def test_where_options_are_that_are_not_among_its_own(
    of: str, item: dict[str, object], external: External | None
) -> None:
    given = {"type": "enumeration", "options": [{"value": "x", "label": "X"}], **item}
    (found,) = _schema(given, of=of).properties.values()
    assert found.external == external
    assert bool(found.options) is (external is None)


@pytest.mark.parametrize(
    ("of", "names", "required", "any_of"),
    [
        ("contacts", ("0-1", "Contact", "Contacts"), (), ()),
        ("line_items", ("0-8", "Line item", "Line items"), (), ()),
        ("companies", ("0-2", "Company", "Companies"), (), ("domain", "name")),
        ("deals", ("0-3", "Deal", "Deals"), ("dealname", "dealstage"), ()),
        ("0-999", ("0-999", "", ""), (), ()),
        ("p1_cars", ("", "", ""), (), ()),
    ],
)
def test_names_and_what_is_required(
    of: str, names: tuple[str, str, str], required: tuple[str, ...], any_of: tuple[str, ...]
) -> None:
    schema = _schema(of=of)
    assert (schema.type_id, schema.singular, schema.plural) == names
    assert (schema.required, schema.required_any) == (required, any_of)


def test_a_custom_object_brings_its_own() -> None:
    custom = ObjectSchema("2-7", type_id="2-7", own_name="pets", required=("tag",))
    schema = _schema({"name": "tag"}, of="2-7", custom=custom)
    assert (schema.own_name, schema.required, list(schema.properties)) == (
        "pets",
        ("tag",),
        ["tag"],
    )
