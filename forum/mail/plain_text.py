"""The text of the HTML of a post, for readers and programs that show no HTML.

The HTML and not the Markdown, because words that the HTML no longer quotes are gone from it.
"""

from html.parser import HTMLParser

PARAGRAPHS = {"p", "h3", "h4", "h5", "h6", "ul", "ol", "pre", "blockquote", "tr", "section"}
QUOTE = "> "


def plain_text(html: str) -> str:
    """Paragraphs with a blank line between them, "> " before quotations, "- " before items.

    The address of a link follows its words, unless they are the same.
    """
    writer = _TextWriter()
    writer.feed(html)
    writer.end_line()
    return "\n".join(writer.lines).strip("\n")


class _TextWriter(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.line = ""
        self.quote_depth = 0
        self.is_preformatted = False
        self.link = ""
        self.words_of_link = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in PARAGRAPHS:
            self.end_paragraph()
        if tag in ("br", "li", "hr"):
            self.end_line()
        if tag == "li":
            self.line = "- "
        elif tag == "hr":
            self.line = "---"
        elif tag in ("td", "th") and self.line:
            self.line += " | "
        elif tag == "a":
            self.link, self.words_of_link = dict(attrs).get("href") or "", ""
        self.quote_depth += tag == "blockquote"
        self.is_preformatted = self.is_preformatted or tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._write_address()
        if tag in PARAGRAPHS:
            self.end_paragraph()
        self.quote_depth -= tag == "blockquote"
        self.is_preformatted = self.is_preformatted and tag != "pre"

    def handle_data(self, data: str) -> None:
        self.words_of_link += data
        if not self.is_preformatted:
            words = " ".join(data.split())
            before = " " if data[:1].isspace() and self.line.strip() else ""
            self.line += before + words + (" " if words and data[-1:].isspace() else "")
            return
        for line in data.splitlines(keepends=True):
            self.line += line.rstrip("\n")
            if line.endswith("\n"):
                self.end_line()

    def end_line(self) -> None:
        if self.line.strip():
            self.lines.append(QUOTE * self.quote_depth + self.line.rstrip())
        self.line = ""

    def end_paragraph(self) -> None:
        self.end_line()
        blank = (QUOTE * self.quote_depth).rstrip()
        if self.lines and self.lines[-1].strip("> "):
            self.lines.append(blank)
        elif self.lines:
            self.lines[-1] = min(self.lines[-1], blank)  # the one outside the quotation

    def _write_address(self) -> None:
        if self.link.startswith(("http:", "https:")) and self.link != self.words_of_link:
            self.line += f" <{self.link}>"
        self.link = ""
