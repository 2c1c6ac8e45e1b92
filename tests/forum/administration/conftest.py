import pytest


def make_member(*args, **fields):
    from tests import factories  # Django must load before its models

    return factories.member(*args, **fields)


@pytest.fixture
def boss(client):
    boss = make_member("boss", name="Boss", is_staff=True, is_superuser=True)
    client.force_login(boss)
    return boss


@pytest.fixture
def ana():
    return make_member("ana", name="Ana Lima", organisation="Union of cooks", country="KE")


@pytest.fixture
def events(db):
    """A function that returns the names of all events, the oldest first."""
    from collective_brain.event_log.models import Event  # Django must load before its models

    return lambda: list(Event.objects.order_by("pk").values_list("name", flat=True))
