"""The page links the same usernames that receive a notification."""

import pytest

from forum import markup

PROFILES = {"ana": "/members/ana/", "ben.o-k_1": "/members/ben.o-k_1/"}


@pytest.mark.parametrize(
    ("source", "usernames"),
    [
        ("Thanks @ana.", {"ana"}),
        ("Thanks @Ana- and (@BEN.O-K_1), see you", {"ana", "ben.o-k_1", "ben"}),
        ("@ana, @ana! @ana? *@ana* **@ana** _@ana_ ~~@ana~~ “@ana” '@ana' @ana's", {"ana"}),
        ("@ana...and so on", {"ana"}),
        (
            "# @ana\n\n> @ben\n\n- @cleo\n\n| a |\n|---|\n| @dan |\n\nx[^1]\n\n[^1]: @eve",
            {"ana", "ben", "cleo", "dan", "eve"},
        ),
        ("`@ana` and\n\n```\n@ana\n```\n\n    @ana", set()),
        ("[@ana](/x) [see @ana](/x) ![@ana](/x.png) [@ana][r]\n\n[r]: /x", set()),
        ("ana@ana.org a.@ana.org a+@ana.org a_@ana.org <ana@ana.org> @ana@mastodon.social", set()),
        (
            "http://x.org/@ana https://x.org/(@ana) www.x.org/@ana x.org/@ana <http://x.org/@ana>",
            set(),
        ),
        (r"\@ana &commat;ana @@ana x@ana", set()),
        ("@a @" + "a" * 30 + " @" + "b" * 31, {"a" * 30}),
        ("@ @. @- @.ana @-ana", set()),
        ("@josé and @jose\u0301", {"josé"}),
        ("@ana/@ben @ana+@cleo @ana-@dan.@eve", {"ana", "ben", "cleo", "dan", "eve"}),
        ("@ana/repository x.org/@ana/@ben @ana.b@example.org @ana.b/x", set()),
        ("@ana.Saludos", {"ana.saludos", "ana"}),
        ("@a.b.c @ana." + "b" * 40, {"a.b.c", "a.b", "ana"}),
    ],
)
def test_a_text_mentions_only_these_usernames(source: str, usernames: set[str]) -> None:
    assert markup.parse_post(source).mentioned() == usernames


@pytest.mark.parametrize(
    ("source", "mentions"),
    [
        ("@zoe, @ana, @zoe", [("zoe",), ("ana",)]),
        ("> [@ana](/topics/1/1)\n>\n> For @ben.\n> > And @cleo\n\nThanks @dan", [("dan",)]),
        ("- > @ben\n\n  @ana", [("ana",)]),
        ("@ana.Saludos", [("ana.saludos", "ana")]),
    ],
)
def test_the_author_mentions_nobody_by_quoting(
    source: str, mentions: list[tuple[str, ...]]
) -> None:
    assert markup.own_mentions_in_post(source) == mentions


def test_a_full_stop_without_a_space_ends_a_sentence_after_a_username() -> None:
    html = markup.render_post("@Ana.Saludos", profile_urls=PROFILES)
    assert html == '<p><a class="mention" href="/members/ana/">@Ana</a>.Saludos</p>\n'
    both = {**PROFILES, "ana.saludos": "/members/ana.saludos/"}
    html = markup.render_post("@ana.Saludos", profile_urls=both)
    assert html == '<p><a class="mention" href="/members/ana.saludos/">@ana.Saludos</a></p>\n'


@pytest.mark.parametrize(
    ("source", "renamed"),
    [
        ("@ana, @Ana/@ben, @ana.Saludos", "@x, @x/@ben, @x.Saludos"),
        ("@anabel @ana-b @ana@x.org @ana/repo @ana.b @ana.b.C", None),
        ("@ana.bc", "@x.bc"),
        ("ana @ana", "ana @x"),
    ],
)
def test_a_mention_gets_another_username(source: str, renamed: str | None) -> None:
    assert markup.rename_mentions(source, "ana", "x", others={"ana.b"}) == (renamed or source)


def test_every_username_can_be_mentioned() -> None:
    for username in ("ana", "Ana.B-c_1", "_ana_", "josé", "a" * 30):
        assert markup.is_username(username)
        [mention] = markup.own_mentions_in_post(f"Hello @{username}, welcome")
        assert mention[0] == username.lower()
    for text in ("", "a", "a" * 31, "ana.", "-ana", "a..b", "a b", "a@b", "ana\u200b"):
        assert not markup.is_username(text)


def test_a_known_username_becomes_a_link_to_the_profile() -> None:
    html = markup.render_post("Thanks @Ana.", profile_urls=PROFILES)
    assert html == '<p>Thanks <a class="mention" href="/members/ana/">@Ana</a>.</p>\n'


def test_an_unknown_username_stays_text() -> None:
    assert markup.render_post("Thanks @zoe.", profile_urls=PROFILES) == "<p>Thanks @zoe.</p>\n"


def test_a_message_links_mentions() -> None:
    html = markup.render_message("@ben.o-k_1: yes", profile_urls=PROFILES)
    assert html == '<p><a class="mention" href="/members/ben.o-k_1/">@ben.o-k_1</a>: yes</p>\n'


def test_a_profile_with_a_url_that_is_not_allowed_is_not_linked() -> None:
    assert "javascript" not in markup.render_post(
        "@ana", profile_urls={"ana": "javascript:alert(1)"}
    )
