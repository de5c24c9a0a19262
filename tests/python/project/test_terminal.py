"""The terminal and the page show whatever a description or a value contains, and execute none of it."""

import json

import commands
import pytest
import yaml
from conftest import copy_built
from small_shop import DAY, write_segment

from orchestration.terminal.console import printable

pytestmark = pytest.mark.slow

# Rich's markup that closes nothing; sequences that clear a screen, set a title and reverse the text; HTML.
NASTY = "[/closing] [bold]\x1b[2J\x1b]0;owned\x07\x9b31m\u202e<script>alert(1)</script>"
OBEYED = ("\x1b", "\x07", "\x9b", "\u202e")


@pytest.fixture(scope="module")
def nasty(built_shop, tmp_path_factory):
    """A shop with such texts in a description, an objective, a rule and a customer's country."""
    project = copy_built(built_shop, tmp_path_factory.mktemp("nasty") / "project")
    with project.connected(read_only=False) as connection:
        connection.execute(f"update shop.customers set country = '{NASTY}' where customer_id = 'c03'")
    rule = "country <> '[/closing]'"
    write_segment(project.root, "swedes", rule, "geographic", meta={"objective": NASTY})
    file = project.root / "models" / "segments" / "geographic" / "swedes.yml"
    described = yaml.safe_load(file.read_text(encoding="utf-8"))
    described["models"][0]["description"] = NASTY
    file.write_text(yaml.safe_dump(described), encoding="utf-8")
    project.refresh("--as-of", DAY)
    return project


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "swedes"),
        ("list",),
        ("vocabulary",),
        ("vocabulary", "country"),
        ("explain", "swedes", "c03"),
        ("preview", "swedes"),
        ("explain", "swedes", NASTY),
        ("show", NASTY),
        ("check", NASTY),
    ],
)
def test_every_command_shows_it_as_text(nasty, arguments):
    done = nasty.segments(*arguments)
    said = done.stdout + done.stderr
    assert "Traceback" not in said and "wasn't foreseen" not in said, said
    assert not [mark for mark in OBEYED if mark in said]
    if arguments == ("show", "swedes"):
        assert done.returncode == 0 and "[/closing] [bold]" in said.replace("\n", " ")


@pytest.mark.parametrize("command", ["list", "show", "attrition", "lint", "accept", "explain"])
def test_nothing_is_cut_or_folded_on_a_narrow_terminal(long_shop, command):
    """Conditions of a rule, findings and paths were folded at 80 columns, and couldn't be copied."""
    arguments = {
        "show": [LONG],
        "attrition": [LONG],
        "explain": [LONG, "c03"],
        "accept": [LONG, "--release", "2", "--note", "The shop is small."],
    }.get(command, [])
    narrow, wide = (
        commands.run([command, *arguments], long_shop.root, long_shop.environment | {"COLUMNS": columns})
        for columns in ("60", "1000")
    )
    assert narrow.returncode == wide.returncode == 0, narrow.stderr + wide.stderr
    said = [[" ".join(line.split()) for line in done.stdout.splitlines()] for done in (narrow, wide)]
    assert said[0] == said[1]
    assert any(len(line) > 60 for line in said[0])


LONG = "swedes_and_norwegians_who_ordered_in_the_last_weeks"


@pytest.fixture(scope="module")
def long_shop(built_shop, tmp_path_factory):
    """A shop with a segment of a long name and long conditions, which is held."""
    project = copy_built(built_shop, tmp_path_factory.mktemp("long") / "project")
    countries = ", ".join(
        f"'{name}'" for name in ("SE", "NO", "SE and NO", "neither SE nor NO nor any other")
    )
    rule = f"country in ({countries})\n    and {{{{ did('order', within_days=3000) }}}}"
    write_segment(project.root, LONG, rule, "geographic", meta={"size_band": [1000, 2000]})
    project.refresh("--as-of", DAY)
    return project


def test_json_keeps_it_and_escapes_what_is_obeyed(nasty):
    done = nasty.segments("vocabulary", "country", "--json")
    assert NASTY in [row["value"] for row in json.loads(done.stdout)["traits"]]
    assert not [mark for mark in OBEYED if mark in done.stdout]


def test_the_report_shows_it_as_text(nasty):
    page = (nasty.root / "published" / "report.html").read_text(encoding="utf-8")
    assert "[/closing]" in page and "<script>alert(1)" not in page


def test_lines_and_columns_stay():
    assert printable("a\tb\nc é 漢") == "a\tb\nc é 漢"
