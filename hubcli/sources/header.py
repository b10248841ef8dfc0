"""The header of a delimited file: every column has a name, and no name stands twice."""

from hubcli.errors import Place, SourceError


def check_header(cells: list[str], place: Place) -> tuple[str, ...]:
    """The names without the white space around them; raises SourceError at `place`."""
    header = tuple(cell.strip() for cell in cells)
    first: dict[str, int] = {}
    for column, name in enumerate(header, 1):
        if not name:
            message = f"column {column} of {len(header)} has no name in the header"
            raise SourceError(place, message, "name the column, or take it out of the file")
        if "\0" in name:
            message = f"the name of column {column} holds a NUL byte"
            raise SourceError(place, message, "for UTF-16 say `--encoding utf-16-le` or utf-16-be")
        if name in first:
            message = f"columns {first[name]} and {column} have the same name: {name}"
            raise SourceError(place, message, "give each column a name of its own")
        first[name] = column
    return header
