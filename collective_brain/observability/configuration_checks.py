"""Checks of the configuration for `manage.py doctor`."""

from collective_brain.doctor import ConfigurationCheck

CONFIGURATION_CHECKS: list[ConfigurationCheck] = []
