"""dbt inside this process: parsed once, then run with what was parsed.

A dbt process of its own spends about six seconds before its first query; here a further run spends half
of one. DuckDB's file is let go after every run, so that others of this process can open it.
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

# Unit tests judge macros, not data. A test that also reads nodes outside the selection would judge them as
# the last release left them.
# What must hold before a release the audit checks, in one pass; dbt's own tests take half of a refresh again,
# and belong to development: `make test-rest` runs them.
WITH_SEEDS = ["build", "--exclude-resource-type", "unit_test", "--exclude-resource-type", "test"]
# `build` puts an edge into its graph for each test that it then leaves out; without seeds `run` will do.
MODELS_ONLY = ["run"]
# The parse has written the manifest, which takes half a second for each run that writes it again.
WITHOUT_MANIFEST = "--no-write-json"
# A segment's file renders as one query from customers and events.
STANDALONE = ["--vars", "{standalone: true}"]


class Dbt:
    """The project's dbt, for one project in one process."""

    def __init__(self, project: Project):
        self.project = project
        self._folder = Parsed(project, project.target_folder)
        self._parsed: Any = None
        self._files: Files | None = None
        collect_rarely()

    def manifest(self) -> dict[str, Any]:
        """The parsed project as dbt writes it to manifest.json; parsed first when a file has changed."""
        files = files_of(self.project)
        if not self._folder.is_of(files):
            self.parse()
        elif files != self._files:
            # What was parsed here before was of other files.
            self._parsed, self._files = None, files
        return self._folder.manifest()

    def parse(self) -> None:
        """Parse what has changed and keep the parsed project for the runs that follow.

        Raises RefusedError with the sentences of whatever is wrong with the project's files.
        """
        is_there = declare_customer_id_type(self.project)
        # dbt takes a parsed project that it is given as it is, however the files have changed since.
        self._parsed = None
        files = files_of(self.project)
        self._parsed, self._files = self._parse_into(self._folder, files, ["parse"]), files
        if not is_there:
            refuse_unless_made(self.project, self._folder.manifest())

    def look_at_customers(self) -> None:
        """Parse again where the customers' relation, built meanwhile, has ids of another type than taken."""
        taken = os.environ.get(CUSTOMER_ID_TYPE)
        declare_customer_id_type(self.project)
        if os.environ.get(CUSTOMER_ID_TYPE) != taken:
            self._parse_again()

    def build(self, select: Iterable[str], on_event: Callable[[Event], None]) -> None:
        """Build the selected nodes of the project as it was read here last, whatever changes meanwhile.

        `on_event` gets the result of each node as it ends. Raises RefusedError when one fails (what depends
        on it was not built), PassingError when the files changed between being read and parsed.
        """
        if self._parsed is None:
            self._parse_again()
        selected = list(select)
        command = WITH_SEEDS if f"path:{SEEDS}" in selected else MODELS_ONLY
        self._invoke([*command, WITHOUT_MANIFEST, "--select", *selected], on_event)

    def compile_alone(self, model: str, clock: datetime) -> str:
        """The self-contained query of one segment at a clock (UTC): its standalone rendering.

        It is kept while no file changes: most of the seconds are dbt's own. A clock that needs no look at the
        newest event leaves the warehouse closed. Raises RefusedError for Jinja that isn't for segments.
        """
        files, parsed = files_of(self.project), Parsed(self.project, self._alone_folder)
        folder, content = self._alone_folder / "rendered", digest(files)[:12]
        key = hashlib.md5(f"{model} {clock.isoformat()} {self.project.warehouse_file}".encode()).hexdigest()
        kept = folder / f"{model[:100]}-{key[:12]}-{content}.sql"
        if kept.is_file() and parsed.is_of(files):
            return kept.read_text(encoding="utf-8")
        # Compiling runs whatever a file's Jinja asks for.
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
        """The project as compile_alone() parsed it, which is as its files stood then."""
        return Parsed(self.project, self._alone_folder).manifest()

    @property
    def _alone_folder(self) -> Path:
        return self.project.target_folder / "standalone"

    def _parse_again(self) -> None:
        """Parse the files that were read here before, which must be the same."""
        read = self._files
        self.parse()
        if read not in (None, self._files):
            raise PassingError("The project's files changed while this run began: run it again.")

    def _parse_into(self, parsed: Parsed, files: Files, command: list[str]) -> Any:
        """The result of a command that parses these files first, as a parse from scratch would."""
        in_doubt = parsed.prepare(files)
        try:
            result = self._invoke(command)
            is_lost = in_doubt and not says_the_same(parsed.manifest(), read_entries(self.project))
        except RefusedError:
            # What dbt remembers may be at fault, and not the files.
            if not in_doubt:
                raise
            is_lost = True
        if is_lost:
            parsed.forget()
            result = self._invoke(command)
        parsed.note(files)
        return result

    def _invoke(self, arguments: list[str], on_event: Listener | None = None, manifest: Any = None) -> Any:
        # Imported here: dbt takes seconds to import, and most commands need none of it.
        from dbt.artifacts.schemas.run import RunExecutionResult
        from dbt.cli.main import dbtRunner
        from google.protobuf.json_format import MessageToDict

        def pass_on(message: Any) -> None:
            if on_event and message.info.name in RESULTS:
                on_event(MessageToDict(message, preserving_proto_field_name=True))

        is_alone = "--vars" in arguments
        runner = dbtRunner(manifest=manifest if is_alone else self._parsed, callbacks=[pass_on])
        # Neither may leak into the next program that imports dbt here: its folder and its open file.
        folder = Path.cwd()
        common = ["--project-dir", str(self.project.root), "--log-level", "none", "--no-use-colors"]
        # Only here is it known whether dbt may go on from its last parse; by hand it reads all files.
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
            # dbt's own error, which Dagster would keep beside it, may name values of the data.
            raise refusal(*sentences) from None
        return outcome.result


# What dagster-dbt turns into materializations.
RESULTS = frozenset({"LogSeedResult", "LogModelResult", "LogSnapshotResult"})
