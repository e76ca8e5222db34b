"""Minutes of one municipality over two meetings: a matter put off, proposed and decided, and another put off."""

from tests.small_corpus import Paper

BOARD = """§ 31 Avtal om busstrafik

Diarienummer: KS/2024:17

Beslut

Kommunstyrelsen föreslår att kommunfullmäktige beslutar att avtalet avslutas.

Tidigare behandling

Bordlagt den 24 januari 2024, § 20.

Yrkanden

Pia Lundin (SJVP) yrkar avslag på förslaget.

Omröstning

Ja för bifall till förslaget. Nej för avslag. Omröstningen utfaller med 8 Ja mot 5 Nej.

Reservation

Pia Lundin (SJVP) reserverar sig mot beslutet.

§ 32 Cykelställ vid ån

Diarienummer: KS/2024:18

Beslut

Kommunstyrelsen beslutar

att bordlägga ärendet.
"""
COUNCIL = """§ 12 Avtal om busstrafik

Diarienummer: KS 2024-17

Beslut

Avtalet avslutas.
"""
PAPERS = (
    Paper("styrelsen", BOARD, "Norrlands kommun", "Kommunstyrelsen", date="2024-02-07"),
    Paper("fullmaktige", COUNCIL, "Norrlands kommun", "Kommunfullmäktige", date="2024-02-29"),
)
