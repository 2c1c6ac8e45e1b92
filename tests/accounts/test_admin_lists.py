"""Every list of Django's admin opens, is searched and leads back to the site."""

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from collective_brain.outgoing_mail.models import OutgoingEmail
from tests import factories as make

pytestmark = pytest.mark.django_db
LISTS = [
    f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
    for model in admin.site._registry
]

SEARCHES = ["", "?q=a", "?q=%22%27%25_%5C", f"?q={'x' * 300}", "?p=999&q=a", "?no=1", "?o=99.-99"]


@pytest.fixture(autouse=True)
def boss(client):
    boss = make.member("boss", is_staff=True, is_superuser=True)
    client.force_login(boss)
    return boss


@pytest.fixture
def rows():
    """Some rows of most models."""
    for number in range(3):
        make.topic(within=make.theme(facilitators=(make.member(),)), title=f"Cooking {number}")
        to, content = [f"ana{number}@example.org"], {"subject": "Hello"}
        OutgoingEmail.objects.create(recipients=to, content=content, due_at=timezone.now())


@pytest.mark.parametrize("name", LISTS)
def test_a_list_opens_with_any_search(client, rows, name):
    for query in SEARCHES:
        assert client.get(reverse(name) + query, follow=True).status_code == 200, query


@pytest.mark.parametrize("name", LISTS)
def test_a_list_has_a_search_field(client, name):
    assert b'id="searchbar"' in client.get(reverse(name)).content


@pytest.mark.parametrize("name", LISTS)
def test_a_list_costs_the_same_for_any_number_of_rows(
    client, rows, name, django_assert_max_num_queries
):
    with django_assert_max_num_queries(12):
        client.get(reverse(name))


def test_a_mail_is_found_by_its_recipient(client, rows):
    url = reverse("admin:outgoing_mail_outgoingemail_changelist")
    assert client.get(f"{url}?q=ana1%40example").context["cl"].result_count == 1


def test_the_admin_has_the_name_of_the_site_and_leads_back(client):
    html = client.get("/admin/").content.decode()
    assert "Collective Brain" in html and "css/admin.css" in html
    assert 'href="/administration/"' in html and "Django administration" not in html


def test_nothing_of_members_themes_and_topics_is_changed_here(client, boss):
    theme = make.theme("care")
    url = reverse("admin:themes_theme_change", args=[theme.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"name_en": "Other"}).status_code == 403
    assert client.get(reverse("admin:themes_theme_add")).status_code == 403
    assert client.get(reverse("admin:accounts_member_add")).status_code == 403
