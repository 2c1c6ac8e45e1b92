"""Formats of dates that differ from those of Django. FORMAT_MODULE_PATH names this package."""
