"""Links of a text in a mail or a feed lead to the site."""

from forum import markup

SITE = "https://brain.example.org"


def test_only_links_are_completed_and_no_words_that_look_like_one():
    html = '<p><a class="x" href="/a/">1</a> <a href="#fn1">2</a> &lt;a href="/b/"&gt;</p>'
    completed = markup.with_absolute_links(html, site=SITE, page=f"{SITE}/topics/1/#post-2")
    assert completed == (
        '<p><a class="x" href="https://brain.example.org/a/">1</a> '
        '<a href="https://brain.example.org/topics/1/#fn1">2</a> &lt;a href="/b/"&gt;</p>'
    )


def test_links_to_other_sites_stay():
    html = '<a href="https://x.org/">1</a> <a href="//x.org/">2</a>'
    assert markup.with_absolute_links(html, site=SITE, page=SITE) == html
