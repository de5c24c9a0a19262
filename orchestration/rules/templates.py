"""Names in a segment's Jinja that nobody has defined.

dbt renders such a name as nothing while it parses: a condition would be lost, or the rule be called empty.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from jinja2 import Environment, TemplateSyntaxError, meta, nodes

from orchestration.nearest import nearest
from orchestration.project import Project
from orchestration.rules.registry import FOLDER, segment_nodes

PREDICATES = "macros/predicates/"
MACRO = re.compile(r"{%-?\s*macro\s+(\w+)")

# What dbt hands to every model beside macros.
CONTEXT = """
    adapter api as_bool as_native as_number as_text builtins caller config context dbt dbt_version
    diff_of_two_dicts env_var exceptions execute flags fromjson fromyaml graph invocation_args_dict
    invocation_id kwargs local_md5 log model modules pre_hooks post_hooks print project_name ref return
    run_started_at schema selected_resources set set_strict source sql store_result store_raw_result
    target this thread_id tojson toyaml try_or_compiler_error typeof validation var varargs zip zip_strict
    range dict lipsum cycler joiner namespace true false none True False None
"""


def template_mistakes(manifest: Mapping[str, Any]) -> Iterator[str]:
    """Sentences about unknown names in the segments of a parsed project."""
    macros = manifest["macros"].values()
    # Macros of the adapters' projects can be called by their own name, as those of this one.
    known = {macro["name"] for macro in macros} | {macro["package_name"] for macro in macros}
    predicates = [m["name"] for m in macros if m["original_file_path"].startswith(PREDICATES)]
    for node in segment_nodes(manifest):
        yield from _mistakes(node["original_file_path"], node["raw_code"], known, predicates)


def unparsed_template_mistakes(project: Project) -> list[str]:
    """The same, read from the files of a project that dbt could not parse."""
    macros = {
        file: MACRO.findall(file.read_text(encoding="utf-8")) for file in project.root.glob("macros/**/*.sql")
    }
    known = {name for names in macros.values() for name in names}
    predicates = [
        name for file, names in macros.items() for name in names if file.parent.name == "predicates"
    ]
    return [
        mistake
        for file in sorted((project.root / FOLDER).rglob("*.sql"))
        for mistake in _mistakes(
            file.relative_to(project.root).as_posix(), file.read_text(encoding="utf-8"), known, predicates
        )
    ]


def _mistakes(file: str, text: str, known: Iterable[str], predicates: list[str]) -> Iterator[str]:
    try:
        tree = Environment(extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"]).parse(text)
    except TemplateSyntaxError:
        # dbt says where.
        return
    called = {call.node.name for call in tree.find_all(nodes.Call) if isinstance(call.node, nodes.Name)}
    own = {name.name for name in tree.find_all(nodes.Name) if name.ctx == "store"}
    for name in sorted(meta.find_undeclared_variables(tree) - set(known) - set(CONTEXT.split())):
        if name in called:
            near = nearest(name, predicates)
            ending = f"the nearest is '{near}'" if near else f"valid are {', '.join(sorted(predicates))}"
            yield f"{file}: unknown predicate '{name}'; {ending}"
        else:
            near = nearest(name, own)
            ending = f"the nearest is '{near}'" if near else f"a text value stands in quotes: '{name}'"
            yield f"{file}: unknown name '{name}'; {ending}"
