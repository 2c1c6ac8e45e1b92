"""A file for a message of a room, and the files below the field of a text."""

import pytest

from forum.uploads.models import Upload
from tests import factories as make
from tests.forum.uploads import files

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ana(client):
    member = make.member("ana")
    client.force_login(member)
    return member


def page_of(client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def test_a_member_adds_a_file_to_a_message_without_a_script(client, ana):
    room = make.room()
    url = room.get_absolute_url()
    upload_page = f"/uploads/?next={url}"
    assert f'href="{upload_page}"' in page_of(client, url)
    assert f'action="/uploads/?next={url}"' in page_of(client, upload_page)

    answer = client.post(
        upload_page, {"file": files.as_form_file(files.picture()), "alt": "A mill"}
    )

    upload = Upload.objects.get()
    add = f"{url}?file={upload.key}#composer"
    assert f'href="{add}"' in page_of(client, answer.url)
    described = client.post(answer.url, {"alt": "A water mill"})
    assert f'href="{add}"' in page_of(client, described.url)
    page = page_of(client, add)
    assert f"![A water mill]({upload.url})</textarea>" in page
    assert 'data-quotation="![A water mill]' in page


def test_the_file_of_somebody_else_is_not_put_into_a_message(client, ana, store):
    other = store(make.member("ben"))
    url = make.room().get_absolute_url()
    for key in (other.key, "x", "0" * 32):
        assert "data-quotation" not in page_of(client, f"{url}?file={key}")


def test_another_site_is_no_page_to_return_to(client, ana):
    for url in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        assert "Back to your message" not in page_of(client, f"/uploads/?next={url}")


def test_a_text_that_comes_back_has_its_files_below_it(client, ana, store):
    picture, document = store(ana), store(ana, files.pdf(), name="plan.pdf")
    topic = make.topic()
    source = f"{picture.markdown} {document.markdown} ![x](/uploads/{'0' * 32}/no.jpg)"

    form = {"source": source, "language": "xx", "nonce": "not one"}
    page = client.post(f"/topics/{topic.pk}/reply/", form).content.decode()

    attached = page.partition("data-attached-files")[2].partition("</ul>")[0]
    assert picture.thumbnail_url in attached and attached.count("<img") == 1
    assert "<bdi>photo.jpg</bdi>" in attached and "<bdi>plan.pdf</bdi>" in attached


def test_a_picture_without_a_description_does_not_show_the_name_of_its_file(ana, store):
    assert store(ana).markdown.startswith("![](/uploads/")
