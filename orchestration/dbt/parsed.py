"""What dbt parsed last, beside the files that it was parsed from: told by content, never by a file's time.

dbt parses anew only what changed, and forgets the YAML entry of a file that was gone for a moment: a hidden
segment would come back as a public one. So it goes on from its last parse only where nothing is gone and only
models, their YAML or seeds changed; where more than SQL did, what came of it is compared with the YAML.
"""

import hashlib
import json
import time
from pathlib import Path
from typing import Any

from orchestration.project.project import PROJECT_FILE, Project

# The SHA-256 of each file that dbt reads, by its path below the project's root.
Files = dict[str, str]

# The settings that name folders which dbt reads, with dbt's own defaults.
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

# Seconds within which another process has written the file that it began.
WRITING = 10.0


class Parsed:
    """The folder of one parse of the project: dbt's manifest, what dbt goes on from, and our note on both."""

    def __init__(self, project: Project, folder: Path):
        self._project = project
        self._manifest = folder / "manifest.json"
        self._partial = folder / "partial_parse.msgpack"
        self._note = folder / "parsed_files.json"

    def manifest(self) -> dict[str, Any]:
        """The parsed project as dbt wrote it."""
        return _whole_json(self._manifest)

    def is_of(self, files: Files) -> bool:
        """Whether the manifest was parsed from exactly these files, and nobody else has parsed here since."""
        note = self._read_note()
        if note.get("files") != files or not self._manifest.is_file():
            return False
        if note["manifest"] != _hash(self._manifest.read_bytes()):
            _whole_json(self._manifest)
        return note["manifest"] == _hash(self._manifest.read_bytes())

    def prepare(self, files: Files) -> bool:
        """Before a parse of these files: leave dbt its last parse where it can go on from there.

        Says whether what comes of it is in doubt, and must be compared with the YAML.
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
        """Let dbt read everything."""
        self._partial.unlink(missing_ok=True)

    def note(self, files: Files) -> None:
        """After a parse: it was of these files, if they still stand so."""
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
    """Everything that dbt parses, as it stands now."""
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
            # Gone since it was listed, or never a file.
            continue
    return files


def digest(files: Files) -> str:
    """One text for the content of all files."""
    return _hash(json.dumps(files, sort_keys=True).encode())


def _whole_json(file: Path) -> dict[str, Any]:
    """What stands in a file that dbt may be writing anew in another process, which it does in place."""
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
