"""The engine: the models and macros that compute and publish segments, as they come with the command.

A project that stands in a dbt project of the user's own doesn't keep them in git. The command brings them,
and brings them again if its own are others.
"""

import hashlib
import re
import shutil
from pathlib import Path

from orchestration.project.layers import LAYERS, SEEDS, SEGMENTS, STAGING
from orchestration.project.project import PROJECT_FILE

# The wheel has a copy beside the code; in a clone, the engine is the clone itself.
SHIPPED = Path(__file__).parents[1] / "engine_files"
SOURCE = SHIPPED if SHIPPED.is_dir() else Path(__file__).parents[2]

# The hash of the engine that was brought. git doesn't keep it.
MARK = ".engine"
CONDITIONS = "macros/conditions"
# In these folders and files, everything is the engine's, except for CONDITIONS.
BROUGHT = tuple(layer.path for layer in LAYERS if layer not in (STAGING, SEGMENTS))
SINGLE = (f"{SEEDS}/seeds.yml", ".dagster/dagster.yaml")

# The name of settings that are for one input alone: between two comments, or in lines that end in its name.
MARKED = re.compile(r"^ *# (\w+): begin$", re.MULTILINE)
SECTION = re.compile(r"^(?=[a-z-]+:)", re.MULTILINE)
# A variable with the comment above it.
VARIABLE = re.compile(r"(?:^  #.*\n)*^  (\w+):.*\n(?:^ {3,}.*\n)*", re.MULTILINE)


def bring(root: Path) -> None:
    """Makes the engine below `root` equal to the command's. Does nothing if it is already.

    Files of the user stay: segments, shared conditions, seeds, and the variables of dbt_project.yml, to which
    variables are added that they lack.
    """
    files, defaults = _files(), default_settings()
    mark = hashlib.sha256(repr((sorted(files.items()), defaults)).encode()).hexdigest()
    if (root / MARK).is_file() and (root / MARK).read_text(encoding="utf-8") == mark:
        return
    for folder in (*BROUGHT, *(f"macros/{path.name}" for path in (root / "macros").glob("*"))):
        if folder != CONDITIONS:
            shutil.rmtree(root / folder, ignore_errors=True)
    # Empty, unless the user has models of their own there; dbt's settings name it.
    (root / STAGING.path).mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    settings = root / PROJECT_FILE
    given = settings.read_text(encoding="utf-8") if settings.is_file() else ""
    settings.write_text(merged(defaults, given), encoding="utf-8")
    (root / MARK).write_text(mark, encoding="utf-8")


def default_settings() -> str:
    """Returns the text of dbt_project.yml for a project of one's own, without what comes with a clone."""
    text = (SOURCE / PROJECT_FILE).read_text(encoding="utf-8")
    for name in set(MARKED.findall(text)):
        text = re.sub(rf"^ *# {name}: begin\n.*?# {name}: end\n\n*", "", text, flags=re.DOTALL | re.MULTILINE)
        text = re.sub(rf"^.*# {name}\n", "", text, flags=re.MULTILINE)
    return text


def merged(engine: str, given: str) -> str:
    """Returns the text of a dbt_project.yml: the engine's, with the variables as they are given.

    Variables that are missing from what is given are added with their comments and defaults.
    """
    own = next((part for part in SECTION.split(given) if part.startswith("vars:")), None)
    if own is None:
        return engine
    named = {variable[1] for variable in VARIABLE.finditer(own)}
    parts = SECTION.split(engine)
    place = next(number for number, part in enumerate(parts) if part.startswith("vars:"))
    added = [each[0] for each in VARIABLE.finditer(parts[place]) if each[1] not in named]
    parts[place] = "\n".join([own.rstrip("\n") + "\n", *added]) + "\n"
    return "".join(parts)


def seed_headers() -> dict[str, str]:
    """Returns the first line of each of the user's seeds, by its path below the project's root."""
    seeds = sorted((SOURCE / SEEDS).glob("*.csv"))
    return {f"{SEEDS}/{file.name}": file.read_text("utf-8").splitlines()[0] + "\n" for file in seeds}


def predicates() -> list[str]:
    """Returns the names of the predicates, sorted."""
    return sorted(file.stem for file in (SOURCE / "macros" / "predicates").glob("*.sql"))


def _files() -> dict[str, bytes]:
    folders = [SOURCE / folder for folder in (*BROUGHT, "macros")]
    found = [path for folder in folders for path in folder.rglob("*") if path.suffix in (".sql", ".yml")]
    own = SOURCE / CONDITIONS
    paths = [path for path in found if not path.is_relative_to(own)]
    paths += [SOURCE / name for name in SINGLE]
    return {path.relative_to(SOURCE).as_posix(): path.read_bytes() for path in paths}
