"""What git says of the project's folder."""

import re
import subprocess

from orchestration.project.project import Project

# What git adds to a commit if files that it knows differ from it.
DIRTY = "-dirty"

# A line of a commit's message by which somebody takes responsibility for members that its change moves: who
# and why. It may stand anywhere, because a squashed merge puts messages one after the other.
ACCEPTED = re.compile(r"^[ \t]*(?:[*-][ \t]+)?Members-move:[ \t]*(\S.*?)[ \t]*$", re.MULTILINE)


def git(project: Project, *arguments: str) -> str | None:
    """Returns what a command of git prints in the project's folder; None if it fails or git isn't there."""
    command = ["git", "-C", str(project.root), *arguments]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return None


def commit_of_files(project: Project) -> str:
    """Returns the commit of the files, marked by DIRTY if they differ from it, or '' outside git."""
    return git(project, "describe", "--always", f"--dirty={DIRTY}", "--abbrev=40", "--exclude=*") or ""


def commit_named(project: Project, revision: str) -> str | None:
    """Returns the commit that a revision names, None if the repository doesn't have it."""
    return git(project, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")


def accepted_moves(project: Project, since: str | None) -> list[str]:
    """Returns what `Members-move:` lines say of the commits after one, oldest first, each once.

    Without that commit, or if the repository hasn't it, only the present commit counts.
    """
    known = commit_named(project, since.removesuffix(DIRTY)) if since else None
    commits = [f"{known}..HEAD"] if known else ["-1", "HEAD"]
    said = git(project, "log", "--reverse", "--format=%B", *commits) or ""
    return list(dict.fromkeys(ACCEPTED.findall(said)))
