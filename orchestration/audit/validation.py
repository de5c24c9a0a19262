"""Great Expectations: validates suites over facts, and writes the results as Data Docs."""

import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from orchestration.audit.bounds import severity_column
from orchestration.audit.check import Check
from orchestration.audit.offline import make_self_contained
from orchestration.project.errors import RefusedError

SITE = "local_site"

# What Great Expectations calls failed although nothing of it blocks or holds anything.
FAILED = re.compile(r'<i class="fas fa-times text-danger"([^>]*)></i>(\s*)Failed')
WARNED = r'<i class="fas fa-exclamation-triangle text-warning"\1></i>\2Passed with warnings'


class Validation:
    """The suites of one audit."""

    def __init__(self) -> None:
        # Imported here because Great Expectations takes five seconds to import.
        import great_expectations as gx

        # Data Docs show a whole context. Hidden segments have a context of their own, for which no Data Docs
        # are written.
        contexts: list[Any] = [gx.get_context(mode="ephemeral") for _ in range(2)]
        self._context, self._aside = contexts
        for context in (self._context, self._aside):
            context.variables.progress_bars = {"globally": False}
            context.data_sources.add_pandas("refresh")
        # By suite, what the failures of its published segments, or of the project, do.
        self._severities: dict[str, set[str]] = {}

    def failing(
        self, suite: str, facts: Sequence[dict[str, Any]], checks: Sequence[Check], run: str
    ) -> Iterator[tuple[Check, set[str]]]:
        """Yields, for each check, the subjects that fail it. Hidden segments appear in no Data Docs.

        Raises RefusedError if a check can't be evaluated: then there is no verdict at all.
        """
        failing: list[set[str]] = [set() for _ in checks]
        for context in (self._context, self._aside):
            is_hidden = context is self._aside
            judged = [fact for fact in facts if (fact.get("access") == "private") is is_hidden]
            if judged:
                self._judge(context, suite, judged, checks, run, failing)
        yield from zip(checks, failing, strict=True)

    def _judge(
        self,
        context: Any,
        suite: str,
        facts: Sequence[dict[str, Any]],
        checks: Sequence[Check],
        run: str,
        failing: list[set[str]],
    ) -> None:
        """Adds the subjects that fail each check to `failing`, by the check's position."""
        import great_expectations as gx
        import pandas as pd
        from great_expectations.core.run_identifier import RunIdentifier

        columns = _columns(checks)
        frame = pd.DataFrame(
            {name: [fact[name] for fact in facts] for name in columns}, columns=columns
        ).convert_dtypes()
        asset = context.data_sources.get("refresh").add_dataframe_asset(suite)
        expectations = gx.ExpectationSuite(name=suite)
        for expectation in _expectations(checks, set(frame.columns[frame.isna().all()])):
            expectations.add_expectation(expectation)
        definition = gx.ValidationDefinition(
            name=suite,
            data=asset.add_batch_definition_whole_dataframe("facts"),
            suite=context.suites.add(expectations),
        )
        outcome = context.validation_definitions.add(definition).run(
            batch_parameters={"dataframe": frame},
            result_format={"result_format": "COMPLETE", "unexpected_index_column_names": ["subject"]},
            run_id=RunIdentifier(run_name=run),
        )
        of = {fact["subject"]: fact for fact in facts}
        for result in outcome.results:
            judged = result.expectation_config.meta["judges"]
            _refuse_when_raised(checks[judged[0]], result.exception_info)
            for position in judged:
                check = checks[position]
                subjects = {row["subject"] for row in result.result["unexpected_index_list"]}
                failing[position] |= subjects
                if context is self._context:
                    found = self._severities.setdefault(suite, set())
                    found |= {of[subject].get(severity_column(check), check.severity) for subject in subjects}

    def write_docs(self, folder: Path) -> Path:
        """Replaces the Data Docs in a folder by those of this audit. Returns the path of their first page."""
        aside = folder.with_name(f"{folder.name}.new")
        old = folder.with_name(f"{folder.name}.old")
        for left in (aside, old):
            shutil.rmtree(left, ignore_errors=True)
        self._context.update_data_docs_site(
            SITE,
            {
                "class_name": "SiteBuilder",
                "show_how_to_buttons": False,
                "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(aside)},
                "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
                "site_section_builders": {"profiling": "None"},
            },
        )
        self._context.build_data_docs(site_names=[SITE])
        make_self_contained(aside)
        _list_pages(aside, self._severities)
        if folder.exists():
            folder.replace(old)
        aside.replace(folder)
        shutil.rmtree(old, ignore_errors=True)
        return folder / "index.html"


def _list_pages(folder: Path, severities: Mapping[str, set[str]]) -> None:
    """Lists the suites' pages at the top of the first page: a script would fill the original table.

    A suite whose failures only warn isn't called failed.
    """
    pages = {page.relative_to(folder).parts[1]: page for page in (folder / "validations").rglob("*.html")}
    for suite, page in pages.items():
        if severities.get(suite) == {"warn"}:
            page.write_text(FAILED.sub(WARNED, page.read_text(encoding="utf-8")), encoding="utf-8")
    links = "".join(
        f'<li><a href="{quote(page.relative_to(folder).as_posix())}">{suite}</a>:'
        f" {_came_out(severities.get(suite, set()))}</li>"
        for suite, page in sorted(pages.items())
    )
    index = folder / "index.html"
    text = index.read_text(encoding="utf-8")
    listed = f"<body>\n<p>What the last audit found, by suite:</p>\n<ul>{links}</ul>\n"
    index.write_text(text.replace("<body>", listed, 1), encoding="utf-8")


def _came_out(severities: set[str]) -> str:
    return "failed" if severities - {"warn"} else "passed with warnings" if severities else "passed"


def _columns(checks: Sequence[Check]) -> list[str]:
    names = ["subject"]
    for check in checks:
        names += [name for name in (check.column, check.at_least, check.at_most) if isinstance(name, str)]
    return list(dict.fromkeys(names))


def _expectations(checks: Sequence[Check], empty: set[str]) -> Iterator[Any]:
    """Yields the checks as expectations. The meta of each gives the positions of the checks it judges.

    A column that is `empty` in all rows neither sets a bound nor exceeds one, so it needs no such
    expectation.
    """
    import great_expectations.expectations as gxe

    # A suite merges equal expectations, whatever their meta, so there is one for all checks of a column.
    for column in dict.fromkeys(check.column for check in checks if not check.missing):
        judged = [place for place, check in enumerate(checks) if check.column == column and not check.missing]
        yield gxe.ExpectColumnValuesToNotBeNull(
            column=column, meta={"judges": judged}, description=f"{column}: is known"
        )
    for position, check in enumerate(checks):
        if check.column in empty:
            continue
        about: dict[str, Any] = {"meta": {"judges": [position]}, "description": f"{check.name}: {check.says}"}
        bounds = {"min_value": check.at_least, "max_value": check.at_most}
        constant = {name: bound for name, bound in bounds.items() if isinstance(bound, int | float)}
        if constant:
            yield gxe.ExpectColumnValuesToBeBetween(column=check.column, **about | constant)
        for low, high in ((check.at_least, check.column), (check.column, check.at_most)):
            if isinstance(low, str) and isinstance(high, str) and not {low, high} & empty:
                yield gxe.ExpectColumnPairValuesAToBeGreaterThanB(
                    column_A=high,
                    column_B=low,
                    or_equal=True,
                    ignore_row_if="either_value_is_missing",
                    **about,
                )


def _refuse_when_raised(check: Check, info: dict[str, Any]) -> None:
    """Raises RefusedError if evaluating a check raised an error.

    Such an expectation also reports success=False. Its exception is either at the top level or below each
    metric.
    """
    for report in [info, *info.values()]:
        if isinstance(report, dict) and report.get("raised_exception"):
            raise RefusedError(
                f"audit: {check.name} could not be evaluated: {report['exception_message']} "
                "Nothing was published."
            )
