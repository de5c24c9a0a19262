"""A plugin of dbt's: holds the segments' files to their language when somebody runs dbt by hand.

dbt loads every module on the path whose name begins with `dbt_`, and calls the hook between parsing the
project and running anything. `segments` reads the files itself, and says all mistakes at once.
"""

import os
from pathlib import Path

from dbt.contracts.graph.manifest import Manifest
from dbt.flags import get_flags
from dbt.plugins.contracts import PluginArtifacts
from dbt.plugins.manager import dbt_hook, dbtPlugin

from orchestration.project.environment import READ_ALREADY
from orchestration.project.prefix import refuse_bad_prefix
from orchestration.project.project import Project
from orchestration.rules.entry_mistakes import entry_mistakes
from orchestration.rules.templates import PREDICATES, unparsed_template_mistakes


class SegmentFiles(dbtPlugin):
    """Refuses Jinja and YAML that are no part of the segments' language."""

    @dbt_hook  # type: ignore[untyped-decorator]
    def get_manifest_artifacts(self, manifest: Manifest) -> PluginArtifacts:
        """No artifact; raises with a line a mistake."""
        refuse_bad_prefix()
        project = Project(Path(get_flags().PROJECT_DIR), "")
        if not os.environ.get(READ_ALREADY) and (project.root / PREDICATES / "segment.sql").is_file():
            mistakes = [*unparsed_template_mistakes(project), *entry_mistakes(project)]
            if mistakes:
                raise ValueError("\n".join(mistakes))
        return {}


plugins = [SegmentFiles]
