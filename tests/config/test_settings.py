import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import platformdirs
import pytest

from hubcli.config.settings import Flags, Settings, load_settings
from hubcli.errors import ExitCode, MappingError, UnusableError, UsageError

NO_FLAGS = Flags()


class Place:
    """A working folder and a user's config folder."""

    def __init__(self, root: Path) -> None:
        self.cwd = root / "project"
        self.config = root / "config"
        self.cwd.mkdir()
        self.config.mkdir()

    def load(self, flags: Flags = NO_FLAGS, /, **variables: str) -> Settings:
        environ = {"HUBCLI_CONFIG": str(self.config), **variables}
        return load_settings(flags, environ, self.cwd)

    def faults(self) -> list[str]:
        with pytest.raises(MappingError) as caught:
            self.load()
        assert caught.value.exit_code is ExitCode.UNUSABLE
        return [str(fault).replace(str(self.cwd.parent), "…") for fault in caught.value.faults]

    def work_file(self, text: str) -> None:
        (self.cwd / "hubcli.yaml").write_text(text, encoding="utf-8")

    def own_file(self, text: str) -> None:
        (self.config / "hubcli.yaml").write_text(text, encoding="utf-8")


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_the_defaults(place: Place) -> None:
    assert place.load() == Settings(
        base_url="https://api.hubapi.com",
        api_version="2025-09",
        portal=None,
        patience=30.0,
        max_wait=300.0,
        leave=0.0,
        concurrency=8,
        batch_size=100,
        token_command=None,
        home=platformdirs.user_state_path("hubcli"),
    )


# What the flag, the variable, the working folder and the user's own file say.
LAYERS: list[tuple[Flags, tuple[str, str, str], list[object]]] = [
    (
        Flags(api_version="v3"),
        ("v4", "2026-03", "2026-09-beta"),
        ["v3", "v4", "2026-03", "2026-09-beta"],
    ),
    (Flags(portal=1), ("2", "3", "'4'"), [1, 2, 3, 4]),
    (Flags(patience=1.5), ("2", "3", "4.5"), [1.5, 2.0, 3.0, 4.5]),
    (Flags(max_wait=0.0), ("2", "3", "4"), [0.0, 2.0, 3.0, 4.0]),
    (Flags(leave="5"), ("10%", "12.5%", "90"), [0.05, 0.1, 0.125, 0.9]),
    (Flags(concurrency=1), ("2", "3", "4"), [1, 2, 3, 4]),
    (Flags(batch_size=1), ("2", "3", "100"), [1, 2, 3, 100]),
]


@pytest.mark.parametrize(("flags", "texts", "expected"), LAYERS)
def test_flags_over_environment_over_working_folder_over_own(
    place: Place, flags: Flags, texts: tuple[str, str, str], expected: list[object]
) -> None:
    (name,) = (field.name for field in fields(Flags) if getattr(flags, field.name) is not None)
    variable, work, own = texts
    variables = {f"HUBCLI_{name.upper()}": variable}
    place.own_file(f"{name}: {own}")
    found = [getattr(place.load(), name)]
    place.work_file(f"{name}: {work}")
    found.insert(0, getattr(place.load(), name))
    found.insert(0, getattr(place.load(**variables), name))
    found.insert(0, getattr(place.load(flags, **variables), name))
    assert found == expected


def test_the_base_url_counts_from_flag_variable_and_own_file(place: Place) -> None:
    place.own_file("base_url: https://own.example/")
    variable = "http://localhost:1/"
    assert place.load().base_url == "https://own.example"
    assert place.load(HUBCLI_BASE_URL=variable).base_url == "http://localhost:1"
    flags = Flags(base_url="https://flag.example")
    assert place.load(flags, HUBCLI_BASE_URL=variable).base_url == "https://flag.example"


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("op read 'op://a b/c'", ("op", "read", "op://a b/c")),
        ("[op, read, 'op://a b/c', '']", ("op", "read", "op://a b/c", "")),
    ],
)
def test_the_token_command_is_a_text_or_a_list(
    place: Place, text: str, command: tuple[str, ...]
) -> None:
    place.own_file(f"token_command: {text}")
    assert place.load().token_command == command
    assert place.load(HUBCLI_TOKEN_COMMAND="pass 'a b'").token_command == ("pass", "a b")


def test_home_is_absolute(place: Place) -> None:
    assert place.load(HUBCLI_HOME="/runs").home == Path("/runs")
    assert place.load(HUBCLI_HOME="runs").home == place.cwd / "runs"


def test_an_empty_variable_counts_as_none(place: Place) -> None:
    settings = place.load(HUBCLI_PORTAL="", HUBCLI_HOME="", HUBCLI_BASE_URL="")
    assert settings == place.load()


def test_the_users_own_folder_without_a_variable(tmp_path: Path) -> None:
    assert isinstance(load_settings(Flags(), {}, tmp_path), Settings)


def test_what_could_steal_the_token_does_not_count_in_a_working_folder(place: Place) -> None:
    place.work_file("token_command: sh -c evil\nbase_url: https://evil.example\n")
    assert place.faults() == [
        (
            "…/project/hubcli.yaml:1:1: token_command does not count in the hubcli.yaml of a working folder:"
            " it would run whatever this folder's owner wants; set it as HUBCLI_TOKEN_COMMAND, or in your"
            " own settings"
        ),
        (
            "…/project/hubcli.yaml:2:1: base_url does not count in the hubcli.yaml of a working folder: it"
            " would send the token wherever this folder's owner wants; set it as HUBCLI_BASE_URL, or in"
            " your own settings"
        ),
    ]


def test_they_are_refused_there_even_where_something_else_overrides_them(place: Place) -> None:
    place.work_file("base_url: https://evil.example\n")
    with pytest.raises(UnusableError):
        place.load(Flags(base_url="https://api.hubapi.com"))


def test_the_users_own_folder_is_trusted_also_as_a_working_folder(place: Place) -> None:
    place.config.rmdir()
    place.config = place.cwd
    place.own_file("token_command: pass show hubspot")
    assert place.load().token_command == ("pass", "show", "hubspot")


def test_all_faults_of_a_file_are_told_at_once(place: Place) -> None:
    place.own_file("""\
base_url: http://api.hubapi.com
api_version: 2025-13
portal: main
patience: [30]
max_wait: -1
concurrency: 0
batch_size: 101
batchsize: 5
token_command: "op 'x"
home: /tmp
batch_size: 5
""")
    start = "…/config/hubcli.yaml"
    keys = (
        "base_url, api_version, portal, patience, max_wait, leave, concurrency, batch_size,"
        " token_command, lock, profile or profiles"
    )
    assert place.faults() == [
        (
            f"{start}:1:11: base_url: plain http would show the token to everybody on the way to"
            " api.hubapi.com; expected https (http only for 127.0.0.1, ::1 and localhost)"
        ),
        f"{start}:2:14: api_version: expected a version such as 2025-09, 2026-09-beta or v3",
        f"{start}:3:9: portal: expected the number of a HubSpot account, such as 12345678",
        f"{start}:4:11: patience: expected text, not a list",
        f"{start}:5:11: max_wait: expected a number of seconds from 0 to 86400",
        f"{start}:6:14: concurrency: expected a whole number from 1 to 100",
        f"{start}:7:13: batch_size: expected a whole number from 1 to 100",
        f'{start}:8:1: unknown key "batchsize"; did you mean "batch_size"?',
        f"{start}:9:16: token_command: expected a command whose quotes close",
        f'{start}:10:1: unknown key "home"; expected {keys}',
        f'{start}:11:1: "batch_size" stands here twice, first on line 7',
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- a", "1:1: the file: expected a mapping (key: value), not a list"),
        ("a: b: c", "1:5: this is not YAML: mapping values are not allowed here"),
        ("portal: null", "1:9: portal: expected text, not null (in quotes it is the text)"),
        ("token_command: {a: b}", "1:16: token_command: expected text, not a mapping"),
        ("token_command: []", "1:16: token_command: expected a command"),
        ("token_command: [a, [b]]", "1:20: token_command: expected text, not a list"),
        ("token_command: ['', a]", "1:16: token_command: expected a command"),
        ("token_command: ''", "1:16: token_command: expected a command"),
    ],
)
def test_faults_of_a_file(place: Place, text: str, told: str) -> None:
    place.own_file(text)
    assert place.faults() == [f"…/config/hubcli.yaml:{told}"]


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "---\n"])
def test_an_empty_file_says_nothing(place: Place, text: str) -> None:
    place.work_file(text)
    assert place.load() == place.load()


def test_a_file_that_cant_be_read(place: Place) -> None:
    (place.cwd / "hubcli.yaml").mkdir()
    with pytest.raises(UnusableError, match="this is a folder, not a settings file"):
        place.load()


def test_a_link_to_nothing(place: Place) -> None:
    (place.cwd / "hubcli.yaml").symlink_to("nowhere")
    with pytest.raises(UnusableError, match="there is no such settings file"):
        place.load()


def test_a_config_folder_that_cant_be_looked_into(place: Place) -> None:
    with pytest.raises(UnusableError, match="the settings file can't be read: file name too long"):
        place.load(HUBCLI_CONFIG="x" * 300)


def test_a_config_folder_that_is_a_file(place: Place, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert place.load(HUBCLI_CONFIG=str(tmp_path / "file")) == place.load()


@pytest.mark.parametrize(
    ("flags", "told"),
    [
        (Flags(base_url="http://x.example"), "--base-url: plain http would show"),
        (Flags(api_version="2025"), "--api-version: expected a version such as"),
        (Flags(portal=0), "--portal: expected the number of a HubSpot account"),
        (Flags(patience=float("nan")), "--patience: expected a number of seconds"),
        (Flags(max_wait=float("inf")), "--max-wait: expected a number of seconds"),
        (Flags(leave="91%"), "--leave: expected a share from 0% to 90%, such as 20%"),
        (Flags(leave="-1"), "--leave: expected a share"),
        (Flags(leave="20 %"), "--leave: expected a share"),
        (Flags(leave="0,2"), "--leave: expected a share"),
        (Flags(leave="\u0661"), "--leave: expected a share"),
        (Flags(concurrency=101), "--concurrency: expected a whole number from 1 to 100"),
        (Flags(batch_size=0), "--batch-size: expected a whole number from 1 to 100"),
        (Flags(batch_size=101), "--batch-size: expected a whole number from 1 to 100"),
    ],
)
def test_a_wrong_flag_is_named(place: Place, flags: Flags, told: str) -> None:
    with pytest.raises(UsageError) as caught:
        place.load(flags)
    assert caught.value.message.startswith(told)


@pytest.mark.parametrize(
    ("variable", "text"),
    [
        ("HUBCLI_BASE_URL", "http://127.0.0.1.evil.example"),
        ("HUBCLI_API_VERSION", "v5"),
        ("HUBCLI_PORTAL", "4_2"),
        ("HUBCLI_PORTAL", "９"),
        ("HUBCLI_PATIENCE", "30s"),
        ("HUBCLI_MAX_WAIT", "nan"),
        ("HUBCLI_LEAVE", "100"),
        ("HUBCLI_CONCURRENCY", "8.0"),
        ("HUBCLI_BATCH_SIZE", "1000"),
        ("HUBCLI_TOKEN_COMMAND", "'open"),
        ("HUBCLI_TOKEN_COMMAND", " "),
    ],
)
def test_a_wrong_variable_is_named(place: Place, variable: str, text: str) -> None:
    with pytest.raises(UsageError, match=f"^{variable}: expected|^{variable}: plain http"):
        place.load(**{variable: text})


def test_every_flag_has_a_setting() -> None:
    names = {field.name for field in fields(Settings)}
    assert {field.name for field in fields(Flags)} <= names


def test_settings_load_no_yaml_before_there_is_a_file() -> None:
    code = "import sys, hubcli.config.settings as s; print({'yaml', 'platformdirs'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


PROFILES = """
portal: 7
profiles:
  prod:
    portal: 1
    base_url: https://eu.example.com
    token_command: op read prod
  test: {portal: 2, api_version: 2026-03}
"""


def test_a_profile_is_one_account(place: Place) -> None:
    place.own_file(PROFILES)
    prod, test, none = place.load(Flags(profile="prod")), place.load(Flags(profile="test")), None
    assert (prod.portal, prod.base_url, prod.profile) == (1, "https://eu.example.com", "prod")
    assert prod.token_command == ("op", "read", "prod")
    assert (test.portal, test.api_version, test.token_command) == (2, "2026-03", None)
    none = place.load()
    assert (none.portal, none.profile) == (7, None)


def test_a_flag_counts_before_the_profile_and_the_profile_before_the_environment(
    place: Place,
) -> None:
    place.own_file(PROFILES)
    flags = Flags(profile="prod", portal=9)
    assert place.load(flags).portal == 9
    assert place.load(Flags(profile="prod"), HUBCLI_PORTAL="8").portal == 1
    assert place.load(HUBCLI_PROFILE="prod", HUBCLI_PORTAL="8").portal == 8
    place.own_file(PROFILES + "profile: prod\n")
    assert (place.load().portal, place.load().profile) == (1, "prod")
    place.work_file("portal: 5\n")
    assert place.load().portal == 5


def test_a_working_folder_may_pin_a_profile_but_not_say_where_its_token_is(place: Place) -> None:
    place.own_file(PROFILES)
    place.work_file("profile: prod\nprofiles: {prod: {portal: 5}}\n")
    found = place.load()
    assert (found.portal, found.profile) == (5, "prod")
    assert found.token_command == ("op", "read", "prod")
    place.work_file("profiles: {prod: {token_variable: AWS_SECRET, base_url: https://x.com}}\n")
    assert [fault.partition(" does not count")[0] for fault in place.faults()] == [
        "…/project/hubcli.yaml:1:19: token_variable",
        "…/project/hubcli.yaml:1:47: base_url",
    ]
    assert [fault.rpartition("; ")[2] for fault in place.faults()] == [
        "set it in your own settings",
        "set it as HUBCLI_BASE_URL, or in your own settings",
    ]


def test_a_profile_that_nobody_knows_is_told_with_the_near_one(place: Place) -> None:
    place.own_file(PROFILES)
    with pytest.raises(UnusableError, match="no profile prd; did you mean") as caught:
        place.load(Flags(profile="prd"))
    assert caught.value.exit_code is ExitCode.UNUSABLE
    with pytest.raises(UsageError, match="--profile: expected a profile's name"):
        place.load(Flags(profile="../x"))


def test_all_faults_of_profiles_are_told_at_once(place: Place) -> None:
    place.own_file("profiles:\n  ../up: {portal: 1}\n  a: {portl: 1}\n  b: {portal: x}\n")
    assert place.faults() == [
        (
            "…/config/hubcli.yaml:2:3: profiles: expected a profile's name: letters, digits, . _ and -,"
            " such as prod"
        ),
        '…/config/hubcli.yaml:3:7: profiles: a: unknown key "portl"; did you mean "portal"?',
        (
            "…/config/hubcli.yaml:4:15: portal: expected the number of a HubSpot account, such as"
            " 12345678"
        ),
    ]


def test_a_lock_file_may_be_named_by_anybody(place: Place) -> None:
    assert place.load().lock is None
    place.own_file("lock: own.json\n")
    assert place.load().lock == "own.json"
    place.work_file("lock: hubspot.lock.json\n")
    assert place.load().lock == "hubspot.lock.json"
    assert place.load(HUBCLI_LOCK="other.json").lock == "other.json"
    place.work_file('lock: " "\n')
    assert place.faults() == ["…/project/hubcli.yaml:1:7: lock: expected the path of a file"]
