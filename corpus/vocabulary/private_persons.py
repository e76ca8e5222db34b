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
    r"|(?:jag|vi)\s[^.?!\n]{0,80}?\bnås|\bnamn(?:teckning|förtydligande)?(?=\s?:)|\b(?:hos|hemma)\s(?:dig|mig|oss|er)|(?:din|ny|nya|nuvarande|min|mitt|samma)\s(?:adress|hus)|hemma\spå|med\spost\still|sommar(?:hus|stuga)\w*|ditt\s\w+\snummer|kommunicer\w+|(?:nummer|adress)\sdu"
    r"|inringare[ns]?|ringer\sfrån|syskon\w*|bröder(?:na)?|systrar(?:na)?|makar(?:na)?|\w*anmälan\s(?:\w+\s){0,2}från"
    r"|ansökan\s(?:\w+\s){0,2}från|samtal\smed|stämningsman(?:nen)?|mottagningsbevis\w*"
    r"|en\s(?:deltagare|besökare|invånare|kommuninvånare|kommunmedborgare|medborgare|privatperson)"
    r"|boende|bosatt|bostadsanpassning\w*|bor\s(?:\w+\s){0,4}(?:på|i)|bodd\w*\spå|flyttat?\still|folkbokför\w+|hem(?:adress|telefon)\w*|bostad(?:en|sadress\w*)?"
    r"|hem|hemmet|privat\w*|c/o|den\senskilde[s]?|enskilda?(?!\sfirma)|huvudman(?:nen)?|pat(?:ient(?:en)?)?s?|elev(?:en)?s?|brukare[n]?"
    r"|vårdnadshavare[ns]?|målsman|anhörig\w*|närstående|ledsagare[n]?|god\s?man(?:nen)?s?|gode\smannen"
    r"|ställföreträdar\w*|kontaktfamilj\w*|tillståndshavar\w*|avgiftsskyldig\w*|bidragstagar\w*|kund(?:en)?s?|konsument(?:en|er|ers?)?|djurhållar\w*"
    r"|arvingar?\w*|efterlevande|gäldenär\w*|låntagar\w*|stipendiat\w*|pristagar\w*|praktikant\w*|student(?:en)?s?|kandidat(?:en)?s?"
    r"|deltagare\si\s\w*(?:panel|dialog|grupp|råd)\w*|fullmakt|delgivnings?\w*|delges|bestridande|vittne[nst]*|hyreskontrakt\w*|testament\w*|bostadsrätt(?:en)?|skadelidande\w*|försörjningsstöd|vräkning\w*|avhysning\w*|huset|villan|(?:vår\s)?lägenhet(?:en)?|stugan|uppringd|ringer\soch|(?:hans|hennes|hens|deras|sin)\s(?:\w+\s)?(?:\w*adress|bostad|hem|lägenhet)"
    r"|(?:mor|far|dotter|son|bror|syster)?(?:mor|modern?|far|fadern?)s?|mamman?s?|pappan?s?|mak(?:e|en|a|an)s?|sambon?s?"
    r"|son(?:en)?s?|dotter[ns]{0,2}|(?:bror|broder|syster)[ns]{0,2}|barnbarn\w*|barnets?"
    r"|(?:rå)?granne[ns]?|(?:rå)?grannar(?:na)?|förälder[ns]?|föräldrar(?:na)?s?|gäst(?:en|er|erna)?s?|pensionär\w*|resenär\w*|målsägande[ns]?|kärande[ns]?|svarande[ns]?|(?:ny\s)?\w*ägare[ns]?|arrendator\w*"
    r"|hyresgäst(?:en|er|erna)?s?|hyresvärd\w*|säljare[ns]?|köpare[ns]?|överlåtelse\w*|\w*innehavare[ns]?"
    r"|person(?:nummer|nr)\w*|samordningsnummer|X{6,8}-?X{4}|(?:\d{2})?\d{2}[01]\d[0-3]\d[-+]\d{4}|familjen?|fam\.|dödsbo\w*|parkeringstillstånd|färdtjänst|anonym\w*|jag|mig|min|mitt(?=\s(?-i:[a-zåäö]))(?!\s(?:i|emot|på|under)\b)|mina|oss|vi|sändlista\w*)(?!\w)",
    re.IGNORECASE,
)
# A body, an office, a company, an association, a place to meet, and the words they are reached under
PUBLIC_CUE = re.compile(
    r"(?<!enligt\s)\b(?:\w*(?:kommun|region|landsting)(?:en)?s?|universitet\w*|högskola\w*|institution(?:en)?|gmbh|ltd|oy|issn|brf|firma\w*|enskild\sfirma|anbud\w*|entreprenör\w*|leverantör\w*|handlare[ns]?|butik\w*|ica|coop|redaktion\w*|\w*(?:tidning|dagblad|kiosk)\w*|ringt(?=\s*$)|ringt\still|hänvisas\still|(?:kommunala|tjänste)\s?(?:adress|mejl\w*|telefon)"
    r"|försäkring(?:ar|sbolag\w*)|\w+försäkringar|pizzeria\w*|salong\w*|apotek\w*|\w*bank(?:en)?|filial\w*|taxi|inträffa\w*|(?:fastighetens|objektets|byggplatsens)\sadress|förrättnings\w+|arbetet?(?=:)|(?:arbetar|jobbar|anställd)\s(?:på|hos|vid|i)|(?-i:A?IF|IK|BK|FK|FF|SK|GIF|HC|GK)|utanför|framför|mitt\s?emot|intill"
    r"|restaurang\w*|krog\w*|\w*(?:kafé|café)\w*|hotell\w*|verkstad\w*|verksamhet(?:en|er)?s?|kontors(?:num\w+|telefon\w*|tid\w*)|arbets(?:plats|telefon|num)\w*"
    r"|(?:äldre|vård|grupp|service|stöd|korttids|trygghets)boende\w*|(?:vård|sjuk|servicehus|grupp)hem\w*|stad(?:en)?s?|(?!lägenhet)\w*(?:förvaltning|kontor|nämnd|styrelse|enhet|avdelning|myndighet"
    r"|bolag|verk|byrå|sektion|utskott|kansli|fullmäktige|departement|förbund|förening|samfällighet|stiftelse|organisation)(?:e?n|e?t)?s?"
    r"|\w*(?:skola|skolan|gymnasiet|mottagning\w*|central(?:en)?|sjukhus\w*|vårdcentral\w*|bibliotek\w*|boendet|(?<=\w{3})hus|(?<=\w{3})huset|klubb(?:en)?|folkets\s(?:hus|park)"
    r"|hall|hallen|sal|salen|lokal|lokalen|kyrka|kyrkan|teater\w*|museet|byggnad\w*)s?|lantmäteriet|trafikverket"
    r"|advokat\w*|ab|hb|kb|aktiebolag|handelsbolag|ek\.?\sför\.?|ideell|\w*parti(?:et)?s?|moderat\w*|liberalerna|\w*demokrater(?:na)?"
    r"|växel\w*|reception\w*|kund(?:tjänst|center)\w*|kontaktcenter\w*|registrator\w*|registratur\w*|expedition\w*"
    r"|besöks?(?:adress\w*)?|besök|postadress:?\s\w*kommun|fax|direkt(?:nummer|telefon|val)|direkt(?=\W{0,3}$)|\w*jour(?:en)?|telefontid\w*|presskontakt\w*"
    r"|org(?:anisations)?\.?-?\s?n(?:umme)?r|bankgiro|plusgiro|webb(?!formulär)\w*|www|box|fe\s\d|fakturaadress\w*"
    r"|(?:serverings|verksamhets|drift|försäljnings)ställe\w*|plats|sammanträde\w*|möte(?:t|ts)?|mötesplats\w*|lokaler|adress\still\smötet|korsning\w*|valkrets\w*|vallokal\w*)(?!\w)",
    re.IGNORECASE,
)
# Whose contact details these are is told by whom the words before speak of: without, somebody's, and an office's
PRONOUN_CUE = re.compile(r"\b(?:hon|han|hen|henne|honom|hennes|hans)(?!\w)", re.IGNORECASE)
CONTACT_CUE = re.compile(r"\bkontaktperson\w*", re.IGNORECASE)
# Who writes for himself or herself
FIRST_PERSON = re.compile(r"\b(?:jag|mig|min|mitt|mina)(?!\w)", re.IGNORECASE)
FLAT = re.compile(r"\blgh\.?\s?\d", re.IGNORECASE)
# Where a letter's own words end: what stands below is told by what stands there, first
GREETING = re.compile(
    r"\b(?:(?:med\s)?(?:vänlig\w*|bästa|goda|varma|soliga)\shälsning\w*|hälsning(?:ar)?|mvh|m\.v\.h\.|vh)(?!\w)",
    re.IGNORECASE,
)
# Who is elected, whose own address is what voters reach them by, and titles that do not end as most do
OFFICE_CUE = re.compile(
    r"\b(?:ordförande\w*|ledamot\w*|ledamöter\w*|ersättare\w*|gruppledare\w*|motionär\w*|(?:protokoll)?justerare\w*"
    r"|förtroendevald\w*|politiker\w*|(?:kommun|region|opposition)\w*råd(?:et)?|statsråd\w*|minister\w*|riksdagsled\w+|ordf|sekr|kassör\w*"
    r"|landshövding\w*|kyrkoherde\w*|komminister\w*|biskop\w*|professor\w*|docent\w*|firmatecknare\w*"
    r"|nämndeman\w*|nämndemän\w*|valförrättare\w*|vigselförrättare\w*"
    r"|\w+(?:terapeut|pedagog|biträde|konsulent|föreståndare|mästare|vägledare|morska)(?:e?n|t)?|logoped(?:en)?|(?:\w*veterinär|mäklare|tandläkare|barnmorska|åklagare|notarie|domare)[ns]{0,2}|veterinärerna|\w+veterinärerna|kurator[ns]?|brandman|medarbetare[ns]?|\w*(?:skötare|reglerare)[ns]?|account\smanager|manager|doktor\w*|präst(?:en)?|kommissarien?|polis(?:en)?s?)(?!\w)",
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
    r"|revision\w*|redaktion\w*|annons\w*|press\w*|kund\w*|support\w*|faktura\w*|order\w*|jour\w*|diarie\w*|bygg\w*|miljo\w*|social\w*"
    r"|\w*(?:kommun|region|stad|forvaltning|namnd|kontoret|skola))(?:[.+-][\w.+-]*)?@"
    r"|@[\w.-]*(?:kommun|region|landsting|stad\.|lansstyrelse|myndighet|verket|forening|forbund|politik|fullmaktige|advokat|domstol|kyrkan|\bab\.)",
    re.IGNORECASE,
)
