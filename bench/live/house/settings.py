"""The site's own settings, but members may write as fast as they can."""

from collective_brain.settings import *  # noqa: F403
from collective_brain.settings import INSTALLED_APPS, LIMITS

INSTALLED_APPS = [*INSTALLED_APPS, "bench.live.house.apps.HouseConfig"]
LIMITS = {name: rates if name == "frame" else ["1000000/minute"] for name, rates in LIMITS.items()}
ROOT_URLCONF = "bench.live.house.urls"
