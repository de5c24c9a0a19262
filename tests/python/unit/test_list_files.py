"""What is taken of a list's file, and what is refused, with its line and the reason."""

from __future__ import annotations

import csv
from hashlib import sha256
from pathlib import Path

import duckdb
import pytest

from orchestration.erasure.places import lines_of_lists
from orchestration.lists import staging
from orchestration.lists.files import FileFaultError, ListFile, list_files, name_faults
from orchestration.project.project import Project

ANNA = sha256(b"anna@example.com").hexdigest()


def rows(file: Path) -> list[tuple[str, ...]]:
    with file.open(encoding="utf-8", newline="") as text:
        return [tuple(row) for row in csv.reader(text)]


def read(folder: Path, content: bytes, name: str = "vip.csv") -> tuple[list[tuple[str, ...]], dict[int, str]]:
    """The entries of a file (all but the list's name), and by line why the others are refused."""
    path = folder / name
    path.write_bytes(content)
    with staging.staged(ListFile("vip", path)) as found:
        entries, refusals = rows(found.entries), rows(found.refusals)
        assert {row[0] for row in entries + refusals} <= {"vip"}
        assert (found.read, found.taken) == (len(entries) + found.refused, len(entries))
        return [row[1:] for row in entries], {int(row[1]): row[3] for row in refusals}


@pytest.mark.parametrize(
    "content",
    [
        b"customer_id,added_at,added_by\n1,2024-03-01,crm\n2,,\n",
        b"\xef\xbb\xbfcustomer_id,added_at,added_by\r\n1,2024-03-01,crm\r\n2,,\r\n",
        b"Customer_ID;added_at;ADDED_BY\n 1 ;2024-03-01T02:00:00+02:00;crm\n\n2;;",
        b'note|customer_id|added_at|added_by\n"a|b"|1|2024-03-01|"crm"\n|"2"||\n',
        b"customer_id\tadded_at\tadded_by\n1\t2024-03-01 00:00:00\tcrm\n2\t\t\n",
    ],
    ids=["plain", "byte order mark", "semicolons and blanks", "quotes and another column", "tabs"],
)
def test_a_list_is_taken_however_a_spreadsheet_writes_it(tmp_path: Path, content: bytes):
    entries, refused = read(tmp_path, content)
    assert entries == [("1", "false", "2024-03-01 00:00:00", "crm"), ("2", "false", "", "")]
    assert refused == {}


def test_each_row_that_cannot_be_taken_is_refused_with_its_line(tmp_path: Path):
    content = (
        b'customer_id,added_at,added_by\n1,2024-01-01,"x, ""y"""\n\n 2 ,,z\n3,2024-01-01\n4,a,b,c\n'
        b'6,"un,b\n7,2024-13-01,b\n,,\n2,,\n' + b"8" * 201 + b",,\n9,," + b"b" * 201 + b"\n"
    )
    entries, refused = read(tmp_path, content)
    assert [row[0] for row in entries] == ["1", "2"]
    assert entries[0][3] == 'x, "y"'
    assert refused == {
        5: "it has 2 values, and the header 3",
        6: "it has 4 values, and the header 3",
        7: "it has a quotation mark that isn't closed, or one within a value",
        8: "added_at isn't a time such as 2024-03-31 or 2024-03-31 12:00:00",
        9: "customer_id is missing",
        10: "it repeats line 4",
        11: "customer_id is longer than 200 characters",
        12: "added_by is longer than 200 characters",
    }


def test_addresses_are_kept_as_their_hashes_alone(tmp_path: Path):
    entries, refused = read(tmp_path, b"email\n Anna@Example.com \nnobody\nanna@example.com\n")
    assert [row[:2] for row in entries] == [(ANNA, "true")]
    assert refused == {3: "email isn't an e-mail address", 4: "it repeats line 2"}
    entries, refused = read(tmp_path, f"email_sha256\n{ANNA.upper()}\nabc\n".encode())
    assert [row[:2] for row in entries] == [(ANNA, "true")]
    assert refused == {3: "email_sha256 isn't a SHA-256 of 64 hexadecimal digits"}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "line 1 is empty; begin the file with a header"),
        (b"17\n18\n", r"line 1 has no column customer_id, email_sha256 or email; begin the file"),
        (b"customer_id,email\n", "the columns customer_id and email; keep the one that names"),
        (b"customer_id,Customer_id\n", "two columns customer_id; keep one"),
        ("customer_id\n1\n".encode("utf-16"), "it is UTF-16; save it as UTF-8"),
        ("customer_id,added_by\n1,Zoé\n".encode("latin-1"), "line 2 isn't UTF-8; save it as UTF-8"),
        (b"customer_id\n1\n" + b"9" * 200_000 + b"\n", "line 3 has more than 100,000 bytes"),
    ],
)
def test_a_file_that_is_no_list_is_refused_whole(tmp_path: Path, content: bytes, says: str):
    with pytest.raises(FileFaultError, match=says):
        read(tmp_path, content)


@pytest.mark.parametrize(
    ("column", "taken"),
    [
        ("cast(n as double)", "1.0"),
        ("n", "1"),
        ("cast(n as varchar)", "1"),
        ("cast(n as decimal(9, 0))", "1"),
    ],
)
def test_parquet_is_taken_by_its_types(tmp_path: Path, column: str, taken: str):
    file = tmp_path / "made.parquet"
    times = "timestamp '2024-03-01' as added_at"
    duckdb.execute(f"copy (select {column} as customer_id, {times} from range(1, 2) as t(n)) to '{file}'")
    assert read(tmp_path, file.read_bytes(), "vip.parquet") == (
        [(taken, "false", "2024-03-01 00:00:00", "")],
        {},
    )


def test_parquet_of_a_type_that_is_no_id_is_refused(tmp_path: Path):
    file = tmp_path / "made.parquet"
    duckdb.execute(f"copy (select [1] as customer_id) to '{file}'")
    with pytest.raises(FileFaultError, match=r"customer_id is integer\[\]; write text, a uuid or"):
        read(tmp_path, file.read_bytes(), "vip.parquet")
    with pytest.raises(FileFaultError, match="it isn't Parquet"):
        read(tmp_path, b"customer_id\n1\n", "vip.parquet")


def test_a_file_is_a_list_by_its_name(tmp_path: Path):
    (tmp_path / "lists").mkdir()
    for name in ("vip.csv", "vip.parquet", "Do not contact.csv", "panel.CSV", "notes.txt"):
        (tmp_path / "lists" / name).write_bytes(b"")
    files = list_files(Project(tmp_path, "duckdb"))
    assert [file.shown for file in files] == [
        "lists/Do not contact.csv",
        "lists/panel.CSV",
        "lists/vip.csv",
        "lists/vip.parquet",
    ]
    assert {file.shown: fault for file, fault in name_faults(files)} == {
        "lists/Do not contact.csv": "'Do not contact' can't name a list; write small letters, digits and"
        " underscores, such as do_not_contact",
        "lists/vip.csv": "lists/vip.parquet has the same list; keep one of them",
        "lists/vip.parquet": "lists/vip.csv has the same list; keep one of them",
    }


def test_of_very_many_refused_rows_the_first_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(staging, "MOST_REFUSALS", 3)
    entries, refused = read(tmp_path, b"customer_id\n1\n" + b"1\n" * 10)
    assert len(entries) == 1
    assert sorted(refused) == [3, 4, 5]


def test_the_lines_that_name_an_erased_customer_are_found_in_every_kind_of_file(tmp_path: Path):
    """Lists of addresses and Parquet files still named somebody, and the answer didn't say so."""
    by_address = tmp_path / "one.csv"
    by_address.write_bytes(b"email\nbo@example.com\n ANNA@example.com\t\nanna@example.com\n")
    assert staging.lines_naming(ListFile("one", by_address), ["7", ANNA]) == [3, 4]
    by_id = tmp_path / "two.parquet"
    duckdb.sql("select range as customer_id from range(5, 9)").write_parquet(str(by_id))
    assert staging.lines_naming(ListFile("two", by_id), ["7", ANNA]) == [3]


def test_an_erased_customer_is_found_in_seeds_and_folders_that_no_list_is_read_from(tmp_path: Path):
    """Seeds that a spreadsheet had separated by semicolons named nobody."""
    (tmp_path / "dbt_project.yml").write_text("name: shop\nprofile: shop\nseed-paths: [seeds]\n")
    contents = {
        "seeds/rows.csv": "list_name;customer_id\nvip;5\nvip; 7 \n",
        "lists/vip.csv": "customer_id\n7\n",
        "lists/former/vip.csv": "customer_id,added_by\n7,ann\n",
    }
    for name, content in contents.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    found = list(lines_of_lists(Project(tmp_path, "duckdb"), ["7"]))
    assert found == ["seeds/rows.csv:3", "lists/former/vip.csv:2", "lists/vip.csv:2"]
