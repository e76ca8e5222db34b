"""The reader that ships: it belongs to the bundled encoder, is small enough, and reads."""

from __future__ import annotations

import pytest

from indexer.reader import BUNDLED_READER, GraphReader, open_reader, read_config
from indexer.reader_inputs import ReaderPassage, locate_units
from indexer.settings import IndexSettings

UNITS = (
    "Nämnden beslutar att höja avgiften för parkering till 25 kronor i timmen.",
    "Förslaget kommer från gatukontoret.",
    "Beslutet gäller från den 1 mars.",
)
TEXT = " ".join(UNITS)
PASSAGE = ReaderPassage(
    "Exempelstad, Trafiknämnden, protokoll, 3 februari 2024\n§ 12 – Avgift för parkering",
    TEXT,
    locate_units(TEXT, [("sentence", unit) for unit in UNITS]),
)


@pytest.fixture(scope="module")
def reader() -> GraphReader:
    return open_reader(BUNDLED_READER, IndexSettings.load().cache_dir)


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("vad kostar det att parkera en timme", 0),
        ("vilka kom med förslaget om avgiften", 1),
        ("när börjar den nya avgiften för parkering", 2),
    ],
)
def test_each_question_is_answered_by_its_unit(reader, question, place):
    (reading,) = reader.read(question, [PASSAGE])
    assert reading.best == place


def test_a_question_on_another_matter_stands_lower(reader):
    asked = reader.read("vad kostar det att parkera en timme", [PASSAGE])[0].odds
    other = reader.read("hur många platser får förskolan i Lillby", [PASSAGE])[0].odds
    assert asked > 0 > other


def test_it_is_small_and_says_what_it_was_taught_with(reader):
    assert sum(path.stat().st_size for path in BUNDLED_READER.iterdir()) < 45_000_000
    config = read_config(BUNDLED_READER)
    assert reader.digest == config.weights
    assert config.training["figures"]["all"]["unit_at_1"] > 0.7
    assert set(config.training["data"]) >= {"questions.jsonl.gz", "passages.jsonl.gz"}
