from hubcli.core.forms import DelimitedForm, JsonLinesForm, RowForm


def test_rows_go_back_into_the_form_they_came_from() -> None:
    forms: set[RowForm] = {
        DelimitedForm(("a",), ";", "utf-8"),
        DelimitedForm(("a",), ";", "utf-8"),
        JsonLinesForm(),
    }
    assert len(forms) == 2
