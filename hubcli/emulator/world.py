"""Everything that one running emulator holds."""

import json
import time
from dataclasses import dataclass
from typing import Final, cast

from hubcli.emulator.account import Account, account_of
from hubcli.emulator.answers import compact
from hubcli.emulator.clock import Clock
from hubcli.emulator.database import Database
from hubcli.emulator.default_portal import default_document
from hubcli.emulator.ids import Chance
from hubcli.emulator.limits import Limits
from hubcli.emulator.links import Links
from hubcli.emulator.lock_file import Lock, LockError, open_lock
from hubcli.emulator.lock_portal import portal_document
from hubcli.emulator.portal import Portal
from hubcli.emulator.problems import Json
from hubcli.emulator.records import Records
from hubcli.emulator.rules import RuleBook
from hubcli.emulator.switches import Switches

_PORTAL: Final = "portal"
_LOCK: Final = "lock"


@dataclass(slots=True)
class World:
    """One portal with its records, its rules and its switches."""

    switches: Switches
    database: Database
    portal: Portal
    account: Account
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
    """Open the portal that the switches ask for.

    That is the one in the database file, else the lock's, the given or the default one. Raises
    LockError where the lock can't be used, or the database was not made of it.
    """
    lock = None if switches.lock is None else open_lock(switches.lock)
    database = Database(switches.db)
    try:
        portal = Portal(_document(switches, database, lock))
    except LockError:
        database.close()
        raise
    records, account = Records(database), account_of(switches, portal.account)
    return World(
        switches=switches,
        database=database,
        portal=portal,
        account=account,
        records=records,
        links=Links(database, portal.relations),
        book=RuleBook(portal, account.currencies, switches.required),
        chance=Chance(switches.seed, records.highest_id()),
        clock=clock,
        limits=Limits(switches, clock),
    )


def _document(switches: Switches, database: Database, lock: Lock | None) -> Json:
    """Read the portal that the database keeps, or make one and keep it."""
    kept = database.fact(_PORTAL)
    if kept is not None:
        if lock is not None and database.fact(_LOCK) != lock.fingerprint:
            message = f"{switches.db} keeps a portal that was not made of {lock.root.file}"
            raise LockError(message, "Leave the lock out, or keep its portal in another file.")
        return cast("Json", json.loads(kept))
    if lock is not None:
        document = portal_document(lock.root)
    else:
        document = default_document() if switches.portal is None else dict(switches.portal)
    # Read again, so that a portal that was given is not changed along with this one.
    text = compact(document)
    if switches.db is not None:
        database.set_fact(_PORTAL, text)
        database.set_fact(_LOCK, "" if lock is None else lock.fingerprint)
    return cast("Json", json.loads(text))
