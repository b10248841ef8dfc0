import codecs
import gzip
import hashlib
import os
from pathlib import Path

import pytest

from hubcli.core.forms import DelimitedForm, JsonLinesForm
from hubcli.core.mapping import SourceOptions
from hubcli.errors import SourceError, UnavailableError, UsageError
from hubcli.sources.open import open_source
from tests.sources.folder import OPTIONS, Folder, good

TEXT = "navn,by\nKåre,Tromsø\n山田,大阪\n"
ROWS = [(2, {"navn": "Kåre", "by": "Tromsø"}), (3, {"navn": "山田", "by": "大阪"})]


@pytest.mark.parametrize(
    ("content", "form"),
    [
        (TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8-sig"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16"),
        (codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"), "utf-32"),
    ],
    ids=["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "utf-32"],
)
def test_unicode_is_recognised(folder: Folder, content: bytes, form: str) -> None:
    source = folder.open("data.csv", content)
    assert good(source.rows()) == ROWS
    assert source.columns() == {"navn": 1, "by": 1}
    assert isinstance(source.form, DelimitedForm)
    assert source.form.encoding == form


@pytest.mark.parametrize(
    ("said", "codec", "form"),
    [
        ("UTF8", "utf-8", "utf-8"),
        ("utf-8-sig", "utf-8", "utf-8"),
        ("utf-8", "utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le", "utf-16-le"),
        ("shift_jis", "shift_jis", "shift_jis"),
    ],
)
def test_the_encoding_can_be_said(folder: Folder, said: str, codec: str, form: str) -> None:
    text = "a,b\n山田,大阪\n"
    source = folder.open("data.csv", text.encode(codec), SourceOptions(encoding=said))
    assert good(source.rows()) == [(2, {"a": "山田", "b": "大阪"})]
    assert isinstance(source.form, DelimitedForm)
    assert source.form.encoding == form


@pytest.mark.parametrize("said", ["utf-9", "hex", "rot13", " ", "a\0b", "undefined"])
def test_encodings_that_are_none(folder: Folder, said: str) -> None:
    with pytest.raises(UsageError, match="no encoding"):
        folder.open("data.csv", TEXT, SourceOptions(encoding=said))


@pytest.mark.parametrize(
    ("content", "said", "message"),
    [
        (codecs.BOM_UTF8 + b"a\n", "cp1252", "byte order mark of utf-8"),
        ("a\n".encode("utf-16-le"), "utf-16", "no byte order mark"),
    ],
    ids=["another mark", "no mark"],
)
def test_encodings_that_cannot_be(folder: Folder, content: bytes, said: str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        folder.open("data.csv", content, SourceOptions(encoding=said))


@pytest.mark.parametrize("name", ["d.csv", "d.jsonl", "d.json", "d.yaml"])
def test_bytes_of_another_encoding_are_named_by_line_and_offset(folder: Folder, name: str) -> None:
    start = b"[\n" if name == "d.json" else b"- a\n" if name == "d.yaml" else b'"a"\n'
    filler = b"1,\r\n" if name == "d.json" else b"- 1\r\n" if name == "d.yaml" else b"1\r\n"
    content = start + filler * 70_000 + "Kåre\n".encode("cp1252")
    source = folder.open(name, content)
    with pytest.raises(SourceError) as caught:
        list(source.rows())
    assert caught.value.place.line == 70_002
    assert f"offset {len(content) - 4:,}" in caught.value.message
    assert "--encoding cp1252" in caught.value.hint


def test_a_character_that_is_cut_off_is_found(folder: Folder) -> None:
    source = folder.open("d.csv", b"a\n1\n" + "å".encode()[:1])
    with pytest.raises(SourceError, match=r"^d.csv:3: the byte at offset 4 "):
        list(source.rows())


@pytest.mark.parametrize("name", ["data.csv", "data.csv.gz", "data.CSV.GZ", "data", "data.txt"])
def test_gzip_is_recognised_whatever_its_name(folder: Folder, name: str) -> None:
    assert good(folder.rows(name, gzip.compress(TEXT.encode()))) == ROWS
    assert good(folder.rows(name, TEXT)) == ROWS


def test_several_gzip_members_are_one_file(folder: Folder) -> None:
    packed = gzip.compress(TEXT[:15].encode()) + gzip.compress(TEXT[15:].encode())
    source = folder.open("data.csv.gz", packed)
    assert good(source.rows()) == ROWS
    assert source.fingerprint() == hashlib.sha256(packed).hexdigest()


@pytest.mark.parametrize("name", ["d.csv.gz", "d.jsonl.gz", "d.json.gz", "d.yaml.gz"])
@pytest.mark.parametrize("kind", ["cut", "damaged", "followed"])
def test_gzip_that_is_cut_off_or_damaged(folder: Folder, name: str, kind: str) -> None:
    lines = [f"{os.urandom(20).hex()}" for _ in range(20_000)]
    text = {
        "d.csv.gz": "\n".join(lines),
        "d.jsonl.gz": "\n".join(f'{{"a": "{line}"}}' for line in lines),
        "d.json.gz": "[" + ",\n".join(f'{{"a": "{line}"}}' for line in lines) + "]",
        "d.yaml.gz": "\n".join(f"- a: x{line}" for line in lines),
    }[name]
    packed = bytearray(gzip.compress(text.encode()))
    match kind:
        case "cut":
            del packed[len(packed) // 2 :]
        case "damaged":
            packed[-6] ^= 255
        case _:
            packed += b"more"
    source = folder.open(name, bytes(packed))
    with pytest.raises(SourceError, match=r":\d+: the gzip file is cut off or damaged") as caught:
        list(source.rows())
    assert caught.value.place.line
    assert caught.value.place.line > 1


@pytest.mark.parametrize("content", [b"", gzip.compress(b"")], ids=["nothing", "packed"])
@pytest.mark.parametrize("name", ["d.csv", "d.json", "d.jsonl", "d.yaml", "d.gz"])
def test_empty_files(folder: Folder, name: str, content: bytes) -> None:
    with pytest.raises(SourceError, match="the file is empty"):
        folder.open(name, content)


def test_gzip_that_is_cut_in_its_header(folder: Folder) -> None:
    with pytest.raises(SourceError, match="cut off"):
        folder.open("d.csv.gz", gzip.compress(b"x")[:5])


@pytest.mark.parametrize("content", [b"PK\x03\x04rest", b"\xd0\xcf\x11\xe0rest", b"%PDF-1.7"])
def test_files_of_other_programs(folder: Folder, content: bytes) -> None:
    with pytest.raises(SourceError, match="this is a"):
        folder.open("data.xlsx", content)


def test_what_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name, message in [
        ("none.csv", "no such file"),
        ("", "folder"),
        ("pipe", "pipe"),
        ("x" * 300, "can't be read"),
        ("a\0b", "can't be read"),
    ]:
        with pytest.raises(SourceError, match=message):
            open_source(str(tmp_path / name), OPTIONS)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission(folder: Folder) -> None:
    path = folder.put("data.csv", TEXT)
    Path(path).chmod(0)
    with pytest.raises(SourceError, match="Permission denied"):
        open_source(path, OPTIONS)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("d.csv", "a,b\n1,2\n"),
        ("d.tsv", "a\tb\n1\t2\n"),
        ("d.tab", "a\tb\n1\t2\n"),
        ("d.txt", "a|b\n1|2\n"),
        ("d", "a;b\n1;2\n"),
        ("d.json", '[{"a": "1", "b": "2"}]'),
        ("d.jsonl", '{"a": "1", "b": "2"}\n'),
        ("d.ndjson", '{"a": "1", "b": "2"}\n'),
        ("d.yaml", "- a: 1\n  b: 2\n"),
        ("d.yml", "- a: 1\n  b: 2\n"),
        ("stdin", '[{"a": "1", "b": "2"}]'),
        ("stdin", '\n {\n"rows": [{"a": "1", "b": "2"}]}'),
        ("stdin", '{"rows": [{"a": "1", "b": "2"}]}'),
        ("stdin", '{"a": "1", "b": "2"}\n'),
        ("stdin", '{"a": "1", "b": "2"}'),
        ("stdin", '\n\n{"a": "1", "b": "2"}\n\n\n'),
        ("stdin", codecs.BOM_UTF16_LE + '[{"a": "1", "b": "2"}]'.encode("utf-16-le")),
    ],
)
def test_the_format_is_found(folder: Folder, name: str, content: str | bytes) -> None:
    rows = folder.rows(name, content)
    assert [values for _, values in good(rows)] == [{"a": "1", "b": "2"}]


def test_lines_of_several_records_with_lists_are_json_lines(folder: Folder) -> None:
    rows = folder.rows("stdin", '{"a": [1]}\n{"a": [2]}\n')
    assert good(rows) == [(1, {"a": [1]}), (2, {"a": [2]})]
    own = '{"properties": {"email": "a"}, "associations": []}'
    assert len(good(folder.rows("stdin", own))) == 1


def test_the_format_can_be_said(folder: Folder) -> None:
    rows = folder.rows("data.csv", '{"a": 1}\n', SourceOptions(format="JSONL"))
    assert good(rows) == [(1, {"a": 1})]
    with pytest.raises(UsageError, match="no format 'xml'"):
        folder.open("data.csv", "a\n", SourceOptions(format="xml"))


def test_the_name_is_what_the_user_typed(folder: Folder) -> None:
    path = folder.put("spool", TEXT)
    assert open_source(path, OPTIONS).name == path
    assert open_source(path, OPTIONS, name="stdin").name == "stdin"


CONTENTS: dict[str, str | bytes] = {
    "d.csv": "a\n1\n2\n",
    "d.csv.gz": gzip.compress(b"a\n1\n2\n"),
    "d.json": '[{"a": 1}, {"a": 2}]  \n\n',
    "d.jsonl": '{"a": 1}\n{"a": 2}\n',
    "d.yaml": "- a: 1\n- a: 2\n# end\n",
}


@pytest.mark.parametrize("name", CONTENTS)
def test_the_fingerprint_is_of_the_bytes_on_disk(folder: Folder, name: str) -> None:
    source = folder.open(name, CONTENTS[name])
    digest = hashlib.sha256((folder.path / name).read_bytes()).hexdigest()
    assert source.fingerprint() == digest
    again = open_source(str(folder.path / name), OPTIONS)
    list(again.rows())
    (folder.path / name).unlink()
    assert again.fingerprint() == digest


@pytest.mark.parametrize("name", CONTENTS)
def test_a_file_that_changed_in_between_is_told(folder: Folder, name: str) -> None:
    source = folder.open(name, CONTENTS[name])
    assert len(list(source.rows())) == 2
    path = folder.path / name
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(UnavailableError, match="the input changed"):
        list(source.rows())
    with pytest.raises(UnavailableError, match="the input changed"):
        list(source.cells("a"))


def test_a_file_changed_with_its_old_time_is_told_by_its_bytes(folder: Folder) -> None:
    source = folder.open("d.csv", "a\n1\n")
    path = folder.path / "d.csv"
    before = path.stat()
    list(source.rows())
    path.write_bytes(b"a\n2\n")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    with pytest.raises(UnavailableError, match="the input changed"):
        list(source.rows())


def test_a_file_that_changes_during_a_pass_is_told(folder: Folder) -> None:
    source = folder.open("d.csv", "a\n1\n2\n")
    rows = source.rows()
    next(rows)
    with (folder.path / "d.csv").open("ab") as file:
        file.write(b"3\n")
    with pytest.raises(UnavailableError, match="the input changed"):
        list(rows)


def test_a_file_that_is_gone_is_told(folder: Folder) -> None:
    source = folder.open("d.csv", "a\n1\n")
    (folder.path / "d.csv").unlink()
    with pytest.raises(UnavailableError, match="can't be read any further"):
        list(source.rows())
    with pytest.raises(UnavailableError, match="can't be read any further"):
        source.fingerprint()


@pytest.mark.parametrize("name", ["d.json", "d.jsonl", "d.yaml"])
def test_rejects_of_records_are_json_lines(folder: Folder, name: str) -> None:
    assert folder.open(name, CONTENTS[name]).form == JsonLinesForm()


@pytest.mark.parametrize("codec", ["shift_jis", "gb18030", "utf-16", "utf-32", "ascii"])
def test_bytes_that_no_character_has_are_found_in_any_encoding(folder: Folder, codec: str) -> None:
    bad = {"utf-16": b"\x00\xd8a\x00", "utf-32": b"\xff\xff\xff\xff"}.get(codec, b"\xff\xff")
    good_part = ("a\n" + "1\n" * 100_000).encode(codec)
    source = folder.open("d.csv", good_part + bad, SourceOptions(encoding=codec))
    with pytest.raises(SourceError) as caught:
        list(source.rows())
    assert caught.value.place.line == 100_002
    assert f"offset {len(good_part):,}" in caught.value.message
