"""Whatever happens between refreshes, they publish what a full build, plain Python and the history give."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from proof.changing_rules import CHANGES
from proof.choices import Drawn
from proof.course import REFRESHES, WORLD_CHANGES, Warehouses

ROOT = Path(__file__).parents[3]


class Refreshes(RuleBasedStateMachine):
    """A small world, changed and refreshed in any order."""

    warehouses: Warehouses

    @initialize(data=st.data(), segments=st.integers(1, 4))
    def begin(self, data: st.DataObject, segments: int) -> None:
        """Makes a world, published once."""
        self.course = self.warehouses.course(Drawn(data.draw), segments)
        self._refresh(REFRESHES[0], data)

    @rule(data=st.data(), what=st.sampled_from((*WORLD_CHANGES, *CHANGES)))
    def change(self, data: st.DataObject, what: str) -> None:
        """Changes something."""
        self.course.change(what, Drawn(data.draw))

    @rule(data=st.data(), what=st.sampled_from(REFRESHES))
    def refresh(self, data: st.DataObject, what: str) -> None:
        """Refreshes. Everything published is correct, whatever came before."""
        self._refresh(what, data)

    def teardown(self) -> None:
        """Closes the warehouse."""
        if hasattr(self, "course"):
            self.course.close()

    def _refresh(self, what: str, data: st.DataObject) -> None:
        differences = self.course.refresh(what, Drawn(data.draw))
        assert not differences, "\n".join(differences)


def test_refreshes_equal_full_builds_after_any_changes() -> None:
    Refreshes.warehouses = Warehouses(ROOT)
    try:
        run_state_machine_as_test(
            Refreshes,
            settings=settings(
                max_examples=8,
                stateful_step_count=8,
                derandomize=True,
                deadline=None,
                database=None,
                print_blob=True,
                suppress_health_check=list(HealthCheck),
            ),
        )
    finally:
        Refreshes.warehouses.close()
