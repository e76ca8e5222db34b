from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus.loading.corpus_folder import load_corpus, parse_document
from corpus.vocabulary.personal_numbers import mask_in_path, mask_personal_numbers

# Made up: 850709 and 121212 with a serial number and the check digit that the Luhn algorithm gives.


@pytest.mark.parametrize(
    ("written", "masked"),
    [
        ("850709-9805", "XXXXXX-XXXX"),
        ("19850709-9805", "XXXXXXXX-XXXX"),
        ("198507099805", "XXXXXXXXXXXX"),
        ("121212+1212", "XXXXXX+XXXX"),
        ("19121212+1212", "XXXXXXXX+XXXX"),
        ("850709–9805", "XXXXXX–XXXX"),
        ("850709 - 9805", "XXXXXX - XXXX"),
        ("850709-\n9805", "XXXXXX-\nXXXX"),
        ("850709\u00ad-98\u200b05", "XXXXXX\u00ad-XX\u200bXX"),
        ("**850709**-9805", "**XXXXXX**-XXXX"),
        ("000229-1235", "XXXXXX-XXXX"),
        ("personnummer 8507099805", "personnummer XXXXXXXXXX"),
        ("Personnr: 850709 9805", "Personnr: XXXXXX XXXX"),
        ("född 8507099805", "född XXXXXXXXXX"),
        ("org.nr 850709-9805", "org.nr XXXXXX-XXXX"),
        ("850709-9805, 121212-1212.", "XXXXXX-XXXX, XXXXXX-XXXX."),
        ("(personnummer:121212-1212)", "(personnummer:XXXXXX-XXXX)"),
        ("Personnr:121212-1212", "Personnr:XXXXXX-XXXX"),
        ("pnr.121212-1212", "pnr.XXXXXX-XXXX"),
        ("p-nr 8507099805", "p-nr XXXXXXXXXX"),
        ("Anna Ek,121212-1212,Storgatan 1", "Anna Ek,XXXXXX-XXXX,Storgatan 1"),
        ("Anna Ek;121212-1212;Ekby", "Anna Ek;XXXXXX-XXXX;Ekby"),
        ("Anna Ek /121212-1212/", "Anna Ek /XXXXXX-XXXX/"),
        ("121212-1212/121212-1212", "XXXXXX-XXXX/XXXXXX-XXXX"),
        ("121212-1212,850709-9805", "XXXXXX-XXXX,XXXXXX-XXXX"),
        ("19121212 1212", "XXXXXXXX XXXX"),
        ("19121212\u00a01212", "XXXXXXXX\u00a0XXXX"),
        ("1912-12-12-1212", "XXXX-XX-XX-XXXX"),
        ("85-07-09-9805", "XX-XX-XX-XXXX"),
        ("850709-T232", "XXXXXX-XXXX"),
        ("850709_9805", "XXXXXX_XXXX"),
        ("personnr. 1985 07 09 - 9805", "personnr. XXXX XX XX - XXXX"),
        ("personnummer: 8 5 0 7 0 9 - 9 8 0 5", "personnummer: X X X X X X - X X X X"),
        ("20160709-TF23 och 160709TF01", "XXXXXXXX-TFXX och XXXXXXTFXX"),
        ("19850709-T232", "XXXXXXXX-XXXX"),
        ("850709-T232/19121212 1212", "XXXXXX-XXXX/XXXXXXXX XXXX"),
        ("personnummer 85 07 09 9805", "personnummer XX XX XX XXXX"),
        ("personnummer 850709-9804", "personnummer XXXXXX-XXXX"),
        ("personnumret (850709-9805)", "personnumret (XXXXXX-XXXX)"),
        ("131052-308T", "XXXXXX-XXXX"),
        ("010203A9012 är fel, 131052-308T rätt", "010203A9012 är fel, XXXXXX-XXXX rätt"),
    ],
)
def test_personal_identity_numbers_are_masked_in_every_shape(written: str, masked: str) -> None:
    assert mask_personal_numbers(f"Ansökan från {written} har kommit in.") == f"Ansökan från {masked} har kommit in."


@pytest.mark.parametrize("written", ["850769-1239", "19850769-1239", "samordningsnummer 8507691239"])
def test_coordination_numbers_have_sixty_more_days(written: str) -> None:
    masked = mask_personal_numbers(f"För {written} gäller")
    assert masked == "För " + "".join("X" if c.isdigit() else c for c in written) + " gäller"


@pytest.mark.parametrize(
    "text",
    [
        "850709-9804 har fel kontrollsiffra",
        "850732-9806 har ingen sådan dag",
        "851309-9807 har ingen sådan månad",
        "organisationsnummer 556036-0793",
        "org.nr 5560360793 och 232100-0222",
        "Diarienummer 850709-9805",
        "dnr: 19850709-9805",
        "telefon 070123-4569, tfn 0701234569",
        "bankgiro 850709-9805",
        "de 8507099805 kronorna, 850709 9805 kr",
        "150 910 744 och 65 000 av 12 121 212 12",
        "SLK-850709-9805 och KS/850709-9805",
        "den 2024-01-15, kl. 12.12, 2024-01-15 – 2024-02-07",
        "https://exempel.se/850709-9805/8507099805",
        "1850709-98051",
        "23HSN2705, RS 2023-01234, 0420/23",
        "dnr:850709-9805, tel:070123-4569",
        "www.exempel.se/850709-9805",
        "1985-07-09 – 1990, 2024-01-15 1612, 240115-A, 2022-11-01-2022-\n12-31",
        "850709-T233 har fel kontrollsiffra",
        "raderna 8 5 0 7 0 9 9 8 0 5 och 8 5 0 7 0 9 - 9 8 0 4",
        "modell 993709-TF23",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert mask_personal_numbers(text) == text


def test_the_text_keeps_its_length_and_a_document_holds_no_personal_number_anywhere() -> None:
    raw = "Protokoll\n\n§ 1 Ansökan från 850709-9805\n\nA\tB\tC\n198507099805\t1\t2\n\nPersonnummer: 8507099805\n"
    assert len(mask_personal_numbers(raw)) == len(raw)
    document = parse_document("d", "protokoll.txt", raw, "")
    assert "9805" not in repr(document)
    assert document.sections[1].heading == ("Ansökan från XXXXXX-XXXX",)


@pytest.mark.parametrize(
    ("path", "masked"),
    [
        ("ks/intyg-19121212-1212.pdf", "ks/intyg-XXXXXXXX-XXXX.pdf"),
        ("anna_ek_191212121212_2024-05-14.pdf", "anna_ek_XXXXXXXXXXXX_2024-05-14.pdf"),
        ("19121212-1212/beslut.docx", "XXXXXXXX-XXXX/beslut.docx"),
        ("protokoll-KS-2024-00123-3_2024-05-14.pdf", "protokoll-KS-2024-00123-3_2024-05-14.pdf"),
    ],
)
def test_numbers_in_the_names_of_files_are_masked(path: str, masked: str) -> None:
    assert mask_in_path(path) == masked


def test_nothing_that_is_written_of_a_file_has_the_number_in_its_name(tmp_path: Path) -> None:
    folder = tmp_path / "sn_19121212-1212"
    folder.mkdir()
    (folder / "intyg_191212121212.txt").write_text("§ 1 Bistånd\n\nBeslut\n\nNämnden beslutar att bifalla.\n", "utf-8")
    (folder / "tom_191212121212.txt").write_text("", "utf-8")
    entry = {"file": "intyg_191212121212.txt", "title": "Intyg 19121212-1212", "kind": "minutes"}
    (folder / "manifest.json").write_text(json.dumps({"documents": [entry]}), "utf-8")
    read = list(load_corpus([folder], 10**6))
    assert len(read) == 2
    assert "1212" not in repr(read)
    assert read[0].title == "Intyg XXXXXXXX-XXXX"
