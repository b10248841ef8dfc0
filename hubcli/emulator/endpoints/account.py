"""Account information, usage, and what a token is (api.md, section 9)."""

from datetime import UTC, datetime, timedelta

from hubcli.emulator.access import granted
from hubcli.emulator.answers import Answer
from hubcli.emulator.bodies import as_text
from hubcli.emulator.calls import Call, resource_not_found
from hubcli.emulator.clock import iso, milliseconds
from hubcli.emulator.problems import Json
from hubcli.emulator.rules import is_strict


def details(call: Call) -> Answer:
    """Tell which account it is, and of what kind."""
    switches = call.world.switches
    body: Json = {
        "portalId": switches.portal_id,
        "accountType": switches.account_type,
        "timeZone": "US/Eastern",
        "companyCurrency": "USD",
        "additionalCurrencies": [],
        "utcOffset": "-05:00",
        "utcOffsetMilliseconds": -18_000_000,
        "uiDomain": "app.hubspot.com",
        "dataHostingLocation": "na1",
    }
    if is_strict(call.version):
        body |= {"portalName": "Emulated portal", "createdAt": "2020-06-30T15:57:37.256Z"}
    return Answer(200, body)


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
    """Tell whose a token is and what it may do; every scope that the portal knows when there is no limit."""
    token = granted(call.world.switches, as_text(call.json("tokenKey")["tokenKey"]))
    if token is None:
        raise resource_not_found()
    every = {
        scope for kind in call.world.portal.objects.values() for scope in kind.scopes(write=False)
    }
    scopes = sorted(every if token.scopes is None else token.scopes)
    return Answer(
        200,
        {
            "userId": 9_100_001,
            "hubId": call.world.switches.portal_id,
            "appId": 4_242_000,
            "scopes": scopes,
        },
    )
