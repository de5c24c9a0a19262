"""Turns dbt's error messages into the sentences that a person needs."""

import re
from collections.abc import Iterable
from typing import Any

from orchestration.dbt.dbt_messages import translated
from orchestration.project.project import Project
from orchestration.rules.entry_mistakes import entry_mistakes
from orchestration.rules.templates import unparsed_template_mistakes
from orchestration.warehouse.redaction import without_values

# The project's own errors have this prefix (macros/refusals/_refuse.sql), then the file, then the sentence.
SENTENCE = re.compile(r"segments: (\S+?: .+)")
# What engines report if another process was in the way, or if the server was away for a moment.
PASSING = re.compile(
    r"could not set lock on file|connection refused|server closed the connection|could not connect"
    r"|deadlock detected|terminating connection|too many clients|another refresh",
    re.IGNORECASE,
)
FAILED = {"error", "fail", "runtime error"}


def failure_sentences(outcome: Any, project: Project) -> list[str]:
    """Returns the sentences of a failed dbt invocation (a dbtRunnerResult).

    The project's own errors are complete sentences and stand alone, and so are the dbt errors that the
    project rewrites. Other messages lose their framing and any values of the data. The path of the full log,
    which has them, follows.
    """
    # An undefined name renders as nothing. dbt then complains about the consequences, so check for it first.
    unknown = [*unparsed_template_mistakes(project, failed=True), *entry_mistakes(project)]
    if unknown:
        return unknown
    messages = _messages(outcome)
    own = [sentence for message in messages for sentence in SENTENCE.findall(message)]
    if own:
        return list(dict.fromkeys(own))
    if outcome.exception is not None:
        sentence = translated(str(outcome.exception), project)
        if sentence:
            return [sentence]
    log = project.root / "logs" / "dbt.log"
    return [*messages, f"The whole log is {log}."]


def may_pass(sentences: Iterable[str]) -> bool:
    """Returns whether a retry may succeed without anybody fixing anything."""
    return any(PASSING.search(sentence) for sentence in sentences)


def _messages(outcome: Any) -> list[str]:
    if outcome.exception is not None:
        return [_compact(without_values(str(outcome.exception)))]
    results = getattr(outcome.result, "results", None) or []
    return [
        f"{result.node.original_file_path}: {result.node.name}: {_compact(_said(result))}"
        for result in results
        if str(result.status) in FAILED
    ]


def _said(result: Any) -> str:
    code = getattr(result.node, "compiled_code", None) or ""
    return without_values(result.message or "failed", code)


def _compact(message: str) -> str:
    lines = [line.strip() for line in message.splitlines()]
    # dbt appends its position in its own macros, and the engine appends an excerpt of the query.
    kept = [
        line
        for line in lines
        if line and not line.startswith(("> in macro", "> called by", "compiled code at"))
    ]
    return " ".join(kept)
