"""Recognizes samples and arms of experiments in the SQL that sample() and in_arm() render."""

from sqlglot import exp

# A place is the first eight hex digits of an md5, read as a share of 100.
PLACES = 16**8


def seed_of(expression: exp.Expr) -> str | None:
    """Returns the seed of the sample that an expression tests, or None if it tests something else."""
    seeds = {_seed(part) for part in _bounds(expression)}
    return seeds.pop() if len(seeds) == 1 else None


def sample_words(expression: exp.Expr, seed: str) -> tuple[str, str]:
    """Returns what the sample looks at, and what it wants of it."""
    parts = [part for part in _bounds(expression) if isinstance(part, exp.Binary)]
    bounds = {type(part): int(part.right.this, 16) / PLACES * 100 for part in parts}
    low, high = bounds.get(exp.GTE, 0), bounds.get(exp.LT, 100)
    experiment = seed.removeprefix("experiment:")
    what = f"place in experiment {experiment}" if experiment != seed else f"place in the sample '{seed}'"
    return what, f"from {low:.6g} to below {high:.6g} of 100"


def digits(expression: exp.Expr) -> exp.Expr:
    """Returns the part of a sample's expression that computes a customer's eight digits."""
    return _bounds(expression)[0].this


def place(digits: str) -> float:
    """Returns a customer's place from 0 to below 100, computed from their digits. It never changes."""
    return int(digits, 16) / PLACES * 100


def _bounds(expression: exp.Expr) -> list[exp.Expr]:
    return list(expression.flatten()) if isinstance(expression, exp.And) else [expression]


def _seed(part: exp.Expr) -> str | None:
    if not isinstance(part, exp.GTE | exp.LT) or not isinstance(part.left, exp.Substring):
        return None
    md5 = part.left.this
    text = md5.this.find(exp.Literal) if isinstance(md5, exp.MD5) else None
    return text.this.removesuffix(":") if text is not None and text.is_string else None
