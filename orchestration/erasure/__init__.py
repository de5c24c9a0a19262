"""Removes customers from everything that the project keeps, and from what later refreshes read.

Knows: every place that stores data of a customer.
May ask: `dbt`, `delivery`, `lists`, `project`, `warehouse`.
Must never know: rules, releases and readers.
"""
