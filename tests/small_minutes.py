"""Short minutes in the two layouts known, with names that stand in the bundled documents."""

VASTERNORRLAND = """Region Västernorrland
Protokoll
Hälso- och sjukvårdsnämnden
2024-09-04

Plats: Regionens hus i Härnösand

§ 94 Val av justerare

Hälso- och sjukvårdsnämnden beslutar

att utse Pia Lundin (SJVP) att jämte ordföranden justera protokollet.

§ 95 Månadsuppföljning juli 2024

Diarienummer: 24HSN74

Beslut

Hälso- och sjukvårdsnämnden beslutar

att godkänna och lägga månadsrapporten till handlingarna.

Ärendebeskrivning

Månadsuppföljningen beskriver hur arbetet fortskrider i relation till politiska ambitioner och resultat.

§ 96 Digitaliseringsstrategi 2025

Diarienummer: 24HSN3226

Beslut

Hälso- och sjukvårdsnämnden föreslår att regionstyrelsen beslutar

att anta strategin.

Yrkanden

Viktoria Jansson (M) yrkar avslag.
"""

GOTEBORG = """Göteborgs Stad
Kommunstyrelsen
Sammanträdesdatum 2024-02-07

§ 93 Ärendenummer SLK-2024-00074

Anmälan av jäv vid sammanträdet

Beslut

Ingen av ledamöterna ansåg sig förhindrad att delta vid ärendenas behandling.

§ 94 Ärendenummer SLK-2023-01152

Remiss om nya energipolitiska mål

Beslut

Enligt yrkande från Elina Backlund Arab (S):

Yttrande över remissen översänds till departementet.

Handlingar

Stadsledningskontorets tjänsteutlåtande den 22 januari 2024.

Yrkanden

Elina Backlund Arab (S) yrkar bifall till förslaget.

Viktoria Jansson (M) yrkar avslag på förslaget.

Propositionsordning

Ordföranden ställer propositioner på yrkandena och finner att Elina Backlund Arabs yrkande bifallits.

Reservationer

Viktoria Jansson (M) reserverar sig mot beslutet.

§ 95 Ärendenummer SLK-2023-00644

Hemställan om att överlämna ansvar för bedrivande av kultur- och fritidsverksamheter till annan nämnd

Beslut

Kommunstyrelsen tillstyrker stadsledningskontorets förslag och föreslår att kommunfullmäktige beslutar:

1. Hemställan om att överlämna musikskolan till annan nämnd avslås.

2. Hemställan om att överlämna verksamheten i parken till annan nämnd avslås.
"""
