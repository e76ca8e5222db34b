"""The guards and plans as the tables of the documentation: ``python -m service.answers.catalogue docs/answers.md``."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from service.answers.pipeline import GUARDS, PLANS
from service.answers.refusals import SENTENCES
from service.base.types import ReasonCode

_IN_PLANS: Mapping[ReasonCode, str] = {
    ReasonCode.UNSURE: "; or no plan has an answer that stands",
    ReasonCode.LACKS_COST: "no unit that is near enough holds a sum",
    ReasonCode.LACKS_AMOUNT: "no unit that is near enough holds a figure",
    ReasonCode.LACKS_DATE: "no unit that is near enough holds a time",
    ReasonCode.LACKS_PERSON: "no unit that is near enough names somebody; nobody is recorded in the role",
    ReasonCode.LACKS_POSITION: "no unit that is near enough tells of positions",
    ReasonCode.NO_VOTE: "a vote is asked about, and the minutes of the matter tell of none",
    ReasonCode.NO_RESERVATION: "a reservation is asked about, and the minutes of the matter tell of none",
    ReasonCode.OPINION_NOT_STATED: "it is asked whether something was tillstyrkt, and the matter does not tell",
    ReasonCode.MASKED: "the words are masked",
    ReasonCode.ONLY_LISTED: "the matter is only listed in an agenda",
    ReasonCode.NOT_SUPPORTED: "what a plan would say does not stand in its quotes",
    ReasonCode.NO_ROOM: "a part of the answer has no room (`partly_answered`)",
}


def documented(text: str) -> str:
    """The documentation with its tables as the lists give them now."""
    for name, table in (("plans", plans_table()), ("reasons", reasons_table())):
        start, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
        before, _, rest = text.partition(start)
        text = f"{before}{start}{table}{end}{rest.partition(end)[2]}"
    return text


def plans_table() -> str:
    """The plans in their order."""
    rows = ((f"`{plan.name}`", plan.asked, plan.needs, plan.data, plan.says) for plan in PLANS)
    return _table(("Plan", "Question", "Needs", "Data", "Answer"), rows)


def reasons_table() -> str:
    """The reasons not to answer: the guards in their order, then those that plans give."""
    guards = {guard.code: guard.refuses for guard in GUARDS}
    codes = (*guards, *(code for code in ReasonCode if code not in guards))
    rows = ((f"`{code}`", f"{guards.get(code, '')}{_IN_PLANS.get(code, '')}", SENTENCES[code]) for code in codes)
    return _table(("Code", "When", "Sentence"), rows)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = (head, ["---"] * len(head), *rows)
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


if __name__ == "__main__":
    page = Path(sys.argv[1])
    page.write_text(documented(page.read_text("utf-8")), "utf-8")
