"""Who may read the project's files: readers what is in published/, the owner alone all else."""

import contextlib
import os
import shutil
from pathlib import Path

from orchestration.project.project import Project

# Of what the project makes from now on, nobody else may do anything.
OWNER_ONLY = 0o077
READERS_FOLDER = 0o755
# Nobody writes into a release: a program that opened it to write would leave its changes beside it.
SHIPPED = 0o444
# Who may pass through a folder can't see what is in it.
PASS_THROUGH = 0o011


def keep_to_the_owner(project: Project) -> None:
    """Take away what others may do with the project's files and folders, older ones too, readers' aside."""
    os.umask(OWNER_ONLY)
    folder = project.owners_folder
    paths = [folder, *(project.root / name for name in ("target", "logs", ".dagster"))]
    paths += folder.iterdir() if folder.is_dir() else ()
    if project.warehouse_file.parent != folder:
        # In a folder of the user's own, where other programs' files may lie.
        paths += project.warehouse_file.parent.glob(f"{project.warehouse_file.name}*")
        paths += [project.lock_file, project.notices_file, project.data_docs_folder]
    passing = PASS_THROUGH if _runs_as_another(project.server_folder) else 0
    for path in paths:
        _restrict(path, passing if path == folder else 0)


def open_to_readers(folder: Path) -> None:
    """Make a folder that everybody may look into; one that stands stays as open as its owner has made it."""
    if not folder.is_dir():
        folder.mkdir(parents=True)
        folder.chmod(READERS_FOLDER)


def ship(file: Path) -> None:
    """Let everybody who gets into its folder read a file, and nobody change it."""
    file.chmod(SHIPPED)


def remove(*paths: Path) -> None:
    """Remove files, links and whole folders, those that are there."""
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
    """Whether the private server, which root can't run as, has its data as another user."""
    return server.is_dir() and server.stat().st_uid != os.geteuid()
