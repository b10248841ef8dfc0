from hubcli.core.packed import columns_of
from hubcli.core.records import Batch, Record, comparable_key, comparable_keys
from hubcli.core.rows import SourceRow


def test_a_batch_knows_the_lines_on_which_its_first_and_last_row_begin() -> None:
    rows = [SourceRow(number, number * 3, ("a",), ("x",)) for number in (1, 2, 3)]
    batch = Batch(1, "data.csv", [Record(f"t{row.number}", {}, (), None, row) for row in rows])
    assert columns_of(batch.records).lines == (3, 9)


def test_rows_give_their_cells_by_column() -> None:
    assert SourceRow(1, 2, ("a", "b"), ("x", None)).values == {"a": "x", "b": None}


def test_emails_are_compared_as_hubspot_does_and_other_keys_to_the_letter() -> None:
    assert comparable_key("email", " Ada@Example.COM ") == "ada@example.com"
    assert comparable_key("sku", " Ab ") == " Ab "


def test_many_keys_are_compared_like_one() -> None:
    for name in ("email", "sku"):
        values = [" Ada@Example.COM ", "", "  ", "x"]
        expected = [comparable_key(name, value) or None for value in values]
        assert comparable_keys(name, values) == expected
