"""An object's properties and stages on a terminal, one line each."""

from collections.abc import Iterator, Sequence

from hubcli.core.schema import ObjectSchema
from hubcli.report.grid import Cell, Column, header, laid_out, row_line
from hubcli.report.output import Output
from hubcli.report.paragraph import paragraph
from hubcli.report.schema_shown import (
    ShownObject,
    flags,
    headline,
    properties_of,
    required_any,
    taken,
)
from hubcli.report.screen import Screen
from hubcli.report.terminal_text import clean

_MOST_NAME = 2
"""A name that is longer than this part of the window is cut."""
_STAGES = (
    Column("pipeline", least=10, most=40),
    Column("label", least=10, most=32, leave=1),
    Column("stage", least=12, most=44),
    Column("label", least=10, most=44),
)


def write_object(out: Output, told: ShownObject) -> None:
    """Draw it; `out` is a terminal."""
    screen = Screen(out)
    for text in filter(None, (headline(told), required_any(told.schema))):
        for line in paragraph(text, out):
            screen.line(line, "bold")
    _draw(screen, _columns(screen.width), list(_properties(told.schema)))
    stages = list(_stages(told.schema))
    if stages:
        screen.line()
        _draw(screen, _STAGES, stages)


def _columns(width: int) -> Sequence[Column]:
    """Names are what people came for: they give way last."""
    return (
        Column("property", least=width // _MOST_NAME),
        Column("label", least=10, most=32, leave=2),
        Column("type"),
        Column("flags"),
        Column("takes", least=12, leave=1),
    )


def _draw(screen: Screen, columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> None:
    if not rows:
        return
    layout = laid_out(columns, rows, screen.width)
    for line in header(columns, layout, screen.signs):
        screen.line(line)
    for row in rows:
        screen.line(row_line(row, columns, layout, screen.signs))


def _properties(schema: ObjectSchema) -> Iterator[Sequence[Cell]]:
    for prop in properties_of(schema):
        shade = "dim" if prop.read_only else ""
        yield (
            Cell(clean(prop.name), shade or "bold"),
            Cell(clean(prop.label), shade),
            Cell(clean(prop.type), shade),
            Cell(flags(prop, schema), shade or "yellow"),
            Cell(clean(taken(prop)), shade),
        )


def _stages(schema: ObjectSchema) -> Iterator[Sequence[Cell]]:
    for pipeline in schema.pipelines or ():
        for number, stage in enumerate(pipeline.stages):
            yield (
                Cell("" if number else clean(pipeline.id), "bold"),
                Cell("" if number else clean(pipeline.label)),
                Cell(clean(stage.id), "bold"),
                Cell(clean(stage.label)),
            )
