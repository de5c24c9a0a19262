"""The YAML of segments is checked as strictly as their rules: nothing in it is silently ignored."""

from pathlib import Path

import pytest

from orchestration.project.project import Project
from orchestration.rules.definitions import definition_mistakes
from orchestration.rules.entry_mistakes import entry_mistakes
from orchestration.rules.registry import Segment
from orchestration.rules.templates import unparsed_template_mistakes

FILE = "models/segments/value/loyal.sql"
YAML = "models/segments/value/_value.yml"
GROUPS = "models/segments/groups.yml"


def said(root: Path, yaml: str, file: str = YAML) -> list[str]:
    """Returns the sentences about a project with one segment, loyal, and one YAML file."""
    (root / "models/segments/value").mkdir(parents=True)
    (root / "dbt_project.yml").write_text("name: shop\nmodel-paths: [models]\n", encoding="utf-8")
    (root / FILE).write_text("{% call segment() %} true {% endcall %}", encoding="utf-8")
    (root / file).write_text(yaml, encoding="utf-8")
    return list(entry_mistakes(Project(root, "duckdb")))


def entry(text: str) -> str:
    return f"models:\n  - name: loyal\n    {text}\n"


@pytest.mark.parametrize(
    "yaml",
    [
        "",
        entry(
            "description: 5 {or} more\n"
            "    config: {access: private, tags: daily, meta: {team: us, size_band: [1, 2]}}"
        ),
        entry("data_tests:\n      - accepted: {where: \"{{ var('x') }}\"}"),
        "version: 2\nmodels:\n  - &a\n    name: loyal\n    columns: &c [{name: customer_id}]\n",
    ],
)
def test_what_is_in_order_is_left_alone(tmp_path, yaml):
    assert said(tmp_path, yaml) == []


@pytest.mark.parametrize(
    ("yaml", "sentence"),
    [
        ("modles: []", f"{YAML}: unknown key 'modles'; the nearest is 'models'"),
        ("models: {name: loyal}", f"{YAML}: models: is not a list of entries that begin with - name:"),
        (
            "- name: loyal",
            f"{YAML}: holds a list where keys such as models: are expected; write models: above it",
        ),
        ("loyal", f"{YAML}: holds a text where keys such as models: are expected; write models: above it"),
        (
            "models:",
            f"{YAML}: models: is empty; list entries that begin with - name: below it, or remove the key",
        ),
        (
            entry("config:"),
            f"{FILE}: config: is empty; write {{group: loyalty, access: public}} below it, or remove the key",
        ),
        (
            entry("config: {meta: }"),
            f"{FILE}: config.meta: is empty; write {{objective: Grow}} below it, or remove the key",
        ),
        # Silently ignored: objective, size band and channels were lost.
        (entry("metadata: {objective: Grow}"), f"{FILE}: unknown key 'metadata'; it is config.meta"),
        (entry("owner: Ann"), f"{FILE}: unknown key 'owner'; the owner is config.group, one of {GROUPS}"),
        # This published a segment that its author had hidden.
        (entry("access: private"), f"{FILE}: unknown key 'access'; it is config.access"),
        (
            entry("config: {+access: private}"),
            f"{FILE}: config: unknown key '+access'; the nearest is 'access'",
        ),
        (
            entry("config: {meta: {access: private}}"),
            f"{FILE}: meta: unknown key 'access'; it is config.access",
        ),
        (
            entry("config: {access: protected}"),
            f"{FILE}: unknown access 'protected'; valid are public, and private for a hidden segment",
        ),
        (
            entry("config: {access: private}\n    config: {group: crm}"),
            f"{YAML}: line 4: 'config' appears twice; keep one",
        ),
        # It ran at each refresh.
        (
            entry("config: {post_hook: drop table x}"),
            f"{FILE}: config: unknown key 'post_hook'; valid are access, enabled, group, meta, tags",
        ),
        (
            entry("config: {objective: Grow}"),
            f"{FILE}: config: unknown key 'objective'; it is config.meta.objective",
        ),
        (
            entry("config: {tags: [5]}"),
            f"{FILE}: config.tags=[5] is not a list of text values such as [daily]",
        ),
        (entry("config: [private]"), f"{FILE}: config=['private'] is not a mapping such as"),
        (
            entry("config: {meta: Grow}"),
            f"{FILE}: config.meta=Grow is not a mapping such as {{objective: Grow}}",
        ),
        (
            entry("config: {meta: {objective: 5}}"),
            f"{FILE}: meta.objective=5 is not a text; put it in quotes",
        ),
        (
            entry("config: {meta: {channels: mail}}"),
            f"{FILE}: meta.channels=mail is not a list of text values such as [mail, email]",
        ),
        (
            entry("config: {meta: {priority: 1}}"),
            f"{FILE}: meta.priority has no meaning without meta.priority_group, its exclusive group",
        ),
        (entry("description: [a, b]"), f"{FILE}: description=['a', 'b'] is not a text; put it in quotes"),
        # It appeared on the page that readers open.
        (
            entry("description: \"{{ env_var('TOKEN') }}\""),
            f"{FILE}: description holds Jinja ({{{{ env_var('TOKEN') }}}}); write the text itself",
        ),
        (
            entry("config: {meta: {objective: \"{{ env_var('TOKEN') }}\"}}"),
            f"{FILE}: config.meta.objective holds Jinja ({{{{ env_var('TOKEN') }}}}); write the text itself",
        ),
        (
            "models: [{name: loyla}, {name: gone}]",
            f"{YAML}: describes 'loyla', which has no file; the nearest is 'loyal'",
        ),
        (
            "models: [{name: loyal}, {name: gone}]",
            f"{YAML}: describes 'gone', which has no file; remove the entry, or write the segment",
        ),
    ],
)
def test_a_slip_in_an_entry_is_told(tmp_path, yaml, sentence):
    found = said(tmp_path, yaml)
    assert found[0].startswith(sentence)
    assert len(found) == (2 if "loyla" in yaml else 1)


@pytest.mark.parametrize(
    ("file", "content", "sentence"),
    [
        (YAML, "models: []".encode("utf-16"), "is written in UTF-16; save it as UTF-8"),
        (FILE, "true".encode("utf-16"), "is written in UTF-16; save it as UTF-8"),
        (YAML, "# é".encode("latin-1"), "line 1 isn't UTF-8; save the file as UTF-8"),
        (FILE, "--\n-- é".encode("latin-1"), "line 2 isn't UTF-8; save the file as UTF-8"),
        (FILE, "true".encode("utf-8-sig"), "begins with a byte order mark; save it as UTF-8 without one"),
        (FILE, b"true\0", "line 1 holds a zero byte; it isn't text"),
    ],
)
def test_a_file_that_is_no_plain_text_is_named(tmp_path, file, content, sentence):
    # dbt's error was about a codec, and named neither the file nor what to do.
    said(tmp_path, "")
    (tmp_path / file).write_bytes(content)
    project = Project(tmp_path, "duckdb")
    found = [*unparsed_template_mistakes(project, failed=True), *entry_mistakes(project)]
    assert found == [f"{file}: {sentence}"]


@pytest.mark.parametrize(
    ("yaml", "sentence"),
    [
        ("groups: [{name: crm, ownr: {name: A}}]", "group 'crm': unknown key 'ownr'; the nearest is 'owner'"),
        (
            "groups: [{name: crm, owner: {name: A, emial: a@b.c}}]",
            "group 'crm': owner: unknown key 'emial'; the nearest is 'email'",
        ),
        (
            "groups: [{name: crm, owner: {name: 5}}]",
            "group 'crm': owner.name=5 is not a text; put it in quotes",
        ),
        (
            "groups: [{name: crm, owner: {email: \"{{ env_var('MAIL') }}\"}}]",
            "group 'crm': owner.email holds Jinja ({{ env_var('MAIL') }}); write the text itself",
        ),
        ("grops: []", "unknown key 'grops'; the nearest is 'groups'"),
    ],
)
def test_a_slip_in_the_owners_is_told(tmp_path, yaml, sentence):
    assert said(tmp_path, yaml, GROUPS) == [f"{GROUPS}: {sentence}"]


@pytest.mark.parametrize(
    "tag", ["monthly", "Daily", "every_day", "bi-weekly", "hour", "nightly", "never", "real_time"]
)
def test_a_cadence_that_there_is_not_is_told(tag):
    """`tags: [monthly]` was silently refreshed daily."""
    segment = Segment("loyal", FILE, "true", {}, {"config": {"meta": {}}, "tags": [tag]})
    (sentence,) = definition_mistakes(segment, None)
    assert sentence.startswith(f"{FILE}: tags: unknown cadence '{tag}'; ")


@pytest.mark.parametrize("tag", ["birthday", "christmas", "crm", "q3"])
def test_a_tag_of_ones_own_is_left_alone(tag):
    segment = Segment("loyal", FILE, "true", {}, {"config": {"meta": {}}, "tags": [tag, "daily"]})
    assert list(definition_mistakes(segment, None)) == []
