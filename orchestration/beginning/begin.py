"""Begins segments in a dbt project: all of it, or nothing if something is wrong."""

import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import available_timezones

import yaml

from orchestration.beginning.files import packages_with_segments, write_segments, write_settings
from orchestration.beginning.first_segments import Beginning, choose
from orchestration.beginning.inputs import Input, candidates, read_input, refuse_taken_schemas
from orchestration.beginning.profile import find_profile
from orchestration.host.places import FOLDER, NAME
from orchestration.host.relations import made_by_models
from orchestration.project.engine import bring
from orchestration.project.errors import RefusedError
from orchestration.project.nearest import hint
from orchestration.project.project import PACKAGE, PROJECT_FILE
from orchestration.warehouse.connections import Warehouse, open_warehouse
from orchestration.warehouse.find import find_project

# Asks for the relation of an option, of which these models could be; None if nobody can be asked.
Ask = Callable[[str, list[str]], str | None]


@dataclass(frozen=True)
class Begun:
    """What was written. `hides_password`: whether the user's profile has a password that wasn't copied."""

    customers: Input
    events: Input
    beginning: Beginning
    packages: Path
    hides_password: bool


def host_of(folder: Path) -> Path:
    """Returns the dbt project around a folder. Raises RefusedError if there is none, or if it is this one."""
    found = next((each for each in [folder, *folder.parents] if (each / PROJECT_FILE).is_file()), None)
    if found is None:
        raise RefusedError(
            f"No {PROJECT_FILE} in {folder} or any folder above it: run this in your dbt project."
        )
    if found.name == FOLDER and (found / PACKAGE / PROJECT_FILE).is_file():
        return found.parent
    if (found / "macros" / "predicates").is_dir():
        raise RefusedError(
            f"{found} is a project of segments itself: name your relations in its {PROJECT_FILE}."
        )
    return found


def has_begun(host: Path) -> bool:
    """Returns whether the dbt project has segments already.

    Raises RefusedError if its folder for them holds something else.
    """
    folder = host / FOLDER
    if folder.exists() and not (folder / PACKAGE / PROJECT_FILE).is_file():
        raise RefusedError(f"{folder} is there already and has no segments: move it, then run this again.")
    return folder.exists()


def begin(
    host: Path, customers: str | None, events: str | None, *, zone: str, target: str | None, ask: Ask
) -> Begun:
    """Writes the project of segments and the line in the user's packages.

    Nothing is written unless everything is: the project is made beside its place, and moved there.
    Raises RefusedError for options that don't fit the warehouse.
    """
    if zone not in available_timezones():
        raise RefusedError(f"--time-zone '{zone}' is no IANA name{hint(zone, available_timezones())}.")
    profile = find_profile(host, target)
    packages, listed = packages_with_segments(host)
    usual = os.umask(0o077)
    os.umask(usual)
    root = Path(tempfile.mkdtemp(prefix=f".{FOLDER}-", dir=host))
    try:
        made = made_by_models(host, profile.target, root / "target" / "host")
        bring(root)
        (root / "profiles.yml").write_text(
            yaml.safe_dump(profile.for_segments(), sort_keys=False), encoding="utf-8"
        )
        # The package makes this a project within another one.
        package = root / PACKAGE / PROJECT_FILE
        package.parent.mkdir()
        package.write_text(f"name: {NAME}\n", encoding="utf-8")
        project = find_project(root, profile.target)
        # From here on, files for the owner alone would be made, and these belong to the user's project.
        os.umask(usual)
        with open_warehouse(project, read_only=True) as warehouse:
            refuse_taken_schemas(warehouse)
            people = _asked_input(warehouse, "--customers", customers, made, ask)
            deeds = _asked_input(warehouse, "--events", events, made, ask)
            beginning = choose(warehouse, people, deeds)
        write_settings(root, people, deeds, zone, beginning.value_event)
        write_segments(root, beginning)
        # Once more, with the models that the settings name now.
        find_project(root, profile.target)
        os.umask(usual)
        root.chmod(0o777 & ~usual)
        root.rename(host / FOLDER)
    except BaseException:
        shutil.rmtree(root, ignore_errors=True)
        raise
    packages.write_text(listed, encoding="utf-8")
    return Begun(people, deeds, beginning, packages, profile.hides_password())


def _asked_input(
    warehouse: Warehouse, option: str, given: str | None, made: Mapping[str, str], ask: Ask
) -> Input:
    fitting = [] if given else candidates(warehouse, made, option)
    given = given or ask(option, fitting)
    if not given:
        offered = f" ({', '.join(fitting)})" if fitting else ""
        raise RefusedError(f"{option} is missing: name a model of yours{offered}, or schema.table.")
    return read_input(warehouse, option, given, made)
