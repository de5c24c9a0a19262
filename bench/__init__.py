"""Measures what a refresh costs: generated customers and events, the project's own SQL, and its peers.

`make bench` runs everything. `python -m bench --help` lists the options.
"""
