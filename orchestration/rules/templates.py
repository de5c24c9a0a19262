"""Checks the Jinja of segments' files and of shared conditions, which is a closed language.

It has predicates, `set`, `for`, `if` and conditions shared by macros. Everything else that dbt offers to a
model would let a segment's file read secrets, query the warehouse or write files. An undefined name renders
as nothing, and a predicate used as a Python value silently changes the rule.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from jinja2 import TemplateSyntaxError

from orchestration.project.project import Project
from orchestration.rules.encoding import encoding_mistake
from orchestration.rules.jinja import sentences
from orchestration.rules.jinja_comments import comment_mistakes
from orchestration.rules.jinja_expressions import KNOWN
from orchestration.rules.jinja_trial import trial_mistakes
from orchestration.rules.language import ENVIRONMENT, Language, Texts
from orchestration.rules.macro_trial import MacroTrial
from orchestration.rules.registry import FOLDER, segment_nodes

PREDICATES = "macros/predicates/"
CONDITIONS = "macros/conditions/"
MACRO = re.compile(r"{%-?\s*macro\s+(\w+)")


def template_mistakes(manifest: Mapping[str, Any]) -> Iterator[str]:
    """Yields sentences about the templates of a parsed project."""
    macros = list(manifest["macros"].values())
    segments = {node["original_file_path"]: node["raw_code"] for node in segment_nodes(manifest)}
    own = {macro["original_file_path"]: macro.get("macro_sql", "") for macro in macros}
    # Macros of the adapters' projects can be called by their own names, like those of this project.
    known = {macro["name"] for macro in macros} | {macro["package_name"] for macro in macros}
    predicates = {macro["name"] for macro in macros if macro["original_file_path"].startswith(PREDICATES)}
    conditions = {file: text for file, text in own.items() if file.startswith(CONDITIONS)}
    yield from _mistakes(Texts(segments, conditions, frozenset(predicates), frozenset(known)), is_parsed=True)


def unparsed_template_mistakes(project: Project, *, failed: bool = False) -> list[str]:
    """Returns the same for the files of a project that dbt has not parsed, or could not parse.

    If parsing failed, the predicates check all files, because dbt stops at the first refusal.
    """
    macros = {_place(project, file): _read(file) for file in project.root.glob("macros/**/*.sql")}
    names = {file: MACRO.findall(text) for file, text in macros.items()}
    files = (file for file in (project.root / FOLDER).rglob("*") if file.suffix.lower() == ".sql")
    # Files that aren't text have their own message.
    texts_of = (file for file in sorted(files) if not encoding_mistake(file.read_bytes()))
    segments = {_place(project, file): _read(file) for file in texts_of}
    texts = Texts(
        segments,
        {file: text for file, text in macros.items() if file.startswith(CONDITIONS)},
        frozenset(name for file in names if file.startswith(PREDICATES) for name in names[file]),
        frozenset(name for found in names.values() for name in found),
    )
    asked = None
    if failed:
        asked = MacroTrial(ENVIRONMENT, macros.values(), texts.predicates, project.variables)
    return list(_mistakes(texts, is_parsed=False, asked=asked))


def _mistakes(texts: Texts, *, is_parsed: bool, asked: MacroTrial | None = None) -> Iterator[str]:
    language, is_sound = Language(texts), not Language(texts).read_conditions()
    for file, text in texts.segments.items():
        try:
            tree = ENVIRONMENT.parse(text)
        except TemplateSyntaxError as error:
            # If dbt can't read it either, dbt reports it. What only dbt can read is unchecked.
            if is_parsed:
                yield f"{file}: line {error.lineno} can't be read: {error.message}; {KNOWN}"
            continue
        found = [*sentences(language.read_segment(tree.body)), *comment_mistakes(ENVIRONMENT, text)]
        # Shared conditions with mistakes are reported with their own files, and not rendered.
        if is_sound and not found:
            found = list(trial_mistakes(ENVIRONMENT, text, texts.predicates, texts.conditions.values()))
        if is_sound and not found and asked:
            found = list(asked.mistakes(file, text))
        yield from (f"{file}: {mistake}" for mistake in found)
    yield from dict.fromkeys(language.read_conditions())


def _place(project: Project, file: Path) -> str:
    return file.relative_to(project.root).as_posix()


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace")
