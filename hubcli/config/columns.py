"""The `columns` of a mapping file: which property each column feeds, and how its cells are read."""

from collections.abc import Mapping

from hubcli.config.time_formats import NO_LETTERS, fault_of_format
from hubcli.config.time_zones import fault_of_zone
from hubcli.config.walker import Fields, Walker
from hubcli.config.words import listed, quoted
from hubcli.config.yaml_tree import Absent, Entries, Node, Scalar
from hubcli.core.mapping import Cast, ColumnRule, Kind, Write
from hubcli.core.rows import RESERVED_COLUMNS
from hubcli.core.time_forms import strptime_of
from hubcli.errors import Place

CAST_KEYS = ("as", "format", "decimal", "thousands", "separator", "zone", "country")
"""What says how a value is read."""
_KEYS = ("property", *CAST_KEYS, "values", "write", "clear")
_COUNTRY = 2
_TIMES = (Kind.DATE, Kind.DATETIME)
_GOES_WITH = {
    "format": _TIMES,
    "zone": (Kind.DATETIME,),
    "decimal": (Kind.NUMBER,),
    "thousands": (Kind.NUMBER,),
    "separator": (Kind.ENUMERATIONS,),
    "country": (Kind.PHONE,),
}


def read_columns(node: Node, walker: Walker) -> tuple[ColumnRule, ...]:
    """One rule for each line that is as expected."""
    rules = [_column(key, value, walker) for key, value in walker.pairs(node, "columns")]
    return tuple(rule for rule in rules if rule)


def check_column_name(name: str, place: Place, walker: Walker) -> None:
    """Note a column that hubcli itself adds to its files and leaves out when it reads them."""
    if name in RESERVED_COLUMNS:
        walker.fault(
            place,
            f"the column {quoted(name)} is hubcli's own ({listed(RESERVED_COLUMNS)}): it is left"
            " out when a file is read, and can't be mapped",
        )


def _column(key: Scalar, node: Node, walker: Walker) -> ColumnRule | None:
    check_column_name(key.text, key.place, walker)
    match node:
        case Scalar() if node.is_null:
            return ColumnRule(key.text, None, key.place)
        case Scalar() if node.text.strip():
            return ColumnRule(key.text, node.text.strip(), key.place)
        case Entries():
            return _detailed(key, node, walker)
        case Absent():
            return None
        case _:
            walker.fault(
                node.place,
                f'{quoted(key.text)}: expected a property, a mapping with "property", or null to'
                " leave the column out",
            )
            return None


def _detailed(key: Scalar, node: Entries, walker: Walker) -> ColumnRule | None:
    """A column that says more than its property."""
    fields = walker.fields(node, "", known=_KEYS)
    cast = read_cast(fields, walker)
    values = _values(fields["values"], walker) if "values" in fields else None
    write = walker.word(fields["write"], "write", Write) or Write.ALWAYS
    clear = walker.name(fields["clear"], "clear")
    if "property" not in fields:
        walker.fault(node.place, f'{quoted(key.text)}: expected "property"')
    name = walker.name(fields["property"], "property")
    return ColumnRule(key.text, name, key.place, cast, values, write, clear) if name else None


def read_cast(fields: Fields, walker: Walker) -> Cast | None:
    """How a value is read, as its `as` and what goes with that say; None where nothing is said."""
    kind = walker.word(fields["as"], "as", Kind)
    if kind or "as" not in fields:
        _check_options(kind, fields, walker)
    texts = {
        "format": _format(fields["format"], walker),
        "zone": _zone(fields["zone"], walker),
        "separator": _separator(fields["separator"], walker),
        "country": _country(fields["country"], walker),
        **_number_signs(fields, walker),
    }
    given = {name: text for name, text in texts.items() if text is not None}
    return Cast(kind, **given) if kind else None


def _check_options(kind: Kind | None, fields: Fields, walker: Walker) -> None:
    """Each option belongs to some kinds; elsewhere it would do nothing."""
    for option, kinds in _GOES_WITH.items():
        if option in fields and kind not in kinds:
            message = f"{option} goes only with as: {listed(kinds)}"
            walker.fault(fields.place_of(option), message)


def _format(node: Node, walker: Walker) -> str | None:
    """A strptime format, or one in letters made into one."""
    text = walker.text(node, "format")
    if text is None or "%" in text:
        form, fault = text, text and fault_of_format(text)
    else:
        form = strptime_of(text)
        fault = fault_of_format(form) if form else NO_LETTERS
    if fault:
        walker.fault(node.place, f"format: {quoted(text or '')} can't be used: {fault}")
    return form


def _zone(node: Node, walker: Walker) -> str | None:
    name = walker.name(node, "zone")
    fault = None if name is None else fault_of_zone(name)
    if fault:
        walker.fault(node.place, f"zone: {fault}")
    return name


def _country(node: Node, walker: Walker) -> str | None:
    name = walker.name(node, "country")
    if name is not None and not (len(name) == _COUNTRY and name.isascii() and name.isalpha()):
        message = f"country: expected the two letters of ISO 3166, such as NO, not {quoted(name)}"
        walker.fault(node.place, message)
    return name and name.upper()


def _separator(node: Node, walker: Walker) -> str | None:
    text = walker.text(node, "separator")
    if text == "":
        walker.fault(node.place, "separator: expected at least one character")
    return text


def _number_signs(fields: Fields, walker: Walker) -> Mapping[str, str]:
    """The decimal sign and the one between thousands."""
    given = {option: _sign(fields[option], option, walker) for option in ("decimal", "thousands")}
    signs = {option: sign for option, sign in given.items() if sign is not None}
    if "thousands" in signs and signs["thousands"] == signs.get("decimal", "."):
        walker.fault(
            fields["thousands"].place,
            f"thousands: {quoted(signs['thousands'])} is the decimal sign too",
        )
    return signs


def _sign(node: Node, option: str, walker: Walker) -> str | None:
    sign = walker.character(node, option)
    if sign is not None and (sign.isalnum() or sign in "+-"):
        walker.fault(node.place, f"{option}: {quoted(sign)} is itself part of a number")
        return None
    return sign


def _values(node: Node, walker: Walker) -> Mapping[str, str]:
    """What replaces which cell."""
    pairs = walker.pairs(node, "values")
    if isinstance(node, Entries) and not pairs:
        walker.fault(node.place, "values: expected at least one")
    texts = ((key.text, walker.text(value, f"values: {quoted(key.text)}")) for key, value in pairs)
    return {cell: text for cell, text in texts if text is not None}
