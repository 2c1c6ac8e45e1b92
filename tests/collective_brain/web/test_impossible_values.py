"""Values that a database refuses with an error get a clear answer."""

import pytest

from tests import factories as make


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    "address", ["/members/%00/", "/members/a%00b/", "/search/?q=%00", "/?%00=1", "/themes/%00/"]
)
def test_an_address_with_a_null_character_is_refused(client, address):
    response = client.get(address)
    assert response.status_code == 400
    assert "could not understand this request" in response.content.decode()


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("name", ["sessionid", "language", "text_size", "django_language"])
def test_a_cookie_with_a_null_character_is_refused(client, name):
    client.cookies[name] = "a" * 40 + "\0"
    assert client.get("/").status_code == 400


@pytest.mark.usefixtures("database")
def test_a_text_with_a_null_character_is_refused_and_kept(client):
    topic = make.topic()
    client.force_login(make.member())
    response = client.post(
        f"/topics/{topic.pk}/reply/", {"source": "a\0b", "nonce": topic.posts.get().nonce}
    )
    assert response.status_code == 422
    assert "Null characters are not allowed." in response.content.decode()


@pytest.mark.usefixtures("database")
def test_an_impossible_key_in_the_admin_is_refused(client):
    client.force_login(make.member(is_staff=True, is_superuser=True))
    fields = {"name": "Translators", "permissions": "9" * 30}
    response = client.post("/admin/auth/group/add/", fields)
    # On PostgreSQL the form itself refuses the key.
    assert response.status_code == 400 or response.context["adminform"].form.errors


@pytest.mark.usefixtures("database")
def test_a_visitors_text_with_a_null_character_is_saved_without_it(client):
    address = make.topic().get_absolute_url()
    path = f"/topics/{address.split('/')[2]}/reply/"
    response = client.post(path, {"source": "a\0b", "nonce": "", "x\0": "1"})
    assert response.status_code == 302
    assert client.get(address).context["form"].initial["source"] == "ab"
