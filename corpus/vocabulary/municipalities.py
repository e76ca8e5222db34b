"""Sweden's municipalities and regions: the names by which documents, folders and web addresses tell whose they are.

The 290 municipalities of Statistics Sweden's register and the 21 regions (Gotland's municipality is one of them).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache

from corpus.base.text import folded

_PLACES = """
Ale Alingsås Alvesta Aneby Arboga Arjeplog Arvidsjaur Arvika Askersund Avesta Bengtsfors Berg Bjurholm Bjuv Boden
Bollebygd Bollnäs Borgholm Borlänge Borås Botkyrka Boxholm Bromölla Bräcke Burlöv Båstad Dals-Ed Danderyd Degerfors
Dorotea Eda Ekerö Eksjö Emmaboda Enköping Eskilstuna Eslöv Essunga Fagersta Falkenberg Falköping Falun Filipstad
Finspång Flen Forshaga Färgelanda Gagnef Gislaved Gnesta Gnosjö Grums Grästorp Gullspång Gällivare Gävle Göteborg
Götene Habo Hagfors Hallsberg Hallstahammar Halmstad Hammarö Haninge Haparanda Heby Hedemora Helsingborg Herrljunga
Hjo Hofors Huddinge Hudiksvall Hultsfred Hylte Håbo Hällefors Härjedalen Härnösand Härryda Hässleholm Höganäs Högsby
Hörby Höör Jokkmokk Järfälla Jönköping Kalix Kalmar Karlsborg Karlshamn Karlskoga Karlskrona Karlstad Katrineholm Kil
Kinda Kiruna Klippan Knivsta Kramfors Kristianstad Kristinehamn Krokom Kumla Kungsbacka Kungsör Kungälv Kävlinge
Köping Laholm Landskrona Laxå Lekeberg Leksand Lerum Lessebo Lidingö Lidköping Lilla_Edet Lindesberg Linköping Ljungby
Ljusdal Ljusnarsberg Lomma Ludvika Luleå Lund Lycksele Lysekil Malmö Malung-Sälen Malå Mariestad Mark Markaryd
Mellerud Mjölby Mora Motala Mullsjö Munkedal Munkfors Mölndal Mönsterås Mörbylånga Nacka Nora Norberg Nordanstig
Nordmaling Norrköping Norrtälje Norsjö Nybro Nykvarn Nyköping Nynäshamn Nässjö Ockelbo Olofström Orsa Orust Osby
Oskarshamn Ovanåker Oxelösund Pajala Partille Perstorp Piteå Ragunda Robertsfors Ronneby Rättvik Sala Salem Sandviken
Sigtuna Simrishamn Sjöbo Skara Skellefteå Skinnskatteberg Skurup Skövde Smedjebacken Sollefteå Sollentuna Solna
Sorsele Sotenäs Staffanstorp Stenungsund Stockholm Storfors Storuman Strängnäs Strömstad Strömsund Sundbyberg
Sundsvall Sunne Surahammar Svalöv Svedala Svenljunga Säffle Säter Sävsjö Söderhamn Söderköping Södertälje Sölvesborg
Tanum Tibro Tidaholm Tierp Timrå Tingsryd Tjörn Tomelilla Torsby Torsås Tranemo Tranås Trelleborg Trollhättan Trosa
Tyresö Täby Töreboda Uddevalla Ulricehamn Umeå Upplands-Bro Upplands_Väsby Uppsala Uppvidinge Vadstena Vaggeryd
Valdemarsvik Vallentuna Vansbro Vara Varberg Vaxholm Vellinge Vetlanda Vilhelmina Vimmerby Vindeln Vingåker Vårgårda
Vänersborg Vännäs Värmdö Värnamo Västervik Västerås Växjö Ydre Ystad Åmål Ånge Åre Årjäng Åsele Åstorp Åtvidaberg
Älmhult Älvdalen Älvkarleby Älvsbyn Ängelholm Öckerö Ödeshög Örebro Örkelljunga Örnsköldsvik Östersund Österåker
Östhammar Östra_Göinge Överkalix Övertorneå
"""
# Those that call themselves a town, as they write it
_TOWNS = """
Borås_Stad Göteborgs_Stad Haparanda_stad Helsingborgs_stad Landskrona_stad Lidingö_stad Malmö_stad Mölndals_stad
Solna_stad Stockholms_stad Sundbybergs_stad Trollhättans_Stad Vaxholms_stad Västerås_stad
"""
# Each region, and the address of its web pages where that is not its name
_REGIONS = {
    "Region Blekinge": "",
    "Region Dalarna": "",
    "Region Gotland": "gotland",
    "Region Gävleborg": "",
    "Region Halland": "",
    "Region Jämtland Härjedalen": "regionjh",
    "Region Jönköpings län": "rjl",
    "Region Kalmar län": "regionkalmar",
    "Region Kronoberg": "",
    "Region Norrbotten": "norrbotten",
    "Region Skåne": "skane",
    "Region Stockholm": "",
    "Region Sörmland": "",
    "Region Uppsala": "",
    "Region Värmland": "",
    "Region Västerbotten": "",
    "Region Västernorrland": "rvn",
    "Region Västmanland": "",
    "Region Örebro län": "",
    "Region Östergötland": "",
    "Västra Götalandsregionen": "vgregion",
}
_VGR = "Västra Götalandsregionen"
REGIONS = tuple(_REGIONS)
PLACES = tuple(place.replace("_", " ") for place in _PLACES.split())
# Places whose names are also words, first names or parts of other names: they tell nothing without «kommun» beside them
_ALSO_WORDS = frozenset({"ale", "berg", "boden", "eda", "heby", "kil", "kinda", "lund", "mark", "mora", "nora", "sala"})
_ALSO_WORDS |= frozenset({"salem", "vara", "ydre", "habo", "hjo", "koping", "ange", "are", "flen", "orust", "osby"})
_SITE = re.compile(
    r"(?:(?<=[@./\s])|^)([A-Za-zåäöÅÄÖ-]{3,40})\.(?:se|fi)(?![\w.-]*@)(?=[/\s.,;:)\"'>·]|$)", re.MULTILINE
)
_NO_GENITIVE = "aeiouyåäösxz"
_OWN_NAMES = {"Falun": "Falu kommun", "Kalmar": "Kalmar kommun", "Orust": "Orust kommun"}


def _name_of(place: str) -> str:
    """What the municipality of the place is called: «Marks kommun», «Umeå kommun»."""
    return _OWN_NAMES.get(place) or f"{place}{'' if place[-1] in _NO_GENITIVE else 's'} kommun"


def _key(name: str) -> str:
    """What tells a name from others, however it is written: letters alone, without dots."""
    return re.sub(r"[^a-z]", "", folded(name))


_NAMES = {_key(place): _name_of(place) for place in PLACES} | {"falu": "Falu kommun", "gotland": "Region Gotland"}
_NAMES |= {
    place: town
    for town in (town.replace("_", " ") for town in _TOWNS.split())
    for place in (_key(town.rsplit(" ", 1)[0]), _key(town.rsplit(" ", 1)[0]).removesuffix("s"))
    if place in _NAMES
}
# Two places whose names differ in their dots alone, by their letters
_ALIKE = Counter(map(_key, PLACES))
_BY_DOTS = {name.lower(): _name_of(name) for name in PLACES if _ALIKE[_key(name)] > 1}
_REGION_NAMES = {_key(name): name for name in REGIONS}
_REGION_NAMES |= {_key(f"Region {name}"): name for name in REGIONS}
_REGION_NAMES |= {_key(f"Region {place}"): _VGR for place in ("Västra Götaland", "Västra Götalands län")}
_REGION_NAMES |= {_key(name).removesuffix("lan").removesuffix("s"): name for name in REGIONS if name.endswith(" län")}
_SITES: Mapping[str, str] = {
    **_NAMES,
    **_REGION_NAMES,
    **{site: name for name, site in _REGIONS.items() if site},
}


@lru_cache(maxsize=4096)
def official_name(written: str) -> str | None:
    """The official name of the municipality or region that is written so («MARKS KOMMUN», «Borås kommun»), or none."""
    key = _key(written)
    if key.startswith(("region", "vastragotaland")):
        return _REGION_NAMES.get(key) or _REGION_NAMES.get(key.removesuffix("s"))
    if named := _BY_DOTS.get(written.lower().split()[0].rstrip("s")):
        return named
    for ending in ("kommuns", "kommun", "stads", "stad"):
        if key.endswith(ending):
            place = key.removesuffix(ending)
            return _NAMES.get(place) or _NAMES.get(place.removesuffix("s"))
    return None


def owner_of_site(site: str) -> str | None:
    """Whose web pages have the address «alingsas» (of alingsas.se), or none."""
    return _SITES.get(_key(site))


def owner_of_name_parts(parts: list[str], *, whole: bool) -> str | None:
    """The municipality or region that the words of a file's or folder's name begin with.

    ``whole`` says that the words are all of a folder's name: then a place that is also a word counts too.
    """
    for length in range(min(4, len(parts)), 0, -1):
        key = _key("".join(parts[:length]))
        place = re.sub(r"s?(?:kommun|stad)$", "", key)
        found = _REGION_NAMES.get(key) or _NAMES.get(key) or (_NAMES.get(place) if place != key else None)
        alone = length == 1 and key in _ALSO_WORDS and not (whole and len(parts) == 1)
        if found and not alone:
            return found
    return None


def sites(text: str) -> Iterator[str]:
    """The web and mail addresses in the text: «alingsas» for www.alingsas.se."""
    for match in _SITE.finditer(text):
        yield match.group(1).lower()


# Places as they stand in running text; of a region the part of its name that is a place («Dalarna»)
_REGION_PLACES = {name.removeprefix("Region ").removesuffix("s län").removesuffix(" län"): name for name in REGIONS}
_REGION_PLACES |= {"Västra Götaland": _VGR}
_TOWN_PLACES = {place: _NAMES[_key(place)] for place in PLACES if _key(place) not in _ALSO_WORDS}
_PLACE = re.compile(r"(?<![\w-])([A-ZÅÄÖ][a-zåäö]+(?:-[A-ZÅÄÖ][a-zåäö]+)?)(?![\w-])(?! (?:[Kk]ommun|[Ss]tad|län))")


def owners_of_places(text: str, *, of_region: bool) -> Iterator[str]:
    """Whose place each name of a place in the text is, in order: «i Alingsås» is a trace of Alingsås kommun.

    ``of_region`` says which of the two is meant where a municipality and a region are called after one place.
    """
    first, second = (_REGION_PLACES, _TOWN_PLACES) if of_region else (_TOWN_PLACES, _REGION_PLACES)
    for match in _PLACE.finditer(text):
        place = match.group(1)
        for name in (place, place.removesuffix("s")):
            owner = first.get(name) or second.get(name)
            if owner:
                yield owner
                break
