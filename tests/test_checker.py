"""The checker: every kind of thing that a sentence must not say when its quote does not."""

from __future__ import annotations

from datetime import date

import pytest

from corpus.base.types import Block, Document, Meeting, Section
from service.answers.pipeline import with_supported_sentences
from service.answers.plan import Draft
from service.answers.verification.checker import checked, faults
from service.answers.verification.cited_evidence import CitedEvidence, Fault, evidence_of
from service.base.types import Citation, Sentence

DECISION = (
    "Hälso- och sjukvårdsnämnden beslutar att avsätta 1 250 000 kronor till mobila team från den 1 mars 2025. "
    "Nämnden avslår yrkandet från Pia Lundin (SJVP) om fler hembesök."
)
PROPOSAL = "Utskottet föreslår att nämnden beslutar att bygga tolv cykelställ vid Östersunds sjukhus."
DENIED = "Uppdraget ska inte genomföras under året. Verksamheten får 65 procent av medlen."
ROW = "Kortare väntetider\t71\t72,5"
TEXT = "\n".join((DECISION, PROPOSAL, DENIED, ROW))
START = TEXT.index(ROW)
SECTION = Section(
    "s1",
    ("Mobila team",),
    "§ 98",
    "24HSN17",
    0,
    len(TEXT),
    (
        Block("paragraph", 0, START - 1),
        Block("row", START, len(TEXT), None, ("Mål", "Utfall 2023 (%)", "Mål 2025"), tuple(ROW.split("\t"))),
    ),
)
DOCUMENT = Document(
    *("d", "Protokoll", "Region Västernorrland", "Hälso- och sjukvårdsnämnden", "minutes", date(2024, 9, 4)),
    *("d.txt", None, "0" * 64, TEXT, (SECTION,), Meeting((date(2024, 9, 4), date(2024, 9, 5)), None, None, ())),
)


def citation(number: int, quote: str, status: str | None = None) -> Citation:
    start = TEXT.index(quote)
    end = start + len(quote)
    return Citation(number, TEXT, DOCUMENT, SECTION, 0, len(TEXT), None, "/", quote, start, end, status)


def kinds(sentence: str, quote: str = DECISION, status: str | None = "decided") -> set[str]:
    return {fault.kind for fault in faults(sentence, evidence_of([citation(1, quote, status)]))}


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        (DECISION, set()),
        ("Nämnden avsätter 1,25 miljoner kronor till mobila team.", set()),
        ("Nämnden avsätter 1250000 kronor till mobila team.", set()),
        ("Nämnden avsätter 1,25 kronor till mobila team.", {"figure"}),
        ("Nämnden avsätter 1 250 000 procent till mobila team.", {"figure"}),
        ("Nämnden avsätter 1 350 000 kronor till mobila team.", {"figure"}),
        ("Nämnden avsätter 250 000 kronor till mobila team.", {"figure"}),
        # Once is not twice.
        ("Nämnden avsätter 1 250 000 kronor, av kronor 1 250 000.", {"figure"}),
        ("Från den 1 mars 2025 avsätter nämnden kronor till mobila team.", set()),
        ("Från 2025-03-01 avsätter nämnden kronor till mobila team.", set()),
        ("Från mars avsätter nämnden kronor till mobila team.", set()),
        ("Från den 2 mars 2025 avsätter nämnden kronor till mobila team.", {"date"}),
        ("Från den 1 mars 2026 avsätter nämnden kronor till mobila team.", {"date"}),
        ("Från maj avsätter nämnden kronor till mobila team.", {"date"}),
        # Where it stands is known: body, organisation, both days of the meeting, § and case number.
        ("Den 5 september 2024 beslutade nämnden i Region Västernorrland om mobila team (§ 98, 24HSN17).", set()),
        ("Den 6 september 2024 beslutade nämnden om mobila team.", {"date"}),
        ("Nämnden beslutade om mobila team (§ 99).", {"identifier", "figure"}),
        ("Nämnden beslutade om mobila team (24HSN18).", {"identifier"}),
        ("Nämnden i Region Västerbotten avsätter kronor till mobila team.", {"name"}),
    ],
)
def test_figures_days_and_identifiers_must_stand_in_the_quote_or_where_it_stands(sentence, found):
    assert kinds(sentence) == found


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Nämnden avslår yrkandet från Pia Lundin.", set()),
        ("Nämnden avslår Pia Lundins yrkande om hembesök.", set()),
        ("Pia Lundin (SJVP) fick avslag på yrkandet.", set()),
        ("Nämnden avslår yrkandet från Erica Stenberg.", {"name"}),
        ("Nämnden avslår yrkandet från Erica Lundin.", {"name"}),
        ("Erica Lundin fick avslag på yrkandet om hembesök från nämnden.", {"name"}),
        ("Pia Lundin (SD) fick avslag på yrkandet.", {"name"}),
        ("Nämnden avslår yrkandet från SD om hembesök.", {"name"}),
        ("Nämnden avslår yrkandet från Vänsterpartiet om hembesök.", {"name"}),
    ],
)
def test_names_must_stand_in_the_quote_as_they_are_put_together(sentence, found):
    assert kinds(sentence) - {"words"} == found


def test_a_party_may_be_called_by_its_name():
    evidence = CitedEvidence(("Nina Orefjärd (V) reserverar sig mot beslutet.",))
    assert faults("Vänsterpartiet reserverar sig mot beslutet.", evidence) == ()
    assert Fault("name", "Moderaterna") in faults("Mot beslutet reserverar sig Moderaterna.", evidence)


@pytest.mark.parametrize(
    ("sentence", "quote", "found"),
    [
        ("Uppdraget ska inte genomföras under året.", DENIED, set()),
        ("Uppdraget ska ej genomföras.", DENIED, set()),
        ("Uppdraget ska genomföras under året.", DENIED, {"negation"}),
        # What is denied of one thing is not denied of another in the same quote.
        ("Verksamheten får 65 procent av medlen.", DENIED, set()),
        ("Verksamheten får inte 65 procent av medlen.", DENIED, {"negation"}),
        ("Nämnden beslutar inte att avsätta kronor till mobila team.", DECISION, {"negation"}),
    ],
)
def test_what_is_denied_must_be_denied_in_the_quote_and_the_other_way_round(sentence, quote, found):
    assert kinds(sentence, quote, None) == found


@pytest.mark.parametrize(
    ("sentence", "quote", "status", "found"),
    [
        ("Nämnden avslog yrkandet om fler hembesök.", DECISION, "decided", set()),
        ("Nej, nämnden (Region Västernorrland) avslog yrkandet den 4 september 2024.", DECISION, "decided", set()),
        ("Utskottet har föreslagit cykelställ, inte beslutat om dem.", PROPOSAL, "proposed", set()),
        ("Utskottet har beslutat om cykelställ enligt förslaget.", PROPOSAL, "proposed", {"outcome"}),
        ("Nämnden biföll yrkandet om fler hembesök.", DECISION, "decided", {"outcome"}),
        ("Nämnden bordlade yrkandet om fler hembesök.", DECISION, "decided", {"outcome"}),
        ("Nämnden avslog att avsätta kronor till mobila team.", DECISION, "decided", {"outcome"}),
        ("Yrkandet från Pia Lundin (SJVP) om hembesök hos nämnden.", DECISION, "decided", {"outcome"}),
        ("Utskottet föreslog att bygga tolv cykelställ.", PROPOSAL, "proposed", set()),
        ("Nämnden beslutade att bygga tolv cykelställ.", PROPOSAL, "proposed", {"outcome"}),
        ("Förslag, inte beslut: bygga tolv cykelställ.", "bygga tolv cykelställ", "proposed", set()),
        ("Nämnden beslutade om medlen.", DENIED, "information", {"outcome"}),
        ("Nämnden beslutade om uppdraget under året.", "Uppdraget ska", "decided", set()),
        ("Nämnden föreslog att avsätta kronor till mobila team.", DECISION, "decided", {"outcome"}),
    ],
)
def test_a_proposal_is_no_decision_and_a_no_is_no_yes(sentence, quote, status, found):
    assert kinds(sentence, quote, status) - {"words"} == found


def test_a_row_has_its_columns_and_their_unit():
    assert kinds("Kortare väntetider – Utfall 2023 (%): 71; Mål 2025: 72,5.", ROW, None) == set()
    assert kinds("Målet för kortare väntetider 2025 är 72,5 procent.", ROW, None) == set()
    assert kinds("Målet för kortare väntetider 2026 är 72,5 procent.", ROW, None) == {"figure"}
    assert kinds("Målet för kortare väntetider är 72,5 miljoner.", ROW, None) == {"figure"}


def test_most_words_must_stand_in_the_quote():
    # Four of five words stand there, then three of five.
    assert kinds("Nämnden avsätter kronor till mobila grupper.") == set()
    assert kinds("Nämnden avsätter kronor till billiga grupper.") == {"words"}
    # What is done must be what was done.
    assert kinds("Nämnden beslutar att avsätta kronor till mobila team från mars.") == set()
    assert kinds("Nämnden beslutar att låna kronor till mobila team från mars.") == {"words"}


def test_a_sentence_without_a_citation_stands_on_nothing():
    assert faults("Nämnden beslutar.", evidence_of([])) == (Fault("uncited"),)


def test_what_was_computed_from_data_is_taken_as_given():
    sentence = "Ärendet bordlades 4 gånger."
    quotes = ("Bordlagt den 1 februari 2024.",)
    assert {fault.kind for fault in faults(sentence, CitedEvidence(quotes))} == {"figure", "words"}
    assert faults(sentence, CitedEvidence(quotes, computed="Ärendet bordlades 4 gånger")) == ()


def test_an_answer_without_support_is_lowered_to_a_part_or_does_not_stand(caplog):
    right = Sentence("Uppdraget ska inte genomföras under året.", (1,))
    wrong = Sentence("Uppdraget kostar 7 miljoner kronor.", (1,))
    cited = (citation(1, DENIED),)
    whole = Draft((right,), cited)
    assert with_supported_sentences(whole) is whole
    assert with_supported_sentences(Draft((wrong, right), cited)) == Draft((right,), cited, is_complete=False)
    assert with_supported_sentences(Draft((wrong,), cited)) is None
    assert [record.getMessage() for record in caplog.records] == ["a sentence was dropped: figure, words"] * 2


def test_unsupported_sentences_are_dropped_and_the_citations_numbered_anew():
    wrong = Sentence("Nämnden avsätter 7 kronor till mobila team.", (1,))
    right = Sentence("Uppdraget ska inte genomföras under året.", (2,))
    both = Sentence("Uppdraget och mobila team.", (3, 2))
    citations = [citation(1, DECISION, "decided"), citation(2, DENIED), citation(3, "mobila team")]
    result = checked([wrong, right, both], citations)
    assert [(each.text, each.citations) for each in result.sentences] == [(right.text, (1,)), (both.text, (2, 1))]
    assert [(each.number, each.quote) for each in result.citations] == [(1, DENIED), (2, "mobila team")]
    assert [(each.sentence, each.faults) for each in result.dropped] == [(wrong, (Fault("figure", "7"),))]
    assert checked([right], [citation(2, DENIED)]).dropped == ()
    assert checked([wrong], citations).sentences == checked([wrong], citations).citations == ()


def test_the_heading_of_the_matter_says_nothing_of_what_became_of_it():
    named = "Utskottet föreslog {} att nämnden beslutar att bygga tolv cykelställ vid Östersunds sjukhus."
    assert kinds(named.format("om «Mobila team»"), PROPOSAL, "proposed") == set()
    assert "outcome" in kinds(named.format("om «Avslag på tolv cykelställ»"), PROPOSAL, "proposed")
