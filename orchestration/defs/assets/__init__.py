"""The assets of a refresh, a module for each part of the road."""
