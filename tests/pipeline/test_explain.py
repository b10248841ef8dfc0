from hubcli.core.outcomes import Created, Fault, InDoubt, Outcome, Refused
from hubcli.core.records import Record
from hubcli.pipeline.explain import explained
from tests.pipeline.builders import batch_of, records


def named(file: str, record: Record, fault: Fault) -> Fault:
    return Fault(fault.message, column=f"{file}:{record.row.line}")


def test_each_fault_is_explained_with_its_own_row_and_file() -> None:
    batch = batch_of(records(4), file="b.csv")
    ends: dict[int, Outcome] = {
        3: Refused((Fault("x"), Fault("y"))),
        0: Created("1"),
        1: InDoubt((Fault("z"),)),
    }
    assert explained(batch, ends, named) == {
        0: Created("1"),
        1: InDoubt((Fault("z", column="b.csv:3"),)),
        3: Refused((Fault("x", column="b.csv:5"), Fault("y", column="b.csv:5"))),
    }
