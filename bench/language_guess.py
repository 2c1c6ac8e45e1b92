"""Compare libraries that guess the language of a text: `python -m bench.language_guess [folder]`.

The folder contains *.jsonl files. For py3langid and lingua the bench prints, among the four
languages of the site: the share of right guesses for whole texts and for the first 20, 60 and 200
characters of longer texts, the time for a text, the time and memory for loading, and the share of
right guesses above several confidences. A share is the mean over the languages, so that the many
English lines do not dominate.
The bench skips a library that is not installed: `pip install py3langid lingua-language-detector`.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import mean

LANGUAGES = ("en", "es", "fr", "pt")
# Characters. A length uses only texts that are at least that long. WHOLE uses every text.
WHOLE = 2000
LENGTHS = (20, 60, 200, WHOLE)
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
    """Return (language, text) of every turn of a talk and of every article."""
    texts_by_language = []
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text().splitlines():
            row = json.loads(line)
            parts = row.get("turns") or [" ".join(row.get("paragraphs", []))]
            texts_by_language += [
                (row["language"][:2], part)
                for part in dict.fromkeys(parts)
                if row["language"][:2] in LANGUAGES
            ]
    return list(dict.fromkeys(texts_by_language))


def measure(name: str, folder: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    guess = LIBRARIES[name]()
    guess("The cooperative meets on Monday.")
    load_seconds = time.perf_counter() - start
    all_texts = texts(folder)
    cells = [f"{name:<11} loads in {load_seconds:4.2f} s"]
    for length in LENGTHS:
        cut = [
            (language, text[:length])
            for language, text in all_texts
            if len(text) >= length or length == WHOLE
        ]
        start = time.perf_counter()
        guessed = [(language, *guess(text)) for language, text in cut]
        milliseconds = (time.perf_counter() - start) / len(cut) * 1000
        label = "all" if length == WHOLE else str(length)
        cells.append(f"{label:>4}: {_share(guessed):6.2%} of {len(cut)}, {milliseconds:.2f} ms")
        if length in (20, 60):
            cells.append(_format_shares_by_confidence(guessed))
    megabytes = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print("\n    ".join([*cells, f"memory: {megabytes:.0f} MB"]))


def _share(guessed: Iterable[tuple[str, str, float]]) -> float:
    """Return the share of right guesses, as the mean over the languages."""
    is_right: dict[str, list[bool]] = {language: [] for language in LANGUAGES}
    for language, guess, _confidence in guessed:
        is_right[language].append(language == guess)
    return mean(mean(results) for results in is_right.values() if results)


def _format_shares_by_confidence(guessed: list[tuple[str, str, float]]) -> str:
    cells = []
    for min_confidence in (0.5, 0.6, 0.7, 0.8, 0.9):
        kept = [row for row in guessed if row[2] >= min_confidence]
        share = _share(kept) if kept else 0
        cells.append(
            f"≥{min_confidence}: {len(kept) / len(guessed):.0%} guessed, {share:.2%} right"
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
