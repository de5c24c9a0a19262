"""All commands use a parse that equals a clean parse of the files, whatever happened to the files before."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from conftest import ROOT, clean_environment
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from orchestration.dbt.in_process import Dbt
from orchestration.project.errors import RefusedError
from orchestration.project.project import PROJECT_FILE, Project
from orchestration.rules.registry import segment_nodes
from orchestration.warehouse.find import find_project

pytestmark = pytest.mark.slow

# What segments refer to. Nothing is built here.
INPUTS = (
    "customers",
    "events",
    "imported_lists",
    "believed_stays",
    "segment_members",
    "hidden_segment_members",
)
FOLDER = Path("models/segments")
SQL = ("value/loyal.sql", "value/swedes.sql", "lifecycle/quiet.sql")
YAML = ("value/_value.yml", "lifecycle/_lifecycle.yml")
RULES = (
    "{{ did('order', at_least=3) }}",
    "country = 'SE'",
    "not {{ did('order') }}",
    "{{ in_segment('loyal') }}",
)
SETTINGS = (
    {"access": "private", "group": "crm"},
    {"access": "public", "group": "crm", "tags": ["weekly"]},
    {"group": "care", "meta": {"size_band": [1, 40], "objective": "Grow"}},
    {"meta": {"objective": "Grow"}},
)
# A git checkout, and some editors, set any modification time.
LONG_AGO = 1_580_000_000


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Iterator[Project]:
    """The language's macros over three segments."""
    root = tmp_path_factory.mktemp("parsed") / "project"
    shutil.copytree(ROOT / "macros", root / "macros")
    shutil.copy(ROOT / "profiles.yml", root)
    content = yaml.safe_load((ROOT / PROJECT_FILE).read_text(encoding="utf-8"))
    # A parse doesn't run hooks and post-hooks, whose macros aren't here.
    content |= {"models": {}, "seeds": {}, "on-run-start": []}
    (root / PROJECT_FILE).write_text(yaml.safe_dump(content), encoding="utf-8")
    for name in INPUTS:
        _write(root / "models" / "core" / f"{name}.sql", "select 1 as customer_id")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("DBT_PROFILES_DIR", "DBT_PROJECT_DIR", "DBT_TARGET", "DAGSTER_HOME"):
            patch.setenv(name, "")
            patch.delenv(name)
        yield find_project(root, "duckdb")


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    os.utime(file, (LONG_AGO, LONG_AGO))


def _rule(rule: str) -> str:
    return f"{{% call segment() %}} {rule} {{% endcall %}}"


def _yaml(file: str, *settings: dict) -> str:
    names = [Path(sql).stem for sql in SQL if Path(sql).parent == Path(file).parent]
    models = [
        {"name": name, "description": f"The {name}.", "config": config}
        for name, config in zip(names, settings, strict=False)
    ]
    return yaml.safe_dump({"version": 2, "models": models})


class Files:
    """The segments' files, as somebody edits and moves them and switches branches."""

    def __init__(self, root: Path) -> None:
        self._folder = root / FOLDER
        shutil.rmtree(self._folder, ignore_errors=True)
        groups = [{"name": name, "owner": {"email": f"{name}@example.com"}} for name in ("crm", "care")]
        self._write("groups.yml", yaml.safe_dump({"groups": groups}))
        for sql, rule in zip(SQL, RULES, strict=False):
            self._write(sql, _rule(rule))
        for file in YAML:
            self._write(file, _yaml(file, SETTINGS[0], SETTINGS[1]))
        self._away: dict[str, str] = {}
        self._branch = self._read()

    def do(self, action: str, file: str, which: int) -> None:
        """Changes a file. `which` selects the text, if there is a choice."""
        path = self._folder / file
        if action == "switch":
            self._branch, branch = self._read(), self._branch
            for name in self._read():
                (self._folder / name).unlink()
            for name, text in branch.items():
                self._write(name, text)
        elif action == "restore" and file in self._away:
            self._write(file, self._away.pop(file))
        elif action == "edit" and path.suffix == ".sql":
            self._write(file, _rule(RULES[which]))
        elif action == "edit":
            self._write(file, _yaml(file, SETTINGS[which], SETTINGS[which - 1]))
        elif path.is_file() and action == "remove":
            self._away[file] = path.read_text(encoding="utf-8")
            path.unlink()
        elif path.is_file() and action == "shout":
            path.rename(path.with_suffix(path.suffix.upper()))
        elif path.with_suffix(path.suffix.upper()).is_file() and action == "edit shouted":
            path.with_suffix(path.suffix.upper()).write_text(_yaml(file, SETTINGS[which]), encoding="utf-8")
        elif path.is_file() and action == "rename":
            path.rename(path.with_stem(f"{path.stem}_{which}"))

    def _read(self) -> dict[str, str]:
        files = [path for path in self._folder.rglob("*") if path.is_file()]
        return {path.relative_to(self._folder).as_posix(): path.read_text(encoding="utf-8") for path in files}

    def _write(self, file: str, text: str) -> None:
        _write(self._folder / file, text)


ACTION = st.tuples(
    st.sampled_from(["remove", "restore", "edit", "rename", "switch"]),
    st.sampled_from([*SQL, *YAML]),
    st.integers(0, 3),
)


def _known(dbt: Dbt) -> list | dict:
    """Returns what a parse says about each segment, or why it failed."""
    try:
        manifest = dbt.manifest()
    except RefusedError as refusal:
        return refusal.sentences
    told = (
        "original_file_path",
        "patch_path",
        "description",
        "tags",
        "group",
        "config",
        "raw_code",
        "depends_on",
    )
    return {node["name"]: {name: node[name] for name in told} for node in segment_nodes(manifest)}


def _cleanly_parsed(project: Project, folder: Path) -> list | dict:
    shutil.copytree(project.root, folder, ignore=shutil.ignore_patterns("target", "logs"))
    return _known(Dbt(Project(folder, project.target)))


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(actions=st.lists(ACTION, min_size=2, max_size=4))
# The incident: a hidden segment's file was moved away and back, and returned as a public one.
@example(actions=[("remove", "value/loyal.sql", 0), ("restore", "value/loyal.sql", 0)])
@example(actions=[("remove", "value/_value.yml", 0), ("restore", "value/_value.yml", 0)])
@example(actions=[("edit", "value/_value.yml", 3), ("edit", "value/_value.yml", 1), ("switch", SQL[0], 0)])
# dbt also reads .YML: an edit there from public to private went unnoticed.
@example(actions=[("edit", YAML[1], 1), ("shout", YAML[1], 0), ("edit shouted", YAML[1], 0)])
def test_a_project_is_known_as_its_files_stand(project, tmp_path_factory, actions):
    files, dbt = Files(project.root), Dbt(project)
    _known(dbt)
    for action in actions:
        files.do(*action)
        known = _known(dbt)
    assert known == _cleanly_parsed(project, tmp_path_factory.mktemp("clean") / "project")


def test_dbt_by_hand_refuses_what_is_no_part_of_the_language(project):
    """`dbt run` doesn't run the project's checks: `{{ run_query(...) }}` would have written the file."""
    Files(project.root)
    written = project.root / "written.csv"
    call = f"{{{{ run_query(\"copy (select 1) to '{written}'\") }}}}"
    _write(project.root / FOLDER / "value" / "loyal.sql", _rule(f"true {call}"))
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "dbt.cli.main", "run", "--project-dir", str(project.root)],
        cwd=ROOT,
        env=clean_environment() | {"DBT_PROFILES_DIR": str(project.profiles_folder), "DBT_TARGET": "duckdb"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert "models/segments/value/loyal.sql: 'run_query' isn't for segments" in done.stdout
    assert not written.exists()
