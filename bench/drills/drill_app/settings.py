"""The settings of the site for drills: no limits, and frequent sweeps of the event log."""

from collective_brain.settings import *  # noqa: F403
from collective_brain.settings import LIMITS

LIMITS = {name: ["100000/minute"] for name in LIMITS}
STORED_BYTES_A_DAY = 10**12
EVENT_LOG_SWEEP_EVERY = 2
EVENT_LOG_RETRY_AFTER = 4
