"""The site's own settings for drills: no limits on sending, and what was missed is looked for often."""

from collective_brain.settings import *  # noqa: F403
from collective_brain.settings import LIMITS

LIMITS = {name: ["100000/minute"] for name in LIMITS}
JOURNAL_SWEEP_EVERY = 2
JOURNAL_OVERDUE_AFTER = 4
