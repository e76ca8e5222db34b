"""Spreadsheets, TREC files and BEIR folders as sets of questions, and evidence that has gone."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from eval.base.errors import GoldError
from eval.datasets.beir import BeirDocument, is_beir, read_beir
from eval.datasets.question_files import evidence_faults, read_questions
from service.base.types import Filters
from service.staff.covering import word_line
from service.staff.gold import Evidence

QUOTE = "Regionstyrelsen har beslutat att säga upp avtalet om regionvård."
HEADER = "id;question;kind;asker;answerable;file;quote;file_2;quote_2;answer;must_contain;filter_from"
FIRST = f'd1;Vad beslutades?;decision;staff;ja;a.txt;{QUOTE};;;Att säga upp.;"säga upp|sägs upp ; avtal";2024-12-01'


def write(folder: Path, name: str, *lines: str) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return file


def json_lines(*records: object) -> list[str]:
    return [json.dumps(record) for record in records]


def fault_of(*arguments: Path) -> str:
    with pytest.raises(GoldError) as caught:
        read_questions(*arguments)
    return str(caught.value)


def test_a_spreadsheet_is_read_as_gold_questions(tmp_path: Path) -> None:
    second = f'd2;"Vilka två;\noch var?";cross;;;a.txt;{QUOTE};b.txt;{QUOTE};Båda.;båda;'
    third = "u1;Vad kostar bron?;unanswerable;politician;nej;;;;;;;"
    gold = read_questions(write(tmp_path, "frågor.csv", f"\ufeff{HEADER}", FIRST, second, ";;;;;;;;;;;", third))
    one, two, three = gold.topics
    assert (one.id, one.kind, one.answerable, one.answer) == ("d1", "decision", True, "Att säga upp.")
    assert one.evidence == (Evidence("a.txt", QUOTE),)
    assert one.must_contain == (("säga upp", "sägs upp"), ("avtal",))
    assert one.filters == Filters(date_from=date(2024, 12, 1))
    assert (two.question, two.evidence[1].file, two.filters) == ("Vilka två;\noch var?", "b.txt", None)
    assert (three.answerable, three.asker) == (False, "politician")
    # The second question takes two lines, and an empty row is passed over.
    assert gold.lines == (2, 3, 6)


def test_a_spreadsheet_may_have_commas_and_few_columns(tmp_path: Path) -> None:
    file = write(tmp_path, "frågor.csv", "id,question,kind", "u1,Vad kostar bron?,unanswerable")
    assert read_questions(file).topics[0].question == "Vad kostar bron?"


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        (("id;question", "d1;Vad?"), "frågor.csv, rad 1: kolumnen «kind» saknas"),
        (("id;question;kind;typ", "d1;Vad?;who;"), "frågor.csv, rad 1: okänd kolumn «typ»"),
        (("id;question;kind;kind", "d1;Vad?;who;"), "frågor.csv, rad 1: kolumnen «kind» finns två gånger"),
        ((HEADER, FIRST, FIRST), "frågor.csv, rad 3: id «d1» finns redan på rad 2"),
        ((HEADER, FIRST.replace(";ja;", ";kanske;")), "frågor.csv, rad 2: «answerable» ska vara ja eller nej"),
        ((HEADER, FIRST.replace("decision", "beslut")), "frågor.csv, rad 2: okänd frågetyp «beslut»"),
        ((HEADER, FIRST.replace(QUOTE, "")), "frågor.csv, rad 2: «quote» är tom"),
        (
            (HEADER, f"{FIRST};x"),
            "frågor.csv, rad 2: raden har 13 celler men bara 12 kolumner har rubrik; sätt text med ;",
        ),
        ((HEADER,), "frågor.csv: filen innehåller inga frågor"),
        ((HEADER, 'd1;"Vad', "nu"), "frågor.csv, rad 3: raden är inte giltig CSV"),
    ],
)
def test_a_fault_in_a_spreadsheet_is_told_with_its_line(tmp_path: Path, lines: tuple[str, ...], fault: str) -> None:
    assert fault_of(write(tmp_path, "frågor.csv", *lines)).startswith(fault)


TOPICS = """<top>
<num> Number: 301
<title> Busstrafik i inlandet

<desc> Description:
Vad sägs om bussar?
</top>
<top>
<num>302</num><title>Väntetider</title>
</top>
"""


def test_trec_topics_are_read_with_their_judgements(tmp_path: Path) -> None:
    qrels = write(tmp_path, "qrels.txt", "301 0 plan-1 2", "301 0 plan-2 0", "302 0 plan-3 0")
    gold = read_questions(write(tmp_path, "topics.301", TOPICS), qrels)
    # Nothing is relevant to the second topic, so it does not count.
    assert [(topic.id, topic.question, topic.kind) for topic in gold.topics] == [
        ("301", "Busstrafik i inlandet", "document")
    ]
    assert gold.topics[0].relevant == {"plan-1": 2, "plan-2": 0}


def test_trec_topics_may_stand_one_a_line(tmp_path: Path) -> None:
    qrels = write(tmp_path, "qrels.txt", "7 0 plan-1 1")
    assert read_questions(write(tmp_path, "topics.tsv", "7\tVäntetider  i vården"), qrels).topics[0].question == (
        "Väntetider i vården"
    )


@pytest.mark.parametrize(
    ("topics", "qrels", "fault"),
    [
        ("Väntetider", "7 0 plan-1 1", "topics.tsv, rad 1: raden ska ha ett nummer, en tabb och frågan"),
        ("7\tVäntetider\n7\tIgen", "7 0 plan-1 1", "topics.tsv, rad 2: id «7» finns redan på rad 1"),
        ("<top><num>7<title> </top>", "7 0 plan-1 1", "topics.tsv, rad 1: numret eller frågan saknas"),
        ("7\tVäntetider", "7 0 plan-1", "qrels.txt, rad 1: raden har 3 fält; fyra ska stå där"),
        ("7\tVäntetider", "7 0 plan-1 ja", "qrels.txt, rad 1: graden «ja» är inget heltal"),
        ("7\tVäntetider", "8 0 plan-1 1", "topics.tsv: ingen fråga har ett dokument som svarar på den"),
    ],
)
def test_a_fault_in_trec_files_is_told_with_its_line(tmp_path: Path, topics: str, qrels: str, fault: str) -> None:
    files = write(tmp_path, "topics.tsv", topics), write(tmp_path, "qrels.txt", qrels)
    assert fault_of(*files).startswith(fault)


CORPUS = ({"_id": "p1", "title": "Bussar", "text": "Om bussar."}, {"_id": "p2", "text": "Om vård."})
QUERIES = ({"_id": "q1", "text": "bussar?"}, {"_id": "q2", "text": "vård?"})


def write_beir(folder: Path, corpus: object = CORPUS, queries: object = QUERIES) -> None:
    write(folder, "corpus.jsonl", *json_lines(*corpus))
    write(folder, "queries.jsonl", *json_lines(*queries))


def test_a_beir_folder_is_read(tmp_path: Path) -> None:
    write_beir(tmp_path)
    write(tmp_path, "qrels/test.tsv", "query-id\tcorpus-id\tscore", "q2\tp2\t1")
    write(tmp_path, "qrels/train.tsv", "query-id\tcorpus-id\tscore", "q1\tp1\t1")
    assert is_beir(tmp_path)
    found = read_beir(tmp_path)
    assert found.documents == (BeirDocument("p1", "Bussar", "Om bussar."), BeirDocument("p2", "", "Om vård."))
    assert [(topic.id, topic.relevant) for topic in found.gold.topics] == [("q2", {"p2": 1})]


def test_like_passages_count_as_one(tmp_path: Path) -> None:
    write_beir(tmp_path, (*CORPUS, {"id": "p3", "title": "Annan rubrik", "text": "Om vård."}))
    write(tmp_path, "qrels.jsonl", *json_lines({"qid": "q2", "did": "p3", "rel": 1}))
    found = read_beir(tmp_path)
    assert [document.id for document in found.documents] == ["p1", "p2"]
    assert found.gold.topics[0].relevant == {"p2": 1}


@pytest.mark.parametrize(
    ("qrels", "fault"),
    [
        (
            {"query-id": "q1", "corpus-id": "p9", "score": 1},
            "qrels.jsonl, rad 1: dokumentet «p9» finns inte i corpus.jsonl",
        ),
        (
            {"query-id": "q9", "corpus-id": "p1", "score": 1},
            "qrels.jsonl, rad 1: frågan «q9» finns inte i queries.jsonl",
        ),
        ({"query-id": "q1", "corpus-id": "p1", "score": "1"}, "qrels.jsonl, rad 1: graden «1» är inget heltal"),
        ({"query-id": "q1", "score": 1}, "qrels.jsonl, rad 1: fältet «did» saknas"),
        ({"qid": "q1", "did": "p1", "rel": 0}, "{folder}: ingen fråga har ett dokument"),
    ],
)
def test_a_fault_in_the_judgements_of_a_beir_folder(tmp_path: Path, qrels: dict[str, object], fault: str) -> None:
    write_beir(tmp_path)
    write(tmp_path, "qrels.jsonl", *json_lines(qrels))
    with pytest.raises(GoldError) as caught:
        read_beir(tmp_path)
    assert str(caught.value).startswith(fault.format(folder=tmp_path.name))


def test_a_double_passage_id_and_an_id_with_a_blank_are_faults(tmp_path: Path) -> None:
    write_beir(tmp_path, (CORPUS[0], CORPUS[0], {"_id": "p 3", "text": "x"}))
    with pytest.raises(GoldError) as caught:
        read_beir(tmp_path)
    assert str(caught.value).splitlines() == [
        "corpus.jsonl, rad 2: id «p1» finns redan på rad 1",
        "corpus.jsonl, rad 3: id får inte innehålla blanksteg",
    ]


def test_a_beir_folder_without_judgements(tmp_path: Path) -> None:
    write_beir(tmp_path)
    with pytest.raises(GoldError, match=r"saknar qrels\.jsonl eller qrels/\*\.tsv"):
        read_beir(tmp_path)


def test_evidence_that_no_longer_stands_in_the_documents_is_told_with_its_line(tmp_path: Path) -> None:
    gone = FIRST.replace("d1", "d2").replace("säga upp avtalet", "förlänga avtalet")
    elsewhere = FIRST.replace("d1", "d3").replace("a.txt", "c.txt")
    gold = read_questions(write(tmp_path, "frågor.csv", HEADER, FIRST, gone, elsewhere))
    sources = {"a.txt": word_line(f"Före.\n{QUOTE.replace('att', '<b>att</b>')} Efter.")}
    assert evidence_faults(gold, sources) == [
        "frågor.csv, rad 3: citatet «Regionstyrelsen har beslutat att förlänga avtalet om regionv…» står inte i"
        " «a.txt» (fråga d2)",
        "frågor.csv, rad 4: filen «c.txt» finns inte bland dokumenten (fråga d3)",
    ]
    assert evidence_faults(gold, {}) == [
        "frågor.csv: ingen av filerna som frågorna hänvisar till finns i dokumentmappen; ange den med --corpus"
    ]
