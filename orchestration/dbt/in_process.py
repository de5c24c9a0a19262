"""dbt inside this process: parsed once, then run with the parsed project.

A separate dbt process spends about six seconds before its first query. A further run here takes half a
second. DuckDB's file is closed after every run, so that other code in this process can open it.
"""

import hashlib
import os
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from orchestration.dbt.adapters import let_go_of_files
from orchestration.dbt.customer_ids import CUSTOMER_ID_TYPE, declare_customer_id_type
from orchestration.dbt.failures import failure_sentences, may_pass
from orchestration.dbt.parsed import Files, Parsed, digest, files_of
from orchestration.project.collection import collect_rarely
from orchestration.project.environment import AS_OF, READ_ALREADY, environment
from orchestration.project.errors import PassingError, RefusedError
from orchestration.project.layers import SEEDS
from orchestration.project.own_input import refuse_unless_made
from orchestration.project.project import Project
from orchestration.rules.entries import read_entries, says_the_same
from orchestration.rules.templates import unparsed_template_mistakes
from orchestration.warehouse.connections import dbt_as_writer

Event = dict[str, Any]
Listener = Callable[[Event], None]

# Unit tests check macros, not data. A test that also reads nodes outside the selection would check their
# state after the last release.
# The audit checks in one pass what must hold before a release. dbt's own tests would add half of a refresh's
# time. They belong to development: `make test-rest` runs them.
WITH_SEEDS = ["build", "--exclude-resource-type", "unit_test", "--exclude-resource-type", "test"]
# `build` adds an edge to its graph for each test that it then excludes. Without seeds, `run` is enough.
MODELS_ONLY = ["run"]
# The parse has already written the manifest. Each run that writes it again takes half a second longer.
WITHOUT_MANIFEST = "--no-write-json"
# With this, a segment's file renders as one query over customers and events.
STANDALONE = ["--vars", "{standalone: true}"]


class Dbt:
    """dbt for one project in one process."""

    def __init__(self, project: Project):
        self.project = project
        self._folder = Parsed(project, project.target_folder)
        self._parsed: Any = None
        self._files: Files | None = None
        collect_rarely()

    def manifest(self) -> dict[str, Any]:
        """Returns the parsed project as dbt writes it to manifest.json. Parses first if a file changed."""
        files = files_of(self.project)
        if not self._folder.is_of(files):
            self.parse()
        elif files != self._files:
            # The project parsed here before came from other files.
            self._parsed, self._files = None, files
        return self._folder.manifest()

    def parse(self) -> None:
        """Parses what has changed, and keeps the parsed project for the runs that follow.

        Raises RefusedError with a sentence for each mistake in the project's files.
        """
        is_there = declare_customer_id_type(self.project)
        # dbt uses a given parsed project as it is, even if the files have changed since.
        self._parsed = None
        files = files_of(self.project)
        self._parsed, self._files = self._parse_into(self._folder, files, ["parse"]), files
        if not is_there:
            refuse_unless_made(self.project, self._folder.manifest())

    def look_at_customers(self) -> None:
        """Parses again if the customers' relation, built meanwhile, has IDs of another type than assumed."""
        taken = os.environ.get(CUSTOMER_ID_TYPE)
        declare_customer_id_type(self.project)
        if os.environ.get(CUSTOMER_ID_TYPE) != taken:
            self._parse_again()

    def build(self, select: Iterable[str], on_event: Callable[[Event], None]) -> None:
        """Builds the selected nodes of the project as it was last read here, even if files change meanwhile.

        Calls `on_event` with the result of each node as it ends. Raises RefusedError if a node fails (dbt
        skips the nodes that depend on it), PassingError if files changed between reading and parsing.
        """
        if self._parsed is None:
            self._parse_again()
        selected = list(select)
        command = WITH_SEEDS if f"path:{SEEDS}" in selected else MODELS_ONLY
        self._invoke([*command, WITHOUT_MANIFEST, "--select", *selected], on_event)

    def compile_alone(self, model: str, clock: datetime) -> str:
        """Returns the standalone query of one segment at a clock (UTC).

        The query is cached until a file changes, because most of the time is dbt's own. If the clock doesn't
        depend on the newest event, the warehouse stays closed. Raises RefusedError for Jinja that segments
        may not use.
        """
        files, parsed = files_of(self.project), Parsed(self.project, self._alone_folder)
        folder, content = self._alone_folder / "rendered", digest(files)[:12]
        key = hashlib.md5(f"{model} {clock.isoformat()} {self.project.warehouse_file}".encode()).hexdigest()
        kept = folder / f"{model[:100]}-{key[:12]}-{content}.sql"
        if kept.is_file() and parsed.is_of(files):
            return kept.read_text(encoding="utf-8")
        # Compiling executes whatever Jinja a file contains.
        if mistakes := unparsed_template_mistakes(self.project):
            raise RefusedError(*mistakes)
        command = ["compile", "--select", model, "--no-populate-cache", *STANDALONE]
        with environment({AS_OF: clock.isoformat()}):
            command += ["--target-path", str(self._alone_folder)]
            result = self._parse_into(parsed, files, command)
        sql = next(run.node.compiled_code for run in result.results if run.node.name == model)
        folder.mkdir(exist_ok=True)
        for outdated in set(folder.iterdir()) - set(folder.glob(f"*-{content}.sql")):
            outdated.unlink(missing_ok=True)
        kept.write_text(sql, encoding="utf-8")
        return sql

    def manifest_alone(self) -> dict[str, Any]:
        """Returns the project as compile_alone() parsed it, from the files as they were then."""
        return Parsed(self.project, self._alone_folder).manifest()

    @property
    def _alone_folder(self) -> Path:
        return self.project.target_folder / "standalone"

    def _parse_again(self) -> None:
        """Parses the files that were read here before, which must not have changed."""
        read = self._files
        self.parse()
        if read not in (None, self._files):
            raise PassingError("The project's files changed while this run began: run it again.")

    def _parse_into(self, parsed: Parsed, files: Files, command: list[str]) -> Any:
        """Returns the result of a command that parses these files first, equal to a parse from scratch."""
        in_doubt = parsed.prepare(files)
        try:
            result = self._invoke(command)
            is_lost = in_doubt and not says_the_same(parsed.manifest(), read_entries(self.project))
        except RefusedError:
            # dbt's saved state may be the cause, and not the files.
            if not in_doubt:
                raise
            is_lost = True
        if is_lost:
            parsed.forget()
            result = self._invoke(command)
        parsed.note(files)
        return result

    def _invoke(self, arguments: list[str], on_event: Listener | None = None, manifest: Any = None) -> Any:
        # Imported here because dbt takes seconds to import, and most commands don't need it.
        from dbt.artifacts.schemas.run import RunExecutionResult
        from dbt.cli.main import dbtRunner
        from google.protobuf.json_format import MessageToDict

        def pass_on(message: Any) -> None:
            if on_event and message.info.name in RESULTS:
                on_event(MessageToDict(message, preserving_proto_field_name=True))

        is_alone = "--vars" in arguments
        runner = dbtRunner(manifest=manifest if is_alone else self._parsed, callbacks=[pass_on])
        # Neither dbt's folder nor its open file may leak into the next program that imports dbt here.
        folder = Path.cwd()
        common = ["--project-dir", str(self.project.root), "--log-level", "none", "--no-use-colors"]
        # Only this code knows whether dbt can continue from its last parse. A run by hand reads all files.
        common += ["--partial-parse"]
        if not is_alone:
            common += ["--target-path", str(self.project.target_folder)]
        try:
            with dbt_as_writer(self.project), environment({READ_ALREADY: "true"}):
                outcome = runner.invoke([arguments[0], *common, *arguments[1:]])
        finally:
            os.chdir(folder)
            let_go_of_files()
        if WITHOUT_MANIFEST in arguments and isinstance(outcome.result, RunExecutionResult):
            outcome.result.write(str(self.project.target_folder / "run_results.json"))
        if isinstance(outcome.exception, KeyboardInterrupt):
            raise outcome.exception
        if not outcome.success:
            sentences = failure_sentences(outcome, self.project)
            refusal = PassingError if may_pass(sentences) else RefusedError
            # dbt's own error may contain values of the data, and Dagster would store it with ours.
            raise refusal(*sentences) from None
        return outcome.result


# The events that dagster-dbt turns into materializations.
RESULTS = frozenset({"LogSeedResult", "LogModelResult", "LogSnapshotResult"})
