"""dbt's last parse, with the files that it came from, compared by content and never by modification time.

dbt parses only what changed, and forgets the YAML entry of a file that was briefly missing: a hidden segment
would return as a public one. So dbt continues from its last parse only if no file is gone, and if only
models, their YAML or seeds changed. If more than SQL changed, the result is compared with the YAML.
"""

import hashlib
import json
import time
from pathlib import Path
from typing import Any

from orchestration.project.project import PROJECT_FILE, Project

# The SHA-256 of each file that dbt reads, by its path below the project's root.
Files = dict[str, str]

# The settings that name the folders which dbt reads, with dbt's own defaults.
FOLDERS = {
    "model-paths": ["models"],
    "macro-paths": ["macros"],
    "seed-paths": ["seeds"],
    "test-paths": ["tests"],
    "snapshot-paths": ["snapshots"],
    "analysis-paths": ["analyses"],
    "function-paths": ["functions"],
    "docs-paths": [],
}
KINDS = {".sql", ".yml", ".yaml", ".md", ".csv", ".py"}

# The seconds within which another process finishes writing a file that it began.
WRITING = 10.0


class Parsed:
    """The folder of one parse of the project: dbt's manifest, its partial parse, and a note about both."""

    def __init__(self, project: Project, folder: Path):
        self._project = project
        self._manifest = folder / "manifest.json"
        self._partial = folder / "partial_parse.msgpack"
        self._note = folder / "parsed_files.json"

    def manifest(self) -> dict[str, Any]:
        """Returns the parsed project as dbt wrote it."""
        return _whole_json(self._manifest)

    def is_of(self, files: Files) -> bool:
        """Returns whether the manifest was parsed from exactly these files, with no other parse since."""
        note = self._read_note()
        if note.get("files") != files or not self._manifest.is_file():
            return False
        if note["manifest"] != _hash(self._manifest.read_bytes()):
            _whole_json(self._manifest)
        return note["manifest"] == _hash(self._manifest.read_bytes())

    def prepare(self, files: Files) -> bool:
        """Prepares a parse of these files: keeps dbt's last parse if dbt can continue from it.

        Returns whether the result is in doubt and must be compared with the YAML.
        """
        note = self._read_note()
        if self._partial.is_file() and note.get("partial") == _hash(self._partial.read_bytes()):
            before = note["files"]
            changed = [file for file in files if files[file] != before.get(file)]
            if files.keys() >= before.keys() and all(map(self._is_of_models_or_seeds, changed)):
                return not all(file in before and file.endswith((".sql", ".csv")) for file in changed)
        self.forget()
        return False

    def forget(self) -> None:
        """Makes dbt read all files."""
        self._partial.unlink(missing_ok=True)

    def note(self, files: Files) -> None:
        """Records after a parse that it was of these files, if they haven't changed since."""
        if files != files_of(self._project):
            self._note.unlink(missing_ok=True)
            return
        hashes = {
            "manifest": _hash(self._manifest.read_bytes()),
            "partial": _hash(self._partial.read_bytes()),
        }
        self._note.write_text(json.dumps({**hashes, "files": files}), encoding="utf-8")

    def _read_note(self) -> dict[str, Any]:
        try:
            return json.loads(self._note.read_text(encoding="utf-8"))
        except (FileNotFoundError, json.JSONDecodeError):
            return {}

    def _is_of_models_or_seeds(self, file: str) -> bool:
        models, seeds = (
            tuple(f"{folder}/" for folder in self._project.settings.get(kind, FOLDERS[kind]))
            for kind in ("model-paths", "seed-paths")
        )
        return file.startswith(models) or (file.startswith(seeds) and file.endswith(".csv"))


def files_of(project: Project) -> Files:
    """Returns every file that dbt parses, as it stands now."""
    settings = project.settings
    folders = {
        project.root / folder for kind, default in FOLDERS.items() for folder in settings.get(kind, default)
    }
    paths = {
        project.root / PROJECT_FILE,
        project.root / ".dbtignore",
        project.profiles_folder / "profiles.yml",
        *(path for folder in folders for path in folder.rglob("*") if path.suffix.lower() in KINDS),
    }
    files = {}
    for path in paths:
        try:
            name = path.relative_to(project.root) if path.is_relative_to(project.root) else path
            files[name.as_posix()] = _hash(path.read_bytes())
        except (FileNotFoundError, IsADirectoryError):
            # Deleted since it was listed, or never a regular file.
            continue
    return files


def digest(files: Files) -> str:
    """Returns one hash over the content of all files."""
    return _hash(json.dumps(files, sort_keys=True).encode())


def _whole_json(file: Path) -> dict[str, Any]:
    """Reads a file that another process's dbt may be rewriting in place, and waits until it is complete."""
    deadline = time.monotonic() + WRITING
    while True:
        try:
            return json.loads(file.read_text(encoding="utf-8"))
        except json.JSONDecodeError:
            if time.monotonic() >= deadline:
                raise
            time.sleep(0.1)


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
