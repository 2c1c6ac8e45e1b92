"""The served site answers, and it starts again after it was killed."""

import urllib.request


def test_the_site_answers(site):
    with urllib.request.urlopen(f"{site.url}/healthz") as answer:
        assert answer.read() == b"ok"


def test_a_killed_site_starts_again(new_site):
    site = new_site(demo=False)
    site.start()
    site.kill()
    site.start()
    assert (
        site.shell("from forum.themes.models import Theme; print(Theme.objects.count() > 5)")
        == "True"
    )
