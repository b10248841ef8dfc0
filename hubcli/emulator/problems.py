"""Error bodies: the one value that becomes the answer to a request, or one element of a batch's `errors`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a request, or one input of it, was refused (api.md, section 2)."""

    status: int
    message: str
    category: str = "VALIDATION_ERROR"
    bare: bool = False
    """Recorded answers of this kind carry no category."""
    context: Mapping[str, Sequence[str]] = field(default_factory=dict)
    errors: Sequence[Json] = ()
    links: Mapping[str, str] = field(default_factory=dict)
    subcategory: str = ""
    extra: Mapping[str, object] = field(default_factory=dict)
    element_context: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Context that only the element of a 207 has."""

    def body(self, correlation: str, *, live: bool) -> Json:
        """Write the body of an error answer, in the key order of the captures."""
        body: Json = {
            "status": "error",
            "message": self.message,
            "correlationId": correlation,
            **self.extra,
        }
        if self.errors:
            body["errors"] = list(self.errors)
        if self.context:
            body["context"] = _lists(self.context)
        if self.links:
            body["links"] = dict(self.links)
        if self.subcategory:
            body["subCategory"] = self.subcategory
        if not (live and self.bare):
            body["category"] = self.category
        return body

    def element(self, trace_id: str | None, *, live: bool) -> Json:
        """Write the element of `errors` in a 207 (api.md, section 1.5), with the trace id as a list of one."""
        trace = {} if trace_id is None else {"objectWriteTraceId": [trace_id]}
        element: Json = {"status": "error", "category": self.category, "message": self.message}
        element["context"] = {**trace, **_lists(self.context), **_lists(self.element_context)}
        if live and self.subcategory:
            element["subCategory"] = self.subcategory
        if not live:
            element |= {"errors": [], "links": {}}
        return element


def internal_error() -> Problem:
    """Say that something broke (api.md, section 2.9)."""
    return Problem(500, "internal error", "INTERNAL_ERROR", bare=True)


class RefusedError(Exception):
    """Stops the handling of a request; its problem is the answer."""

    def __init__(self, problem: Problem) -> None:
        """Carry a problem."""
        super().__init__(problem.message)
        self.problem = problem


def _lists(context: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    return {key: list(values) for key, values in context.items()}
