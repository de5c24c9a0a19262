"""What a refresh costs, measured: generated customers and events, the project's own SQL, and its peers.

`make bench` runs it whole; `python -m bench --help` says what can be asked of it.
"""
