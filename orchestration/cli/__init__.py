"""The `segments` command, a module for each subcommand.

Knows: arguments, answers and exit codes.
May ask: `audit`, `beginning`, `campaigns`, `changes`, `clusters`, `dbt`, `defs`, `delivery`, `discovery`,
  `erasure`, `explanation`, `host`, `lists`, `notices`, `project`, `publication`, `readers`, `report`,
  `rules`, `serving`, `terminal`, `warehouse`.
Must never know: how anything is computed.
"""


def main() -> None:
    """Runs the command `segments`."""
    # Imported here so that importing a part of this package doesn't load the whole command.
    from orchestration.project.collection import collect_rarely

    collect_rarely()
    from orchestration.cli import app

    app.main()
