"""Baselines: servers that do the least for which a client can measure the same figure."""
