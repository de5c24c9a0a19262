"""The package that the user's own dbt sees: the segments as models that only a refresh changes.

It has no macros of the engine, no hooks, no seeds and no tests, so nothing of the user's project depends on
them. Its own macros are visible in the package alone.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from orchestration.host.places import NAME
from orchestration.project.engine import CONDITIONS, SOURCE, predicates
from orchestration.project.errors import RefusedError
from orchestration.project.layers import PUBLISHED, SEGMENTS
from orchestration.project.project import INPUT_VARIABLES, PACKAGE, PROJECT_FILE, Project, is_ref

MODEL = re.compile(r"ref\(\s*['\"](\w+)['\"]\s*\)")

SETTINGS = {
    "name": NAME,
    "version": "0.1.0",
    "config-version": 2,
    "model-paths": ["models", "sources"],
    "macro-paths": ["macros", "conditions"],
    "models": {NAME: {"+schema": PUBLISHED.configured, "+materialized": "refreshed"}},
}
WRITTEN = "The command `segments` writes this folder. What you change here is overwritten."

SEGMENT = """\
{{#- {written} A segment as the user's dbt sees it: its last members, and what they come from. -#}}
{{%- macro segment() -%}}
    {{%- do [caller] -%}}
{inputs}select customer_id, entered_at
from {{{{ this.incorporate(path={{'identifier': 'segment_members'}}) }}}}
where segment = '{{{{ model.name }}}}'
{{%- endmacro -%}}
"""
INPUT = "    {{%- do ref(project_name, '{model}') -%}}\n"
SCHEMA = """\
{%- macro generate_schema_name(custom_schema_name, node) -%}
    {%- set schema = 'hidden' if node.config.access == 'private' else custom_schema_name -%}
    {{- env_var('SEGMENTS_SCHEMA_PREFIX', '') ~ schema -}}
{%- endmacro -%}
"""
REFRESHED = """\
{#- A relation that only `segments refresh` writes, after its audit. dbt leaves it as it is. -#}
{%- materialization refreshed, default -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- if not existing -%}
        {%- do log(this ~ " isn't published yet: run `segments refresh`", info=true) -%}
    {%- endif -%}
    {%- call statement('main') -%} select 1 as unchanged {%- endcall -%}
    {{- return({'relations': [existing] if existing else []}) -}}
{%- endmaterialization -%}
"""
# A predicate may be called outside the body of segment(), as in {% set %}.
WORD = "{{%- macro {name}() -%}}{{%- do [varargs, kwargs] -%}}{{%- endmacro -%}}\n"


def write_package(project: Project) -> None:
    """Writes the package as the project's settings and the command's own predicates ask for it."""
    folder = project.root / PACKAGE
    for name, text in _texts(project).items():
        file = folder / name
        if not file.is_file() or file.read_text(encoding="utf-8") != text:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
    # dbt finds a package's models below the package alone.
    for name, target in (("models", SEGMENTS.path), ("conditions", CONDITIONS)):
        link = folder / name
        if not link.is_symlink():
            link.symlink_to(Path("..", target), target_is_directory=True)


def models_named(variables: Mapping[str, Any]) -> dict[str, str]:
    """Returns the models of the user's project that variables name with ref(), by variable.

    Raises RefusedError for a ref() with anything but the name of one model.
    """
    found = {}
    for variable in INPUT_VARIABLES:
        if is_ref(variables.get(variable)):
            match = MODEL.fullmatch(str(variables[variable]).strip())
            if match is None:
                raise RefusedError(
                    f'{PROJECT_FILE}: {variable}: "{variables[variable]}" can\'t be read; name one model of'
                    " your project, such as \"ref('dim_customers')\"."
                )
            found[variable] = match[1]
    return found


def _texts(project: Project) -> dict[str, str]:
    models = models_named(project.settings.get("vars") or {}).values()
    inputs = "".join(INPUT.format(model=model) for model in models)
    return {
        PROJECT_FILE: f"# {WRITTEN}\n{yaml.safe_dump(SETTINGS, sort_keys=False)}",
        "macros/segment.sql": SEGMENT.format(written=WRITTEN, inputs=inputs),
        "macros/generate_schema_name.sql": SCHEMA,
        "macros/refreshed.sql": REFRESHED,
        "macros/predicates.sql": "".join(
            WORD.format(name=name) for name in predicates() if name != "segment"
        ),
        "sources/published.yml": f"# {WRITTEN}\n{yaml.safe_dump(_sources(), sort_keys=False)}",
    }


def _sources() -> dict[str, Any]:
    tables = []
    for file in sorted((SOURCE / PUBLISHED.path).rglob("*.yml")):
        if "hidden" not in file.parts:
            models = yaml.safe_load(file.read_text(encoding="utf-8")).get("models") or []
            tables += [
                {"name": model["name"], "description": model["description"]}
                for model in models
                if not model["name"].startswith("hidden_")
            ]
    schema = "{{ env_var('SEGMENTS_SCHEMA_PREFIX', '') }}" + PUBLISHED.configured
    return {"version": 2, "sources": [{"name": "segments", "schema": schema, "tables": tables}]}
