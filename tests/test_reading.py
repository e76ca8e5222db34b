from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from corpus.base.errors import UnreadableFile
from corpus.formats.encodings import mended
from corpus.formats.readers import READERS, read_file, read_page, read_text

TEXT = "Hälso- och sjukvårdsnämnden beslutar att återkomma: Åtgärderna är färre än så – i år, Östersund."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac_roman"])
def test_text_is_read_in_any_common_encoding(encoding: str) -> None:
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    assert read_text(mark + TEXT.encode(encoding)) == TEXT


@pytest.mark.parametrize("encoding", ["latin-1", "cp850"])
def test_text_without_typographic_signs_is_read_in_the_older_encodings(encoding: str) -> None:
    plain = TEXT.replace("–", "-")
    assert read_text(plain.encode(encoding)) == plain


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman"])
@pytest.mark.parametrize("word", ["Å", "åäö", "Ärende: överlåtelse av mark i Öster"])
def test_a_few_swedish_letters_tell_the_encoding(word: str, encoding: str) -> None:
    assert read_text(word.encode(encoding)) == word


@pytest.mark.parametrize("label", ["iso-8859-1", "ISO-8859-1", "latin1", "us-ascii", "windows-1252", "utf-8", ""])
def test_the_encoding_that_a_page_names_is_read_as_browsers_do(label: str) -> None:
    page = f'<meta charset="{label}"><main><h1>Åtgärder i Örby – läget</h1><p>Höjs “tillfälligt”.</p></main>'
    assert read_page(page.encode("cp1252")) == "# Åtgärder i Örby – läget\n\nHöjs “tillfälligt”."
    assert read_page(page.encode("utf-8")) == "# Åtgärder i Örby – läget\n\nHöjs “tillfälligt”."


def test_a_few_foreign_bytes_do_not_spoil_the_rest() -> None:
    assert (
        read_text(TEXT.encode() + "\n– Ärendet läggs i pärmen".encode("cp1252")) == TEXT + "\n– Ärendet läggs i pärmen"
    )


def taken_for(text: str, encoding: str) -> str:
    """The text as UTF-8 whose bytes a program takes for signs of another encoding."""
    return "".join(bytes([byte]).decode(encoding, "ignore") or chr(byte) for byte in text.encode())


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
@pytest.mark.parametrize("times", [1, 2])
def test_text_encoded_more_than_once_is_put_right(encoding: str, times: int) -> None:
    text = written = "§ 41 Åtgärder för äldre i Örby – «läget», ”så” … 5 €, é"
    for _ in range(times):
        written = taken_for(written, encoding)
    assert written != text
    assert mended(written) == text


@pytest.mark.parametrize("encoding", ["mac_roman", "cp850"])
def test_text_encoded_twice_by_older_programs_is_put_right(encoding: str) -> None:
    text = "§ 41 Åtgärder för äldre i Örby"
    assert mended(taken_for(text, encoding)) == text


def test_signs_written_as_entities_are_read() -> None:
    assert mended("&Aring;tg&auml;rder &sect; 41&nbsp;&#228;ndring R&D AT&T") == "Åtgärder § 41\xa0ändring R&D AT&T"


@pytest.mark.parametrize("text", [TEXT, "JOÃO, 5 √ 3, för¬ändring, ≤ 5 °C, Â, à la carte, crème brûlée, Škoda"])
def test_text_that_was_encoded_once_stays(text: str) -> None:
    assert mended(text) == text


def fault(data: bytes) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read_text(data)
    return str(caught.value)


@pytest.mark.parametrize("data", [b"", b" \r\n\t\x0c "])
def test_an_empty_file(data: bytes) -> None:
    assert fault(data) == "filen är tom"


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00",
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-32"),
        b"\x01\x02\x03\x04",
        b"text\x1b\x1c\x1d text",
    ],
)
def test_a_binary_file(data: bytes) -> None:
    assert fault(data) == "filen är binär, inte text"


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7\n%" + bytes(range(128, 256)) * 4, b"\xff\xfeudd", b"\xff\xfe\x00\xd8A\x00"]
)
def test_bytes_that_are_text_in_no_encoding(data: bytes) -> None:
    assert fault(data) == "filens teckenkodning går inte att avgöra"


def test_a_file_is_read_with_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "Protokoll.TXT"
    path.write_bytes(TEXT.encode("cp1252"))
    assert read_file(path, 1000) == (TEXT.encode("cp1252"), TEXT)


def file_fault(path: Path, max_bytes: int = 1000) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read_file(path, max_bytes)
    return str(caught.value)


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"a" * 11)
    assert file_fault(path, 10) == "filen är för stor: 11 byte, högst 10 läses (PARAGRAF_MAX_FILE_BYTES)"
    assert read_file(path, 11)[1] == "a" * 11


@pytest.mark.parametrize(("name", "shown"), [("a.odg", ".odg"), ("README", "(utan filändelse)"), ("a.TXT.gz", ".gz")])
def test_a_format_without_a_reader(tmp_path: Path, name: str, shown: str) -> None:
    (tmp_path / name).write_text(TEXT)
    message = file_fault(tmp_path / name)
    assert message.startswith(f"formatet {shown} kan inte läsas; det som kan läsas är ")
    assert all(suffix in message for suffix in READERS)


def test_what_cannot_be_opened_is_told_in_swedish(tmp_path: Path) -> None:
    folder = tmp_path / "mapp.txt"
    folder.mkdir()
    link = tmp_path / "länk.txt"
    link.symlink_to(tmp_path / "saknas.txt")
    loop = tmp_path / "slinga.txt"
    loop.symlink_to(loop)
    assert file_fault(folder, 10**6) == "filen går inte att öppna: det är en mapp"
    assert file_fault(link) == "filen går inte att öppna: den finns inte"
    assert file_fault(loop).startswith("filen går inte att öppna: operativsystemet svarar «")


@contextmanager
def as_ordinary_user() -> Iterator[None]:
    """Root may read everything, and is the user nobody here."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)


def test_a_file_that_may_not_be_read() -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        path = Path(folder) / "a.txt"
        path.write_text(TEXT)
        with as_ordinary_user():
            readable = file_fault(path, max_bytes=1)
        path.chmod(0)
        with as_ordinary_user():
            refused = file_fault(path)
    assert "för stor" in readable
    assert refused == "filen går inte att öppna: den får inte läsas"
