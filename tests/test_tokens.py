"""Swedish words become the tokens they are found under."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.tokens import index_tokens, query_tokens, strip_diacritics, words


def is_found(query: str, text: str) -> bool:
    """Whether every word of the query is one that the text is found under."""
    wanted = query_tokens(query, with_parts=False)
    return bool(wanted) and set(wanted) <= set(index_tokens(text))


def test_a_word_gives_its_stem_and_its_stripped_stem() -> None:
    assert index_tokens("Nämnden") == ["nämnd", "~namnd"]


def test_forms_of_a_word_share_a_stem() -> None:
    stems = {tuple(index_tokens(form)) for form in ("nämnd", "nämnden", "Nämndens", "nämnder", "NÄMNDERNA")}
    assert stems == {("nämnd", "~namnd")}


def test_a_query_with_swedish_letters_is_looked_up_by_stems_only() -> None:
    assert query_tokens("När är mötet?") == ["möt"]


def test_a_query_without_swedish_letters_is_looked_up_by_stripped_stems_only() -> None:
    assert query_tokens("nar ar motet") == ["~mot"]


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        ("nar ar motet", "När är mötet?", True),
        ("namndens beslut", "Nämnden beslutade om busstrafiken.", True),
        ("namndens budget", "Nämnden beslutade om busstrafiken.", False),
        ("kommitten", "Den parlamentariska kommittén", True),
        ("mål", "Regionens mål för året", True),
        ("mål", "En mal i garderoben", False),
        ("mal", "Regionens mål för året", True),
        ("mal", "En mal i garderoben", True),
        ("cafe", "Ett café i foajén", True),
        ("öst", "Vårdcentralen O\u0308st", True),
        ("tjänst", "Nya e-tjänster", True),
        ("e-tjänst", "Nya e-tjänster", True),
        ("covid", "Kostnader för covid-19", True),
        ("HSN", "HSN:s verksamhetsplan", True),
        ("150910744", "Intäkterna blev 150 910 744 kronor", True),
        ("150 910 744", "Intäkterna blev 150910744 kronor", True),
        ("65 000 kr", "Det kostar 65\u00a0000 kr.", True),
        ("910", "Intäkterna blev 150 910 744 kronor", False),
        ("24RS17", "Ärende 24rs17", True),
        ("63 mnkr", "Underskottet är 63 miljoner kronor", True),
        ("63 miljoner kronor", "Underskottet är 63 mnkr", True),
        ("2 %", "högst 2 procent", True),
        ("2 procent", "högst 2%", True),
        ("avtal", "Uppsägning av regionavtalet", True),
        ("bussar", "tandläkarbussen", True),
    ],
)
def test_what_finds_what(query: str, text: str, found: bool) -> None:
    assert is_found(query, text) is found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("150 910 744", ["150910744"]),
        ("65\u00a0000 och 65\u202f000", ["65000", "och", "65000"]),
        # Digits are grouped in threes from the right: a year or a longer number before is a word of its own.
        ("under 2024 150 personer", ["under", "2024", "150", "personer"]),
        ("12 3456", ["12", "3456"]),
        ("3,14 % kl. 05.00", ["3,14", "%", "kl", "05.00"]),
        ("2024-12-17", ["2024-12-17"]),
        ("§ 98 (24RS17)", ["98", "24rs17"]),
        ("under_score och/eller", ["under", "score", "och", "eller"]),
        ("", []),
        ("… – §", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_a_hyphenated_word_counts_whole_and_in_parts_of_more_than_one_letter() -> None:
    assert query_tokens("e-tjänst") == ["e-tjänst", "tjänst"]


def test_stop_words_are_not_tokens() -> None:
    assert index_tokens("Det är inte vad vi och de har") == []
    assert query_tokens("vad är det") == []


def test_stop_words_are_known_without_their_dots_too() -> None:
    assert query_tokens("nar far vi for att ga") == ["~ga"]


def test_a_query_holds_each_token_once_and_a_text_as_often_as_it_stands_there() -> None:
    assert query_tokens("avtal avtalet avtal") == ["~avtal"]
    assert index_tokens("avtal avtalet") == ["avtal", "~avtal"] * 2


@pytest.mark.parametrize(("text", "stripped"), [("ÅÄÖ", "aao"), ("Café", "cafe"), ("o\u0308st", "ost"), ("abc", "abc")])
def test_diacritics_are_stripped(text: str, stripped: str) -> None:
    assert strip_diacritics(text) == stripped


@settings(deadline=None)
@given(st.lists(st.text("abdeéikmnorstvåäö", min_size=4, max_size=14), min_size=1, max_size=5))
def test_any_words_are_found_when_typed_without_diacritics(found: list[str]) -> None:
    text = " ".join(found)
    assert set(query_tokens(strip_diacritics(text))) <= set(index_tokens(text))


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_gives_tokens_and_finds_itself(text: str) -> None:
    tokens = index_tokens(text)
    assert all(token and token.strip() for token in tokens)
    assert set(query_tokens(text)) <= set(tokens)


def test_stemming_is_safe_in_many_threads() -> None:
    texts = [f"nämndens beslut{number} om vårdcentralernas öppettider" for number in range(200)]
    expected = [index_tokens(text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(index_tokens, texts * 20))
    assert found == expected * 20
