"""The home page leads to the form of a new topic by a page that asks for its theme."""

import pytest
from django.utils import timezone

from tests import factories as make

pytestmark = pytest.mark.django_db


def test_each_open_theme_leads_to_the_form_of_a_new_topic(client):
    care, past = make.theme("care"), make.theme("past")
    past.archived_at = timezone.now()
    past.save()
    home = client.get("/").content.decode()
    page = client.get("/start/").content.decode()
    assert 'href="/start/"' in home
    assert f'href="/themes/{care.slug}/start/">{care.name}</a>' in page
    assert past.name not in page


def test_a_site_without_themes_says_so(client):
    assert "There are no themes yet." in client.get("/start/").content.decode()
