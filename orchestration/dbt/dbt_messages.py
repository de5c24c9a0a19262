"""Rewrites dbt's messages as the project's own sentences: the file, and what to write instead."""

import ast
import re
from collections.abc import Callable
from pathlib import Path

from orchestration.project.nearest import hint, nearest
from orchestration.project.project import Project
from orchestration.rules.registry import FOLDER, segment_files

Translation = Callable[[re.Match[str], Project], str]


def translated(message: str, project: Project) -> str | None:
    """Returns the project's sentence for a message of dbt's, or None if there is none."""
    for pattern, translation in TRANSLATIONS:
        found = re.search(pattern, message, re.DOTALL)
        if found:
            return translation(found, project)
    return None


def _unknown_reference(found: re.Match[str], project: Project) -> str:
    if not found["file"].startswith(FOLDER):
        return f"{found['file']}: unknown model '{found['name']}'"
    others = [name for name, file in segment_files(project).items() if file != found["file"]]
    return f"{found['file']}: in_segment(): unknown segment '{found['name']}'{hint(found['name'], others)}"


def _circle(found: re.Match[str], project: Project) -> str:
    names = [node.rsplit(".", 1)[-1] for node in re.findall(r"model\.\S+", found["circle"])]
    known = segment_files(project)
    files = [known.get(name, name) for name in dict.fromkeys(names)]
    return f"{files[0]}: in_segment(): a circle of segments: {', '.join(files)}"


def _same_name(found: re.Match[str], project: Project) -> str:
    # Sorted, because dbt lists them in the order in which it read them.
    files = sorted(re.findall(r"\(([^()]+\.\w+)\)", found["rest"]))
    mine = [file for file in files if file.startswith(FOLDER)] or files
    others = [file for file in files if file != mine[-1]]
    return f"{mine[-1]}: the name '{found['name']}' is taken by {', '.join(others)}; rename one of them"


def _blank_in_name(found: re.Match[str], project: Project) -> str:
    files = re.findall(r"\(([^()\n]+\.\w+)\)", found["rest"])
    first = Path(files[0])
    better = re.sub(r"[^a-z0-9]+", "_", first.stem.lower()).strip("_")
    others = f"; so are {', '.join(files[1:])}" if files[1:] else ""
    return (
        f"{first.as_posix()}: '{first.stem}' is not a name for a segment; use lower-case letters,"
        " digits and _,"
        f" such as {better}{others}"
    )


def _described_twice(found: re.Match[str], project: Project) -> str:
    files = re.findall(r"\S+\.ya?ml", found["rest"].split("one of these files:")[-1])
    first, *others = files or ["models"]
    if not others:
        return f"{first}: describes '{found['name']}' twice; remove one"
    return f"{first}: '{found['name']}' is described here and in {', '.join(others)}; remove one"


def _hidden(found: re.Match[str], project: Project) -> str:
    known = segment_files(project)
    file = known.get(found["name"], found["name"])
    return (
        f"{file}: in_segment(): '{found['other']}' is hidden; only segments of its group, {found['group']},"
        " can be built on it"
    )


def _access(found: re.Match[str], project: Project) -> str:
    file = segment_files(project).get(found["name"], found["name"])
    near = nearest(found["value"], ["private", "public"])
    ending = f"the nearest is '{near}'" if near else "valid are public, and private for a hidden segment"
    return f"{file}: unknown access '{found['value']}'; {ending}"


def _group(found: re.Match[str], project: Project) -> str:
    valid = ast.literal_eval(found["valid"])
    return f"{found['file']}: unknown group '{found['group']}'{hint(found['group'], valid)}"


def _yaml(found: re.Match[str], project: Project) -> str:
    known = [Path(folder) / found["file"] for folder in project.settings.get("model-paths", ["models"])]
    file = next((path for path in known if (project.root / path).is_file()), known[0])
    reasons = re.findall(r"^\s*((?:did not|could not|found|mapping|expected)[^\n]*)", found["rest"], re.M)
    reason = f": {' '.join(reasons[-1].split())}" if reasons else ""
    return f"{file}: no valid YAML near line {found['line']}{reason}"


def _template(found: re.Match[str], project: Project) -> str:
    file, rest = found["file"], found["rest"]
    line = re.search(r"line (\d+)\s+(\S[^\n]*)", rest)
    place = f"line {line[1]}" if line else "its Jinja"
    text = f": {line[2].strip()}" if line else ""
    if "Unexpected end of template" in rest or "end of print statement" in rest:
        tag = re.search(r"following tags: '(\w+)'", rest)
        wanted = f"{{% {tag[1]} %}}" if tag else "what closes it"
        return f"{file}: {place} opens something that is never closed; write {wanted}{text}"
    if "unexpected char" in rest:
        return f"{file}: {place} has an unclosed quote{text}"
    return f"{file}: {place} can't be read, {rest.strip().splitlines()[0].strip()}{text}"


TRANSLATIONS: list[tuple[str, Translation]] = [
    (r"\((?P<file>\S+)\) depends on a node named '(?P<name>[^']+)' which was not found", _unknown_reference),
    (r"Found a cycle: (?P<circle>.+)", _circle),
    (r'dbt found two \w+ with the name "(?P<name>[^"]+)"(?P<rest>.+)', _same_name),
    (r"Resource names cannot contain spaces(?P<rest>.+)", _blank_in_name),
    (r"two schema\.yml entries for the same resource named (?P<name>\w+)(?P<rest>.+)", _described_twice),
    (
        r"Node \S+\.(?P<name>\w+) attempted to reference node \S+\.(?P<other>\w+), which is not allowed"
        r" because the referenced node is private to the '(?P<group>[^']*)' group",
        _hidden,
    ),
    (r"Node \S+\.(?P<name>\w+) has an invalid value \((?P<value>[^)]*)\) for the access field", _access),
    (
        r"in model \S+ \((?P<file>[^)]+)\)\s+Invalid group '(?P<group>[^']*)',"
        r" expected one of (?P<valid>\[.*?\])",
        _group,
    ),
    (r"Error reading \S+: (?P<file>\S+\.ya?ml)(?P<rest>.*?line (?P<line>\d+).+)", _yaml),
    (
        r"in model \S+ \((?P<file>[^)]+)\)\s+(?P<rest>(?:unexpected|expected|Unexpected|Encountered|invalid)"
        r".+)",
        _template,
    ),
]
