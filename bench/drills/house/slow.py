"""The settings of the drills, and listeners slow enough to be killed inside."""

from bench.drills.house.settings import *  # noqa: F403
from bench.drills.house.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "bench.drills.house.apps.DrillConfig"]
