"""The rooms of the project: what each contains, and which others it may use."""

from __future__ import annotations

import ast
import json
import re
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
import yaml
from conftest import BuiltProject

from orchestration.project.kept_code import code_hash
from orchestration.project.layers import EVALUATION, LAYERS

ROOT = Path(__file__).parents[2]


def test_the_list_of_layers_is_what_stands_and_what_dbt_is_told():
    """No refresh would build a folder missing from the list, and stale verdicts would remain silently."""
    configured = yaml.safe_load((ROOT / "dbt_project.yml").read_text(encoding="utf-8"))["models"]
    schemas = {name: of["+schema"] for name, of in configured["warehouse_segments"].items()}
    assert {layer.folder: layer.schema for layer in LAYERS} == schemas
    assert {layer.folder for layer in LAYERS} == {
        path.name for path in (ROOT / "models").iterdir() if path.is_dir()
    }


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("code")
    for file in [*ROOT.glob("macros/**/*.sql"), *ROOT.glob("models/**/*.sql")]:
        copy = root / file.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    return root


def test_kept_figures_outlive_a_comment_and_a_move_and_nothing_else(copied: Path):
    """After a corrected comment, every refresh recomputed everything for everybody."""
    before = code_hash(copied)
    model = copied / "models/features/standing_features.sql"
    said = model.read_text(encoding="utf-8")
    model.write_text(f"-- Why.\n{{#- Why\nso. -#}}\n\n{said}", encoding="utf-8")
    macro = next(copied.glob("macros/sql/*.sql"))
    macro.rename(copied / "macros" / macro.name)
    assert code_hash(copied) == before
    for folder in ("macros/predicates", "models/core", *(layer.path for layer in EVALUATION)):
        file = next((copied / folder).rglob("*.sql"))
        kept = file.read_text(encoding="utf-8")
        file.write_text(f"{kept}\nand 1 = 1", encoding="utf-8")
        assert code_hash(copied) != before, folder
        file.write_text(kept, encoding="utf-8")
        assert code_hash(copied) == before


def test_no_model_reads_a_later_layer(built_shop: BuiltProject):
    """Features read the plan, which was in a later folder, so the order of building was unclear."""
    nodes = json.loads((built_shop.root / "target/manifest.json").read_text(encoding="utf-8"))["nodes"]
    place = {layer.folder: number for number, layer in enumerate(LAYERS)}
    models = {key: place[node["fqn"][1]] for key, node in nodes.items() if node["resource_type"] == "model"}
    assert {place[layer.folder] for layer in EVALUATION} < set(models.values())
    back = [
        f"{key} reads {read}"
        for key in models
        for read in nodes[key]["depends_on"]["nodes"]
        if read in models and models[read] > models[key]
    ]
    assert back == []


PACKAGES = sorted(file.parent.name for file in ROOT.glob("orchestration/*/__init__.py"))


@cache
def _modules() -> dict[str, Path]:
    """Returns every module of `orchestration` by dotted name."""
    files = ((file, file.relative_to(ROOT).with_suffix("")) for file in ROOT.glob("orchestration/**/*.py"))
    return {".".join(name.parts).removesuffix(".__init__"): file for file, name in files}


@cache
def _imported() -> dict[str, set[str]]:
    """Returns what each module imports of the project, at its top or later: a late import counts too."""
    modules, found = _modules(), {}
    for name, file in modules.items():
        found[name] = set()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("orchestration"):
                parts = (f"{node.module}.{alias.name}" for alias in node.names)
                found[name] |= {part if part in modules else str(node.module) for part in parts}
            elif isinstance(node, ast.Import):
                found[name] |= {alias.name for alias in node.names} & set(modules)
    return {name: read - {name} for name, read in found.items()}


def test_nothing_lies_loose_beside_the_packages():
    """Thirty modules did. Only `definitions` stays, because Dagster's workspaces use its name."""
    assert {file.stem for file in (ROOT / "orchestration").glob("*.py")} == {"__init__", "definitions"}


def test_no_module_and_no_package_asks_one_that_asks_it():
    """In a circle, nobody can change a part without reading all of it. There were two."""
    imported = _imported()
    list(TopologicalSorter(imported).static_order())
    arrows: dict[str, set[str]] = {}
    for name, read in imported.items():
        asks = {_package(other) for other in read} - {_package(name)}
        arrows.setdefault(_package(name), set()).update(asks)
    list(TopologicalSorter(arrows).static_order())


@pytest.mark.parametrize("package", PACKAGES)
def test_each_package_says_whom_it_may_ask_and_asks_them(package: str):
    asked = {
        _package(other) for name, read in _imported().items() if _package(name) == package for other in read
    }
    doc = ast.get_docstring(ast.parse((ROOT / "orchestration" / package / "__init__.py").read_text("utf-8")))
    assert _may_ask(doc or "") == asked - {package}


def _package(module: str) -> str:
    return module.split(".")[1] if "." in module else module


def _may_ask(page: str) -> set[str]:
    """Returns the rooms that a room's page names. It also says what the room knows and must never know."""
    assert "Knows: " in page
    assert "Must never know: " in page
    line = page.partition("May ask: ")[2].partition("Must never know: ")[0]
    return set(re.findall(r"`(\w+)`", line))


ROOMS = sorted(folder.name for folder in (ROOT / "macros").iterdir())


@cache
def _called() -> dict[str, set[str]]:
    """Returns, by folder of macros, the folders whose macros it calls."""
    texts = {
        file: re.sub(r"\{#.*?#\}", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
        for file in ROOT.glob("macros/**/*.sql")
    }
    # Callers use a dispatched macro's name without the engine.
    named = re.compile(r"\{%-? macro (?:default__|duckdb__|postgres__)?(\w+)")
    homes = {name: file.parent.name for file, text in texts.items() for name in named.findall(text)}
    found: dict[str, set[str]] = {room: set() for room in ROOMS}
    for file, text in texts.items():
        # `in_segment(): ...` in a message isn't a call.
        called = {homes[name] for name in re.findall(r"(\w+)\((?!\):)", text) if name in homes}
        found[file.parent.name] |= called - {file.parent.name}
    return found


def test_no_folder_of_macros_asks_one_that_asks_it():
    list(TopologicalSorter(_called()).static_order())


@pytest.mark.parametrize("room", ROOMS)
def test_each_folder_of_macros_says_whom_it_may_ask_and_asks_them(room: str):
    assert _may_ask((ROOT / "macros" / room / "README.md").read_text(encoding="utf-8")) == _called()[room]
