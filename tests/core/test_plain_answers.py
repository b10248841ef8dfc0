"""The short way through a plain answer must say what the long one says, and nothing else."""

from collections.abc import Mapping
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from hubcli.core.outcomes import Created, Fault
from hubcli.core.packed import Packed, columns_of, numbers_of
from hubcli.core.plain_answers import all_made
from hubcli.core.reconcile import reconcile
from hubcli.core.records import Record
from hubcli.core.replies import BatchBody, Columns, ErrorItem, Result
from hubcli.core.rows import SourceRow
from hubcli.core.schema import ObjectSchema

SCHEMA = ObjectSchema("contacts")


def sent(keys: list[str | None]) -> list[Record]:
    return [
        Record(
            f"t-{at}",
            {"email": key or "", "firstname": f"n{at}"},
            (),
            key,
            SourceRow(at + 1, at + 2, ("a",), ("x",)),
        )
        for at, key in enumerate(keys)
    ]


def body(results: list[Result]) -> BatchBody:
    """An answer both by row and by column, as the wire gives it where it is plain."""
    traces = [one.trace_id for one in results]
    urls = [one.url for one in results]
    columns = Columns(
        [one.id for one in results],
        [one.properties for one in results],
        traces if any(traces) else None,
        urls if any(urls) else None,
    )
    return BatchBody(tuple(results), columns=columns)


keys = st.sampled_from(["a@x.no", "b@x.no", "c@x.no", None])
"""In the form in which they are compared, as those of records are."""
echoes = st.sampled_from(["a@x.no", "b@x.no", "c@x.no", "A@x.no", " b@x.no", "d@x.no", "", None])
traces = st.sampled_from(["t-0", "t-1", "t-2", "t-9"])


@given(
    st.lists(keys, min_size=1, max_size=3),
    st.lists(
        st.tuples(st.sampled_from("1234"), echoes, st.none() | traces, st.sampled_from(["", "u"])),
        max_size=4,
    ),
    st.sampled_from([None, "email"]),
)
def test_it_says_what_the_long_way_says(
    mails: list[str | None],
    answers: list[tuple[str, str | None, str | None, str]],
    key: str | None,
) -> None:
    records = sent(mails)
    results = [Result(id_, {"email": mail}, trace, None, url) for id_, mail, trace, url in answers]
    plain = body(results)
    short = all_made(plain, records, key)
    if short is not None:
        assert short == reconcile(replace(plain, columns=None), records, SCHEMA, key).outcomes


def made(*pairs: tuple[str, str]) -> BatchBody:
    return body([Result(id_, {"email": mail}) for id_, mail in pairs])


def outcome(body: BatchBody, key: str | None = "email") -> Mapping[int, object] | None:
    return all_made(body, sent(["a@x.no", "b@x.no"]), key)


def test_results_are_named_by_their_key_in_any_order() -> None:
    found = outcome(made(("2", "b@x.no"), ("1", "a@x.no")))
    assert found == {0: Created("1"), 1: Created("2")}


def test_results_are_named_by_their_trace_id() -> None:
    answer = body([Result("2", {}, "t-1", None, "u"), Result("1", {}, "t-0", None, "v")])
    assert outcome(answer, None) == {0: Created("1", "v"), 1: Created("2", "u")}


def test_anything_else_takes_the_long_way() -> None:
    good = made(("1", "a@x.no"), ("2", "b@x.no"))
    assert outcome(good, None) is None
    assert outcome(replace(good, columns=None)) is None
    assert outcome(replace(good, errors=(ErrorItem((), (Fault("no"),)),))) is None
    assert outcome(made(("1", "a@x.no"))) is None
    assert outcome(made(("1", "a@x.no"), ("1", "b@x.no"))) is None
    assert outcome(made(("1", "a@x.no"), ("2", "a@x.no"))) is None
    assert outcome(made(("1", "a@x.no"), ("2", "c@x.no"))) is None
    assert all_made(good, sent(["a@x.no", None]), "email") is None
    nameless = body([Result("1", {"email": "a@x.no"}), Result("2", {})])
    assert all_made(nameless, sent(["a@x.no", None]), "email") is None
    assert all_made(good, sent(["a@x.no", "a@x.no"]), "email") is None
    odd = replace(good, columns=Columns(["1", "2"], [{"email": []}, {}], None, None))
    assert outcome(odd) is None


def test_a_plain_answer_with_a_wrong_number_of_errors_is_remarked_on() -> None:
    answer = replace(made(("2", "b@x.no"), ("1", "a@x.no")), num_errors=3)
    done = reconcile(answer, sent(["a@x.no", "b@x.no"]), SCHEMA, "email")
    assert done.outcomes == {0: Created("1"), 1: Created("2")}
    assert done.remark == "numErrors is 3, but errors lists 0"


def test_packed_records_are_the_same_records() -> None:
    records = sent(["a@x.no", "b@x.no"])
    unpacked = 0

    def unpack() -> list[Record]:
        nonlocal unpacked
        unpacked += 1
        return records

    packed = Packed(columns_of(records), b"{}", unpack)
    assert packed.body == b"{}"
    answer = made(("2", "b@x.no"), ("1", "a@x.no"))
    assert all_made(answer, packed, "email") == all_made(answer, records, "email")
    assert (len(packed), numbers_of(packed), columns_of(packed).keys) == (
        2,
        [1, 2],
        ["a@x.no", "b@x.no"],
    )
    assert unpacked == 0
    assert numbers_of(records) == [1, 2]
    assert (packed[1], list(packed[:1]), unpacked) == (records[1], records[:1], 1)
