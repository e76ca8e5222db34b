"""How many patterns a question is matched against, counted in the project's own modules."""

from __future__ import annotations

import pytest

from eval.experiments.question_patterns import alternatives, count_patterns
from eval.reports.tables import patterns_table


@pytest.mark.parametrize(
    ("pattern", "ways"), [("a", 1), ("ab|cd", 2), (r"\b(?:ab|cd(?:e|fg)?)\b|h", 4), (r"[abc]+\d*", 1)]
)
def test_every_branch_of_an_expression_is_one_way(pattern: str, ways: int):
    assert alternatives(pattern) == ways


def test_the_patterns_of_the_project_are_counted_where_they_are_kept():
    counted = {one.module: one for one in count_patterns()}
    assert counted["service.question.entities"].expressions > 10
    assert counted["corpus.vocabulary.spoken"].entries > 50
    # What documents are read by too is no pattern for questions.
    assert "corpus.vocabulary.outcomes" not in counted
    assert "alla" in patterns_table(tuple(counted.values()))
    # What is kept among other things that documents are read by is counted by itself: everyday names of parties.
    assert 0 < counted["corpus.vocabulary.parties"].total < 10
    # A third of what there was before questions were read by what is learned.
    assert sum(one.total for one in counted.values()) <= 1_235 / 3
