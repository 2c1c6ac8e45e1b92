"""The site's own settings for drills: no limits on sending, and listeners slow enough to be killed inside."""

from collective_brain.settings import *  # noqa: F403
from collective_brain.settings import INSTALLED_APPS, LIMITS

INSTALLED_APPS = [*INSTALLED_APPS, "bench.drills.house.apps.DrillConfig"]
LIMITS = {name: ["100000/minute"] for name in LIMITS}
JOURNAL_SWEEP_EVERY = 2
JOURNAL_OVERDUE_AFTER = 4
