"""Extracts and summaries beside the minutes: what one meeting did is told and counted once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from indexer.encoder import Encoder
from service.engine.engine import Engine
from service.register.decisions import DecisionQuery
from service.register.votes import VoteQuery
from tests.small_corpus import Paper, indexed_engine

MINUTES = """§ 31 Avtal om busstrafik

Diarienummer: KS/2024:17

Beslut

Kommunstyrelsen beslutar att avsluta avtalet.

Omröstning

Ja för bifall till förslaget. Nej för avslag.

Anna Berg (S) och Karl Ek (V) röstar Ja.

Pia Lundin (M) röstar Nej.

Omröstningen utfaller med 2 Ja mot 1 Nej.

§ 32 Cykelställ vid ån

Diarienummer: KS/2024:18

Beslut

Kommunstyrelsen beslutar att bordlägga ärendet.
"""
EXTRACT = MINUTES.partition("§ 32")[0]
OTHER = EXTRACT.replace("§ 31", "§ 40").replace("KS/2024:17", "KS/2024:19")


def engine(folder: Path, encoder: Encoder, *papers: Paper) -> Engine:
    return indexed_engine(folder, papers, encoder)


def paper(name: str, text: str, kind: str = "extract") -> Paper:
    return Paper(name, text, "Norrlands kommun", "Kommunstyrelsen", kind, "2024-02-07")


def test_a_paragraph_of_minutes_and_its_extract_are_one(tmp_path: Path, hashed_encoder: Encoder) -> None:
    papers = (paper("protokoll", MINUTES, "minutes"), paper("utdrag", EXTRACT), paper("annat", OTHER))
    found = engine(tmp_path, hashed_encoder, *papers)
    total, decisions = found.decisions(DecisionQuery())
    assert total == 3
    assert {ruling.treatment.document.id for ruling in decisions} == {"protokoll", "annat"}
    assert found.records.votes.find(VoteQuery())[0] == 2
    (strand,) = found.case("KS 2024-17").strands
    assert [treatment.document.id for treatment in strand.treatments] == ["protokoll"]
    assert len(found.case("KS 2024-17").episodes) == 1


def test_an_extract_alone_is_that_paragraph_once(tmp_path: Path, hashed_encoder: Encoder) -> None:
    found = engine(
        tmp_path, hashed_encoder, paper("utdrag", EXTRACT), paper("utdrag-igen", f"{EXTRACT}\nExpediering\n")
    )
    assert found.decisions(DecisionQuery())[0] == 1


SUMMARY = """§ 31 Avtal om busstrafik

Kommunstyrelsen har beslutat att avsluta avtalet.

§ 33 Badplats vid sjön

Kommunstyrelsen har beslutat att anlägga en badplats.
"""
UNNUMBERED = """# Cykelställ vid ån

Kommunstyrelsen har beslutat att bordlägga ärendet.

# Badplats vid sjön

Kommunstyrelsen har beslutat att anlägga en badplats.
"""


@pytest.mark.parametrize("summary", [SUMMARY, UNNUMBERED])
def test_a_summary_tells_only_what_the_minutes_do_not(summary: str, tmp_path: Path, hashed_encoder: Encoder) -> None:
    papers = (paper("protokoll", MINUTES, "minutes"), paper("sammanfattning", summary, "summary"))
    found = engine(tmp_path, hashed_encoder, *papers)
    total, decisions = found.decisions(DecisionQuery())
    assert total == 3
    told = [ruling.treatment.heading for ruling in decisions if ruling.treatment.document.kind == "summary"]
    assert told == ["Badplats vid sjön"]


def test_a_summary_of_another_day_is_another_meeting(tmp_path: Path, hashed_encoder: Encoder) -> None:
    later = replace(paper("sammanfattning", UNNUMBERED, "summary"), date="2024-03-07")
    found = engine(tmp_path, hashed_encoder, paper("protokoll", MINUTES, "minutes"), later)
    assert found.decisions(DecisionQuery())[0] == 4
