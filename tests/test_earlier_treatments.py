"""Earlier treatments that minutes refer to."""

from __future__ import annotations

from tests.paper_minutes import BOARD, matter, minutes


def test_a_body_named_in_one_sentence_did_not_treat_what_the_next_one_tells_of():
    told = "Återremitterat från regionfullmäktige den 1 februari 2024, § 25. Bordlagt den 12 juni 2024, § 541."
    (read,) = minutes(BOARD, "2024-08-28", matter(624, "Avfall", "Ärendet bordläggs.", None, told)).matters
    assert [(each.body, str(each.date), each.number, each.outcome) for each in read.earlier] == [
        ("Regionfullmäktige", "2024-02-01", "§ 25", "referred_back"),
        ("Regionstyrelsen", "2024-06-12", "§ 541", "tabled"),
    ]
