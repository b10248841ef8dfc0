"""Everything that one running emulator holds."""

import json
import time
from dataclasses import dataclass
from typing import Final

from hubcli.emulator.answers import compact
from hubcli.emulator.clock import Clock
from hubcli.emulator.database import Database
from hubcli.emulator.default_portal import default_document
from hubcli.emulator.ids import Chance
from hubcli.emulator.limits import Limits
from hubcli.emulator.links import Links
from hubcli.emulator.portal import Portal
from hubcli.emulator.records import Records
from hubcli.emulator.rules import RuleBook
from hubcli.emulator.switches import Switches

_PORTAL: Final = "portal"


@dataclass(slots=True)
class World:
    """One portal with its records, its rules and its switches."""

    switches: Switches
    database: Database
    portal: Portal
    records: Records
    links: Links
    book: RuleBook
    chance: Chance
    clock: Clock
    limits: Limits

    @property
    def live(self) -> bool:
        """Tell whether bodies leave out what recorded ones leave out."""
        return self.switches.shapes == "live"

    def portal_changed(self) -> None:
        """Make a change of the portal count, and outlive the process."""
        self.portal.edition += 1
        if self.switches.db is not None:
            self.database.set_fact(_PORTAL, compact(self.portal.document()))


def open_world(switches: Switches, clock: Clock = time.time) -> World:
    """Open the portal that the switches ask for: the one in the database file, else the given or the default one."""
    database = Database(switches.db)
    kept = database.fact(_PORTAL)
    given = compact(switches.portal) if switches.portal is not None else None
    text = kept or given
    document = json.loads(text) if text else default_document()
    portal, records = Portal(document), Records(database)
    if kept is None and switches.db is not None:
        database.set_fact(_PORTAL, compact(portal.document()))
    return World(
        switches=switches,
        database=database,
        portal=portal,
        records=records,
        links=Links(database, portal.relations),
        book=RuleBook(portal, switches.required),
        chance=Chance(switches.seed, records.highest_id()),
        clock=clock,
        limits=Limits(switches, clock),
    )
