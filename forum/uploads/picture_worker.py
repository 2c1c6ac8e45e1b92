"""Make a clean picture and its thumbnail of a file. Runs in a process of its own.

pictures.py starts it as a script: `python -I picture_worker.py SOURCE FOLDER THUMBNAIL_BYTES`.
With a fourth argument, it makes only a square with that many pixels as its side. It prints JSON:
{"format", "width", "height"}, or {"refused": REASON}. The process has limits of
memory and time, and what a broken decoder does ends with it. It imports nothing of the site.
"""

import json
import resource
import sys
import warnings
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

MAX_PIXELS = 25_000_000
MEMORY = 768 * 1024 * 1024  # bytes; a WebP of 25 million pixels needs about 400 MB
SECONDS = 20  # of the processor
SIDE, SMALL_SIDE = 1600, 320  # pixels
QUALITIES = (74, 60, 45, 30)
SQUARE_QUALITIES = (*QUALITIES, 15, 0)  # even noise fits
FACE = (0.5, 0.4)  # of a picture that is cut to a square: faces are above the middle
HEIC_BRANDS = (b"he", b"mif1", b"msf1")  # heic, heix, hevc and others
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF")


def main(source: str, folder: str, thumbnail_bytes: int, side: int = 0) -> dict[str, object]:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        if side:
            return make_square(Path(source), Path(folder), thumbnail_bytes, side)
        return make_pictures(Path(source), Path(folder), thumbnail_bytes)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return {"refused": "pixels"}
    except UnidentifiedImageError:
        return {"refused": reason_of_unknown(Path(source))}
    except MemoryError:
        return {"refused": "pixels"}
    except Exception:  # noqa: BLE001 (decoders raise errors of every class for a damaged file)
        return {"refused": "damaged"}


def make_pictures(source: Path, folder: Path, thumbnail_bytes: int) -> dict[str, object]:
    clean, is_jpeg = _read(source)
    if is_jpeg:
        clean.save(folder / "picture", "JPEG", quality=82, progressive=True)
    else:
        clean.save(folder / "picture", "WEBP", quality=84, method=4)
    (folder / "thumbnail").write_bytes(_thumbnail(clean, SMALL_SIDE, thumbnail_bytes, folder))
    kind = "jpeg" if is_jpeg else "webp"
    return {"format": kind, "width": clean.width, "height": clean.height}


def make_square(source: Path, folder: Path, most: int, side: int) -> dict[str, object]:
    """A square without transparency, because it lies over the initials of a member."""
    clean, _is_jpeg = _read(source)
    square = ImageOps.fit(clean, (side, side), Image.Resampling.LANCZOS, centering=FACE)
    opaque = Image.new("RGB", square.size, "white")
    opaque.paste(square, mask=square.getchannel("A") if square.mode == "RGBA" else None)
    content = _thumbnail(opaque, side, most, folder, SQUARE_QUALITIES)
    (folder / "thumbnail").write_bytes(content)
    return {"format": "webp", "width": side, "height": side}


def _read(source: Path) -> tuple[Image.Image, bool]:
    """The pixels, and whether the file is JPEG."""
    with Image.open(source, formats=_formats()) as image:
        if image.width * image.height > MAX_PIXELS:
            raise Image.DecompressionBombError
        is_jpeg = image.format == "JPEG"
        image.draft("RGB", (SIDE, SIDE))  # the decoder of JPEG skips what is too small to see
        image.load()
        return _without_metadata(image), is_jpeg


def reason_of_unknown(source: Path) -> str:
    """Phones write HEIC, so who sends it is told what to do."""
    with source.open("rb") as file:
        brand = file.read(12)[8:]
    return "heic" if brand.startswith(HEIC_BRANDS) and "HEIF" not in _formats() else "damaged"


def _formats() -> tuple[str, ...]:
    """With HEIC, if the site has installed pillow-heif."""
    try:
        import pillow_heif
    except ImportError:
        return FORMATS
    pillow_heif.register_heif_opener()
    return (*FORMATS, "HEIF")


def _without_metadata(image: Image.Image) -> Image.Image:
    """Only the pixels, upright: no EXIF, no place, no comments, no profile, no further frames."""
    has_alpha = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    mode = "RGBA" if has_alpha else "RGB"
    pixels = image if image.mode == mode else image.convert(mode)
    pixels.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS, reducing_gap=3.0)
    upright = ImageOps.exif_transpose(pixels)
    clean = Image.new(mode, upright.size)
    clean.paste(upright)
    return clean


def _thumbnail(
    image: Image.Image, side: int, most: int, folder: Path, qualities: tuple[int, ...] = QUALITIES
) -> bytes:
    """A WebP picture of at most `most` bytes. Noise becomes smaller until it fits."""
    small = image.copy()
    small.thumbnail((side, side), Image.Resampling.LANCZOS)
    for quality in qualities:
        small.save(folder / "small", "WEBP", quality=quality, method=6)
        content = (folder / "small").read_bytes()
        if len(content) <= most:
            return content
    return _thumbnail(small, side * 3 // 4, most, folder, qualities)


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:]))))  # noqa: T201
