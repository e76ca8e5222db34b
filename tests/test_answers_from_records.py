"""What became of a matter later, told with the decision that was asked for; and what its section tells besides."""

from __future__ import annotations

import pytest

from tests.paper_minutes import BOARD, COUNCIL, matter
from tests.small_corpus import Paper, assert_sound, indexed_engine

HEADING, NUMBER = "Simhallen i Norrby", "RS 2024-00001"
PROPOSAL = "Regionstyrelsen föreslår att regionfullmäktige beslutar att simhallen i Norrby byggs."
PROPOSED = (
    "Regionstyrelsen (Region Norrland) föreslog den 7 februari 2024 "
    "att regionfullmäktige beslutar att simhallen i Norrby byggs."
)
SETTLED = "Regionfullmäktige (Region Norrland) beslutade den 29 februari 2024: Förslaget om simhallen i Norrby avslås."
PUT_OFF = "Regionstyrelsen (Region Norrland) beslutade den 10 januari 2024: Ärendet om simhallen i Norrby bordläggs."


def paper(body: str, day: str, decision: str, number: str | None = NUMBER, more: str = "") -> Paper:
    return Paper(f"{body.lower()}-{day}", matter(1, HEADING, decision, number) + more, body=body, date=day)


TABLED = paper(BOARD, "2024-01-10", "Ärendet om simhallen i Norrby bordläggs.")
BOARDS = paper(BOARD, "2024-02-07", PROPOSAL)
COUNCILS = paper(COUNCIL, "2024-02-29", "Förslaget om simhallen i Norrby avslås.")


@pytest.fixture
def ask(tmp_path, hashed_encoder):
    """Puts a question to a collection of these papers."""

    def put(question: str, *papers: Paper) -> list[str]:
        answer = indexed_engine(tmp_path, papers, hashed_encoder).ask(question)
        assert_sound(answer)
        return [sentence.text for sentence in answer.sentences]

    return put


def test_the_decision_that_settled_the_matter_is_told_first_where_no_body_or_time_is_named(ask):
    said = ask("Vad beslutades om simhallen i Norrby?", TABLED, BOARDS, COUNCILS)
    assert said[0] == SETTLED
    assert not any(sentence.startswith("Senare") for sentence in said)


@pytest.mark.parametrize(
    ("question", "own"),
    [
        ("Vad föreslog regionstyrelsen den 7 februari 2024 om simhallen i Norrby?", PROPOSED),
        ("Vad beslutades i januari 2024 om simhallen i Norrby?", PUT_OFF),
    ],
)
def test_what_a_body_did_at_a_time_is_told_and_then_what_came_of_it(ask, question, own):
    assert ask(question, TABLED, BOARDS, COUNCILS)[:2] == [own, f"Senare i samma ärende: {SETTLED}"]


def test_nothing_came_later_of_what_was_settled_last(ask):
    said = ask("Vad beslutades den 29 februari 2024 om simhallen i Norrby?", TABLED, BOARDS, COUNCILS)
    assert said[0] == SETTLED
    assert not any("Senare" in sentence for sentence in said)


def test_a_matter_that_was_only_put_off_again_is_said_to_have_been(ask):
    again = paper(BOARD, "2024-01-24", "Ärendet om simhallen i Norrby bordläggs.", more="§ 2 Bron\n\nBron är rostig.\n")
    said = ask("Vad beslutades den 10 januari 2024 om simhallen i Norrby?", TABLED, again)
    assert said == [PUT_OFF, f"Senare i samma ärende: {PUT_OFF.replace('10 januari', '24 januari')}"]


def test_another_matter_of_the_same_name_is_not_taken_for_a_later_treatment(ask):
    other = paper(COUNCIL, "2024-02-29", "Förslaget om simhallen i Norrby avslås.", "RS 2024-00077")
    said = ask("Vad beslutade regionstyrelsen den 10 januari 2024 om simhallen i Norrby?", TABLED, other)
    assert said[0] == PUT_OFF
    assert not any("Senare" in sentence for sentence in said)


def test_a_long_decision_gives_way_to_what_came_of_it(ask):
    clauses = "\n\n".join(f"att simhallen i Norrby får bassäng nummer {number} på övre plan," for number in range(14))
    long = paper(BOARD, "2024-02-07", f"Regionstyrelsen föreslår att regionfullmäktige beslutar\n\n{clauses}")
    own, later = ask("Vad föreslog regionstyrelsen den 7 februari 2024 om simhallen i Norrby?", long, COUNCILS)[:2]
    assert own.startswith("Regionstyrelsen (Region Norrland) föreslog den 7 februari 2024")
    assert later == f"Senare i samma ärende: {SETTLED}"


# What the section tells besides


TOLD = "Ärendebeskrivning\n\nSimhallen i Norrby läcker på tre ställen. Simhallen i Norrby har 4 000 besök varje år.\n"


def test_a_decision_that_only_takes_note_gets_what_the_section_tells(ask):
    noted = "Rapporten om simhallen i Norrby läggs till handlingarna."
    said = ask("Vad beslutades om simhallen i Norrby?", paper(BOARD, "2024-12-17", noted, more=TOLD))
    assert said[0] == f"Regionstyrelsen (Region Norrland) beslutade den 17 december 2024: {noted}"
    assert sorted(said[1:]) == [
        "Simhallen i Norrby har 4 000 besök varje år.",
        "Simhallen i Norrby läcker på tre ställen.",
    ]


def test_a_decision_that_says_what_is_done_stands_alone(ask):
    decided = "Regionstyrelsen beslutar att godkänna bygget av simhallen i Norrby."
    said = ask("Vad beslutades om bygget av simhallen i Norrby?", paper(BOARD, "2024-12-17", decided, more=TOLD))
    assert said == [
        "Regionstyrelsen (Region Norrland) beslutade den 17 december 2024 att godkänna bygget av simhallen i Norrby."
    ]


def test_an_open_question_gets_two_more_sentences_of_the_section_at_most(ask):
    told = ["Simhallen i Norrby öppnar i maj.", "Simhallen läcker på tre ställen.", "Norrby växer.", "Taket är rött."]
    text = f"§ 1 {HEADING}\n\nÄrendebeskrivning\n\n{' '.join([*told, 'Bassängen i simhallen är tom.'])}\n"
    said = ask("Vad sägs om simhallen i Norrby?", Paper("handling", text))
    assert said[0].endswith(told[0])
    assert len(said) == 3
    assert "Taket är rött." not in said


def test_a_question_for_one_thing_gets_that_alone(ask):
    text = f"§ 1 {HEADING}\n\n{TOLD}"
    assert ask("Hur många besök har simhallen i Norrby?", Paper("handling", text)) == [
        "Region Norrland, regionstyrelsen den 17 december 2024: Simhallen i Norrby har 4 000 besök varje år."
    ]


# Where a matter stands, and whose it is

MOTION = "Motion av Pia Lundin (SJVP) om cykelvägar i Norrby"


def motion(body: str, day: str, decision: str) -> Paper:
    return Paper(f"{body.lower()}-{day}", matter(1, MOTION, decision, NUMBER), body=body, date=day)


ASKED_FOR = motion(BOARD, "2024-02-07", "Regionstyrelsen föreslår att regionfullmäktige beslutar: Motionen bifalles.")
GRANTED = motion(COUNCIL, "2024-02-29", "Motionen bifalles.")
SAID = "Regionfullmäktige (Region Norrland) biföll motionen om cykelvägar i Norrby (SJVP) den 29 februari 2024."


def test_who_raised_a_matter_is_told_after_what_became_of_it(ask):
    said = ask("Vem motionerade om cykelvägar i Norrby?", ASKED_FOR, GRANTED)
    assert said == [SAID, "Motionen om cykelvägar i Norrby kom från Pia Lundin (SJVP)."]


def test_of_somebody_who_raised_nothing_no_matter_of_others_is_told(ask):
    moved = "Yrkanden\n\nEva Ek (S) yrkar bifall till motionen.\n\nPia Lundin (SJVP) yrkar bifall till motionen.\n"
    granted = motion(COUNCIL, "2024-02-29", f"Motionen bifalles.\n\n{moved}")
    assert ask("Vad har Pia Lundin motionerat om?", ASKED_FOR, granted)
    assert ask("Vad har Eva Ek yrkat?", ASKED_FOR, granted)
    assert ask("Vad har Eva Ek motionerat om?", ASKED_FOR, granted) == []


def test_a_matter_stands_where_its_newest_event_left_it(ask):
    said = ask(
        "Var står frågan om simhallen i Norrby nu?",
        BOARDS,
        COUNCILS,
        paper(COUNCIL, "2024-03-20", "Ärendet bordläggs."),
    )
    assert said[0].startswith("Senast i ärendet: Regionfullmäktige (Region Norrland) beslutade den 20 mars 2024")
    assert said[1].startswith("Dessförinnan: Regionfullmäktige (Region Norrland) beslutade den 29 februari 2024")


LONG_WAY = "för att i samverkan med berörda nämnder ta fram ett underlag om kostnader, läge, trafik, drift och bygge "


@pytest.mark.parametrize(
    ("sent_back", "told"),
    [
        ("Ärendet återremitteras.", "beslutade den 29 februari 2024 om «Simhallen i Norrby»: Ärendet återremitteras."),
        (f"Ärendet återremitteras {LONG_WAY * 4}i närtid.", "den 29 februari 2024: Ärendet återremitterades."),
    ],
)
def test_of_a_matter_that_was_sent_back_and_put_off_again_both_are_told(ask, sent_back, told):
    put_off_again = paper(BOARD, "2024-03-20", "Ärendet om simhallen i Norrby bordläggs.")
    said = ask(
        "Var står frågan om simhallen i Norrby nu?", BOARDS, paper(COUNCIL, "2024-02-29", sent_back), put_off_again
    )
    assert said[0].startswith("Senast i ärendet: Regionstyrelsen (Region Norrland) beslutade den 20 mars 2024")
    assert said[1].startswith("Dessförinnan: ")
    assert said[1].endswith(told)


def yearly(year: int, decision: str) -> Paper:
    text = matter(1, f"Förslag till budget {year}", decision, f"RS {year - 1}-00009")
    return Paper(f"budget-{year}", text, body=COUNCIL, date=f"{year - 1}-11-07")


def test_a_figure_of_one_year_is_no_answer_for_the_year_after(ask):
    one, other = yearly(2025, "Teaterns tillskott är 181 000 kronor."), yearly(2026, "Teatern får ett tillskott.")
    assert "181 000" in ask("Hur stort är teaterns tillskott 2025?", one, other)[0]
    assert ask("Hur stort är teaterns tillskott 2026?", one, other) == []


def test_a_case_number_alone_is_answered_where_the_matter_was_settled(ask):
    assert ask(f"Vad gäller ärende {NUMBER}?", ASKED_FOR, GRANTED)[0] == SAID


def test_a_decision_in_a_time_is_the_one_that_settled_the_matter_then_and_not_what_put_it_off(ask):
    put_off = paper(COUNCIL, "2024-01-18", "Ärendet om simhallen i Norrby bordläggs.")
    assert ask("Vad beslutade regionfullmäktige 2024 om simhallen i Norrby?", put_off, COUNCILS) == [SETTLED]
    assert "bordläggs" in ask("Vad beslutades i januari 2024 om simhallen i Norrby?", put_off, COUNCILS)[0]


def test_a_paragraph_of_a_body_and_a_year_is_that_one_or_none(ask):
    assert ask("Regionfullmäktige § 1 2024", BOARDS, COUNCILS)[0] == SETTLED
    assert ask("Regionfullmäktige § 1 2023", BOARDS, COUNCILS) == []


def test_a_paragraph_of_a_body_and_a_year_is_no_case_number(ask):
    taken = paper(BOARD, "2024-03-20", "Avtalet godkänns.", "RS 1/2024")
    said = ask("Regionfullmäktige § 1/2024", BOARDS, taken, COUNCILS)
    assert said[0] == SETTLED


def test_whether_a_matter_is_decided_that_is_not_is_told_by_how_far_it_has_come(ask):
    put_off_again = paper(BOARD, "2024-03-20", "Ärendet om simhallen i Norrby bordläggs.")
    said = ask("Är simhallen i Norrby beslutad?", BOARDS, put_off_again)
    assert said[0].startswith("Senast i ärendet: Regionstyrelsen (Region Norrland) beslutade den 20 mars 2024")
    assert said[1] == f"Dessförinnan: {PROPOSED}"
    assert ask("Är simhallen i Norrby beslutad?", BOARDS, COUNCILS) == [SETTLED]


def test_how_they_voted_on_the_budget_of_a_year_is_not_told_of_another(ask):
    voted = "Budgeten antas.\n\nOmröstning\n\nOmröstningen utfaller med 39 Ja mot 38 Nej."
    assert "39 ja mot 38 nej" in " ".join(ask("Hur röstade fullmäktige om budgeten för 2025?", yearly(2025, voted)))
    assert ask("Hur röstade fullmäktige om budgeten för 2022?", yearly(2025, voted)) == []


def test_a_long_decision_is_told_from_the_clause_that_says_something(ask):
    noted, decided = (
        "1. Rapporten om simhallen i Norrby antecknas.",
        "2. Nämnden får i uppdrag att laga simhallen i Norrby.",
    )
    place = paper(COUNCIL, "2024-02-29", f"{noted}\n\n{decided}")
    said = ask("Var står frågan om simhallen i Norrby nu?", BOARDS, place)
    assert "laga simhallen" in said[0]
    assert "Rapporten" not in said[0]


# Votes that others are to take


REFERENDUM = Paper(
    "omröstning",
    matter(1, "Yrkande från KD om folkomröstning om bron i Norrby", "Yrkandet från KD avslås.", NUMBER)
    + "Omröstning\n\nOmröstningen utfaller med 10 Ja mot 3 Nej.\n\n",
)


def test_how_others_voted_is_not_told_by_how_the_body_voted(ask):
    assert ask("Hur slutade folkomröstningen om bron i Norrby?", REFERENDUM) == []
    for question in (
        "Hur röstade partierna om folkomröstningen om bron?",
        "Hur röstade regionstyrelsen om bron i Norrby?",
    ):
        assert any("10 ja mot 3 nej" in sentence for sentence in ask(question, REFERENDUM))
