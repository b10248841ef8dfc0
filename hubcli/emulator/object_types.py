"""Object types: what is particular to contacts, companies, deals and all the others."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ObjectType:
    """One object type of a portal (api.md, sections 4.5 and 6)."""

    name: str
    """The plural in paths, `contacts`; for a custom object its fully qualified name."""
    type_id: str
    singular: str
    word: str
    """The name in messages, `CONTACT`."""
    group: str
    created: str
    """The property that holds the time of creation."""
    modified: str
    shown: tuple[str, ...]
    """The properties that answers hold when none are asked for."""
    required: tuple[str, ...] = ()
    required_any: tuple[str, ...] = ()
    """At least one of these is required."""
    write_scopes: tuple[str, ...] = ()
    """Any one of these allows writing."""
    pipeline: str | None = None
    stage: str | None = None
    aliases: tuple[str, ...] = ()
    schema: Mapping[str, object] | None = field(default=None, hash=False)
    """What a custom object was made with."""

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that a path may call it; a custom object not by its base name (api.md, section 6)."""
        base = () if self.is_custom else (self.singular, *self.aliases)
        return (self.name, self.type_id, *base)

    @property
    def is_custom(self) -> bool:
        """Tell whether the portal's owner made it."""
        return self.schema is not None

    @property
    def may_be_unique(self) -> bool:
        """Tell whether it can have unique properties of one's own (api.md, section 4.4)."""
        return self.is_custom or self.name in {"contacts", "companies", "deals", "tickets"}

    @property
    def read_scopes(self) -> tuple[str, ...]:
        """Any one of these allows reading."""
        return tuple(
            scope.removesuffix(".write") + ".read"
            for scope in self.write_scopes
            if scope.endswith(".write")
        )

    def scopes(self, *, write: bool) -> frozenset[str]:
        """Give the scopes of which any one will do."""
        return frozenset(self.write_scopes if write else (*self.write_scopes, *self.read_scopes))

    def schema_scopes(self, *, write: bool) -> frozenset[str]:
        """Give the scopes for its properties and pipelines, of which any one will do."""
        name = "custom" if self.is_custom else self.name
        scopes = {f"crm.schemas.{name}.write"}
        return frozenset(scopes if write else {f"crm.schemas.{name}.read", *scopes})

    def document(self) -> dict[str, object]:
        """Write it as the data file has it."""
        return {
            "name": self.name, "typeId": self.type_id, "singular": self.singular, "word": self.word,
            "group": self.group, "created": self.created, "modified": self.modified, "shown": list(self.shown),
            "required": list(self.required), "requiredAny": list(self.required_any),
            "writeScopes": list(self.write_scopes), "pipeline": self.pipeline, "stage": self.stage,
            "aliases": list(self.aliases), "schema": None if self.schema is None else dict(self.schema),
        }  # fmt: skip


def from_document(data: Mapping[str, object]) -> ObjectType:
    """Read it as the data file has it."""
    schema = data.get("schema")
    return ObjectType(
        name=str(data["name"]),
        type_id=str(data["typeId"]),
        singular=str(data["singular"]),
        word=str(data["word"]),
        group=str(data["group"]),
        created=str(data["created"]),
        modified=str(data["modified"]),
        shown=_texts(data, "shown"),
        required=_texts(data, "required"),
        required_any=_texts(data, "requiredAny"),
        write_scopes=_texts(data, "writeScopes"),
        pipeline=_optional(data, "pipeline"),
        stage=_optional(data, "stage"),
        aliases=_texts(data, "aliases"),
        schema=schema if isinstance(schema, dict) else None,
    )


def _texts(data: Mapping[str, object], key: str) -> tuple[str, ...]:
    found = data.get(key)
    return tuple(map(str, found)) if isinstance(found, list) else ()


def _optional(data: Mapping[str, object], key: str) -> str | None:
    found = data.get(key)
    return None if found is None else str(found)
