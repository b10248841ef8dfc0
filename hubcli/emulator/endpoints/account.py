"""Account information, usage, and what a token is (api.md, section 9)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hubcli.emulator.access import granted, unauthorized
from hubcli.emulator.answers import Answer
from hubcli.emulator.bodies import as_text
from hubcli.emulator.calls import Call, refuse_unread, resource_not_found
from hubcli.emulator.clock import iso, milliseconds
from hubcli.emulator.problems import Json, RefusedError
from hubcli.emulator.rules import is_strict
from hubcli.emulator.world import World

_OTHER_SCOPES = ("crm.objects.owners.read", "crm.schemas.custom.read", "crm.schemas.custom.write")
_EUROPEAN = "pat-eu1-"


def details(call: Call) -> Answer:
    """Tell which account it is, and of what kind."""
    refuse_unread(call.world, "account", ("oauth",))
    account = call.world.account
    offset = _offset(account.time_zone, call.world.clock())
    minutes = abs(offset) // timedelta(minutes=1)
    body: Json = {
        "portalId": account.portal_id,
        "accountType": account.type,
        "timeZone": account.time_zone,
        "companyCurrency": account.currency,
        "additionalCurrencies": [one for one in account.currencies if one != account.currency],
        "utcOffset": f"{'-' if offset < timedelta(0) else '+'}{minutes // 60:02}:{minutes % 60:02}",
        "utcOffsetMilliseconds": offset // timedelta(milliseconds=1),
        "uiDomain": account.ui_domain,
        "dataHostingLocation": "na1",
    }
    if is_strict(call.version):
        body |= {"portalName": "Emulated portal", "createdAt": "2020-06-30T15:57:37.256Z"}
    return Answer(200, body)


def _offset(time_zone: str, now: float) -> timedelta:
    """Give a zone's distance from UTC; none where this machine does not know the zone."""
    try:
        zone = ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return timedelta(0)
    return datetime.fromtimestamp(now, zone).utcoffset() or timedelta(0)


def usage(call: Call) -> Answer:
    """Tell how much of the day's quota is used."""
    now = milliseconds(call.world.clock)
    tomorrow = datetime.fromtimestamp(now / 1000, UTC).replace(
        hour=0, minute=0, second=0, microsecond=0
    ) + timedelta(1)
    counter: Json = {
        "name": "private-apps-api-calls-daily",
        "usageLimit": call.world.switches.daily,
        "currentUsage": call.world.limits.today,
        "collectedAt": iso(now),
        "fetchStatus": "SUCCESS",
        "resetsAt": iso(int(tomorrow.timestamp() * 1000)),
    }
    return Answer(200, {"results": [counter]})


def token_info(call: Call) -> Answer:
    """Tell whose a token is and what it may do; every scope that the portal knows when there is no limit.

    European tokens have to be sent as the token of the call, too (section 9).
    """
    text = as_text(call.json("tokenKey")["tokenKey"])
    token = granted(call.world.switches, text)
    if text.startswith(_EUROPEAN):
        problem = unauthorized(call.token, call.world.clock)
        if problem is not None:
            raise RefusedError(problem)
    if token is None:
        raise resource_not_found()
    scopes = _every_scope(call.world) if token.scopes is None else token.scopes
    body: Json = {
        "userId": 9_100_001,
        "hubId": call.world.account.portal_id,
        "appId": 4_242_000,
        "scopes": sorted(scopes),
    }
    return Answer(200, body)


def _every_scope(world: World) -> frozenset[str]:
    kinds = world.portal.objects.values()
    found = [kind.scopes(write=False) | kind.schema_scopes(write=False) for kind in kinds]
    return frozenset(_OTHER_SCOPES).union(*found)
