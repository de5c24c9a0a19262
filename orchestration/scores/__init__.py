"""Scores of customers: fits the models that say who will buy again, and writes what they expect.

Knows: purchase histories in groups, likelihoods, and the tables in which fits and expectations are kept.
May ask: `project`, `warehouse`.
Must never know: rules, segments, releases and dbt.
"""
