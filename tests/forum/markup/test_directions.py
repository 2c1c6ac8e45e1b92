"""Each block has the direction of its own first letter."""

import pytest

from forum import markup


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("Hello.\n\nمرحبا.", '<p dir="ltr">Hello.</p>\n<p dir="rtl">مرحبا.</p>\n'),
        ("**שלום**", '<p dir="rtl"><strong>שלום</strong></p>\n'),
        ("Hello.\n\n12", "<p>Hello.</p>\n<p>12</p>\n"),
        (
            "> 1\n>\n> نص\n>\n> text",
            '<blockquote dir="rtl">\n<p>1</p>\n<p>نص</p>\n<p dir="ltr">text</p>\n</blockquote>\n',
        ),
        ("- نص\n- text", '<ul dir="rtl">\n<li>نص</li>\n<li dir="ltr">text</li>\n</ul>\n'),
        ("1. text\n\nنص", '<ol dir="ltr">\n<li>text</li>\n</ol>\n<p dir="rtl">نص</p>\n'),
        ("# نص", '<h3 dir="rtl">نص</h3>\n'),
    ],
)
def test_a_block_has_the_direction_of_its_first_letter(source: str, html: str) -> None:
    assert markup.render_post(source) == html


def test_the_columns_of_a_table_run_in_the_direction_of_its_first_letter() -> None:
    html = markup.render_post("| نص | text |\n|---|---|\n| 1 | 2 |")
    assert '<table dir="rtl">' in html
    assert '<th>نص</th>\n<th dir="ltr">text</th>' in html
    assert "<td>1</td>" in html
