"""Whether this machine knows a time zone, found out before any row is read."""

from zoneinfo import ZoneInfo, available_timezones

from hubcli.config.words import nearest, quoted


def fault_of_zone(name: str) -> str | None:
    """What is wrong with the name of a time zone; None: it can be used."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        # KeyError: unknown; ValueError: no name at all; OSError: the name of a folder of zones.
        close = nearest(name, available_timezones())
        hint = (
            f"did you mean {quoted(close)}?" if close else "expected a name such as Europe/Berlin"
        )
        return f"unknown time zone {quoted(name)}; {hint}"
    return None
