"""Reads docs/language.md for the tests: its examples, the YAML beside them, and its table of bad input.

The examples of the tutorials are among its own.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from textwrap import indent

PAGE = Path(__file__).parents[3] / "docs" / "language.md"
TUTORIALS = sorted((PAGE.parent / "tutorials").glob("*.md"))
FOLDER = "models/segments"
FENCED = re.compile(r"^```(sql|yaml|sql by hand)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
FILE = re.compile(r"^(?:--|#) ((?:models|macros)/\S+)$", re.MULTILINE)
ROW = re.compile(r"^\| (?P<mistake>[^|]+) \| (?P<written>`.+`) \| `(?P<told>[^`]+)` \|$", re.MULTILINE)


@dataclass(frozen=True)
class BadInput:
    """A row of the table: the files with their content, and the sentence about them, without its file."""

    mistake: str
    files: dict[str, str]
    told: str


def examples() -> dict[str, str]:
    """Returns the segments and shared conditions of the pages: text by path.

    A condition without a file of its own is wrapped into one.
    """
    found = {}
    for number, text in enumerate(_blocks("sql"), start=1):
        if "{% call segment() %}" not in text and "{% macro " not in text:
            text = _segment(text)
        file = FILE.search(text)
        path = file[1] if file else f"{FOLDER}/language/example_{number}.sql"
        assert path not in found, f"{path} stands twice on the page"
        found[path] = text
    return found


def descriptions() -> list[str]:
    """Returns the YAML blocks of the page that describe segments."""
    return _blocks("yaml")


def query_by_hand() -> str:
    """Returns the audience of the comparison with other systems, as plain SQL."""
    (query,) = _blocks("sql by hand")
    return query


def segment_name(path: str) -> str:
    """Returns the segment of a file."""
    return Path(path).stem


def bad_inputs() -> list[BadInput]:
    """Returns the rows of the table of bad input. The files of each row have unique names."""
    table = PAGE.read_text(encoding="utf-8").split("\n## Bad input\n")[1]
    return [_bad_input(number, row) for number, row in enumerate(ROW.finditer(table), start=1)]


def described(name: str, more: str = "config: {access: public}") -> str:
    """Returns a YAML file with an entry of one segment."""
    return f"version: 2\nmodels: [{{name: {name}, {more}}}]\n"


def _blocks(language: str) -> list[str]:
    pages = [page.read_text(encoding="utf-8") for page in (PAGE, *TUTORIALS)]
    return [text for page in pages for found, text in FENCED.findall(page) if found == language]


def _segment(rule: str) -> str:
    return f"{{% call segment() %}}\n{indent(rule.rstrip(), '    ')}\n{{% endcall %}}\n"


def _bad_input(number: int, row: re.Match[str]) -> BadInput:
    files: dict[str, str] = {}
    name = f"my_segment_{number}"
    for code in re.findall("`([^`]+)`", row["written"]):
        named = re.fullmatch(r"((?:\w+/)?\w+)\.sql: (.+)", code)
        if named:
            path = named[1] if "/" in named[1] else f"value/{named[1]}"
            files[f"{FOLDER}/{path}.sql"] = _segment(named[2])
        elif re.match(r"(tags|group|access|meta): ", code):
            files[f"{FOLDER}/value/{name}.sql"] = _segment("age = '65+'")
            files[f"{FOLDER}/value/_{name}.yml"] = described(name, f"config: {{{code}}}")
        elif code.startswith("beside config: "):
            files[f"{FOLDER}/value/{name}.sql"] = _segment("age = '65+'")
            entry = code.removeprefix("beside config: ")
            files[f"{FOLDER}/value/_{name}.yml"] = described(name, f"{entry}, config: {{access: public}}")
        elif code.startswith("entry without a file: "):
            lost = code.removeprefix("entry without a file: ")
            files[f"{FOLDER}/value/_{name}.yml"] = described(lost)
        elif code.startswith("file without an entry: "):
            return BadInput(row["mistake"], {f"{FOLDER}/value/bare.sql": _segment(code[23:])}, row["told"])
        else:
            files[f"{FOLDER}/value/{name}.sql"] = _segment(code)
    described_there = [Path(path).stem.removeprefix("_") for path in files if path.endswith(".yml")]
    for stem in {Path(path).stem for path in files if path.endswith(".sql")} - {*described_there}:
        files[f"{FOLDER}/value/_{stem}.yml"] = described(stem)
    return BadInput(row["mistake"], files, row["told"])
