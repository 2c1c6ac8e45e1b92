"""Search engines learn which answer was accepted: schema.org QAPage."""

import json
import re

import pytest

from forum.topics import actions
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_a_question_with_an_accepted_answer_is_a_qa_page(client):
    ana = make.member("ana")
    question = make.topic(ana, is_question=True)
    actions.accept_answer(make.post(question, source="The state pays."), ana)
    page = client.get(question.get_absolute_url()).content.decode()
    data = json.loads(re.search(r'ld\+json">(.*?)</script>', page)[1])
    assert data["@type"] == "QAPage"
    assert data["mainEntity"]["acceptedAnswer"]["text"] == "The state pays."
