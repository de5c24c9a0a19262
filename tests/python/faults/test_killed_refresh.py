"""A killed refresh leaves nothing behind that a later one would not have made (make prove-kills)."""

from pathlib import Path

from crash.trial import Trial

KILLS = 3


def test_after_kills_the_next_refresh_ends_as_if_nothing_had_happened(tmp_path: Path) -> None:
    report = Trial(tmp_path, seed=1).run(KILLS, rebuild=False)

    assert not report.problems, "\n".join(report.problems)
    assert report.kills.total() == KILLS
    assert report.looks > 0
