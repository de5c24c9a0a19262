"""The rooms of the house: what stands where, and who may ask whom."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from conftest import BuiltProject

from orchestration.kept_code import code_hash
from orchestration.layers import EVALUATION, LAYERS

ROOT = Path(__file__).parents[2]


def test_the_list_of_layers_is_what_stands_and_what_dbt_is_told():
    """A folder that the list forgot would be built by no refresh, and leave stale verdicts without a word."""
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
    """A mended comment had every refresh work everything out anew for everybody."""
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
    """Features read the plan, which lay in a folder after theirs: nobody could tell what was built when."""
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
