"""The version of a text tells an editor that somebody else was faster."""

import pytest

from collective_brain.errors import Refused
from forum.contributions.models import MAX_VERSION
from forum.topics import actions
from forum.topics.models import Post
from tests import factories as make


@pytest.mark.usefixtures("database")
def test_a_post_can_be_edited_more_often_than_its_column_can_count():
    ben = make.member("ben")
    post = make.post(make.topic(), ben)
    Post.objects.filter(pk=post.pk).update(version=MAX_VERSION)
    edited = actions.edit(post, ben, source="Again.", language="en", version=MAX_VERSION)
    assert (edited.source, edited.version) == ("Again.", 1)
    with pytest.raises(Refused):
        actions.edit(edited, ben, source="Older.", language="en", version=MAX_VERSION)
