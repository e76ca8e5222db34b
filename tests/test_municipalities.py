from __future__ import annotations

import pytest

from corpus.vocabulary.municipalities import PLACES, official_name, owner_of_name_parts, owner_of_site, sites


def test_the_register_is_whole() -> None:
    assert len(set(PLACES)) == 289  # and Gotland, which is a region


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("MARKS KOMMUN", "Marks kommun"),
        ("Umeå kommuns", "Umeå kommun"),
        ("Borås kommun", "Borås Stad"),
        ("Mölndals Stad", "Mölndals stad"),
        ("Malung-Sälens kommun", "Malung-Sälens kommun"),
        ("Falu kommun", "Falu kommun"),
        ("Habo kommun", "Habo kommun"),
        ("Håbo kommuns", "Håbo kommun"),
        ("Gotlands kommun", "Region Gotland"),
        ("Region Jönköpings läns", "Region Jönköpings län"),
        ("Västra Götalandsregionens", "Västra Götalandsregionen"),
        ("Sälens kommun", None),
        ("Varje kommun", None),
    ],
)
def test_official_names(written: str, name: str | None) -> None:
    assert official_name(written) == name


@pytest.mark.parametrize(
    ("parts", "whole", "name"),
    [
        ("alingsas ks 2026", False, "Alingsås kommun"),
        ("lilla edet kf", False, "Lilla Edets kommun"),
        ("region dalarna laget", False, "Region Dalarna"),
        ("vara beredd", False, None),
        ("vara", True, "Vara kommun"),
        ("vara kommun protokoll", False, "Vara kommun"),
        ("mark och exploatering", True, None),
        ("protokoll alingsas", False, None),
    ],
)
def test_what_a_name_of_a_file_or_folder_begins_with(parts: str, whole: bool, name: str | None) -> None:
    assert owner_of_name_parts(parts.split(), whole=whole) == name


def test_addresses() -> None:
    text = "Läs mer på www.alingsas.se. Frågor: namn@vgregion.se, https://botwebb.botkyrka.se/x och\nnorrbotten.se"
    assert list(sites(text)) == ["alingsas", "vgregion", "botkyrka", "norrbotten"]
    assert [owner_of_site(site) for site in ("goteborg", "vgregion", "rjl", "exempel")] == [
        "Göteborgs Stad",
        "Västra Götalandsregionen",
        "Region Jönköpings län",
        None,
    ]
