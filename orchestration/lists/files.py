"""The files of the folder lists/: a list each, called after it."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from orchestration.project.project import Project

FOLDER = "lists"
KINDS = (".csv", ".parquet")
NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")


class FileFaultError(Exception):
    """Why nothing of a file can be taken, as the end of a sentence that begins with the file."""


@dataclass(frozen=True)
class ListFile:
    """A file, and the list that it holds."""

    name: str
    path: Path

    @property
    def shown(self) -> str:
        """The file as people write it."""
        return f"{FOLDER}/{self.path.name}"

    @cached_property
    def sha256(self) -> str:
        """What tells one content of the file from another. Raises FileFaultError where it can't be read."""
        try:
            with self.path.open("rb") as content:
                return hashlib.file_digest(content, "sha256").hexdigest()
        except OSError as error:
            raise FileFaultError(f"it can't be read: {error.strerror}") from error


def list_files(project: Project) -> list[ListFile]:
    """The files that may hold a list, by name; whether they do is for their readers to say."""
    folder = project.root / FOLDER
    if not folder.is_dir():
        return []
    paths = (path for path in folder.iterdir() if path.suffix.lower() in KINDS and path.is_file())
    return [ListFile(path.stem, path) for path in sorted(paths)]


def name_faults(files: list[ListFile]) -> Iterator[tuple[ListFile, str]]:
    """Each file that can be no list because of its name, and why."""
    for file in files:
        others = [other.shown for other in files if other.name == file.name and other != file]
        if not NAME.fullmatch(file.name):
            yield (
                file,
                f"'{file.name}' can't name a list; write small letters, digits and underscores,"
                " such as do_not_contact",
            )
        elif others:
            yield file, f"{others[0]} has the same list; keep one of them"
