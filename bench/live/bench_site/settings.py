"""The settings of the benchmarks, with the query counter and the URLs of the live benchmarks."""

from bench.settings import *  # noqa: F403
from bench.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "bench.live.bench_site.apps.BenchSiteConfig"]
ROOT_URLCONF = "bench.live.bench_site.urls"
TABS_PER_MEMBER = TABS_PER_ADDRESS = 100_000  # all tabs come from this machine
