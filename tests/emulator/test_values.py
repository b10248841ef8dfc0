import pytest

from tests.emulator.client import Client, Json, by_trace, embedded, fresh_email
from tests.emulator.conftest import Starter


def refused(api: Client, kind: str, row: dict[str, object]) -> Json:
    response = api.create([{**NEEDED.get(kind, {}), **row}], kind)
    assert response.status_code == 207, response.text
    (found,) = embedded(by_trace(response.json())["t0"]["message"])
    return found


def stored(api: Client, kind: str, name: str, value: object) -> str:
    response = api.create([{**NEEDED.get(kind, {}), name: value}], kind)
    assert response.status_code == 201, response.text
    return str(response.json()["results"][0]["properties"][name])


NEEDED: dict[str, dict[str, object]] = {
    "companies": {"name": "n"},
    "deals": {"dealname": "d", "dealstage": "contractsent"},
    "tickets": {"hs_pipeline_stage": "1"},
}


@pytest.mark.parametrize(
    "address",
    [
        "example.lcom",
        "a@example.lcom",
        "@example.com",
        "a@",
        "a@b",
        "a b@example.com",
        "a@exa_mple.com",
        "000",
    ],
)
def test_bad_e_mails(api: Client, address: str) -> None:
    found = refused(api, "contacts", {"email": address})
    assert (found["error"], found["name"]) == ("INVALID_EMAIL", "email")
    assert found["message"] == f"Email address {address} is invalid"


@pytest.mark.parametrize("domain", ["example.co.uk", "bücher.de", "x.museum"])
def test_good_e_mails(api: Client, domain: str) -> None:
    local = fresh_email().partition("@")[0]
    assert stored(api, "contacts", "email", f"{local}+tag@{domain}") == f"{local}+tag@{domain}"


def test_an_option_that_is_not_there_is_told_with_all_that_are(api: Client) -> None:
    found = refused(api, "companies", {"type": "PROSPECT1"})
    assert found["error"] == "INVALID_OPTION"
    assert found["message"].startswith(
        'PROSPECT1 was not one of the allowed options: [label: "Prospect"\nvalue: "PROSPECT"\ndisplay_order: 0\n'
        'double_data: 0.0\nhidden: false\ndescription: ""\nread_only: false\n, label: "Partner"'
    )


@pytest.mark.parametrize("value", ["Prospect", "prospect", "PROSPECT;PARTNER"])
def test_options_are_values_not_labels_and_one_only(api: Client, value: str) -> None:
    assert refused(api, "companies", {"type": value})["error"] == "INVALID_OPTION"


def test_several_choices_are_joined_by_semicolons(api: Client) -> None:
    assert stored(api, "contacts", "hs_buying_role", "CHAMPION;OTHER") == "CHAMPION;OTHER"
    assert stored(api, "contacts", "hs_buying_role", ";CHAMPION") == "CHAMPION"
    assert (
        refused(api, "contacts", {"hs_buying_role": "CHAMPION;Nobody"})["error"] == "INVALID_OPTION"
    )


@pytest.mark.parametrize("value", ["CHAMPION;champion", "CHAMPION; OTHER", "Champion"])
def test_each_of_several_choices_must_be_one(api: Client, value: str) -> None:
    assert refused(api, "contacts", {"hs_buying_role": value})["error"] == "INVALID_OPTION"


def test_an_archived_owner_is_refused(starter: Starter) -> None:
    portal: Json = starter().emulator.store.portal()
    portal["owners"][0]["archived"] = True
    api = starter(portal=portal)
    assert refused(api, "contacts", {"hubspot_owner_id": "71000001"})["error"] == "INVALID_OPTION"
    assert stored(api, "contacts", "hubspot_owner_id", "71000002") == "71000002"


def test_currencies_are_those_of_the_account(api: Client) -> None:
    account = api.get("/account-info/2025-09/details").json()
    for code in (account["companyCurrency"], *account["additionalCurrencies"]):
        assert stored(api, "deals", "deal_currency_code", code) == code
    found = refused(api, "deals", {"deal_currency_code": "NOK"})
    assert found["message"] == "NOK was not one of the allowed options: [EUR, GBP, USD]"


def test_an_unknown_owner_is_refused_and_a_known_one_taken(api: Client) -> None:
    assert refused(api, "contacts", {"hubspot_owner_id": "1"})["error"] == "INVALID_OPTION"
    assert stored(api, "contacts", "hubspot_owner_id", "71000001") == "71000001"


@pytest.mark.parametrize(
    "value",
    ["twelve", "1,000", "$5", "1.2.3", "1/1/1", "٣", "1.4210854715202004e-14", "1e400", "-", "."],
)
def test_bad_numbers(api: Client, value: str) -> None:
    found = refused(api, "companies", {"numberofemployees": value})
    assert (found["error"], found["message"]) == (
        "INVALID_INTEGER",
        f"{value} was not a valid number.",
    )


def test_a_number_of_400_digits_is_too_large_and_one_of_300_is_not(api: Client) -> None:
    found = refused(api, "companies", {"annualrevenue": "9" * 400})
    assert (found["error"], found["name"]) == ("INVALID_NUMBER_SIZE", "annualrevenue")
    assert stored(api, "companies", "annualrevenue", "9" * 300) == "9" * 300


@pytest.mark.parametrize("value", ["0", "-1", "1.50", "1000000", ".5", "5."])
def test_good_numbers_are_kept_as_written(api: Client, value: str) -> None:
    assert stored(api, "companies", "annualrevenue", value) == value


@pytest.mark.parametrize("value", ["yes", "TRUE", "1"])
def test_booleans_are_true_or_false(api: Client, value: str) -> None:
    found = refused(api, "companies", {"is_public": value})
    assert found["error"] == "INVALID_OPTION"
    assert found["message"] == f"{value} was not one of the allowed options: [true, false]"
    assert stored(api, "companies", "is_public", "false") == "false"


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("2025-05-01T12:00:00Z", "2025-05-01T12:00:00.000Z"),
        ("2025-05-01T12:00:00.123+02:00", "2025-05-01T10:00:00.123Z"),
        ("2025-05-01T12:00Z", "2025-05-01T12:00:00.000Z"),
        ("2025-05-01", "2025-05-01T00:00:00.000Z"),
        ("1746057600000", "2025-05-01T00:00:00.000Z"),
    ],
)
def test_good_datetimes_are_kept_in_utc(api: Client, value: str, kept: str) -> None:
    assert stored(api, "contacts", "closedate", value) == kept


@pytest.mark.parametrize(
    "value",
    ["asd000", "2024-01-30T01:07:09", "2025-05-01T12:00:00.123456Z", "01.05.2025", "2025-13-01"],
)
def test_bad_datetimes(api: Client, value: str) -> None:
    found = refused(api, "contacts", {"closedate": value})
    assert (found["error"], found["message"]) == ("INVALID_LONG", f"{value} was not a valid long.")


def test_dates(api: Client) -> None:
    assert (
        stored(api, "line_items", "hs_recurring_billing_start_date", "2025-05-01") == "2025-05-01"
    )
    assert (
        stored(api, "line_items", "hs_recurring_billing_start_date", "1746057600000")
        == "2025-05-01"
    )
    late = refused(api, "line_items", {"hs_recurring_billing_start_date": "1606768561954"})
    assert (late["error"], late["message"]) == (
        "INVALID_DATE",
        "1606768561954 is at 20:36:1.954 UTC, not midnight!",
    )
    odd = refused(api, "line_items", {"hs_recurring_billing_start_date": "2025-05-01T00:00:00Z"})
    assert odd["error"] == "INVALID_LONG"


@pytest.mark.parametrize(
    "value",
    [
        " PROSPECT",
        "PROSPECT ",
        "PROSPECT\u200b",
        "\u00a0PROSPECT",
        "\ufeffPROSPECT",
        "PROSPECT\u2003",
        "PROSPECT\u00ad",
        "\u200ePROSPECT",
        "PROSPECT\t",
    ],
)
def test_white_space_around_what_is_no_text_is_refused(api: Client, value: str) -> None:
    found = refused(api, "companies", {"type": value})
    assert found["error"] == "LEADING_TRAILING_WHITESPACE"
    assert found["message"] == f'"{value}" includes leading or trailing whitespace.'


def test_white_space_around_text_is_kept(api: Client) -> None:
    assert stored(api, "companies", "name", "  n ") == "  n "


def test_read_only_and_calculated_properties_are_refused(api: Client) -> None:
    found = refused(api, "contacts", {"hs_unique_creation_key": "k"})
    assert found["error"] == "READ_ONLY_VALUE"
    assert (
        found["message"]
        == '"hs_unique_creation_key" is a read only property; its value cannot be set.'
    )
    found = refused(api, "contacts", {"hs_object_id": "1"})
    assert found["message"] == '"hs_object_id" is a calculated property; its value cannot be set.'
    assert refused(api, "contacts", {"hs_object_id": ""})["error"] == "READ_ONLY_VALUE"


def test_a_text_may_have_65536_characters(api: Client) -> None:
    assert len(stored(api, "companies", "description", "x" * 65_536)) == 65_536
    assert refused(api, "companies", {"description": "x" * 65_537})["name"] == "description"


@pytest.mark.parametrize(
    "text", ['O\'Brien, "Ada"\n2nd line', "日本語", "00123", "a\u0000b", "\U0001f600"]
)
def test_texts_come_back_to_the_letter(api: Client, text: str) -> None:
    assert stored(api, "companies", "description", text) == text


def test_stages_must_belong_to_the_pipeline(api: Client) -> None:
    assert refused(api, "deals", {"dealstage": "nowhere"})["name"] == "dealstage"
    assert refused(api, "deals", {"pipeline": "nowhere"})["name"] == "pipeline"
    assert stored(api, "deals", "dealstage", "closedwon") == "closedwon"
    assert refused(api, "deals", {"hs_pipeline": "default"})["error"] == "PROPERTY_DOESNT_EXIST"


@pytest.mark.parametrize(
    ("kind", "row", "word", "lacking"),
    [
        ("tasks", {"hs_task_subject": "Call"}, "TASK", ["hs_timestamp"]),
        ("deals", {"amount": "1"}, "DEAL", ["dealname", "dealstage"]),
        ("companies", {"city": "London"}, "COMPANY", ["domain", "name"]),
        ("tickets", {"subject": "Help"}, "TICKET", ["hs_pipeline_stage"]),
        ("services", {"hs_name": "s"}, "SERVICE", ["hs_pipeline_stage"]),
        ("emails", {"hs_timestamp": "2025-05-01"}, "EMAIL", ["hs_email_direction"]),
    ],
)
def test_required_properties(
    api: Client, kind: str, row: Json, word: str, lacking: list[str]
) -> None:
    body = api.create([row], kind, traced=False).json()
    assert body["message"] == f"Error creating {word}. Some required properties were not set."
    assert body["context"] == {"properties": lacking}


def test_a_contact_needs_nothing(api: Client) -> None:
    assert api.create([{}]).status_code == 201


def test_required_by_rule_only_from_2026_09(starter: Starter) -> None:
    api = starter(required=("contacts.firstname",))
    assert api.create([{"email": fresh_email()}]).status_code == 201
    api.version = "2026-09"
    response = api.create([{"email": fresh_email()}], traced=False)
    assert response.status_code == 400
    assert response.json()["message"] == "The property values provided are invalid"
    assert response.json()["errors"][0]["message"] == "A value for firstname must be provided"
    assert response.json()["errors"][0]["code"] == "MISSING_REQUIRED_PROPERTY"


@pytest.mark.parametrize(
    ("kind", "name", "raw", "kept"),
    [
        ("line_items", "hs_recurring_billing_start_date", "1606768561954", "2020-11-30"),
        ("contacts", "closedate", "1746057600", "2025-05-01T00:00:00.000Z"),
        ("contacts", "closedate", "2024-01-30T01:07:09", "2024-01-30T01:07:09.000Z"),
    ],
)
def test_2026_09_normalises_dates_and_says_so(
    starter: Starter, kind: str, name: str, raw: str, kept: str
) -> None:
    api = starter()
    api.version = "2026-09"
    result = api.create([{name: raw}], kind).json()["results"][0]
    assert result["properties"][name] == kept
    assert result["warnings"][0]["category"] == "PROPERTY_VALUE_NORMALIZED"
    assert result["warnings"][0]["context"] == {
        "normalizedValue": kept,
        "propertyName": name,
        "rawValue": raw,
    }
