"""The HTML of posts and messages."""

import pytest

from forum import markup

REL = 'rel="nofollow ugc noopener"'


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("# a\n\n## b\n\n### c\n\n##### d", "<h3>a</h3>\n<h4>b</h4>\n<h5>c</h5>\n<h6>d</h6>\n"),
        ("one\ntwo", "<p>one<br>\ntwo</p>\n"),
        ("~~old~~ and about ~5", "<p><s>old</s> and about ~5</p>\n"),
        ("```py extra\na<b\n```", '<pre><code class="language-py">a&lt;b\n</code></pre>\n'),
        ('```py"onload=x\na\n```', "<pre><code>a\n</code></pre>\n"),
        ("- [ ] to do\n- [x] *done*", "<ul>\n<li>☐ to do</li>\n<li>☑ <em>done</em></li>\n</ul>\n"),
        ("3. c\n4. d", '<ol start="3">\n<li>c</li>\n<li>d</li>\n</ol>\n'),
        (
            "![a map](/media/map.png)",
            '<p><a href="/media/map.png">a map</a></p>\n',
        ),
        (
            "![a map](https://x.org/m.png)",
            f'<p><a href="https://x.org/m.png" {REL}>a map</a></p>\n',
        ),
        ("![](//x.org/m.png)", "<p>![](//x.org/m.png)</p>\n"),
        ("![](/live/topic:1/)", '<p><a href="/live/topic:1/">/live/topic:1/</a></p>\n'),
        ("[![a map](https://x.org/m.png)](/y)", '<p><a href="/y">a map</a></p>\n'),
        ("[![](/m.png)](/y)", '<p><a href="/y">/m.png</a></p>\n'),
        ("<b>bold</b>", "<p>&lt;b&gt;bold&lt;/b&gt;</p>\n"),
    ],
)
def test_a_post_is_rendered(source: str, html: str) -> None:
    assert markup.render_post(source) == html


@pytest.mark.parametrize(
    ("source", "url", "text"),
    [
        ("see https://ilo.org.", "https://ilo.org", "https://ilo.org"),
        ("(http://x.org/a_(b))", "http://x.org/a_(b)", "http://x.org/a_(b)"),
        (
            "http://x.org/?a=1&copy=2, and",
            "http://x.org/?a=1&amp;copy=2",
            "http://x.org/?a=1&amp;copy=2",
        ),
        ("**https://x.org/a_b_c**", "https://x.org/a_b_c", "https://x.org/a_b_c"),
        ("www.ilo.org/sse!", "http://www.ilo.org/sse", "www.ilo.org/sse"),
        ("<https://x.org/é>", "https://x.org/%C3%A9", "https://x.org/é"),
        ("[ILO](https://ilo.org 'title')", "https://ilo.org", "ILO"),
    ],
)
def test_a_link_to_another_site_has_rel(source: str, url: str, text: str) -> None:
    assert f'<a href="{url}" {REL}>{text}</a>' in markup.render_post(source)
    assert f'<a href="{url}" {REL}>{text}</a>' in markup.render_message(source)


@pytest.mark.parametrize("source", ["write to a_b.c@x.org.", "<a_b.c@x.org>"])
def test_an_email_address_becomes_a_link(source: str) -> None:
    assert '<a href="mailto:a_b.c@x.org">a_b.c@x.org</a>' in markup.render_post(source)


@pytest.mark.parametrize(
    "source",
    [
        "[x](javascript:alert(1))",
        "[x](//evil.example)",
        "[x](/\\evil.example)",
        "[x](data:text/html,x)",
        "[x](http:evil)",
        "[x](ftp://x.org)",
        "<tel:123>",
        "xhttp://x.org",
        "http://",
        "`https://x.org`",
    ],
)
def test_these_are_not_links(source: str) -> None:
    html = markup.render_post(source).replace('href="/%5Cevil.example"', "")
    assert "href" not in html


def test_a_table_is_aligned_by_class_and_scrolls_by_keyboard() -> None:
    html = markup.render_post("|a|b|c|\n|:-|:-:|-:|\n|1|2|3|")
    assert '<div class="table-scroll" tabindex="0"><table>' in html
    assert '<td class="align-left">1</td>\n<td class="align-center">2</td>' in html
    assert "style" not in html


def test_footnotes_of_two_posts_have_different_ids() -> None:
    one, two = (
        markup.render_post("a[^1] b[^1]\n\n[^1]: note", prefix=prefix) for prefix in ("p1", "p2")
    )
    assert 'id="fn-p1-1"' in one and 'href="#fnref-p1-1:1"' in one
    assert "p1" not in two and 'id="fn-p2-1"' in two


def test_a_message_has_inline_formatting_only() -> None:
    source = (
        "# not a heading\n> **not** a quotation\n\n- `code` ~~old~~ ![x](/x.png)\n\n"
        "    not code\n\n[^1]"
    )
    assert markup.render_message(source) == (
        "<p># not a heading<br>\n&gt; <strong>not</strong> a quotation</p>\n"
        '<p>- <code>code</code> <s>old</s> <a href="/x.png">x</a></p>\n'
        "<p>not code</p>\n<p>[^1]</p>\n"
    )


def test_a_message_mentions_the_usernames_that_it_links() -> None:
    source = "    @ana `@ben`\n\n```\n@cleo\n```"
    assert markup.parse_message(source).mentioned() == {"ana"}
    assert 'href="/ana"' in markup.render_message(source, profile_urls={"ana": "/ana"})
