from hubcli.core.outcomes import Fault, Outcome, Refused, Updated
from hubcli.core.records import Record
from hubcli.core.replies import Answer, BatchBody, ErrorItem, Lost, Problem, Reply, Result
from hubcli.core.rows import SourceRow
from hubcli.core.schema import ObjectSchema
from hubcli.core.updates import judge_update
from hubcli.core.verdicts import Again, Doubt, Settle, Split, Verdict

PAIRS = tuple(
    (f"{number}", Record(f"t-{number}", {"a": "b"}, (), None, SourceRow(number, number, (), ())))
    for number in (1, 2, 3)
)
BAD, WARNED = Fault("bad", "INVALID"), Fault("put right", "NORMALIZED")


def _judged(reply: Reply) -> Verdict:
    return judge_update(reply, PAIRS, ObjectSchema("contacts"))


def _ends(*results: Result, errors: tuple[ErrorItem, ...] = ()) -> dict[int, Outcome]:
    verdict = _judged(Answer(207, BatchBody(results, errors)))
    assert isinstance(verdict, Settle)
    assert verdict.body == BatchBody(results, errors)
    return verdict.reconciled.outcomes


def test_by_their_ids_in_any_order() -> None:
    ends = _ends(Result("3", {}, url="u"), Result("1", {}, warnings=(WARNED,)), Result("9", {}))
    assert ends == {0: Updated("1", "", (WARNED,)), 2: Updated("3", "u")}


def test_errors_by_trace_id() -> None:
    twice = ErrorItem(("t-2",), (BAD,)), ErrorItem(("t-2", "t-9"), (WARNED,))
    assert _ends(errors=twice) == {1: Refused((BAD, WARNED))}
    apart = ErrorItem(("t-1",), (BAD,)), ErrorItem(("t-3", "t-2"), (WARNED,))
    assert _ends(errors=apart) == {0: Refused((BAD,)), 1: Refused((WARNED,)), 2: Refused((WARNED,))}


def test_an_error_of_a_row_that_holds_its_values_is_a_warning() -> None:
    ends = _ends(Result("1", {}, warnings=(WARNED,)), errors=(ErrorItem(("t-1",), (BAD,)),))
    assert ends == {0: Updated("1", "", (WARNED, BAD))}


def test_the_one_error_that_names_no_row_is_of_the_one_row_that_is_left() -> None:
    two = (Result("1", {}), Result("2", {}))
    loose = ErrorItem((), (BAD,))
    assert _ends(*two, errors=(loose,))[2] == Refused((BAD,))
    assert 2 not in _ends(*two, errors=(loose, loose))
    assert _ends(two[0], errors=(loose,)).keys() == {0}


def test_everything_else_as_for_any_request() -> None:
    assert _judged(Lost("cut")) == Doubt("cut")
    assert _judged(Answer(200, BatchBody())) == Doubt("HubSpot answered 200 and named no row")
    refusal = Problem("no", "X", faults=(BAD,), traces=("t-3",))
    assert _judged(Answer(400, None, refusal)) == Split(refusal, (2,))
    assert isinstance(_judged(Answer(423, None, refusal)), Again)
