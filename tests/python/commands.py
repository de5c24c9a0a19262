"""Runs the `segments` command of any project, in a process forked from one that has imported the libraries.

Libraries take longer to import than most of what the tests ask of the command. The project's own code is
never imported before the fork: each run imports the code of its folder. As a program, this module reads one
order per line, `{"arguments": [...], "root": ..., "environment": {...}, "output": [STDOUT, STDERR]}`, and
answers with the exit code. It also prepares, before the fork, compiled macros (which dbt caches by text) and
the schemas of dbt's settings.
"""

from __future__ import annotations

import atexit
import gc
import inspect
import json
import os
import runpy
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

LIBRARIES = (
    "dagster",
    "dagster_dbt",
    "dbt.adapters.duckdb",
    "dbt.cli.main",
    "google.protobuf.json_format",
    "great_expectations.expectations",
    "rich.progress",
    "sqlglot",
    "typer",
)

_server: subprocess.Popen[str] | None = None


def run(
    arguments: Sequence[str], root: Path, environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Runs `segments` with these arguments in the project at `root`."""
    global _server
    if _server is None:
        _server = subprocess.Popen(
            [sys.executable, str(Path(__file__))],
            cwd=tempfile.gettempdir(),
            env=dict(environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        atexit.register(_server.communicate)
    assert _server.stdin and _server.stdout
    with tempfile.TemporaryDirectory() as folder:
        output = [str(Path(folder) / stream) for stream in ("stdout", "stderr")]
        order = {
            "arguments": list(arguments),
            "root": str(root),
            "environment": dict(environment),
            "output": output,
        }
        print(json.dumps(order), file=_server.stdin, flush=True)
        answer = _server.stdout.readline()
        assert answer, "The process that imports the libraries ended; what it said stands above."
        said = [Path(file).read_text(encoding="utf-8") for file in output]
    return subprocess.CompletedProcess(["segments", *arguments], int(answer), *said)


def _serve() -> None:
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    for library in LIBRARIES:
        __import__(library)
    _make_schemas()
    # dbt asks where its own code is, and Python looks that up once for each module.
    inspect.getmodule(sys._getframe())
    is_compiled = False
    _keep_what_is_there()
    for line in sys.stdin:
        order = json.loads(line)
        process = os.fork()
        if process == 0:
            answers.close()
            _end(_run_here(order))
        print(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), file=answers)
        if not is_compiled:
            is_compiled = _compile_macros(Path(order["root"]))
            _keep_what_is_there()
    # Freed at the end, the libraries' frozen objects would be reported as leaks.
    _end(0)


def _keep_what_is_there() -> None:
    """Excludes existing objects from garbage collection in every run."""
    gc.collect()
    gc.freeze()


def _make_schemas() -> None:
    from dbt.contracts.project import PackageConfig, Project, ProjectFlags

    for settings in (PackageConfig, Project, ProjectFlags):
        settings.json_schema()


def _compile_macros(root: Path) -> bool:
    """Compiles the macros of a project that a run has parsed. Returns whether there is one."""
    from dbt.contracts.graph.nodes import Macro
    from dbt_common.clients.jinja import template_cache

    parsed = next(root.glob("target/**/manifest.json"), None)
    if parsed:
        for macro in json.loads(parsed.read_text(encoding="utf-8"))["macros"].values():
            template_cache.get_node_template(Macro.from_dict(macro))
    return parsed is not None


def _end(code: int) -> None:
    """Exits as the interpreter does, but leaves freeing the memory to the system."""
    threading._shutdown()
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _run_here(order: dict[str, Any]) -> int:
    modes = (os.O_RDONLY, os.O_WRONLY | os.O_CREAT, os.O_WRONLY | os.O_CREAT)
    for descriptor, (file, mode) in enumerate(zip([os.devnull, *order["output"]], modes, strict=True)):
        opened = os.open(file, mode)
        os.dup2(opened, descriptor)
        os.close(opened)
    os.environ.clear()
    os.environ.update(order["environment"])
    os.chdir(order["root"])
    sys.path[0] = order["root"]
    sys.argv = ["segments", *order["arguments"]]
    code: Any = 0
    try:
        runpy.run_module("orchestration.cli", run_name="__main__", alter_sys=True)
    except SystemExit as end:
        code = end.code
    except BaseException:
        sys.excepthook(*sys.exc_info())
        code = 1
    return code if isinstance(code, int) else int(code is not None)


if __name__ == "__main__":
    _serve()
