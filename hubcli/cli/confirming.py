"""Production is confirmed by a person, where there is one (design, section 6)."""

from hubcli.cli.place import Place
from hubcli.cli.portal import Known
from hubcli.cli.requests import Asked
from hubcli.errors import StoppedError
from hubcli.report.confirm import ask
from hubcli.report.console import Streams


def confirm_production(
    asked: Asked, place: Place, known: Known, streams: Streams, *, doing: str, stopped: str
) -> None:
    """Raises StoppedError where somebody says no; asks nothing where the portal is certain.

    `doing` is the question after the portal's name, `stopped` what is told after a no.
    """
    account = known.account
    certain = asked.rehearse or asked.yes or place.settings.portal is not None
    if account is None or not account.is_production or certain or not streams.can_ask:
        return
    if not ask(f"Portal {account.portal_id} is a production account. {doing}", streams):
        raise StoppedError(stopped)
