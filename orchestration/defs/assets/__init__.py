"""The assets of a refresh, one module for each part of the road."""
