"""What would mend a value that is no option: its label, its nearest spelling, a separator."""

from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher, get_close_matches

from hubcli.core.changes import Advice, Proposal
from hubcli.core.choices import folded
from hubcli.core.mapping import Cast, Kind
from hubcli.core.refused_cell import RefusedCell
from hubcli.core.required import pipeline_properties
from hubcli.core.schema import External, Option

_SEPARATORS = (";", ",", "|", "/", "\n", "+", "&")
_CURRENCY = "deal_currency_code"
_SHOWN = 8
_MISSPELLED = 0.82
"""How much a text and an option must be alike (0 to 1) for one to be the other with an error in it."""
_ALIKE = 0.6
_APART = 0.1
"""How much nearer than the second one an option must be to be the only one that is meant."""


def mend_option(cell: RefusedCell) -> Proposal:
    """For `enumeration` properties (api.md 4.3: internal values, in their own case, joined by `;`)."""
    options = choices(cell)
    if cell.prop.field_type == "checkbox":
        return _several(cell, options)
    if said := cell.with_kind(Kind.ENUMERATION):
        return said
    if elsewhere := _of_another_pipeline(cell):
        return elsewhere
    meant = nearest(cell.text, options)
    if len(meant) == 1 and (changed := cell.with_value(meant[0].value)):
        return changed
    near = meant or _called(cell, options) or nearest(cell.text, options, _ALIKE, apart=1.0)
    return _advice(cell, near or options, is_near=bool(near))


def choices(cell: RefusedCell) -> Sequence[Option]:
    """What may be chosen, wherever HubSpot keeps it (api.md 4.1, `externalOptions`)."""
    schema = cell.schema
    match cell.prop.external:
        case External.OWNER:
            owners = schema.owners or ()
            names = [Option(one.id, name) for one in owners for name in (one.email, one.name)]
            return [option for option in names if option.label]
        case External.PIPELINE:
            return [Option(one.id, one.label) for one in schema.pipelines or ()]
        case External.STAGE:
            lines = schema.pipelines or ()
            return [Option(stage.id, stage.label) for line in lines for stage in line.stages]
    if cell.prop.name == _CURRENCY and schema.currencies:
        return [Option(code, code) for code in schema.currencies]
    return [option for option in cell.prop.options if not option.hidden]


def _called(cell: RefusedCell, options: Sequence[Option]) -> Sequence[Option]:
    """The owners of whose name a text is a part, as of `Ada Lovelace` the first."""
    if cell.prop.external is not External.OWNER:
        return []
    words = set(folded(cell.text).split())
    return [option for option in options if words <= set(folded(option.label).split())]


def _of_another_pipeline(cell: RefusedCell) -> Advice | None:
    """A stage that is one, but of a pipeline in which the row is not (api.md 11, item 16)."""
    if cell.prop.external is not External.STAGE:
        return None
    word = cell.text.strip().casefold()
    lines = [
        line.label or line.id
        for line in cell.schema.pipelines or ()
        if any(word in {one.id.casefold(), one.label.casefold()} for one in line.stages)
    ]
    if not lines:
        return None
    pipeline, _ = pipeline_properties(cell.schema.object)
    return Advice(
        f"it is a stage of {' and '.join(lines)}: say so in {pipeline}, or correct the stage"
    )


def _several(cell: RefusedCell, options: Sequence[Option]) -> Proposal:
    if said := cell.with_kind(Kind.ENUMERATIONS):
        return said
    for separator in _SEPARATORS:
        if separator in cell.text and (
            said := cell.with_cast(Cast(Kind.ENUMERATIONS, separator=separator))
        ):
            return said
    whole = _distinct(_forms(options).get(folded(cell.text), ()))
    text = whole[0].value if len(whole) == 1 else _repaired(cell, options)
    if changed := cell.with_value(text):
        return changed
    return _advice(cell, options, is_near=False)


def _repaired(cell: RefusedCell, options: Sequence[Option]) -> str:
    """Every part as the option that it is nearest to, or as it is, parted as the mapping says."""
    cast = cell.rule.cast
    wanted = cast.separator if cast and cast.kind is Kind.ENUMERATIONS else ";"
    separator = next((one for one in (wanted, *_SEPARATORS) if one in cell.text), wanted)
    found = [(part.strip(), nearest(part, options)) for part in cell.text.split(separator)]
    return wanted.join(near[0].value if len(near) == 1 else part for part, near in found)


def nearest(
    text: str, options: Sequence[Option], least: float = _MISSPELLED, *, apart: float = _APART
) -> Sequence[Option]:
    """The options that are spelled most like a text, by value or label; one where it stands out.

    Of the same spelling there may be several, such as two owners of one name.
    """
    forms = _forms(options)
    word = folded(text)
    if word in forms:
        return _distinct(forms[word])
    close = get_close_matches(word, forms, n=4, cutoff=least)
    alike = [SequenceMatcher(None, form, word).ratio() for form in close]
    stands_out = [form for form, one in zip(close, alike, strict=True) if one > alike[0] - apart]
    return _distinct(option for form in stands_out for option in forms[form])


def _forms(options: Sequence[Option]) -> Mapping[str, Sequence[Option]]:
    forms: dict[str, list[Option]] = {}
    for option in options:
        if not option.value.isdigit():
            # Ids that differ in a digit are no misspellings of each other.
            forms.setdefault(folded(option.value), []).append(option)
        forms.setdefault(folded(option.label), []).append(option)
    return forms


def _distinct(options: Iterable[Option]) -> Sequence[Option]:
    by_value: dict[str, Option] = {}
    for option in options:
        by_value.setdefault(option.value, option)
    return list(by_value.values())


def _advice(cell: RefusedCell, options: Sequence[Option], *, is_near: bool) -> Advice:
    if not options:
        return Advice("HubSpot knows no such choice: correct the cell, or add it in HubSpot")
    options = _distinct(options)
    shown = ", ".join(map(_told, options[:_SHOWN]))
    more = f" and {len(options) - _SHOWN} more" if len(options) > _SHOWN else ""
    what = "perhaps" if is_near else "of"
    example = cell.line_of_values(options[0].value)
    return Advice(f"say which is meant {what} {shown}{more}, as in {example}")


def _told(option: Option) -> str:
    same = option.label in {"", option.value}
    return option.value if same else f"{option.value} ({option.label})"
