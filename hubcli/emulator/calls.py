"""A call as its handler sees it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from starlette.datastructures import QueryParams

from hubcli.emulator.access import forbidden
from hubcli.emulator.answers import Answer
from hubcli.emulator.bodies import parse_object
from hubcli.emulator.object_types import ObjectType
from hubcli.emulator.problems import Json, Problem, RefusedError
from hubcli.emulator.rules import Rules
from hubcli.emulator.switches import Token
from hubcli.emulator.targets import record_id
from hubcli.emulator.world import World


@dataclass(frozen=True, slots=True)
class Call:
    """One request, past authentication and limits."""

    world: World
    version: str
    params: Mapping[str, str]
    query: QueryParams
    raw: bytes
    address: str
    """Where it was sent to, without the query."""
    token: Token | None = None
    """Whose call it is; None only where no token is needed."""

    @property
    def kind(self) -> ObjectType:
        """The object type in the path."""
        return object_type(self.world, self.params["object_type"])

    @property
    def rules(self) -> Rules:
        """What holds for writing to the object type."""
        return self.world.book.rules(self.kind, self.version)

    def json(self, *required: str) -> Json:
        """Read the body, which has to be an object with these fields."""
        return parse_object(self.raw, *required)

    def names(self, key: str) -> list[str]:
        """Give a query parameter that may be repeated, or hold several names with commas between."""
        return [name for text in self.query.getlist(key) for name in text.split(",") if name]

    def number(self, key: str, default: int) -> int:
        """Give a query parameter that is a number; the text of the refusal is invented."""
        text = self.query.get(key, str(default))
        number = record_id(text)
        if number is None:
            raise RefusedError(Problem(400, f"Invalid value for query parameter {key}: {text}"))
        return number

    def flag(self, key: str) -> bool:
        """Tell whether a query parameter is true."""
        return self.query.get(key, "").lower() == "true"


Handler = Callable[[Call], Answer]


def object_type(world: World, name: str) -> ObjectType:
    """Find an object type by its name in a path; an unknown one is a 400 (api.md, section 2.3)."""
    kind = world.portal.find(name)
    if kind is not None:
        return kind
    head, _, tail = name.partition("-")
    if head.isdecimal() and tail.isdecimal():
        raise RefusedError(Problem(400, f"Invalid object or event type id: {name}", bare=True))
    raise RefusedError(Problem(400, f"Unable to infer object type from: {name}", bare=True))


def resource_not_found() -> RefusedError:
    """Say that there is no such thing (api.md, section 2.6)."""
    return RefusedError(Problem(404, "resource not found", "OBJECT_NOT_FOUND"))


def refuse_unread(world: World, part: str, scopes: Iterable[str]) -> None:
    """Answer 403 for what could not be read when the lock was pulled: the portal is as that token saw it."""
    if part in world.portal.unread:
        raise RefusedError(forbidden(scopes))
