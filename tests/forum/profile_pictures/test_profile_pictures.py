"""A member's picture over their initials: chosen, shown, removed, gone with the account."""

import io
import random
from datetime import timedelta

import pytest
from django.utils import timezone
from PIL import Image

from accounts import actions as people
from accounts import faces
from accounts.acts.models import Act
from accounts.models import Member
from collective_brain.errors import Refused
from collective_brain.event_log.models import Event
from forum.moderation.models import Statement
from forum.notifications.models import Notification
from forum.profile_pictures import actions, checks
from forum.profile_pictures.models import ProfilePicture
from forum.reports import actions as reports
from tests import factories as make
from tests.forum.search.searching import run_event_listeners
from tests.forum.uploads import files

pytestmark = pytest.mark.django_db(transaction=True)
OWN = "/uploads/picture/"


@pytest.fixture
def ana():
    return make.member("ana", name="Ana Ruiz")


@pytest.fixture
def chair():
    chair = make.member("chair")
    make.theme(facilitators=(chair,))
    return chair


def events() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("name", flat=True))


def choose(client, content: bytes, name: str = "me.jpg"):
    return client.post(OWN, {"picture": files.as_form_file(content, name)})


def noise(side: int) -> bytes:
    file = io.BytesIO()
    Image.frombytes("RGB", (side, side), random.Random(1).randbytes(side * side * 3)).save(
        file, "PNG"
    )
    return file.getvalue()


def face_of(member: Member) -> str:
    return faces.face(Member.objects.get(pk=member.pk))


class TestChoosing:
    def test_a_form_without_script_makes_a_small_square(self, client, ana):
        client.force_login(ana)
        assert 'accept="image/*"' in client.get("/accounts/profile/").content.decode()

        answer = choose(client, files.picture(size=(900, 600)))

        assert answer.status_code == 302
        stored = ProfilePicture.objects.get(member=ana)
        with Image.open(io.BytesIO(stored.content)) as picture:
            assert (picture.format, picture.size) == ("WEBP", (128, 128))
        assert events() == ["ProfilePictureChanged"]

    def test_even_noise_has_less_than_4_kb_and_the_full_size(self, client, ana):
        client.force_login(ana)
        choose(client, noise(200), "noise.png")
        content = bytes(ProfilePicture.objects.get().content)
        with Image.open(io.BytesIO(content)) as picture:
            assert len(content) <= 4_000 and picture.size == (128, 128)

    def test_the_same_picture_again_changes_nothing_and_another_one_has_a_new_name(
        self, client, ana
    ):
        client.force_login(ana)
        choose(client, files.picture())
        first = face_of(ana)
        choose(client, files.picture())
        assert face_of(ana) == first and len(events()) == 1
        choose(client, files.picture(colour="red"))
        assert face_of(ana) != first and ProfilePicture.objects.count() == 1

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (files.pdf(), "This is not a picture"),
            (b"", "This file is empty"),
            (files.picture()[:90], "damaged"),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "This is not a picture"),
        ],
        ids=["pdf", "empty", "half", "svg"],
    )
    def test_anything_else_is_refused_on_the_same_page(self, client, ana, content, words):
        client.force_login(ana)
        answer = choose(client, content)
        assert answer.status_code == 422 and words in answer.content.decode()
        assert not ProfilePicture.objects.exists() and events() == []

    def test_a_silenced_member_may_remove_a_picture_but_not_choose_one(self, client, ana):
        make.profile_picture(ana)
        Member.objects.filter(pk=ana.pk).update(silenced_until=timezone.now() + timedelta(days=1))
        client.force_login(ana)
        assert "read but not write" in choose(client, files.picture()).content.decode()
        for _twice in range(2):
            client.post(f"{OWN}remove/")
        assert "<img" not in face_of(ana) and events() == ["ProfilePictureChanged"]


class TestShowing:
    def test_the_face_has_the_picture_over_the_initials(self, ana):
        name = make.profile_picture(ana)
        html = face_of(ana)
        assert f'src="/uploads/faces/{name}.webp" alt="" width="32" height="32"' in html
        assert 'loading="lazy"' in html and ">AR<" in html

    def test_everybody_gets_it_as_a_file_that_browsers_keep(self, client, ana):
        answer = client.get(faces.picture_url(make.profile_picture(ana)))
        assert answer["Content-Type"] == "image/webp"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert answer["Cache-Control"] == "private, max-age=31536000, immutable"

    def test_a_new_picture_shows_on_pages_that_were_cached(self, client, ana):
        topic, reader = make.topic(ana), make.member("reader")
        client.get(topic.get_absolute_url())
        for picture in (files.picture(), files.picture(colour="red")):
            browser = type(client)()
            browser.force_login(ana)
            choose(browser, picture)
            name = ProfilePicture.objects.get().name
            assert name in client.get(topic.get_absolute_url()).content.decode()
            browser.force_login(reader)
            for url in (topic.get_absolute_url(), topic.theme.get_absolute_url(), "/members/ana/"):
                assert name in browser.get(url).content.decode(), url

    def test_light_pages_keep_the_initials(self, client, ana):
        make.profile_picture(ana)
        client.cookies["light_pages"] = "1"
        page = client.get(make.topic(ana).get_absolute_url()).content.decode()
        assert "<img" not in page and ">AR<" in page


class TestRemoval:
    def test_a_facilitator_removes_it_with_a_reason_that_the_member_reads(self, client, ana, chair):
        url = faces.picture_url(make.profile_picture(ana))
        client.force_login(chair)
        assert "/members/ana/picture/" in client.get("/members/ana/").content.decode()
        page = client.get("/members/ana/picture/")
        form = {"why": "This is a logo.", "seen": page.context["form"].initial["seen"]}

        assert client.post("/members/ana/picture/", form).url == "/members/ana/"

        run_event_listeners()
        act, statement = Act.objects.get(), Statement.objects.get()
        assert (act.verb, act.by, act.why) == ("ProfilePictureRemoved", chair, form["why"])
        assert (statement.member, statement.kind) == (ana, "picture")
        assert Notification.objects.get(member=ana).kind == "picture"
        assert "<img" not in face_of(ana) and client.get(url).status_code == 404

    def test_a_repeat_changes_nothing_and_a_newer_picture_stays(self, ana, chair):
        seen = make.profile_picture(ana)
        for _twice in range(2):
            actions.remove_for_reason(ana, by=chair, why="A logo.", seen=seen)
        assert Act.objects.count() == 1
        make.profile_picture(ana)
        with pytest.raises(Refused, match="chosen another picture"):
            actions.remove_for_reason(ana, by=chair, why="A logo.", seen=seen)

    def test_others_may_not(self, client, ana, chair):
        seen = make.profile_picture(ana)
        boss = make.member("boss", is_staff=True, is_superuser=True)
        make.profile_picture(boss)
        with pytest.raises(Refused, match="Only facilitators"):
            actions.remove_for_reason(ana, by=make.member(), why="-", seen=seen)
        with pytest.raises(Refused, match="is an administrator"):
            actions.remove_for_reason(boss, by=chair, why="-", seen=boss.picture)
        with pytest.raises(Refused, match="Enter a reason"):
            actions.remove_for_reason(ana, by=chair, why=" ", seen=seen)
        client.force_login(make.member())
        assert "/picture/" not in client.get("/members/ana/").content.decode()

    def test_a_profile_with_another_picture_can_be_reported_again(self, ana):
        ben, boss = make.member(), make.member("boss", is_staff=True, is_superuser=True)
        report = reports.report(ana, ben, why="The picture.")
        reports.leave_unchanged(report, boss, until=report.pk)
        with pytest.raises(Refused, match="already reported"):
            reports.report(ana, ben, why="The picture.")
        make.profile_picture(ana)
        reports.report(ana, ben, why="The picture.")

    def test_it_goes_with_the_account_at_once(self, client, ana):
        url = faces.picture_url(make.profile_picture(ana))
        people.close_account(ana, by=ana)
        assert "<img" not in face_of(ana) and client.get(url).status_code == 404
        run_event_listeners()
        assert not ProfilePicture.objects.exists()


def test_doctor_shows_the_initials_of_a_picture_that_is_missing(ana):
    make.profile_picture(ana)
    [check] = checks.CHECKS
    assert list(check.find(Member.objects.all())) == []
    ProfilePicture.objects.all().delete()
    [problem] = check.find(Member.objects.all())
    check.repair([problem.key])
    assert "<img" not in face_of(ana)
