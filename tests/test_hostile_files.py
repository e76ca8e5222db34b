"""Broken and hostile files: each is told of for itself, within its limits, and nothing in it is carried out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.base.errors import UnreadableFile
from corpus.base.types import Problem
from corpus.formats.readers import read_file
from corpus.loading.corpus_folder import Source, load_documents
from corpus.loading.worker import Limits
from tests.made_files import Part, as_docx, as_odt, as_pdf, new_pdf, pdf_bytes

pytestmark = pytest.mark.real_build
PARTS = [Part("title", "§ 98 Budget"), Part("text", "Nämnden beslutar att anta budgeten.")]
LIMITS = Limits(max_bytes=10**8, timeout_s=60)
DOCUMENT = "word/document.xml"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def archive(**parts: bytes | str) -> bytes:
    """A zip archive; two underscores in a name stand for a slash, one for a point."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "/").replace("_", "."), content)
    return stream.getvalue()


def word(xml: str) -> bytes:
    return archive(word__document_xml=xml)


def outcome(folder: Path, name: str, data: bytes) -> str:
    """The text of the document in a file read within limits, or the reason why there is none, in [brackets]."""
    path = folder / name
    path.write_bytes(data)
    (found,) = load_documents([Source(path, "d", None, None)], LIMITS)
    return f"[{found.reason}]" if isinstance(found, Problem) else found.text


BILLION_LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + f']><w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>&j;</w:t></w:r></w:p></w:body></w:document>'
)
FOREIGN_FILE = (
    '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>&a;</w:t></w:r></w:p></w:body></w:document>'
)


@pytest.mark.parametrize("xml", [BILLION_LAUGHS, FOREIGN_FILE])
def test_entities_are_not_expanded(tmp_path: Path, xml: str) -> None:
    odt = archive(mimetype="application/vnd.oasis.opendocument.text", content_xml=xml)
    for name, data in (("a.docx", word(xml)), ("a.odt", odt)):
        assert "XML" in outcome(tmp_path, name, data)


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    zeros = b"\0" * 300_000_000
    odt = archive(mimetype="application/vnd.oasis.opendocument.text", content_xml=zeros)
    assert len(odt) < 400_000
    for name, data in (("a.docx", archive(word__document_xml=zeros)), ("a.odt", odt)):
        assert (
            outcome(tmp_path, name, data)
            == "[filen packas upp till mer än 100 MB; så stor är ingen vanlig dokumentfil]"
        )


@pytest.mark.parametrize("tag", ["w:tbl><w:tr><w:tc", "w:sdt><w:sdtContent", "w:p"])
def test_xml_nested_without_end_is_refused(tmp_path: Path, tag: str) -> None:
    names = [name.strip("<>") for name in tag.split(">")]
    closing = "".join(f"</{name}>" for name in reversed(names))
    xml = f'<w:document xmlns:w="{W}"><w:body>{f"<{tag}>" * 5000}{closing * 5000}</w:body></w:document>'
    assert outcome(tmp_path, "a.docx", word(xml)).startswith("[filens innehåll")


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "det äldre Word-formatet (.doc) kan inte läsas"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "låst med lösenord"),
        ("a.rtf", rb"{\rtf1 text}", "formatet RTF kan inte läsas"),
        ("a.zip", archive(a_txt="text"), "arkiv (.zip) läses inte; packa upp"),
        ("a.xlsx", archive(xl__workbook_xml="<a/>"), "kalkylark kan inte läsas"),
        ("a.xls", b"text", "kalkylark kan inte läsas"),
        ("a.pptx", archive(ppt__presentation_xml="<a/>"), "bildspel kan inte läsas"),
        ("a.pdf", b"ingen PDF", "PDF-filen är skadad"),
        ("a.docx", b"inget arkiv", "filen är skadad eller ofullständig"),
        ("a.txt", b"text\0text", "filen är binär, inte text"),
    ],
)
def test_what_cannot_be_read_says_why_and_what_to_do(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(UnreadableFile) as caught:
        read_file(path, 10**6)
    assert reason in str(caught.value)


MAKERS: list[tuple[str, Callable[[list[Part]], bytes]]] = [("pdf", as_pdf), ("docx", as_docx), ("odt", as_odt)]


@pytest.mark.parametrize(("kind", "make"), MAKERS)
@pytest.mark.parametrize("name", ["fel.txt", "fel.html", "fel.doc", "utan", "fel.zip", "fel.pdf"])
def test_a_file_with_the_wrong_name_is_read_as_what_it_is(
    tmp_path: Path, kind: str, make: Callable[[list[Part]], bytes], name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(make(PARTS))
    assert "Nämnden beslutar att anta budgeten." in read_file(path, 10**6)[1]


WHOLE = "§ 98 Budget\n\nNämnden beslutar att anta budgeten."
CUT_OFF = {
    "pdf": "PDF-filen är skadad eller ofullständig; hämta eller spara den på nytt",
    "docx": "filen är skadad eller ofullständig; hämta eller spara den på nytt",
    "odt": "filen är skadad eller ofullständig; hämta eller spara den på nytt",
}


def all_outcomes(folder: Path, kind: str, pieces: list[bytes]) -> list[str]:
    """What ``outcome`` tells of each of the files, read one after the other."""
    sources = []
    for number, piece in enumerate(pieces):
        path = folder / f"{number}.{kind}"
        path.write_bytes(piece)
        sources.append(Source(path, str(number), None, None))
    found = load_documents(sources, LIMITS)
    return [f"[{item.reason}]" if isinstance(item, Problem) else item.text.strip() for item in found]


@pytest.mark.parametrize(("kind", "make"), MAKERS)
def test_files_cut_off_anywhere_are_refused_and_the_whole_one_behind_them_is_read(
    tmp_path: Path, kind: str, make: Callable[[list[Part]], bytes]
) -> None:
    data = make(PARTS)
    pieces = [data[: len(data) * number // 20] for number in range(21)]
    assert all_outcomes(tmp_path, kind, pieces) == ["[filen är tom]", *[f"[{CUT_OFF[kind]}]"] * 19, WHOLE]


def test_a_pdf_that_lacks_its_last_line_only_is_read(tmp_path: Path) -> None:
    assert all_outcomes(tmp_path, "pdf", [as_pdf(PARTS)[:-lost] for lost in (1, 2, 5)]) == [WHOLE] * 3


def test_text_cut_off_anywhere_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    assert all_outcomes(tmp_path, "txt", [WHOLE[:end].encode() for end in range(20, len(WHOLE), 7)]) == [
        WHOLE[:end].strip() for end in range(20, len(WHOLE), 7)
    ]


def test_a_pdf_whose_pages_lead_back_to_themselves_ends(tmp_path: Path) -> None:
    loop = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Count 2/Kids[2 0 R 3 0 R]>>endobj\n"
        b"3 0 obj<</Type/Pages/Count 1/Parent 2 0 R/Kids[2 0 R]>>endobj\n"
        b"trailer<</Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF"
    )
    assert outcome(tmp_path, "a.pdf", loop).startswith("[")


def test_a_pdf_of_very_many_pages_is_read(tmp_path: Path) -> None:
    paper = new_pdf()
    for _ in range(999):
        paper.add_page()
    paper.cell(0, 5, "Den sista sidan.")
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf_bytes(paper))
    assert read_file(path, 10**8)[1].count("\f") == 1000


def test_direction_marks_and_nul_signs_are_taken_out(tmp_path: Path) -> None:
    page = "<main><p>Nämnden\u202e beslutar\u200f att anta\u0000 budgeten.</p></main>"
    assert outcome(tmp_path, "a.html", page.encode()).split() == ["Nämnden", "beslutar", "att", "anta", "budgeten."]
