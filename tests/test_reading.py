from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from corpus.base.errors import UnreadableFile
from corpus.formats.readers import READERS, read_file, read_text

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
