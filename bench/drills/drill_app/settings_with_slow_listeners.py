"""The settings of the drills with a listener that is slow enough to be killed."""

from bench.drills.drill_app.settings import *  # noqa: F403
from bench.drills.drill_app.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "bench.drills.drill_app.apps.DrillConfig"]
