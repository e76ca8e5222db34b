from __future__ import annotations

from dataclasses import replace

from indexer.file_report import advice, file_table
from indexer.types import BuildReport

NONE_YET = BuildReport("s", 0, 0, 0, 0, 0, (), (), 0.0)


def test_a_build_without_faults_says_nothing() -> None:
    assert file_table(NONE_YET, 100) == ""
    assert advice(NONE_YET) == []


def test_each_file_has_a_row() -> None:
    made = replace(
        NONE_YET,
        problems=(("a.pdf", "filen är tom"),),
        partly=(("ks/protokoll.pdf", "sidorna 3, 4 är inskannade bilder och har inte lästs"),),
        withheld=("c.pdf",),
        untold=(("b.pdf", ("organisation", "date")), *((f"{n}.pdf", ("kind",)) for n in range(30))),
    )
    lines = file_table(made, 60).splitlines()
    assert lines[:6] == [
        "inte läst    a.pdf              filen är tom",
        "delvis läst  ks/protokoll.pdf   sidorna 3, 4 är inskannade",
        "                                bilder och har inte lästs",
        "borttaget    c.pdf              filen har kvar det som är",
        "                                borttaget ur indexet",
        "okänt        b.pdf              organisation, dag",
    ]
    assert lines[-2].startswith("okänt        och 11 filer till")
    assert len(advice(made)) == 2
    assert not made.is_whole
