"""The demonstration is separate: the engine never names it, and one command removes it completely."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
import small_shop
from conftest import ROOT, BuiltProject, clean_environment

from orchestration.demonstration.parts import FOLDERS, SEGMENTS

NAMED = re.compile(
    r"complete_?journey|dunnhumby|demonstration|household|coupon|'basket'|\bdemo\b", re.IGNORECASE
)
ENGINE = ("orchestration", "macros", "models/core", "models/plan", "models/features", "models/membership")
ENGINE += ("models/audit_facts", "models/ledger", "models/published", "seeds/seeds.yml", "dbt_segments.py")
# Folders that aren't in git.
BUILT = (".git", ".venv", ".tools", "target", "logs", "warehouse", "published")


@pytest.mark.fast
def test_nothing_of_the_engine_names_it():
    files = [file for part in ENGINE for file in [ROOT / part, *(ROOT / part).rglob("*")] if file.is_file()]
    told = [
        f"{place}: {line.strip()}"
        for file in files
        if not (place := file.relative_to(ROOT).as_posix()).startswith(FOLDERS) and file.suffix != ".pyc"
        for line in file.read_text(encoding="utf-8").splitlines()
        if NAMED.search(line)
    ]
    assert told == []


@pytest.mark.fast
def test_its_segments_are_known_by_name():
    """Segments that aren't on the list are the user's own, and stay."""
    folders = [folder for folder in (ROOT / "models" / "segments").iterdir() if folder.is_dir()]
    standing = {folder.name: {file.stem for file in folder.glob("*.sql")} for folder in folders}
    assert {family: set(names) for family, names in SEGMENTS.items()} == standing


@pytest.fixture(scope="module")
def clone(tmp_path_factory) -> BuiltProject:
    """The whole project, as git has it."""
    root = tmp_path_factory.mktemp("apart") / "clone"
    shutil.copytree(
        ROOT,
        root,
        ignore=lambda folder, names: {
            name for name in names if name == "__pycache__" or (Path(folder) == ROOT and name in BUILT)
        },
    )
    (root / ".venv").symlink_to(sys.prefix)
    return BuiltProject(root)


def _make(clone: BuiltProject, *targets: str, answer: str = "") -> subprocess.CompletedProcess[str]:
    """Runs `make` in the clone with the packages that are installed here.

    Where pytest begins, it closes the folder of all its runs to others: a server of PostgreSQL that another
    worker's test started, with a user of its own, would stop. So pytest in the clone has its own folder.
    """
    (clone.root.parent / "runs").mkdir(exist_ok=True)
    return subprocess.run(
        ["make", "-o", "setup", *targets],
        cwd=clone.root,
        env=clean_environment() | {"PYTEST_DEBUG_TEMPROOT": str(clone.root.parent / "runs")},
        input=answer,
        capture_output=True,
        text=True,
    )


def _texts(root: Path) -> dict[Path, bytes]:
    found = (file for file in root.rglob("*") if file.is_file() and ".venv" not in file.parts)
    return {file: file.read_bytes() for file in found if "__pycache__" not in file.parts}


def test_it_says_what_it_removes_and_asks(clone):
    before = _texts(clone.root)
    for answer in ("n\n", ""):
        done = _make(clone, "without-demo", answer=answer)
        assert done.returncode != 0
        assert "Nothing was removed." in done.stderr
        for said in (*FOLDERS, f"{sum(map(len, SEGMENTS.values()))}, with their entries", "seeds/goals.csv"):
            assert said in done.stdout
    assert _texts(clone.root) == before


def test_an_entry_of_one_s_own_is_not_removed_with_the_others(clone):
    """README's first example is in a file of the demonstration's family."""
    entries = clone.root / "models/segments/value/_value.yml"
    kept = entries.read_text(encoding="utf-8")
    entries.write_text(f"{kept}\n  - name: quiet_regulars\n", encoding="utf-8")
    before = _texts(clone.root)
    done = _make(clone, "without-demo", "YES=1")
    assert "models/segments/value/_value.yml: it also describes quiet_regulars" in done.stderr
    assert _texts(clone.root) == before
    entries.write_text(kept, encoding="utf-8")


@pytest.fixture(scope="module")
def own(clone) -> BuiltProject:
    """The clone without the demonstration, with a segment that its user had before."""
    small_shop.write_segment(clone.root, "swedes", "country = 'SE'", "geographic", group="research")
    done = _make(clone, "without-demo", "YES=1")
    assert done.returncode == 0, done.stdout + done.stderr
    return clone


def test_only_what_is_one_s_own_stays(own):
    assert [folder for folder in FOLDERS if (own.root / folder).exists()] == []
    segments = {file.name for file in (own.root / "models" / "segments").rglob("*.sql")}
    assert segments == {"swedes.sql"}
    groups = (own.root / "models/segments/groups.yml").read_text(encoding="utf-8")
    assert re.findall(r"- name: (\w+)", groups) == ["research"]
    for seed in ("goals", "segment_backtests", "segment_campaigns", "unusual_days"):
        assert len((own.root / "seeds" / f"{seed}.csv").read_text(encoding="utf-8").splitlines()) == 1
    for part in ("Makefile", "README.md", "pyproject.toml", "requirements.lock", "dbt_project.yml"):
        text = (own.root / part).read_text(encoding="utf-8")
        assert not re.search("demonstration: |completejourney|demo-|-demo|basket: ", text), part


def test_a_refresh_says_in_one_sentence_what_to_set(own):
    done = _make(own, "run")
    assert done.returncode != 0
    sentences = [line for line in done.stderr.splitlines() if line.startswith("dbt_project.yml: ")]
    assert len(sentences) == 1, done.stderr
    assert "customers_relation and events_relation name nothing" in sentences[0]


def test_it_lints_before_anything_is_named(own):
    done = _make(own, "lint")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.duckdb
def test_it_refreshes_on_relations_of_one_s_own(own):
    small_shop.point_at(own.root, "shop.customers", "shop.orders")
    with duckdb.connect(str(own.path)) as warehouse:
        small_shop.load(warehouse)
    done = _make(own, "run", f"AS_OF={small_shop.DAY}")
    assert done.returncode == 0, done.stdout + done.stderr
    with duckdb.connect(str(own.reader_file), read_only=True) as published:
        rows = published.execute("select customer_id from published.swedes").fetchall()
    assert {customer for (customer,) in rows} == {f"c{n:02}" for n in range(1, 41) if n % 4 == 1}


@pytest.mark.duckdb
def test_it_passes_the_fast_tests(own):
    done = _make(own, "test-fast")
    assert done.returncode == 0, done.stdout + done.stderr
