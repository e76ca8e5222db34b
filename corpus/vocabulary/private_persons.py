"""Words that tell whose an address, a telephone number or an e-mail address is: a private person's, or of a function.

A function is an elected person, an official, a body, a company, an association: what they are reached by is public.
"""

from __future__ import annotations

import re

# Who turns to an authority, or is written about there, for his or her own sake; and what is somebody's own.
PRIVATE_CUE = re.compile(
    r"\b(?:(?:med|bi)?sökande[ns]?|den\ssökande|klagande[ns]?|anmälare[ns]?|uppgiftslämnare[ns]?|förslagsställare[ns]?"
    r"|insändare[ns]?|undertecknad\w*|undertecknats?\sav|(?:namn)?underskrift(?:er)?|medborgarförslag\w*|motpart(?:en)?|överklag(?:ande|an)\w*\s(?:av|från)|inlämnat\sav"
    r"|skrivelse\sfrån|brev\sfrån|yttrande\s(?:\d+|från)|synpunkt\w*\s(?:från|nr)|från(?=:)|avsändare|namninsamling\w*|klagomål\sfrån|begäran\s\w+(?:\s\w+)*\sfrån"
    r"|ansökan\s(?:\w+\s){0,2}från|samtal\smed|stämningsman(?:nen)?|mottagningsbevis\w*"
    r"|en\s(?:deltagare|besökare|invånare|kommuninvånare|kommunmedborgare|medborgare|privatperson)"
    r"|boende|bosatt|bor\s(?:\w+\s){0,4}(?:på|i)|bodd\w*\spå|flyttat?\still|folkbokför\w+|hem(?:adress|telefon)\w*|bostad(?:en|sadress\w*)?"
    r"|hem|privat\w*|c/o|den\senskilde[s]?|enskilda?|huvudman(?:nen)?|patient(?:en)?|elev(?:en)?s?|brukare[n]?"
    r"|vårdnadshavare[ns]?|målsman|anhörig\w*|närstående|ledsagare[n]?|god\s?man(?:nen)?s?|gode\smannen"
    r"|(?:mor|far|dotter|son|bror|syster)?(?:mor|modern?|far|fadern?)s?|mamman?s?|pappan?s?|mak(?:e|en|a|an)s?|sambon?s?"
    r"|son(?:en)?s?|dotter[ns]{0,2}|(?:bror|broder|syster)[ns]{0,2}|barnbarn\w*|barnets?"
    r"|granne[ns]?|grannar(?:na)?|(?:ny\s)?\w*ägare[ns]?|arrendator\w*"
    r"|hyresgäst(?:en|er|erna)?s?|hyresvärd\w*|säljare[ns]?|köpare[ns]?|överlåtelse\w*|\w*innehavare[ns]?"
    r"|person(?:nummer|nr)\w*|samordningsnummer|X{6,8}-?X{4}|familjen?|fam\.|dödsbo\w*|parkeringstillstånd|färdtjänst|anonym\w*|jag|mig|min|mitt(?=\s(?-i:[a-zåäö]))(?!\s(?:i|emot|på|under)\b)|mina|oss|vi|sändlista\w*)(?!\w)",
    re.IGNORECASE,
)
# A body, an office, a company, an association, a place to meet, and the words they are reached under
PUBLIC_CUE = re.compile(
    r"\b(?:\w*(?:kommun|region|landsting)(?:en)?s?|stad(?:en)?s?|(?!lägenhet)\w*(?:förvaltning|kontor|nämnd|styrelse|enhet|avdelning|myndighet"
    r"|bolag|verk|byrå|sektion|utskott|kansli|fullmäktige|departement|förbund|förening|samfällighet|stiftelse|organisation)(?:e?n|e?t)?s?"
    r"|\w*(?:skola|skolan|gymnasiet|mottagning\w*|central(?:en)?|sjukhus\w*|vårdcentral\w*|bibliotek\w*|boendet|hus|huset"
    r"|hall|hallen|sal|salen|lokal|lokalen|kyrka|kyrkan|teater\w*|museet|byggnad\w*)s?|lantmäteriet|trafikverket"
    r"|advokat\w*|ab|hb|kb|aktiebolag|handelsbolag|ek\.?\sför\.?|ideell|partiet|parti"
    r"|växel\w*|reception\w*|kund(?:tjänst|center)\w*|kontakt(?:center|person)\w*|registrator\w*|registratur\w*|expedition\w*"
    r"|besöks?(?:adress\w*)?|besök|postadress:?\s\w*kommun|fax|direkt(?:nummer|telefon)?|jour\w*|telefontid\w*|presskontakt\w*"
    r"|org(?:anisations)?\.?-?\s?n(?:umme)?r|bankgiro|plusgiro|webb(?!formulär)\w*|www|box|fe\s\d|fakturaadress\w*"
    r"|(?:serverings|verksamhets|drift|försäljnings)ställe\w*|plats|sammanträde\w*|möte(?:t|ts)?|mötesplats\w*|lokaler|adress\still\smötet|korsning\w*|valkrets\w*|vallokal\w*)(?!\w)",
    re.IGNORECASE,
)
# Who is elected: his or her own address is what voters reach them by
ELECTED_CUE = re.compile(
    r"\b(?:ordförande\w*|ledamot\w*|ledamöter\w*|ersättare\w*|gruppledare\w*|motionär\w*|(?:protokoll)?justerare\w*"
    r"|förtroendevald\w*|politiker\w*|(?:kommun|region|opposition)\w*råd(?:et)?|statsråd\w*|minister\w*|riksdagsled\w+|ordf|sekr|kassör\w*"
    r"|landshövding\w*|kyrkoherde\w*|komminister\w*|biskop\w*|professor\w*|docent\w*)(?!\w)",
    re.IGNORECASE,
)
# Who has no office has his or her mail at one of these: mail for everyone, and what comes with a connection at home
PRIVATE_MAIL = re.compile(
    r"@(?:[\w-]+\.)*(?:gmail|googlemail|hotmail|outlook|live|msn|yahoo|ymail|icloud|me|mac|aol|proton|protonmail|pm|tutanota|tuta"
    r"|gmx|mail|zoho|yandex|hey|fastmail|telia|bredband2?|bredbandsbolaget|comhem|tele2|spray|passagen|home|swipnet|tiscali"
    r"|glocalnet|ownit|bahnhof|bostream|brev|algonet|utanet|boxer|bixia|allente|riksnet|netatonce|itux|luukku|kolumbus|elisanet"
    r"|saunalahti|pp\.inet|suomi24)\.\w{2,4}$|@[\w.-]*famil[ij]\w*[\w.-]*$",
    re.IGNORECASE,
)
# What an office, a body, a company or an association calls its mail, and what their domains say of themselves
FUNCTION_MAIL = re.compile(
    r"^(?:info\w*|kontakt\w*|kontor\w*|reception\w*|registrator\w*|kansli\w*|expedition\w*|styrelse\w*|ordf\w*|kassor\w*|sekr\w*"
    r"|revision\w*|redaktion\w*|press\w*|kund\w*|support\w*|faktura\w*|order\w*|jour\w*|diarie\w*|bygg\w*|miljo\w*|social\w*"
    r"|\w*(?:kommun|region|stad|forvaltning|namnd|kontoret|skola))(?:[.+-][\w.+-]*)?@"
    r"|@[\w.-]*(?:kommun|region|landsting|stad\.|lansstyrelse|myndighet|verket|forening|forbund|politik|fullmaktige|advokat|domstol|kyrkan|\bab\.)",
    re.IGNORECASE,
)
