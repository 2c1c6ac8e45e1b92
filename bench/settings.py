"""The settings of the site without rate limits and budgets, because one client sends all requests.

The limit of frames stays.
"""

from collective_brain.settings import *  # noqa: F403
from collective_brain.settings import LIMITS

LIMITS = {name: rates if name == "frame" else ["1000000/minute"] for name, rates in LIMITS.items()}
STORED_BYTES_A_DAY = 10**12
