"""§§ and case numbers in the shapes that minutes of many owners print them in."""

from __future__ import annotations

import pytest

from corpus.loading.corpus_folder import parse_document
from corpus.vocabulary.case_numbers import normalise_case_number

HEAD = "Ekby kommun\n\nKommunstyrelsen\n\nSammanträdesprotokoll 2024-05-14\n\n"
Found = tuple[tuple[str | None, str | None, str], ...]
POLICY: Found = (("§ 45", "KS2024-45", "Policy för lek"), ("§ 46", "KS2024-46", "Rapport om bad"))


def matters(text: str) -> Found:
    document = parse_document("d", "d.txt", text, "")
    return tuple(
        (section.number, section.case_number, section.heading[-1] if section.heading else "")
        for section in document.sections
        if section.number
    )


def normalised(found: Found) -> Found:
    return tuple((number, normalise_case_number(case) if case else None, heading) for number, case, heading in found)


def minutes(first: str, second: str) -> str:
    decided = "\n\nBeslut\n\nKommunstyrelsen godkänner förslaget.\n\n"
    return f"{HEAD}{first}{decided}{second}{decided}"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Ks § 45 Policy för lek\n\nDnr KS 2024-00045", "Ks § 46 Rapport om bad\n\nDnr KS 2024-00046"),
        ("§ 45/24 Policy för lek\n\nDnr KS 2024-00045", "§ 46/24 Rapport om bad\n\nDnr KS 2024-00046"),
        ("§ 45 – Policy för lek\n\nDnr KS 2024-00045", "§ 46 – Rapport om bad\n\nDnr KS 2024-00046"),
        ("§45\n\nPolicy för lek\n\nDnr KS 2024/45", "§46\n\nRapport om bad\n\nDnr KS 2024/46"),
        ("§ 45 2024.045 KS\n\nPolicy för lek", "§ 46 2024.046 KS\n\nRapport om bad"),
        ("§ 45 Dnr KS-2024-00045\nPolicy för lek", "§ 46 Dnr KS-2024-00046\nRapport om bad"),
        ("KS § 45 DNR: KS.2024.45\n\nPolicy för lek", "KS § 46 DNR: KS.2024.46\n\nRapport om bad"),
        ("KS § 45 KS/2024:45\n\nPolicy för lek", "KS § 46 KS/2024:46\n\nRapport om bad"),
        ("45 §\n\nPolicy för lek\n\nDnr KS 45/2024", "46 §\n\nRapport om bad\n\nDnr KS 46/2024"),
        ("45 § Policy för lek\n\nKS 2024-45", "46 § Rapport om bad\n\nKS 2024-46"),
        ("KS/45/00.01.02/2024\n\n45 § Policy för lek", "KS/46/00.01.02/2024\n\n46 § Rapport om bad"),
        ("§ 45\n\nPolicy för lek KS/2024:45 041", "§ 46\n\nRapport om bad KS/2024:46 003"),
        ("§ 45 Policy för lek (KS 2024-45)", "§ 46 Rapport om bad (KS 2024-46)"),
        ("45\n§ Policy för lek\n\n2024/KS 0045 001", "46\n§ Rapport om bad\n\n2024/KS 0046 001"),
        ("§ 45 (KS 2024/45) Policy för lek", "§ 46 (KS 2024/46) Rapport om bad"),
        ("KS-AU § 45 Policy för lek\n\nDiarienr: KS 2024/45", "KS-AU § 46 Rapport om bad\n\nDiarienr: KS 2024/46"),
        ("§\n45\n\nPolicy för lek\n\nDnr KS 2024:45", "§\n46\n\nRapport om bad\n\nDnr KS 2024:46"),
        ("Paragraf 45\n\nPolicy för lek\n\nDnr KS 2024/45", "Paragraf 46\n\nRapport om bad\n\nDnr KS 2024/46"),
        ("PARAGRAF 45 – Policy för lek\n\nDnr KS 2024/45", "PARAGRAF 46 – Rapport om bad\n\nDnr KS 2024/46"),
        ("§ 45. Policy för lek – dnr KS 2024/45", "§ 46. Rapport om bad – dnr KS 2024/46"),
        ("§ 45 | Policy för lek | KS 2024/45", "§ 46 | Rapport om bad | KS 2024/46"),
        ("§ 2024:45 Policy för lek [KS-2024-45]", "§ 2024:46 Rapport om bad [KS-2024-46]"),
        ("§ 45 Policy för lek\nKS 2024/45 – 112", "§ 46 Rapport om bad\nKS 2024/46 – 003"),
        ("§ 45 KS 2024/00045-1.1.1\nPolicy för lek", "§ 46 KS 2024/00046-1.2\nRapport om bad"),
        ("§ 45\nDnr KS 2024/45\nPolicy för lek", "§ 46\nDnr KS 2024/46\nRapport om bad"),
    ],
)
def test_the_same_matters_in_many_forms(first: str, second: str) -> None:
    assert normalised(matters(minutes(first, second))) == POLICY


def test_a_short_year_is_trusted_in_the_place_of_a_case_number() -> None:
    found = matters(minutes("§ 45 KS 117/24 Policy för lek", "§ 46 KS 118/24\n\nRapport om bad"))
    assert found == (("§ 45", "KS 117/24", "Policy för lek"), ("§ 46", "KS 118/24", "Rapport om bad"))


def test_a_number_right_of_the_heading_fills_a_gap() -> None:
    decided = "\n\nNämndens beslut:\n\nFörslaget godkändes.\n\n"
    lines = ("16 § Sammanträdets laglighet", "Val av justerare 17 §", "- 18 § Föredragningslistan", "19 § Enkät")
    found = matters(HEAD + decided.join(lines) + decided)
    assert found == (
        ("§ 16", None, "Sammanträdets laglighet"),
        ("§ 17", None, "Val av justerare"),
        ("§ 18", None, "Föredragningslistan"),
        ("§ 19", None, "Enkät"),
    )


def test_numbers_right_of_their_headings_are_a_form_when_all_stand_so() -> None:
    decided = "\n\nBeslut\n\nFörslaget godkänns.\n\n"
    lines = ("Upprop § 12", "Val av justerare § 13", "Föredragningslista § 14", "Enkät § 15")
    assert matters(HEAD + decided.join(lines) + decided) == (
        ("§ 12", None, "Upprop"),
        ("§ 13", None, "Val av justerare"),
        ("§ 14", None, "Föredragningslista"),
        ("§ 15", None, "Enkät"),
    )


@pytest.mark.parametrize(
    "form", ["14.5.2024 § {}", "Kommunstyrelsen 14.5.2024 § {}", "Ärende {} §", "KS 2024-9{} § {}"]
)
def test_words_that_come_back_before_the_number_are_a_form(form: str) -> None:
    decided = "\n\nBeslut\n\nFörslaget godkänns.\n\n"
    heads = [f"{form.format(number, number)}\n\n{title}" for number, title in ((45, "Lek"), (46, "Bad"), (47, "Taxa"))]
    found = matters(HEAD + "Kommunstyrelsens beslut 3.4.2024 § 12 gäller.\n\n" + decided.join(heads) + decided)
    assert [(number, heading) for number, _, heading in found] == [("§ 45", "Lek"), ("§ 46", "Bad"), ("§ 47", "Taxa")]


def test_a_number_in_the_shape_that_comes_back_at_the_matters_is_the_case_number() -> None:
    below = matters(minutes("§ 45\n2024-000118 041\nPolicy för lek", "§ 46\n2024-000119 107\nRapport om bad"))
    assert below == (("§ 45", "2024-000118", "Policy för lek"), ("§ 46", "2024-000119", "Rapport om bad"))
    behind = matters(minutes("§ 45 Policy för lek\nKS24-118 003", "§ 46 Rapport om bad\nKS24-119 107"))
    assert [number for _, number, _ in behind] == ["KS24-118", "KS24-119"]
    other = matters(minutes("§ 45 Budget 2026-2027\n2024-05-14", "§ 46 Plan 2027-2030\n2024-05-15"))
    assert [number for _, number, _ in other] == [None, None]


def test_a_number_in_the_page_head_right_before_its_matter_is_none_of_its_own() -> None:
    found = matters(minutes("20 §\n\n20 § Policy för lek", "Nämnden\n21 §\n\n21 § Rapport om bad"))
    assert [(number, heading) for number, _, heading in found] == [
        ("§ 20", "Policy för lek"),
        ("§ 21", "Rapport om bad"),
    ]


@pytest.mark.parametrize(
    "first",
    [
        "§ 45 Policy för lek i parker\tKS 2024-45\n\noch på gårdar",
        "§ 45 Policy för lek i parker KS 2024-45\noch på gårdar",
        "§ 45 Policy för lek i parker\n\noch på gårdar\n\nKS 2024-45",
        "§ 45\n\nPolicy för lek i parker\n\noch på gårdar\n\nKS 2024-45",
    ],
)
def test_a_heading_goes_on_where_a_column_beside_it_pushed_its_lines_apart(first: str) -> None:
    found = matters(minutes(first, "§ 46 Rapport om bad\tKS 2024-46"))
    assert found == (
        ("§ 45", "KS 2024-45", "Policy för lek i parker och på gårdar"),
        ("§ 46", "KS 2024-46", "Rapport om bad"),
    )


def test_an_entry_of_a_list_whose_page_went_with_the_others_opens_no_matter() -> None:
    listed = "§ 45 Policy för lek\n5\n\n§ 46 Rapport om bad ..................... 6\n\n"
    found = matters(f"{HEAD}{listed}{minutes('§ 45 Policy för lek', '§ 46 Rapport om bad')}")
    assert [heading for _, _, heading in found] == ["Policy för lek", "Rapport om bad"]


def test_one_entry_of_a_list_of_contents_opens_no_matter() -> None:
    listed = "§ 1 Informationsärenden 4\n\nOm skolan\n\n"
    found = matters(f"{HEAD}{listed}{minutes('§ 1 Informationsärenden', '§ 2 Val')}")
    assert [heading for _, _, heading in found] == ["Informationsärenden", "Val"]


def test_a_letter_makes_a_matter_of_its_own_and_a_range_is_one() -> None:
    text = minutes("§ 41 Skolskjuts\n\nDnr KS 2024-118", "§ 41 a Brandskydd\n\nDnr KS 2024-119")
    found = matters(
        f"{text}§§ 42–44 Anmälningsärenden\n\nBeslut\n\nAnmälningarna läggs till handlingarna.\n\n§ 45 Slut\n\nKlart."
    )
    assert [(number, heading) for number, _, heading in found] == [
        ("§ 41", "Skolskjuts"),
        ("§ 41 a", "Brandskydd"),
        ("§ 42", "Anmälningsärenden"),
        ("§ 45", "Slut"),
    ]


def test_lists_of_contents_and_references_open_no_matter() -> None:
    listed = "Innehåll\n§ 45 Policy för lek\nRapport om bad i sjöar och\n§ 46\ni havet\n\n"
    papers = "Beslutsunderlag\n\n• § 12 KSAU Policy\n• § 13 KSAU Rapport"
    decided = f"\n\nBeslut\n\nKommunstyrelsen godkänner förslaget.\n\n{papers}\n\n"
    quoted = "Ärendet behandlades i fullmäktige enligt\n\nKS § 187, 2016-12-06 och\n§ 51 (2021-06-03).\n\n"
    first, second, third = (f"§ {number}\n\nRubrik {number}{decided}" for number in (45, 46, 47))
    text = f"{HEAD}{listed}{first}{quoted}{second}{third}"
    assert [number for number, _, _ in matters(text)] == ["§ 45", "§ 46", "§ 47"]


def test_an_extract_of_one_matter_is_that_matter() -> None:
    text = "## Kommunfullmäktige Protokoll\n\n2026-05-06\n\n§ 92 2025.511 KS\n\n# Svar på motion\n\n"
    assert matters(f"{text}## Beslut\n\nMotionen avslås.") == (("§ 92", "2025.511 KS", "Svar på motion"),)


def test_what_a_heading_is_called_may_be_the_name_of_a_part() -> None:
    assert matters(minutes("§ 1\n\nInformation", "§ 2\n\nJustering"))[0] == ("§ 1", None, "Information")


def test_a_colon_that_leads_on_is_no_part_of_a_heading() -> None:
    document = parse_document("d", "d.txt", "§ 1 Informationsärenden:\n\nA.\n\n§ 2 Tider: höst\n\nB.\n", "")
    assert [section.heading for section in document.sections] == [("Informationsärenden",), ("Tider: höst",)]


def test_the_numbers_that_a_matter_lists_are_not_its_own() -> None:
    listed = "§ 9\n\nMeddelanden\n\n1. Granskning Dnr: 2017.622 BUN\n\n2. Skolmaten Dnr: 2017.623 BUN"
    found = matters(minutes("§ 8 2018.001 BUN\n\nDelegationsbeslut", listed))
    assert found == (("§ 8", "2018.001 BUN", "Delegationsbeslut"), ("§ 9", None, "Meddelanden"))


def test_a_stamp_in_the_margin_is_no_heading() -> None:
    stamp = "Dokumentreferens: 6044_202512171604233711765983863371"
    text = minutes(f"KFN § 67        {stamp}\n\nMedarbetarenkät", f"KFN § 68        {stamp}\n\nFyllnadsval")
    assert [heading for _, _, heading in matters(f"{text}\n\n{stamp}")] == ["Medarbetarenkät", "Fyllnadsval"]


def test_an_appendix_begins_where_the_page_before_ends_right_above_it() -> None:
    calls = "\n\n".join(
        f"Ledamot {name}son\n\nS\n\n{place}\n\nLedamot\n\nJa" for place, name in enumerate("ABCDEF", start=1)
    )
    head = "Namn\n\nParti\n\nPlats\n\nFunktion\n\nResultat"
    vote = "Omröstning\n\nOmröstningen utfaller med 6 Ja mot 0 Nej. Hur var och en röstar framgår av bilaga"
    text = (
        f"{HEAD}§ 1 Bad\n\n{vote} 1.\n\n§ 2 Lek\n\n{vote} 2.\n\nHandling\n2024 nr 106.\n"
        f"Bilaga 1\n\n{head}\n\n{calls}\n\nEriksson, Anneli\nBilaga 2\n\n{head}\n\n{calls}"
    )
    document = parse_document("d", "d.txt", text, "")
    assert [len(vote.ballots) for matter in document.matters for vote in matter.votes] == [6, 6]


def test_a_decision_that_lists_its_appendices_goes_on_behind_them() -> None:
    listed = "Bilagor till budgeten:\nBilaga 1\n\nFördelning\n\nBilaga 2\n\nTaxa\n\nSärskilt beslut"
    vote = "Omröstning\n\nOmröstningen utfaller med 4 Ja mot 2 Nej."
    calls = "Bilaga 1\n\nEtt\n\nTvå\n\nTre\n\nFyra\n\nBilaga 2\n\nEtt\n\nTvå\n\nTre\n\nFyra"
    document = parse_document("d", "d.txt", f"{HEAD}§ 1 Budget\n\nBeslut\n\n{listed}\n\n{vote}\n\n{calls}", "")
    assert [section.heading for section in document.sections[-3:]] == [("Budget",), ("Bilaga 1",), ("Bilaga 2",)]
    assert [(vote.yes, vote.no) for matter in document.matters for vote in matter.votes] == [(4, 2)]


LISTED = """§ 44 2026.156 BUN

Plan

Omröstning

Ja-röst för återremiss. Nej-röst för avgörande idag.

Omröstningsresultat

Med 1 ja-röster och 2 nej-röster finner ordföranden att nämnden avgör ärendet idag.

Beslut

Planen antas.

§ 45 2026.157 BUN

Budget

Beslut

Budgeten antas.

Voteringslista: §44

Ärende: Plan, 2026.156 BUN

Ledamot\tJa\tNej\tAvstår
Thomas Thim (M), ordförande\tX
Camilla Stensson (S), vice ordförande\t\tX
Annika Olofsson (S), ledamot\t\tX
Resultat\t1\t{no}\t0
"""


@pytest.mark.parametrize("no", [2, 3])
def test_a_list_of_votes_with_marks_in_columns_belongs_to_the_matter_that_it_names(no: int) -> None:
    text = LISTED.format(no=no).replace("2 nej-röster", f"{no} nej-röster")
    document = parse_document("d", "d.txt", f"{HEAD}{text}", "")
    (vote,) = [vote for matter in document.matters for vote in matter.votes]
    assert vote.question == "Ja-röst för återremiss. Nej-röst för avgörande idag."
    assert (vote.yes, vote.no) == (1, no)
    named = [(actor.name, actor.party, ballot) for actor, ballot in vote.ballots]
    # A list that does not add up to the figures names nobody
    assert named == (
        [("Thomas Thim", "M", "yes"), ("Camilla Stensson", "S", "no"), ("Annika Olofsson", "S", "no")]
        if no == 2
        else []
    )
