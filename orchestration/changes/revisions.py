"""The project's files as they were at a git revision, over the warehouse of the project as it is."""

import io
import os
import shutil
import subprocess
import tarfile
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from orchestration.project.engine import bring
from orchestration.project.errors import RefusedError
from orchestration.project.git import DIRTY, commit_named, git
from orchestration.project.nearest import hint
from orchestration.project.project import PROJECT_FILE, Project

# Copies of revisions that nobody has used for so many seconds are removed.
KEPT = 7 * 86_400
# A copy that isn't whole after so many seconds is one whose process was killed. It begins with a dot.
COPYING = 3_600


@dataclass(frozen=True)
class Revision(Project):
    """A copy of the project's files at a commit. It reads the warehouse of `standing`, the project itself."""

    standing: Project
    commit: str

    @property
    def warehouse_file(self) -> Path:
        """The project's own DuckDB file."""
        return self.standing.warehouse_file

    @property
    def owners_folder(self) -> Path:
        """The project's own folder of what refreshes keep."""
        return self.standing.owners_folder

    @property
    def published_folder(self) -> Path:
        """The project's own folder for readers."""
        return self.standing.published_folder


def at_revision(project: Project, revision: str) -> Revision:
    """Returns the project at a git revision: a commit, branch or tag.

    Its files stand in a folder of dbt's artifacts, named by their content, so that dbt goes on from its last
    parse of them. Raises RefusedError for an unknown revision, and if it has no project in this folder.
    """
    commit = _commit(project, revision)
    tree = git(project, "rev-parse", "--verify", "--quiet", f"{commit}:./")
    if tree is None:
        raise RefusedError(f"Revision '{revision}' has nothing in {project.root}.")
    copies = project.target_folder / "revisions"
    folder = copies / tree
    if not folder.is_dir():
        copies.mkdir(parents=True, exist_ok=True)
        _copy(project, tree, folder)
    os.utime(folder)
    _remove_unused(copies)
    if not (folder / PROJECT_FILE).is_file():
        raise RefusedError(f"Revision '{revision}' has no {PROJECT_FILE} in {project.root}.")
    if project.is_within:
        # git doesn't have it.
        bring(folder)
    return Revision(folder, project.target, project, commit)


def released_commit(project: Project, git_sha: str | None) -> str | None:
    """Returns the commit that a release was made from, None if the repository hasn't its exact files."""
    if not git_sha or git_sha.endswith(DIRTY):
        return None
    return commit_named(project, git_sha)


def _commit(project: Project, revision: str) -> str:
    if git(project, "rev-parse", "--git-dir") is None:
        raise RefusedError(f"{project.root} isn't in a git repository, so it has no revision '{revision}'.")
    found = None if revision.startswith("-") else commit_named(project, revision)
    if found is None:
        known = git(project, "for-each-ref", "--format=%(refname:short)") or ""
        raise RefusedError(f"git knows no revision '{revision}'{hint(revision, known.split())}.")
    return found


def _copy(project: Project, tree: str, folder: Path) -> None:
    """Writes the files of a tree into a folder, which is there whole or not at all."""
    # Below the repository's root, git looks for the folder's own path in the tree.
    top = git(project, "rev-parse", "--show-toplevel") or str(project.root)
    command = ["git", "-C", top, "archive", "--format=tar", tree]
    packed = subprocess.run(command, capture_output=True, check=True).stdout
    aside = Path(tempfile.mkdtemp(prefix=".", dir=folder.parent))
    try:
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(aside, filter="data")
        # Another process may have been faster with the same files.
        if not folder.is_dir():
            aside.replace(folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _remove_unused(copies: Path) -> None:
    for copy in copies.iterdir():
        kept = COPYING if copy.name.startswith(".") else KEPT
        if copy.stat().st_mtime < time.time() - kept:
            shutil.rmtree(copy, ignore_errors=True)
