"""Store, describe and delete a file, and what deletes files by itself."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import actions as accounts
from collective_brain.errors import Refused
from collective_brain.event_log.models import Event
from forum.drafts.models import Draft
from forum.drafts.orphaned_uploads import delete_orphaned_uploads
from forum.topics import actions as topics
from forum.uploads import actions
from forum.uploads.models import KEEP_UNUSED, Upload
from tests import factories as make
from tests.forum.uploads import files

pytestmark = pytest.mark.django_db(transaction=True)


def make_old(upload: Upload) -> None:
    old = timezone.now() - KEEP_UNUSED - timedelta(minutes=1)
    Upload.objects.filter(pk=upload.pk).update(created_at=old)


def last_event() -> str:
    return Event.objects.latest("pk").name


def test_a_member_stores_a_file(store, stored_files):
    upload = store(make.member(), alt="Women sort coffee beans")

    assert (stored_files / upload.file).read_bytes()[:3] == b"\xff\xd8\xff"
    assert (stored_files / upload.thumbnail).read_bytes()[8:12] == b"WEBP"
    assert upload.markdown == f"![Women sort coffee beans](/uploads/{upload.key}/photo.jpg)"
    assert last_event() == "UploadStored"


def test_the_same_file_again_is_the_stored_one(store, stored_files):
    ana = make.member("ana")
    first = store(ana)

    assert store(ana, name="again.jpg") == first
    assert store(make.member("ben")) != first
    assert len([path for path in stored_files.rglob("*") if path.is_file()]) == 4


def test_a_silenced_member_stores_nothing(store):
    ana = make.member(silenced_until=timezone.now() + timedelta(days=1))

    with pytest.raises(Refused, match="read but not write"):
        store(ana)


def test_a_file_over_a_limit_is_refused(store, settings, stored_files):
    ana = make.member()
    for name, words in [
        ("UPLOAD_MAX_BYTES", "The limit is 100 bytes"),
        ("UPLOAD_BYTES_PER_MEMBER", "most that one member can store"),
        ("UPLOADED_BYTES_A_DAY", "daily limit for files"),
    ]:
        before = getattr(settings, name)
        setattr(settings, name, 100)
        with pytest.raises(Refused, match=words.replace(" bytes", ".bytes")):
            store(ana)
        setattr(settings, name, before)

    assert not [path for path in stored_files.rglob("*") if path.is_file()]


def test_a_member_describes_and_deletes_only_own_files(store, stored_files):
    ana, ben = make.member("ana"), make.member("ben")
    upload = store(ana)

    with pytest.raises(Refused, match="not your file"):
        actions.describe(upload, ben, alt="Mine")
    with pytest.raises(Refused, match="not your file"):
        actions.delete(upload, ben)

    actions.describe(upload, ana, alt="  A field\nof rice ")
    assert Upload.objects.get().alt == "A field of rice"
    assert last_event() == "UploadDescribed"
    for _repeat in range(2):
        actions.delete(upload, ana)
    assert not Upload.objects.exists()
    assert not [path for path in stored_files.rglob("*") if path.is_file()]
    assert last_event() == "UploadDeleted"


def test_a_file_of_a_text_is_not_deleted(store):
    ana = make.member()
    upload = store(ana)
    make.topic(ana, source=upload.markdown)

    with pytest.raises(Refused, match="uses this file"):
        actions.delete(upload, ana)


def test_only_files_that_nothing_mentions_are_deleted_after_two_days(store, stored_files):
    ana = make.member()
    in_text, in_draft, young, unused, removed = (
        store(ana, files.picture(size=(40 + n, 30))) for n in range(5)
    )
    topic = make.topic(ana, source=in_text.markdown)
    post = make.post(topic, ana, source=removed.markdown)
    topics.delete(post, ana)
    type(post).objects.filter(pk=post.pk).update(deleted_at=timezone.now() - timedelta(days=3))
    text = {"source": f"Look: {in_draft.markdown}"}
    Draft.objects.create(member=ana, place="topic:1", fields=text, closed=False)
    for upload in (in_text, in_draft, unused, removed):
        make_old(upload)

    delete_orphaned_uploads()

    assert set(Upload.objects.all()) == {in_text, in_draft, young}
    assert not (stored_files / unused.file).exists()
    assert (stored_files / in_draft.file).exists()


def test_a_closed_account_keeps_only_the_files_of_its_texts_and_no_names(store, stored_files):
    ana = make.member()
    in_text = store(ana, alt="My house in Lima", name="ana-in-lima.jpg")
    unused = store(ana, files.picture(size=(40, 30)))
    make.topic(ana, source=in_text.markdown)

    accounts.close_account(ana, by=ana)
    actions.delete_files_of_closed_account(ana.pk)

    upload = Upload.objects.get()
    assert (upload.pk, upload.name, upload.alt) == (in_text.pk, "file.jpg", "")
    assert not (stored_files / unused.file).exists()
