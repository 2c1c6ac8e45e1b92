"""Which library guesses the language of a text best: `python -m bench.language_guess [folder of *.jsonl]`.

Prints for py3langid and lingua, among our four languages: the share guessed right for whole texts and for the first
20, 60 and 200 characters of longer ones (the mean over the languages, so that the many English lines do not decide),
the time a text, the time and memory that loading takes, and how the answers above a confidence hold.
A library that is not installed is left out: `pip install py3langid lingua-language-detector` brings both.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

LANGUAGES = ("en", "es", "fr", "pt")
LENGTHS = (
    20,
    60,
    200,
    2000,
)  # characters; a text counts where it is at least that long, the last: every text
FOLDER = Path(__file__).parent.parent / "tests/data/languages"

Guess = Callable[[str], tuple[str, float]]


def py3langid() -> Guess:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(LANGUAGES)
    return identifier.classify


def lingua() -> Guess:
    return _lingua(accurate=True)


def lingua_low() -> Guess:
    return _lingua(accurate=False)


def _lingua(*, accurate: bool) -> Guess:
    from lingua import IsoCode639_1, LanguageDetectorBuilder

    codes = [getattr(IsoCode639_1, code.upper()) for code in LANGUAGES]
    builder = LanguageDetectorBuilder.from_iso_codes_639_1(*codes)
    detector = (builder if accurate else builder.with_low_accuracy_mode()).build()

    def guess(text: str) -> tuple[str, float]:
        best = detector.compute_language_confidence_values(text)[0]
        return best.language.iso_code_639_1.name.lower(), best.value

    return guess


LIBRARIES = {"py3langid": py3langid, "lingua": lingua, "lingua-low": lingua_low}


def texts(folder: Path) -> list[tuple[str, str]]:
    """(language, text) of every line: a turn of a talk, or the paragraphs of an article."""
    found = []
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text().splitlines():
            row = json.loads(line)
            parts = row.get("turns") or [" ".join(row.get("paragraphs", []))]
            found += [
                (row["language"][:2], part)
                for part in dict.fromkeys(parts)
                if row["language"][:2] in LANGUAGES
            ]
    return list(dict.fromkeys(found))


def measure(name: str, folder: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    guess = LIBRARIES[name]()
    guess("The cooperative meets on Monday.")
    loaded = time.perf_counter() - start
    all_texts = texts(folder)
    cells = [f"{name:<11} loads in {loaded:4.2f} s"]
    for length in LENGTHS:
        cut = [
            (language, text[:length])
            for language, text in all_texts
            if len(text) >= length or length == LENGTHS[-1]
        ]
        start = time.perf_counter()
        guessed = [(language, *guess(text)) for language, text in cut]
        each = (time.perf_counter() - start) / len(cut) * 1000
        name_of = "all" if length == LENGTHS[-1] else str(length)
        cells.append(f"{name_of:>4}: {_share(guessed):6.2%} of {len(cut)}, {each:.2f} ms")
        if length in (20, 60):
            cells.append(_sure(guessed))
    took = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print("\n    ".join([*cells, f"memory: {took:.0f} MB"]))


def _share(guessed: Iterable[tuple[str, str, float]]) -> float:
    right: dict[str, list[bool]] = {language: [] for language in LANGUAGES}
    for language, found, _certainty in guessed:
        right[language].append(language == found)
    return sum(sum(marks) / len(marks) for marks in right.values() if marks) / sum(
        map(bool, right.values())
    )


def _sure(guessed: list[tuple[str, str, float]]) -> str:
    cells = []
    for least in (0.5, 0.6, 0.7, 0.8, 0.9):
        kept = [one for one in guessed if one[2] >= least]
        cells.append(
            f"≥{least}: {len(kept) / len(guessed):.0%} said, {_share(kept) if kept else 0:.2%} right"
        )
    return "      " + "; ".join(cells)


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    if len(sys.argv) > 2:
        return measure(sys.argv[2], folder)
    for name in LIBRARIES:
        subprocess.run(
            [sys.executable, "-m", "bench.language_guess", str(folder), name], check=False
        )


if __name__ == "__main__":
    main()
