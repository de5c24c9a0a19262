"""Renders a segment's Jinja with stand-ins for the predicates, to find parts that would be lost.

dbt writes nothing for an undefined value, such as a missing key of a dictionary, so a part of the rule would
silently disappear. Only Jinja that was found to be within the language is rendered, so it can't reach
anything.
"""

from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Any

from jinja2 import Environment, StrictUndefined, Undefined, UndefinedError
from jinja2.runtime import Macro

# The stand-in for a predicate. Nobody writes such a text.
STAND_IN = "\x00"


class _Missing(StrictUndefined):
    """An undefined value: any use raises an error, except as the missing side of `... if ...`."""

    # The annotation of the inherited method says that it never returns.
    def __str__(self) -> str:  # type: ignore[override]
        if "inline if" in (self._undefined_hint or ""):
            return ""
        return super().__str__()


def trial_mistakes(
    environment: Environment, text: str, predicates: Iterable[str], conditions: Iterable[str]
) -> Iterator[str]:
    """Yields the sentence about the first part that can't be rendered, if there is one."""
    trial = environment.overlay(undefined=_Missing, finalize=_written)
    trial.globals = {**environment.globals, **dict.fromkeys(predicates, _predicate), "segment": _segment}
    try:
        for condition in conditions:
            code = trial.compile(condition, filename="<condition>")
            module = trial.template_class.from_code(trial, code, trial.globals).make_module()
            trial.globals |= {name: made for name, made in vars(module).items() if isinstance(made, Macro)}
        trial.from_string(text).render()
    except UndefinedError as error:
        missing = str(error.message).rstrip(".")
        yield f"line {_line(error.__traceback__)}: {missing}, so nothing would be written"
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        yield f"line {_line(error.__traceback__)} can't be worked out: {error}"


def _predicate(*given: Any, **named: Any) -> str:
    for value in (*given, *named.values()):
        if isinstance(value, Undefined):
            # Raises if it is undefined.
            len(value)
    return STAND_IN


def _segment(caller: Macro) -> str:
    return caller()


def _written(value: Any) -> Any:
    if isinstance(value, list | tuple | dict) and STAND_IN in "".join(map(str, value)):
        raise TypeError("predicates are written as a Python list; join them with | join(' and ')")
    return value


def _line(traceback: TracebackType | None) -> int:
    """Returns the innermost line of the segment's file. Jinja's code reports the file's own lines."""
    line = 1
    while traceback:
        if traceback.tb_frame.f_code.co_filename == "<template>":
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return line
