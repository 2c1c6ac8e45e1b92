"""Read every mail of a folder, and print what became of them by source, tag and language.

    python -m tests.forum.mail.mail_tables ../shared/data/raw-mime

The folder has one folder for each source, and an `index.jsonl` with the path and tags of each mail.
The tags are guesses; `data/corrected_tags.json` corrects those that were found wrong.
"""

import json
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import py3langid

from forum.mail.reading.delivery_reports import read_delivery_report
from forum.mail.reading.kinds import IncomingKind
from forum.mail.reading.message import IncomingMail, read_mail

CORRECTIONS = Path(__file__).parent / "data" / "corrected_tags.json"
TAGS_OF_MACHINES = ("abuse-report", "bounce", "autoresponder", "calendar")
SLOW_SECONDS = 1.0


@dataclass
class ReadMail:
    path: str
    tags: list[str]
    mail: IncomingMail
    seconds: float

    @property
    def source(self) -> str:
        return self.path.split("/")[0]

    @property
    def language(self) -> str:
        return py3langid.classify(self.mail.text[:2_000])[0] if len(self.mail.text) > 40 else "-"

    @property
    def tag(self) -> str:
        """The tag that says which machine sent the mail, or "none"."""
        return next((tag for tag in TAGS_OF_MACHINES if tag in self.tags), "none")

    @property
    def is_wrong_post(self) -> bool:
        """Whether a machine's mail counts as a person's, which would make it a post."""
        return self.tag != "none" and self.mail.kind == IncomingKind.PERSON


def read_folder(folder: Path) -> list[ReadMail]:
    corrected = json.loads(CORRECTIONS.read_text())
    rows = map(json.loads, (folder / "index.jsonl").read_text().splitlines())
    mails = []
    for row in rows:
        path = row["path"].removeprefix("raw-mime/")
        raw = (folder / path).read_bytes()
        began = time.process_time()
        mail = read_mail(raw)
        if mail.kind == IncomingKind.DELIVERY_REPORT:
            read_delivery_report(raw)
        seconds = time.process_time() - began
        mails.append(ReadMail(path, corrected.get(path, row["tags"]), mail, seconds))
    return mails


def print_table(title: str, mails: list[ReadMail], attribute: str) -> None:
    """A table with a row for each value of an attribute, and a column for each kind."""
    counts = Counter((getattr(read, attribute), read.mail.kind) for read in mails)
    values = Counter(getattr(read, attribute) for read in mails)
    kinds = [kind for kind in IncomingKind if any(kind == counted for _, counted in counts)]
    print(f"\n{title:<28}" + "".join(f"{kind:>17}" for kind in kinds) + f"{'all':>7}")
    for value, number in values.most_common(25):
        row = "".join(f"{counts[value, kind] or '-':>17}" for kind in kinds)
        print(f"{value:<28}{row}{number:>7}")


def main(folder: Path) -> int:
    mails = read_folder(folder)
    for attribute in ("source", "tag", "language"):
        print_table(f"by {attribute}", mails, attribute)
    wrong = [read for read in mails if read.is_wrong_post]
    slowest = sorted(mails, key=lambda read: read.seconds)[-3:]
    print(f"\n{len(mails)} mails, none raised; {sum(read.seconds for read in mails):.1f} s in all")
    print("slowest:", ", ".join(f"{read.path} {read.seconds:.2f} s" for read in slowest))
    print("machines taken for persons:", [read.path for read in wrong] or "none")
    return int(bool(wrong) or slowest[-1].seconds > SLOW_SECONDS)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
