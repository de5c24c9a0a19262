"""Segments' queries with other literals than their files have."""

from collections.abc import Iterable
from datetime import datetime

from orchestration.dbt.in_process import STANDALONE, Dbt
from orchestration.dbt.parsed import Parsed, files_of
from orchestration.project.environment import AS_OF, environment


class VariedDbt(Dbt):
    """A dbt that can render texts that aren't in any file."""

    def compile_varied(self, model: str, clock: datetime, texts: Iterable[str]) -> list[str]:
        """Returns the standalone query of each text, as if it replaced the segment's file.

        The texts differ from the file only in literals, so the parsed project still has every name that the
        rule uses.
        """
        parsed, folder = Parsed(self.project, self._alone_folder), self.project.target_folder / "varied"
        parse = ["parse", *STANDALONE, "--target-path", str(self._alone_folder)]
        command = ["compile", "--select", model, "--no-populate-cache", *STANDALONE]
        command += ["--target-path", str(folder)]
        found = []
        with environment({AS_OF: clock.isoformat()}):
            manifest = self._parse_into(parsed, files_of(self.project), parse)
            node = next(node for node in manifest.nodes.values() if node.name == model)
            for text in texts:
                node.raw_code, node.compiled, node.compiled_code = text, False, None
                result = self._invoke(command, manifest=manifest)
                found.append(result.results[0].node.compiled_code)
        return found
