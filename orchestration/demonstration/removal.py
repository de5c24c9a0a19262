"""`make without-demo`: removes the demonstration from a project, and leaves a project of one's own.

All changes are computed before the first file is written. A second run finishes what an interrupted one
started.
"""

import argparse
import csv
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from orchestration.demonstration.files import DISTRIBUTION
from orchestration.demonstration.parts import (
    FOLDERS,
    GROUPS,
    GROUPS_FILE,
    LOCKS,
    MARKED,
    NAMES,
    ROWS,
    SEGMENTS,
    SETTINGS,
)
from orchestration.project.errors import RefusedError
from orchestration.project.project import PROJECT_FILE

PART = re.compile(
    # The lines between two marks and the blank lines after them, or one marked line.
    r"^[^\n]*\bdemonstration: begin(?: -->)?\n.*?\bdemonstration: end(?: -->)?\n\n*"
    r"|^[^\n]*(?:# demonstration|<!-- demonstration -->)(?: \|)?\n",
    re.DOTALL | re.MULTILINE,
)
NEXT = (
    "The demonstration is removed. Name your relations of customers and events in dbt_project.yml, then write"
    " a segment (README.md, Your own data). `make clean` removes what it left in the warehouse."
)


@dataclass(frozen=True)
class Removal:
    """The changes that remove the demonstration: folders and files to delete, and new content of others."""

    root: Path
    folders: list[Path]
    segments: list[Path]
    texts: dict[Path, str]

    def sentences(self) -> list[str]:
        """Returns what the removal will do, as lines for people."""
        segments = [path for path in self.segments if path.suffix == ".sql"]
        lines = {
            "folders": ", ".join(f"{self._name(path)}/" for path in self.folders),
            "segments": f"{len(segments)}, with their entries in models/segments" if segments else "",
            "parts of": ", ".join(self._name(path) for path in self.texts),
        }
        return [
            f"This removes the demonstration from {self.root}:",
            *(f"  {name:<9} {what}" for name, what in lines.items() if what),
        ]

    def carry_out(self) -> None:
        """Carries out the removal."""
        for path in self.segments:
            path.unlink()
        for folder in {path.parent for path in self.segments}:
            if not any(folder.iterdir()):
                folder.rmdir()
        for path, text in self.texts.items():
            path.write_text(text, encoding="utf-8")
        for folder in self.folders:
            shutil.rmtree(folder)

    def _name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()


def removal_from(root: Path) -> Removal:
    """Returns the removal of every part of the demonstration in the project at `root`.

    Raises RefusedError if a file of its entries describes a segment that isn't the demonstration's.
    """
    segments = []
    for family, names in SEGMENTS.items():
        folder = root / "models" / "segments" / family
        entries = folder / f"_{family}.yml"
        if entries.is_file():
            _refuse_others(entries.relative_to(root), _described(entries))
        segments += [
            path for path in (*(folder / f"{name}.sql" for name in names), entries) if path.is_file()
        ]
    texts = {}
    for name, after in {**_changed(root), **_locks(root), **_rows(root), **_groups(root, segments)}.items():
        if after != (root / name).read_text(encoding="utf-8"):
            texts[root / name] = after
    folders = [root / folder for folder in FOLDERS if (root / folder).is_dir()]
    return Removal(root, folders, segments, texts)


def _described(file: Path) -> list[str]:
    content: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
    return [entry["name"] for entry in content.get("models") or []]


def _refuse_others(file: Path, described: list[str]) -> None:
    others = [name for name in described if name not in NAMES]
    if others:
        raise RefusedError(
            f"{file.as_posix()}: it also describes {', '.join(others)}, which the demonstration doesn't have;"
            " move that entry to a file of its own. Nothing was removed."
        )


def _changed(root: Path) -> dict[str, str]:
    """Returns the new content of files with marked parts, and of the settings that fit the demonstration."""
    found = {}
    for name in MARKED:
        if (root / name).is_file():
            found[name] = PART.sub("", (root / name).read_text(encoding="utf-8")).rstrip("\n") + "\n"
    for setting, (given, own) in SETTINGS.items():
        found[PROJECT_FILE] = found[PROJECT_FILE].replace(
            f"\n  {setting}: {given}\n", f"\n  {setting}: {own}\n"
        )
    return found


def _locks(root: Path) -> dict[str, str]:
    """Returns the locks without the package of the files. Other packages need its dependencies too."""
    package = re.compile(rf"^{DISTRIBUTION}==.*\n(?: .*\n)*", re.MULTILINE)
    because = re.compile(rf"^ +#   {DISTRIBUTION}\n", re.MULTILINE)
    texts = {name: (root / name).read_text(encoding="utf-8") for name in LOCKS if (root / name).is_file()}
    return {name: because.sub("", package.sub("", text)) for name, text in texts.items()}


def _rows(root: Path) -> dict[str, str]:
    found = {}
    for name, (column, values) in ROWS.items():
        if (root / name).is_file():
            header, *rows = (root / name).read_text(encoding="utf-8").splitlines()
            place = header.split(",").index(column)
            said = {row: next(csv.reader([row]), [""] * (place + 1))[place] for row in rows}
            # For a day, the year identifies the row as well.
            kept = [row for row in rows if values.isdisjoint((said[row], said[row].partition("-")[0]))]
            found[name] = "".join(f"{row}\n" for row in (header, *kept))
    return found


def _groups(root: Path, segments: list[Path]) -> dict[str, str]:
    """Returns the owners without those of the demonstration, unless a remaining segment has one of them."""
    file = root / GROUPS_FILE
    if not file.is_file():
        return {}
    staying = [path for path in file.parent.rglob("*.yml") if path not in segments and path != file]
    said = " ".join(path.read_text(encoding="utf-8") for path in staying)
    groups = yaml.safe_load(file.read_text(encoding="utf-8")).get("groups") or []
    kept = [group for group in groups if group["name"] not in GROUPS or group["name"] in said]
    if kept == groups:
        return {}
    return {GROUPS_FILE: yaml.safe_dump({"version": 2, "groups": kept}, sort_keys=False)}


def main() -> int:
    """Shows what will be removed, asks for confirmation, and removes it."""
    parser = argparse.ArgumentParser(prog="make without-demo", description=__doc__.partition("\n")[0])
    parser.add_argument("--yes", action="store_true", help="don't ask for confirmation")
    is_sure = parser.parse_args().yes
    try:
        removal = removal_from(Path.cwd())
    except RefusedError as error:
        sys.exit("\n".join(error.sentences))
    print(*removal.sentences(), sep="\n")
    if not is_sure:
        try:
            is_sure = input("Remove it? [y/N] ").strip().lower() in ("y", "yes")
        except EOFError:
            print()
    if not is_sure:
        sys.exit("Nothing was removed.")
    removal.carry_out()
    print(NEXT)
    return 0


if __name__ == "__main__":
    sys.exit(main())
