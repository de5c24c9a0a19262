"""docs/language.md is correct: its examples compile and find people, its bad input gets its sentences."""

import json
import subprocess
import sys
from pathlib import Path

import language_page
import pytest
import yaml
from conftest import BuiltProject, clean_environment, copy_built

EXAMPLES = language_page.examples()
BAD_INPUTS = language_page.bad_inputs()
SEGMENTS = [path for path in EXAMPLES if path.startswith("models/")]
PREDICATES = Path(__file__).parents[3] / "macros" / "predicates"


@pytest.fixture(scope="module")
def project(warehouse, tmp_path_factory) -> BuiltProject:
    """The demonstration with the page's segments beside its own."""
    copy = tmp_path_factory.mktemp("language") / "project"
    copy_built(warehouse, copy)
    for path, text in EXAMPLES.items():
        (copy / path).parent.mkdir(exist_ok=True)
        (copy / path).write_text(text, encoding="utf-8")
    models = [model for text in language_page.descriptions() for model in yaml.safe_load(text)["models"]]
    names = {language_page.segment_name(path) for path in SEGMENTS}
    bare = names - {model["name"] for model in models}
    models += [{"name": name, "config": {"access": "public"}} for name in sorted(bare)]
    described = copy / "models" / "segments" / "language" / "_language.yml"
    described.write_text(yaml.safe_dump({"version": 2, "models": models}), encoding="utf-8")
    return BuiltProject(copy)


@pytest.fixture(scope="module")
def sentences(project) -> list[list[str]]:
    """The project's messages about each row of the table, after it has evaluated the page's segments."""
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("language_run.py"))],
        cwd=project.root,
        env=clean_environment(project.root),
        input=json.dumps([row.files for row in BAD_INPUTS]),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def sizes(project, sentences) -> dict[str, tuple[int, int]]:
    """Size and unknown of each segment, as evaluated."""
    rows = project.rows("select segment, size, unknown from membership.segment_facts")
    return {segment: (size, unknown) for segment, size, unknown in rows}


@pytest.mark.parametrize("path", SEGMENTS)
def test_an_example_finds_somebody(path, sizes):
    size, _ = sizes[language_page.segment_name(path)]
    # After one release, no member has left a segment yet.
    assert size > 0 or "was_in_segment" in EXAMPLES[path]


@pytest.mark.parametrize("predicate", sorted(file.stem for file in PREDICATES.glob("*.sql")))
def test_every_predicate_has_an_example(predicate):
    assert any(f" {predicate}(" in text for text in EXAMPLES.values())


def test_the_trap_of_not_loses_those_who_are_unknown(sizes):
    def found(rule: str) -> tuple[int, int]:
        path = next(path for path, text in EXAMPLES.items() if f"\n    {rule}\n" in text)
        return sizes[language_page.segment_name(path)]

    married_not = found("not (marital_status = 'Married')")
    known_other = found("marital_status is not null and marital_status <> 'Married'")
    other = found("marital_status is distinct from 'Married'")
    assert "loses 1,805 households" in language_page.PAGE.read_text(encoding="utf-8")
    assert married_not == (known_other[0], 1805)
    assert known_other[1] == other[1] == 0
    assert other[0] == known_other[0] + 1805


def test_the_audience_by_hand_is_the_segment(project, sizes):
    by_hand = project.rows(language_page.query_by_hand())
    members = project.rows(
        "select customer_id from membership.candidates where segment = 'slipping_regulars'"
    )
    assert members
    assert sorted(members) == sorted(by_hand)


def test_an_exclusive_group_shares_customers_out(project, sizes):
    rhythms = project.rows(
        "select segment, customer_id from membership.candidates where segment like 'rhythm_%'"
    )
    assert {segment for segment, _ in rhythms} == {"rhythm_weekly", "rhythm_monthly"}
    assert len(rhythms) == len({customer for _, customer in rhythms})


@pytest.mark.parametrize("number", range(len(BAD_INPUTS)), ids=[row.mistake for row in BAD_INPUTS])
def test_bad_input_gets_its_sentence(number, sentences):
    row = BAD_INPUTS[number]
    (sentence,) = sentences[number]
    assert sentence in [f"{file}: {row.told}" for file in row.files]


def test_each_row_of_the_table_is_a_mistake_of_its_own():
    assert len(BAD_INPUTS) >= 50
    assert len({row.mistake for row in BAD_INPUTS}) == len(BAD_INPUTS)
