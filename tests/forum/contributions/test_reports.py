"""Nobody reports their own text, on the page and by an action."""

import pytest

from collective_brain.errors import Refused
from collective_brain.event_log.models import Event
from forum.chat import actions as chat
from forum.topics import actions
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("what", ["post", "message"])
def test_nobody_reports_their_own_text(client, what):
    author = make.member()
    topic = make.topic()
    own, report = {
        "post": lambda: (make.post(topic, author), actions.report),
        "message": lambda: (make.message(make.room(topic), author), chat.report),
    }[what]()
    with pytest.raises(Refused, match="You cannot report what you wrote yourself"):
        report(own, author, why="Rude.")
    client.force_login(author)
    response = client.post(f"{own.own_page_url}report/", {"why": "Rude."})
    assert response.status_code == 422
    assert b"You cannot report what you wrote yourself." in response.content
    assert not Event.objects.filter(name__endswith="Reported").exists()
