"""The permissions of the project's files: readers can read published/, only the owner everything else."""

import contextlib
import os
import shutil
from pathlib import Path

from orchestration.project.project import Project

# The umask: others have no access to files that the project makes from now on.
OWNER_ONLY = 0o077
READERS_FOLDER = 0o755
# Nobody can write to a release. A program that opens it for writing would leave its changes beside it.
SHIPPED = 0o444
# With this, others can pass through a folder but can't list it.
PASS_THROUGH = 0o011


def keep_to_the_owner(project: Project) -> None:
    """Removes others' access to the project's files and folders, old ones included, except readers' files."""
    os.umask(OWNER_ONLY)
    folder = project.owners_folder
    paths = [folder, *(project.root / name for name in ("target", "logs", ".dagster"))]
    paths += folder.iterdir() if folder.is_dir() else ()
    if project.kept_folder != folder:
        # This may be the user's own folder, with files of other programs.
        paths += project.warehouse_file.parent.glob(f"{project.warehouse_file.name}*")
        paths += [project.lock_file, project.notices_file, project.data_docs_folder]
    passing = PASS_THROUGH if _runs_as_another(project.server_folder) else 0
    for path in paths:
        _restrict(path, passing if path == folder else 0)


def open_to_readers(folder: Path) -> None:
    """Makes a folder that everybody can list. An existing folder keeps the permissions that its owner set."""
    if not folder.is_dir():
        folder.mkdir(parents=True)
        folder.chmod(READERS_FOLDER)


def ship(file: Path) -> None:
    """Makes a file read-only for everybody who can reach its folder."""
    file.chmod(SHIPPED)


def remove(*paths: Path) -> None:
    """Removes files, links and whole folders, if they exist."""
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _restrict(path: Path, left: int) -> None:
    with contextlib.suppress(FileNotFoundError, PermissionError):
        status = path.lstat()
        mode = status.st_mode & 0o7777
        wanted = (mode & ~OWNER_ONLY) | left
        if status.st_uid == os.geteuid() and mode != wanted and not path.is_symlink():
            path.chmod(wanted)


def _runs_as_another(server: Path) -> bool:
    """Returns whether the private server's data belong to another user, because root can't run it."""
    return server.is_dir() and server.stat().st_uid != os.geteuid()
