"""What an answer to batch/upsert means."""

from collections.abc import Mapping

from hubcli.core.outcomes import Created, Fault, Outcome, Refused, Updated
from hubcli.core.records import Record
from hubcli.core.replies import Answer, BatchBody, ErrorItem, Lost, Reply, Result
from hubcli.core.rows import SourceRow
from hubcli.core.schema import ObjectSchema
from hubcli.core.upserts import MADE_MEANWHILE, judge_upsert
from hubcli.core.verdicts import Doubt, Settle, Verdict

RECORDS = tuple(
    Record(
        f"t-{number}",
        {"no": f"c{number}", "city": "Oslo"},
        (),
        f"c{number}",
        SourceRow(number, number, (), ()),
    )
    for number in (1, 2, 3)
)


def judged(reply: Reply, there: Mapping[int, str]) -> Verdict:
    return judge_upsert(reply, RECORDS, ObjectSchema("contacts"), "no", there=there)


def ends(
    *results: Result, there: Mapping[int, str] = {}, errors: tuple[ErrorItem, ...] = ()
) -> dict[int, Outcome]:
    verdict = judged(Answer(207, BatchBody(results, errors)), there)
    assert isinstance(verdict, Settle)
    assert verdict.reconciled.loose_ids == ()
    return verdict.reconciled.outcomes


def shown(number: int, *, new: bool | None, trace: bool = True, key: bool = True) -> Result:
    properties: dict[str, str | None] = {"no": f"c{number}"} if key else {}
    return Result(f"{number}0", properties, f"t-{number}" if trace else None, url="u", new=new)


def test_new_tells_created_from_updated() -> None:
    found = ends(shown(3, new=False), shown(1, new=True), there={2: "30"})
    assert found == {0: Created("10", "u"), 2: Updated("30", "u")}


def test_where_nothing_is_said_it_is_updated_what_was_there() -> None:
    found = ends(shown(1, new=None), shown(2, new=None), there={1: "20"})
    assert found == {0: Created("10", "u"), 1: Updated("20", "u")}


def test_a_record_that_was_gone_is_created_anew() -> None:
    assert ends(shown(1, new=True), there={0: "99"}) == {0: Created("10", "u")}


def test_a_record_that_was_made_meanwhile_is_told() -> None:
    assert ends(shown(1, new=False)) == {0: Updated("10", "u", (MADE_MEANWHILE,))}


def test_without_trace_ids_by_the_record_or_by_the_key() -> None:
    by_id = shown(1, new=False, trace=False, key=False)
    by_key = shown(2, new=True, trace=False)
    assert ends(by_id, by_key, there={0: "10"}) == {0: Updated("10", "u"), 1: Created("20", "u")}


def test_what_names_no_row_makes_none_the_runs() -> None:
    nameless = [Result(f"{n}", {}, new=True) for n in (7, 8, 9)]
    assert ends(*nameless) == {}


def test_refusals_are_the_rows() -> None:
    bad = Fault("bad", "INVALID")
    assert ends(errors=(ErrorItem(("t-2",), (bad,)),)) == {1: Refused((bad,))}


def test_no_answer_is_a_doubt() -> None:
    assert judged(Lost("cut"), {}) == Doubt("cut")
    assert isinstance(judged(Answer(502), {}), Doubt)
