"""The pace of a command: what is known of the account's limits before its first row goes."""

from collections.abc import Callable
from threading import RLock

from hubcli.cli.place import Place
from hubcli.cli.portal import Known
from hubcli.core.outcomes import Tally
from hubcli.errors import UnavailableError
from hubcli.hubspot.pace import Pace
from hubcli.hubspot.paths import Paths
from hubcli.hubspot.quota import Quota, Usage, usage_of
from hubcli.hubspot.reads import Denied, read
from hubcli.hubspot.session import Session
from hubcli.hubspot.shared_pace import shared_file
from hubcli.report.progress import Progress


def pace_of(
    place: Place,
    session: Session,
    paths: Paths,
    known: Known,
    *,
    rehearsal: bool,
    tell: Callable[[str], None],
) -> Pace:
    """The account's pace, shared with all processes under this home where the account is known.

    A rehearsal's portal is nobody else's. `tell` may be called from any thread.
    """
    leave, clock = place.settings.leave, place.clock
    shared = None
    if known.account and not rehearsal:
        shared = shared_file(place.settings.home, known.account.portal_id, paths.base_url)
    usage = usage_today(place, session, paths) if leave else None
    pace = Pace(
        clock.now,
        clock.wait,
        leave=leave,
        quota=Quota(leave, usage, clock=session.clock.now) if leave else None,
        shared=shared,
        tell=tell,
    )
    pace.begin(session.limits, session.sent)
    return pace


def usage_today(place: Place, session: Session, paths: Paths) -> Usage | None:
    """What of the day's requests is used; None where that is not to be had, which stops nothing."""
    try:
        answer = read(session, paths.usage(), place.clock.wait)
    except UnavailableError:
        return None
    return None if isinstance(answer, Denied) else usage_of(answer)


class OneAtATime:
    """A progress that any thread may tell something, also a signal's handler."""

    def __init__(self, progress: Progress) -> None:
        """`progress` is told by one at a time."""
        self._progress = progress
        self._lock = RLock()

    def advance(self, tally: Tally) -> None:
        """The running tally."""
        with self._lock:
            self._progress.advance(tally)

    def note(self, message: str) -> None:
        """A sentence worth telling now."""
        with self._lock:
            self._progress.note(message)
