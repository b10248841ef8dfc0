"""What replies mean to somebody who takes records away."""

import pytest

from hubcli.core.outcomes import Fault
from hubcli.core.replies import Answer, BatchBody, Lost, NeverSent, Problem, Reply
from hubcli.core.undo_verdicts import Archived, Unjudged, judge_archive, judge_read
from hubcli.core.verdicts import Again, Doubt, Halt, Split
from hubcli.errors import ExitCode


def refused(status: int, category: str | None = "VALIDATION_ERROR", **more: object) -> Answer:
    problem = Problem("no", category, faults=(Fault("no"),), **more)  # type: ignore[arg-type]
    return Answer(status, problem=problem)


def test_only_a_204_says_that_it_was_done() -> None:
    assert judge_archive(Answer(204)) == Archived()


@pytest.mark.parametrize(
    "reply",
    [
        Answer(200),
        Answer(207, body=BatchBody()),
        Answer(302),
        Lost("cut"),
        refused(500),
        refused(502),
        refused(408),
    ],
)
def test_everything_else_is_not_known(reply: Reply) -> None:
    assert isinstance(judge_archive(reply), Doubt)
    assert isinstance(judge_read(reply), Doubt)


@pytest.mark.parametrize("reply", [NeverSent("x"), refused(429), refused(423), refused(477)])
def test_what_surely_did_nothing_is_sent_again(reply: Reply) -> None:
    assert isinstance(judge_archive(reply), Again)
    assert isinstance(judge_read(reply), Again)


@pytest.mark.parametrize(("status", "code"), [(401, ExitCode.ACCOUNT), (403, ExitCode.ACCOUNT)])
def test_a_token_that_may_not_archive_stops(status: int, code: ExitCode) -> None:
    verdict = judge_archive(refused(status))
    assert isinstance(verdict, Halt)
    assert verdict.stop.exit_code is code


def test_a_refusal_is_split() -> None:
    assert isinstance(judge_archive(refused(400)), Split)


def test_a_token_that_may_not_read_judges_nothing_and_names_the_scope() -> None:
    assert isinstance(judge_read(refused(401)), Halt)
    assert judge_read(refused(403, scopes=("crm.objects.contacts.read",))) == Unjudged(
        "reading the records was refused (403); the token needs one of these scopes:"
        " crm.objects.contacts.read"
    )
    assert judge_read(Answer(403)) == Unjudged("reading the records was refused (403)")
    assert judge_read(refused(400)) == Unjudged("reading the records was refused (400): no")
