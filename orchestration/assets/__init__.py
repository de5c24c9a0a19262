"""The assets of a refresh, a file for each part of the road."""
