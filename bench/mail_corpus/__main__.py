"""`python -m bench.mail_corpus FOLDER`: send every mail of a folder to a site, by SMTP.

The site is made for this, with a database of its own. Each mail comes twice:
- as an answer to a topic, to an address whose key belongs to the sender of the mail;
- as a report of a mail server, with the null sender.
Three tables say what became of the answers, by source, tag and language; a fourth says it of the
reports. A machine's mail that became a post is wrong. The command fails for a wrong post, for a
mail that raised an error, and for one that took more than a second.
"""

import argparse
import json
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from bench.mail_corpus.door import SentMail, send_as_answers, send_as_reports
from bench.mail_corpus.mails import missing_files, read_folder
from bench.report import print_report
from bench.served.sites import Site, free_port

MOST_ROWS = 25  # languages
SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "bench.drills.drill_app.settings",
    "INCOMING_MAIL_DOMAIN": "answers.example.org",
}


def main() -> None:
    options = _options()
    if missing := missing_files(options.folder):
        sys.exit(missing)
    mails = read_folder(options.folder)
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="collective-brain-mails-") as folder:
        listen = f"smtp://127.0.0.1:{port}"
        site = Site(Path(folder), {**SETTINGS, "INCOMING_MAIL_LISTEN": listen})
        site.prepare(demo=False)
        try:
            site.start()
            answers = send_as_answers(mails, port, _ask_of(site))
            reports = send_as_reports(mails, port, _ask_of(site))
        finally:
            site.close()
    for title, value in (("source", _source), ("tag", _tag), ("language", _language)):
        _print_table(f"Answers by {title}", answers, value, as_json=options.json)
    _print_table("Reports by tag", reports, _tag, as_json=options.json)
    sys.exit(_print_bad(answers + reports))


def _ask_of(site: Site) -> Any:
    """Calls a function of `stored` in a process with the settings of the site."""

    def ask(name: str, *arguments: Any) -> Any:
        code = "import json\nfrom bench.mail_corpus import stored\n"
        code += f"print(json.dumps(stored.{name}(*{json.dumps(arguments)})))"
        return json.loads(site.shell(code).splitlines()[-1])

    return ask


def _source(sent: SentMail) -> str:
    return sent.mail.source


def _tag(sent: SentMail) -> str:
    return sent.mail.tag


def _language(sent: SentMail) -> str:
    return sent.mail.language


def _print_table(title: str, sent: list[SentMail], value_of: Any, *, as_json: bool) -> None:
    """A row for each value, a column for each outcome."""
    values = Counter(map(value_of, sent))
    outcomes = [outcome for outcome, _count in Counter(each.outcome for each in sent).most_common()]
    rows = []
    for value, count in values.most_common(MOST_ROWS):
        of_value = [each for each in sent if value_of(each) == value]
        became = Counter(each.outcome for each in of_value)
        rows.append(
            {title.split()[-1]: value, "mails": count}
            | {outcome[:30]: became[outcome] for outcome in outcomes}
            | {"over 1 s": sum(each.is_slow for each in of_value)}
            | {"wrong posts": sum(each.is_wrong_post for each in of_value)}
        )
    print_report(title, rows, as_json=as_json)


def _print_bad(sent: list[SentMail]) -> int:
    """Print what must not happen. Returns the exit status."""
    bad = [each for each in sent if each.is_bad]
    slowest = max(sent, key=lambda each: each.seconds)
    print(f"\n{len(sent)} mails sent. Slowest: {slowest.mail.path}, {slowest.seconds:.2f} s")
    for each in bad:
        print(f"{each.mail.path} ({each.mail.tag}): {each.outcome}, {each.seconds:.2f} s")
    print(f"Raised, slow or wrong: {len(bad) or 'none'}")
    return int(bool(bad))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
