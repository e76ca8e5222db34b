"""How probable it is that an answer is right: the signs, the calibration and the file that it stands in."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from eval.training.calibrating import Judged, Level, calibrate, lowest_of_the_best, sure_level
from indexer.errors import ModelError
from indexer.snapshot import open_snapshot
from service.answers.confidence import Curve, Signs, read_calibration, write_calibration
from service.answers.plan import Needs
from service.base.types import ReasonCode
from service.engine.opening import make_engine
from tests.small_corpus import Paper, indexed_engine, settings_for
from tests.word_models import WORD_CALIBRATION, word_models

POOL = "§ 1 Simhallen i Norrby\n\nBeslut\n\nRegionstyrelsen beslutar att bygga en ny simhall i Norrby.\n"
BICYCLES = "§ 9 Cyklar\n\nBeslut\n\nRegionstyrelsen beslutar att köpa in tolv cyklar till sjukhuset.\n"
SIGNS = Signs(2.0, 1.0, 3.0, 0.8, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0)


def test_a_better_sign_makes_an_answer_more_probable():
    probability = WORD_CALIBRATION.of_text.probability(SIGNS)
    assert 0.5 < probability < 1
    assert WORD_CALIBRATION.of_text.probability(replace(SIGNS, passage=-4.0)) < probability
    assert WORD_CALIBRATION.of_text.probability(replace(SIGNS, form=0.0)) < probability


@pytest.mark.parametrize(
    ("question", "sign"),
    [
        ("Vad får simhallen i Norrby kosta 2029?", 1.0),
        ("Vad får simhallen i Norrby kosta 2026?", 0.0),
        ("Vad får simhallen i Norrby kosta?", 0.0),
        # The year of the meeting says when it was decided.
        ("Vad får simhallen i Norrby kosta, protokoll 2024?", 0.0),
    ],
)
def test_what_tells_of_other_years_than_the_one_asked_about_is_a_sign(tmp_path, hashed_encoder, question, sign):
    text = "§ 1 Simhallen i Norrby\n\nBeslut\n\nSimhallen i Norrby får kosta 12 miljoner kronor 2025–2027.\n"
    engine = indexed_engine(tmp_path, [Paper("a", text)], hashed_encoder)
    signs = engine.found(question).signs
    assert signs is not None
    assert signs.other_year == sign


@pytest.mark.parametrize(
    ("question", "sign"),
    [
        ("Vad beslutade kulturnämnden om simhallen i Norrby?", 1.0),
        ("Vad beslutade Region Söderland om att bygga en ny simhall i Norrby?", 1.0),
        ("Vad beslutade regionstyrelsen om simhallen i Norrby?", 0.0),
        ("Vad beslutades om simhallen i Norrby?", 0.0),
    ],
)
def test_what_another_body_or_organisation_than_the_one_named_tells_is_a_sign(tmp_path, hashed_encoder, question, sign):
    papers = [
        Paper("a", POOL),
        Paper("b", BICYCLES, body="Kulturnämnden"),
        Paper("c", "§ 2 Budget\n\nBeslut\n\nBudgeten antas.\n", organisation="Region Söderland"),
    ]
    signs = indexed_engine(tmp_path, papers, hashed_encoder).found(question).signs
    assert signs is not None
    assert signs.elsewhere == sign


def test_an_answer_tells_how_probable_it_is_and_a_refusal_has_none(tmp_path, hashed_encoder):
    engine = indexed_engine(tmp_path, [Paper("a", POOL), Paper("b", BICYCLES)], hashed_encoder)
    answer = engine.ask("Vad beslutades om en ny simhall i Norrby?")
    assert answer.status == "answered"
    assert answer.confidence > 0.8
    assert answer.sure == (answer.confidence >= WORD_CALIBRATION.sure)
    refusal = engine.ask("Hur många kastruller rostade i garaget?")
    assert (refusal.status, refusal.confidence, refusal.sure) == ("not_in_documents", 0.0, False)


@pytest.mark.parametrize(("intercept", "code"), [(0.4, ReasonCode.NO_VOTE), (-0.4, ReasonCode.UNSURE)])
def test_that_something_is_missing_is_only_said_of_what_is_likely_the_matter(tmp_path, hashed_encoder, intercept, code):
    indexed_engine(tmp_path, [Paper("a", POOL), Paper("b", BICYCLES)], hashed_encoder)
    settings = settings_for(tmp_path)
    # Either way what is recorded of the matter may be told: its probability is over the level.
    even = Curve(dict.fromkeys(WORD_CALIBRATION.of_matter.weights, 0.0), intercept)
    models = replace(
        word_models(hashed_encoder), calibration=replace(WORD_CALIBRATION, of_matter=even, answers_from=0.3)
    )
    engine = make_engine(open_snapshot(settings.index_dir), models, settings)
    # Words that its heading holds would tell the matter whatever its probability is.
    assert engine.ask("Hur röstade man om att bygga en ny simhall i Norrby?").reason_code is code


def test_a_calibration_is_read_as_it_was_written(tmp_path):
    path = tmp_path / "calibration.json"
    write_calibration(path, WORD_CALIBRATION)
    assert read_calibration(path, WORD_CALIBRATION.reader) == WORD_CALIBRATION


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda path: path.unlink(), "Kalibreringen saknas"),
        (lambda path: path.write_text("{"), "går inte att läsa"),
        (lambda path: path.write_text(json.dumps({"format_version": 2, "weights": {}})), "går inte att läsa"),
        (lambda path: path.write_text(json.dumps({"format_version": 99})), "en annan version"),
    ],
)
def test_a_missing_or_damaged_calibration_is_an_error_that_says_what_to_do(tmp_path, damage, says):
    path = tmp_path / "calibration.json"
    write_calibration(path, WORD_CALIBRATION)
    damage(path)
    with pytest.raises(ModelError, match=rf"{says}.*paragraf eval calibrate"):
        read_calibration(path, WORD_CALIBRATION.reader)


def test_a_calibration_of_another_reader_is_refused(tmp_path):
    write_calibration(tmp_path / "calibration.json", WORD_CALIBRATION)
    with pytest.raises(ModelError, match="hör till en annan läsare"):
        read_calibration(tmp_path / "calibration.json", "another")


def test_a_calibration_learns_what_tells_right_from_wrong():
    random = np.random.default_rng(5)
    judged = []
    for number in range(400):
        signs = Signs(float(random.normal()), 0.0, 0.0, float(random.random()), 1.0, *[0.0] * 5)
        right = bool(random.random() < 1 / (1 + np.exp(-2 * signs.passage)))
        judged.append(
            Judged("made", str(number % 80), right, True, right, (Needs.PASSAGES, Needs.MATTER)[number % 2], signs)
        )
    calibrated = calibrate(judged, "r", {"made": 400})
    assert 1.2 < calibrated.calibration.of_text.weights["passage"] < 2.8
    assert abs(calibrated.calibration.of_text.weights["coverage"]) < 0.8
    assert calibrated.auc > 0.8
    assert calibrated.error < 0.1
    held_back = [level.refused_right for level in calibrated.levels]
    assert held_back == sorted(held_back)


def test_sure_is_where_nineteen_of_twenty_are_right():
    probabilities = np.linspace(1, 0, 200)
    right = np.array([place < 150 for place in range(200)])
    level = sure_level(probabilities, right)
    assert right[probabilities >= level].mean() >= 0.95
    assert probabilities[155] < level <= probabilities[149]
    # Forty right answers of forty do not prove it yet.
    assert sure_level(probabilities[:40], np.ones(40, dtype=bool)) > 1
    assert sure_level(probabilities, np.zeros(200, dtype=bool)) > 1


@pytest.mark.parametrize(("later", "wanted"), [(0.304, 0.2), (0.32, 0.3)])
def test_of_levels_that_are_as_good_the_lowest_is_taken(later, wanted):
    levels = [Level(0.1, 0.2, 0.0, 0.0, 0.0), Level(0.2, 0.5, 0.0, 0.2, 0.0), Level(0.3, later, 0.0, 0.0, 0.0)]
    assert lowest_of_the_best(levels).answers_from == wanted
