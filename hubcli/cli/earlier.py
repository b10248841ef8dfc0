"""Keeps a file from being imported twice by mistake."""

from contextlib import closing

from hubcli.cli.telling import Job
from hubcli.core.outcomes import OutcomeName
from hubcli.errors import UnusableError
from hubcli.runs.catalog import KnownRun, all_runs
from hubcli.runs.ledger import Ledger


def refuse_imported(job: Job) -> None:
    """Raises UnusableError where an earlier run already imported one of the files to this portal.

    The same content and object, whatever the mapping (design, section 6); rehearsals are exempt.
    """
    if job.asked.rehearse or job.asked.again:
        return
    prints = {one.source.fingerprint(): one.source.name for one in job.rows.inputs}
    for run in all_runs(job.place.settings.home):
        same = next((file for file in run.record.files if file.fingerprint in prints), None)
        if same is None or not _is_alike(run, job) or not _holds_rows(run):
            continue
        name = prints[same.fingerprint]
        message = f"{name} was imported already, by the run {run.record.id} ({_when(run)})"
        goes_on = "" if run.is_finished else f"`hubcli resume {run.record.id}` goes on with it, "
        hint = (
            f"{goes_on}`hubcli retry {run.record.id}` sends its refused rows again,"
            f" `hubcli undo {run.record.id}` takes it back, --again imports the file once more."
        )
        raise UnusableError(message, hint)


def _is_alike(run: KnownRun, job: Job) -> bool:
    record, account = run.record, job.known.account
    if record.rehearsal or record.command != "create":
        return False
    if record.object_type != job.known.object_type:
        return False
    if account is None:
        # Two portals without a name are one only as far as the address tells.
        return record.portal_id is None and record.base_url == job.place.settings.base_url
    return record.portal_id == account.portal_id


def _holds_rows(run: KnownRun) -> bool:
    """Whether anything is there that the run made: created, or perhaps created, and not undone."""
    with closing(Ledger(run.folder.journal)) as ledger:
        counts = ledger.counts()
        undone = int(ledger.fact("undone") or 0)
        doubts = ledger.standing(run.record.rows).doubts if run.end is None else 0
    made = counts.get(OutcomeName.CREATED, 0)
    return made - undone > 0 or bool(doubts or counts.get(OutcomeName.IN_DOUBT))


def _when(run: KnownRun) -> str:
    return run.record.started_at.replace("T", " ")[:16]
