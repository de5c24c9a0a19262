"""The standalone queries of many segments at once, from one parse."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from orchestration.dbt.in_process import STANDALONE, Dbt
from orchestration.dbt.parsed import Parsed, files_of
from orchestration.project.environment import AS_OF, environment
from orchestration.project.errors import RefusedError
from orchestration.rules.templates import unparsed_template_mistakes


class SeveralDbt(Dbt):
    """A dbt that parses once, and then compiles segments at any clock."""

    _alone: Any = None

    def parse_alone(self) -> dict[str, Any]:
        """Parses the files for standalone queries. Returns the manifest as dbt writes it.

        Raises RefusedError for mistakes that keep dbt from parsing, and for Jinja that segments may not use.
        """
        if mistakes := unparsed_template_mistakes(self.project):
            raise RefusedError(*mistakes)
        files, parsed = files_of(self.project), Parsed(self.project, self._alone_folder)
        command = ["parse", *STANDALONE, "--target-path", str(self._alone_folder)]
        self._alone = self._parse_into(parsed, files, command)
        return parsed.manifest()

    def compile_several(self, models: Iterable[str], clock: datetime) -> dict[str, str]:
        """Returns the standalone query of each of these segments at a clock (UTC), by name."""
        wanted = set(models)
        if not wanted:
            return {}
        for node in self._alone.nodes.values():
            if node.name in wanted:
                # dbt doesn't compile again what it has compiled for another clock.
                node.compiled, node.compiled_code = False, None
        folder = self.project.target_folder / "several"
        command = ["compile", "--select", *sorted(wanted), "--no-populate-cache", *STANDALONE]
        with environment({AS_OF: clock.isoformat()}):
            result = self._invoke([*command, "--target-path", str(folder)], manifest=self._alone)
        return {
            run.node.name: run.node.compiled_code.strip().rstrip(";")
            for run in result.results
            if run.node.name in wanted
        }
