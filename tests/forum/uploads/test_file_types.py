"""What may be uploaded: each file is refused in words or made safe."""

import io
import struct
import sys
import zlib

import pytest
from PIL import Image

from collective_brain.errors import Refused
from forum.uploads import picture_worker, pictures
from forum.uploads.file_names import MAX_LENGTH, clean_name
from tests import factories as make
from tests.forum.uploads import files

pytestmark = pytest.mark.django_db

JAVASCRIPT = b"=1;alert(document.domain)/*"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


def png_of(width: int, height: int) -> bytes:
    """A PNG file that declares this size and has almost no pixels."""

    def chunk(name: bytes, content: bytes) -> bytes:
        check = zlib.crc32(name + content)
        return struct.pack("!L", len(content)) + name + content + struct.pack("!L", check)

    header = struct.pack("!LLBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 10_000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (files.picture("JPEG"), "a.jpg", "jpeg"),
        (files.picture("PNG"), "a.png", "webp"),
        (files.picture("WEBP"), "a.webp", "webp"),
        (files.picture("AVIF"), "a.avif", "webp"),
        (files.picture("GIF"), "a.gif", "webp"),
        (files.pdf(), "a.pdf", "pdf"),
        (files.odt(), "a.odt", "odt"),
        (files.docx(), "a.docx", "docx"),
        ("name;país\nAna;Perú\n".encode(), "a.csv", "csv"),
        (files.picture("JPEG"), "holiday.html", "jpeg"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_content_of_a_file_says_what_it_is(store, content, name, kind):
    upload = make.upload(make.member(), content, name=name)

    assert upload.kind == kind
    assert upload.name == f"{name.partition('.')[0]}{upload.kind_of_file.extension}"


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (SVG, "drawing.svg", "Files of this type"),
        (SVG, "drawing.jpg", "Files of this type"),
        (HTML, "photo.jpg", "Files of this type"),
        (b"\xef\xbb\xbf \n" + HTML + b",", "table.csv", "Files of this type"),
        (b"a,b\n1,\0\n", "table.csv", "Files of this type"),
        ("a,é\n".encode("latin-1"), "table.csv", "encoding UTF-8"),
        (b"MZ" + b"\0" * 600, "program.exe", "Files of this type"),
        (b"", "nothing.jpg", "is empty"),
        (png_of(50_000, 50_000), "large.png", "25 megapixels"),
        (files.picture("JPEG", size=(800, 800))[:900], "cut.jpg", "damaged or incomplete"),
        (b"GIF89a/*" + b"*/" + JAVASCRIPT, "script.gif", "damaged or incomplete"),
        (files.pdf()[:-7], "cut.pdf", "damaged, incomplete"),
        (files.docx()[:-30], "cut.docx", "damaged, incomplete"),
        (files.archive(readme="Hello"), "files.zip", "Files of this type"),
        (files.docx(word__vbaProject_DOT_bin="x"), "macros.docm", "contains macros"),
        (files.docx(word__media_DOT_xml=b"\0" * 30_000_000), "bomb.docx", "too large when it is"),
        (files.docx(**{f"p{n}": "" for n in range(2_001)}), "many.docx", "too large when it is"),
        (files.docx(______etc__passwd="x", _DOT__DOT___x="x"), "out.docx", "damaged"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_dangerous_file_is_refused_in_words(store, stored_files, content, name, words):
    with pytest.raises(Refused, match=words):
        make.upload(make.member(), content, name=name)

    assert not stored_files.exists() or not any(stored_files.rglob("*.*"))


def test_a_picture_loses_the_place_where_it_was_taken_and_stands_upright(store, stored_files):
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x010F] = "Secret camera"
    exif.get_ifd(0x8825)[2] = (48.0, 51.0, 24.0)  # latitude
    content = files.picture("JPEG", size=(400, 300), exif=exif, comment=b"By Ana")

    upload = store(make.member(), content)

    stored = (stored_files / upload.file).read_bytes()
    assert (upload.width, upload.height) == (300, 400)
    assert b"Exif" not in stored and b"Secret" not in stored and b"By Ana" not in stored


def test_what_hides_behind_a_picture_is_gone(store, stored_files):
    upload = store(make.member(), files.picture("GIF") + JAVASCRIPT + HTML, name="a.gif")

    stored = (stored_files / upload.file).read_bytes()
    assert b"alert" not in stored and stored.startswith(b"RIFF")


def test_a_large_picture_becomes_small_and_its_thumbnail_tiny(store, stored_files):
    noise = Image.effect_noise((2400, 1800), 100).convert("RGB")
    file = io.BytesIO()
    noise.save(file, "JPEG")

    upload = store(make.member(), file.getvalue())

    assert (upload.width, upload.height) == (1600, 1200)
    assert (stored_files / upload.thumbnail).stat().st_size <= 15_000


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\Ana\\plan.exe", "plan.pdf"),
        ("a\0b.pdf", "ab.pdf"),
        ("plan\u202efdp.exe", "planfdp.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a-Set-Cookie-x.pdf"),
        ("تقرير 2026.pdf", "تقرير-2026.pdf"),
        ("...", "file.pdf"),
        ("x" * 300 + ".pdf", "x" * (MAX_LENGTH - 4) + ".pdf"),
        ("](javascript:alert(1)).pdf", "javascript-alert-1.pdf"),
    ],
)
def test_the_name_of_a_file_cannot_mislead(name, clean):
    assert clean_name(name, ".pdf") == clean


def heic() -> bytes:
    """The beginning of a picture of an iPhone."""
    return b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 200


def test_a_site_without_a_decoder_of_heic_asks_for_jpeg(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    source = tmp_path / "photo.heic"
    source.write_bytes(heic())
    assert picture_worker.reason_of_unknown(source) == "heic"
    source.write_bytes(heic().replace(b"heic", b"avif"))
    assert picture_worker.reason_of_unknown(source) == "damaged"
    assert "Send the picture as JPEG" in pictures._heic()


def test_a_site_with_pillow_heif_takes_heic(store):
    pillow_heif = pytest.importorskip("pillow_heif")
    file = io.BytesIO()
    pixels = Image.new("RGB", (64, 48), "teal")
    pillow_heif.from_pillow(pixels).save(file, quality=50)
    upload = store(make.member(), file.getvalue(), name="IMG_1.HEIC")
    assert (upload.kind, upload.name, upload.width) == ("webp", "IMG_1.webp", 64)
