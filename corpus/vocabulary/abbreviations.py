"""Short forms that are written with a stop, which ends no sentence.

From Språkrådets Myndigheternas skrivregler and minutes of municipalities. What is written without vowels («jfr»,
«skr») or with stops inside («bl.a.») is one by its shape, and stands here only where it is common.
"""

from __future__ import annotations

import re

# A capital letter may follow: «ordf. Anna Ek»
ABBREVIATIONS = frozenset(
    """
    adj ang anm ass aud avd avs bitr bl ca cirk dvs ed e.d el em enl ers etc ev ex exkl f.d f.n fm forts fr förf förv
    g.m iaf ibl inkl inst i.st jfr jmf jur just kand kl kungl leg lic ltd m.a.o mag mfl m.fl milj m.m mom motsv mt
    nuv obs o.d off ordf osv p.g.a pga prof protf repr resp rst s.k sekr sektr sign sr stf särsk t.ex tekn
    tel t.f tf tfn
    tillf t.o.m tr u.a uppl utb utg utr v.ordf vik vol äv övr
    """.split()  # noqa: SIM905
)
# Only before a figure: «prop. 2023/24:1», «bil. 3», «tors. 5 maj»; elsewhere a word of its own may end there
BEFORE_FIGURES = frozenset(
    """
    apr art aug bet bil dec dir dnr ds feb fig fre jan jul jun kap lör max min mån nov nr okt ons pkt prop ref reg
    rev sept sep sid skr s sön tab tim tis tors tor
    """.split()  # noqa: SIM905
)
# Behind a figure they may end a sentence as any word does.
UNITS = frozenset("dl ggr h ha kg kkr km kr kvm l m mdkr mdr min mkr mnkr msek sek st tim tkr".split())  # noqa: SIM905

_INNER_STOPS = re.compile(r"^(?:[^\W\d_]{1,4}\.)+[^\W\d_]{1,4}$")
_NO_VOWELS = re.compile(r"^[bcdfghjklmnpqrstvwxz]{2,4}$")


def is_abbreviation(word: str, *, behind_figure: bool, before_figure: bool) -> bool:
    """Whether a word in lower case, without its last stop, is a short form where it stands."""
    if word in UNITS and behind_figure:
        return False
    if word in BEFORE_FIGURES:
        return before_figure
    return word in ABBREVIATIONS or word in UNITS or bool(_INNER_STOPS.match(word) or _NO_VOWELS.match(word))
