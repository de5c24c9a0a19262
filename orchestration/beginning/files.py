"""The files that a project of segments begins with, and the line in the user's list of packages."""

import re
from pathlib import Path
from typing import Any

import yaml

from orchestration.beginning.first_segments import FAMILY, Beginning
from orchestration.beginning.inputs import Input
from orchestration.host.places import FOLDER
from orchestration.project.engine import seed_headers
from orchestration.project.errors import RefusedError
from orchestration.project.layers import SEGMENTS
from orchestration.project.project import PACKAGE, PROJECT_FILE

IGNORED = """\
# The command brings the engine, and everything that a refresh makes.
/.engine
/.dagster/
/macros/*
!/macros/conditions/
/models/*
!/models/segments/
/seeds/seeds.yml
/target/
/logs/
/warehouse/
/published/
/*_published/
.user.yml
"""
GROUP = "crm"
OWNER = {"name": "Customer desk", "email": "desk@example.com"}
ENTRY = f"{FOLDER}/{PACKAGE}"
PACKAGES = ("packages.yml", "dependencies.yml")


def write_settings(root: Path, customers: Input, events: Input, zone: str, value_event: str | None) -> None:
    """Sets the variables of dbt_project.yml that are about the user's own data."""
    file = root / PROJECT_FILE
    text = file.read_text(encoding="utf-8")
    values = {
        "customers_relation": customers.written,
        "events_relation": events.written,
        "time_zone": zone,
        "value_event": yaml.safe_dump(value_event).splitlines()[0],
        "profile_traits": "null",
        "backfill_until": "null",
    }
    for name, value in values.items():
        before, place, after = text.partition(f"\n  {name}: ")
        text = before + place + value + after[after.index("\n") :]
    file.write_text(text, encoding="utf-8")


def write_segments(root: Path, beginning: Beginning) -> None:
    """Writes the owners, the family with its segments, empty seeds, and what git leaves out."""
    folder = root / SEGMENTS.path / FAMILY
    folder.mkdir(parents=True)
    for each in beginning.segments:
        text = f"-- {each.description}\n{{% call segment() %}}\n    {each.rule}\n{{% endcall %}}\n"
        (folder / f"{each.name}.sql").write_text(text, encoding="utf-8")
    entries = [
        {
            "name": each.name,
            "description": each.description,
            "config": {
                "group": GROUP,
                "access": "public",
                "tags": ["daily"],
                "meta": {"objective": each.objective, "size_band": [0, beginning.customers]},
            },
        }
        for each in beginning.segments
    ]
    _write_yaml(folder / f"_{FAMILY}.yml", {"version": 2, "models": entries})
    groups = {"version": 2, "groups": [{"name": GROUP, "owner": OWNER}]}
    _write_yaml(root / SEGMENTS.path / "groups.yml", groups)
    for name, header in seed_headers().items():
        (root / name).write_text(header, encoding="utf-8")
    (root / ".gitignore").write_text(IGNORED, encoding="utf-8")


def packages_with_segments(host: Path) -> tuple[Path, str]:
    """Returns the file of the user's packages, and its text with the package of segments.

    Raises RefusedError if the line can't be added without changing anything else.
    """
    file = next((host / name for name in PACKAGES if _lists_packages(host / name)), host / PACKAGES[0])
    before = file.read_text(encoding="utf-8") if file.is_file() else ""
    given = (yaml.safe_load(before) or {}).get("packages") or []
    wanted = {"local": ENTRY}
    if wanted in given:
        return file, before
    first = re.search(
        r"^packages:[ \t]*(?:#.*)?\n(?:[ \t]*(?:#.*)?\n)*(?P<indent>[ ]*)- ", before, re.MULTILINE
    )
    if first:
        line = f"{first['indent']}- local: {ENTRY}\n"
        place = first.start("indent")
        after = before[:place] + line + before[place:]
    else:
        after = f"{before.rstrip()}\n\npackages:\n  - local: {ENTRY}\n".lstrip()
    try:
        is_added = (yaml.safe_load(after) or {}).get("packages") == [wanted, *given]
    except yaml.YAMLError:
        is_added = False
    if not is_added:
        raise RefusedError(
            f"{file.name}: add `- local: {ENTRY}` to its packages yourself, then run this again."
        )
    return file, after


def _lists_packages(file: Path) -> bool:
    try:
        return file.is_file() and "packages" in (yaml.safe_load(file.read_text(encoding="utf-8")) or {})
    except yaml.YAMLError as error:
        raise RefusedError(f"{file.name}: it isn't YAML: {' '.join(str(error).split())}") from error


def _write_yaml(file: Path, content: dict[str, Any]) -> None:
    file.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), encoding="utf-8")
