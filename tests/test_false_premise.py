"""What a question takes for granted of a decision, and how it is corrected when it was another."""

from __future__ import annotations

import pytest

from service.answers.plans.false_premise import correction as correction_of
from service.question.reading import read_question
from service.register.decisions import Treatment, treatments
from tests.paper_minutes import BOARD, COUNCIL, matter, minutes
from tests.small_corpus import Paper, assert_sound, indexed_engine

MOTION = "Motion av Pia Lundin (SJVP) om cykelvägar"
PLAN = "Plan för cykelvägar"


def assumes_an_outcome(question: str) -> bool:
    return read_question(question, 1000).assumed_outcome is not None


def correction(question: str, treatment: Treatment) -> str | None:
    return correction_of(read_question(question, 1000).assumed_outcome, treatment)


def treated(heading: str, decision: str) -> Treatment:
    (treatment,) = treatments(minutes(COUNCIL, "2024-12-17", matter(1, heading, decision)))
    return treatment


@pytest.mark.parametrize(
    "question",
    [
        "Varför godkändes planen för cykelvägar?",
        "Hur kommer det sig att man biföll motionen om cykelvägar?",
        "När antogs planen för cykelvägar?",
        "Hur kunde fullmäktige rösta igenom motionen om cykelvägar?",
        "När fick Pia Lundin igenom sin motion om cykelvägar?",
        "När klubbades cykelvägarna?",
        "Fullmäktige sa ja till cykelvägar, men varför?",
    ],
)
@pytest.mark.parametrize(
    ("decision", "note"),
    [
        ("Motionen avslås.", "Nej, det blev avslag:"),
        ("Ärendet bordläggs till nästa sammanträde.", "Nej, ärendet bordlades:"),
        ("Ärendet återremitteras till regionstyrelsen.", "Nej, ärendet återremitterades:"),
        ("Ärendet utgår.", "Nej, ärendet utgick:"),
        ("Motionen bifalls.", None),
    ],
)
def test_what_is_taken_for_approved_is_corrected_by_what_became_of_it(question, decision, note):
    assert assumes_an_outcome(question)
    assert correction(question, treated(MOTION, decision)) == note


@pytest.mark.parametrize(
    "question",
    [
        "Varför avslogs motionen om cykelvägar?",
        "Hur kommer det sig att motionen om cykelvägar fick nej?",
        "Varför röstade fullmäktige ner motionen om cykelvägar?",
    ],
)
@pytest.mark.parametrize(
    ("decision", "note"),
    [
        ("Motionen bifalls.", "Nej, det blev bifall:"),
        ("Ärendet bordläggs till nästa sammanträde.", "Nej, ärendet bordlades:"),
        ("Motionen anses besvarad.", "Nej, motionen ansågs besvarad:"),
        ("Motionen avslås.", None),
    ],
)
def test_a_motion_that_is_taken_for_rejected_is_corrected_by_what_became_of_it(question, decision, note):
    assert assumes_an_outcome(question)
    assert correction(question, treated(MOTION, decision)) == note


@pytest.mark.parametrize("question", ["Varför avslogs ändringen om bussar?", "Vilka röstade nej till planen?"])
def test_what_is_rejected_in_a_matter_that_is_approved_is_no_error(question):
    assert correction(question, treated(PLAN, "Planen godkänns.")) is None


@pytest.mark.parametrize(
    "decision",
    [
        # A proposal settles nothing, so it corrects nothing.
        "Regionstyrelsen föreslår att regionfullmäktige beslutar att motionen avslås.",
        "",
    ],
)
def test_where_nothing_was_decided_nothing_is_corrected(decision):
    text = matter(1, MOTION, decision) if decision else f"§ 1 {MOTION}\n\nÄrendebeskrivning\n\nDet är trångt."
    (treatment,) = treatments(minutes(BOARD, "2024-12-17", text))
    assert correction("Varför godkändes motionen om cykelvägar?", treatment) is None


@pytest.mark.parametrize(
    "question",
    [
        "Vad beslutades om cykelvägar?",
        "Vilka yrkade bifall till motionen om cykelvägar?",
        "Gick motionen om cykelvägar till omröstning?",
    ],
)
def test_a_question_that_is_open_assumes_nothing(question):
    assert not assumes_an_outcome(question)
    assert correction(question, treated(MOTION, "Motionen avslås.")) is None


# In answers


def put(folder, encoder, question: str, *papers: Paper):
    answer = indexed_engine(folder, papers, encoder).ask(question)
    assert_sound(answer)
    return answer


def test_a_correction_stands_first_and_alone_with_the_decision_it_is_drawn_from(tmp_path, hashed_encoder):
    text = matter(1, MOTION, "Motionen om cykelvägar avslås.", "RS 2024-00001")
    answer = put(tmp_path, hashed_encoder, "Varför bifölls motionen om cykelvägar?", Paper("handling", text))
    (sentence,) = answer.sentences
    assert sentence.text == (
        "Nej, det blev avslag: Regionstyrelsen (Region Norrland) avslog motionen om cykelvägar (SJVP)"
        " den 17 december 2024."
    )
    assert [citation.quote for citation in answer.citations] == ["Motionen om cykelvägar avslås."]


def test_a_correction_is_drawn_from_the_decision_that_settled_the_matter(tmp_path, hashed_encoder):
    put_off = matter(1, MOTION, "Motionen om cykelvägar bordläggs.", "RS 2024-00001")
    settled = matter(9, MOTION, "Motionen om cykelvägar avslås.", "RS 2024-00001")
    papers = (
        Paper("forst", put_off, body=COUNCIL, date="2024-01-17"),
        Paper("sedan", settled, body=COUNCIL, date="2024-02-14"),
    )
    answer = put(tmp_path, hashed_encoder, "Varför bifölls motionen om cykelvägar?", *papers)
    assert answer.text == (
        "Nej, det blev avslag: Regionfullmäktige (Region Norrland) avslog motionen om cykelvägar (SJVP)"
        " den 14 februari 2024. [1]"
    )


def test_what_is_rightly_taken_for_granted_is_answered_as_it_was_asked(tmp_path, hashed_encoder):
    cause = "Motionen om cykelvägar avslogs därför att det saknas pengar till cykelvägar."
    text = f"{matter(1, MOTION, 'Motionen om cykelvägar avslås.')}Ärendebeskrivning\n\n{cause}"
    answer = put(tmp_path, hashed_encoder, "Varför avslogs motionen om cykelvägar?", Paper("handling", text))
    assert cause in answer.text
    assert "Nej" not in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "Varför godkändes inte motionen om cykelvägar?",
        "Godkändes eller avslogs motionen om cykelvägar?",
        "Vilka röstade ja till motionen om cykelvägar?",
        "Vem föreslog att motionen om cykelvägar skulle bli godkänd?",
        "Hur många röstade nej till motionen om cykelvägar?",
    ],
)
def test_a_question_that_denies_or_asks_who_takes_nothing_for_granted(question):
    assert not assumes_an_outcome(question)
    assert correction(question, treated(MOTION, "Motionen avslås.")) is None


def test_a_motion_that_is_approved_in_part_is_not_denied():
    parts = "Motionens första att-sats om cykelvägar bifalls.\n\nMotionen i övrigt avslås."
    assert correction("Bifölls motionens första att-sats?", treated(MOTION, parts)) is None
