"""The engine: searches and asks over one loaded snapshot."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from corpus.base.types import Document
from indexer.encoder import Vectors
from service.answers.pipeline import answer, told_by_record
from service.answers.plan import Found
from service.answers.plans.list_and_count.most_often import tally_asked_for
from service.base.kept import Kept
from service.base.stages import stage
from service.base.types import (
    Answer,
    Aspect,
    Filters,
    Query,
    SearchResult,
    UnreadFile,
)
from service.engine.cited_first import cited_first
from service.engine.models import Models
from service.engine.results import answer_of, facets_of, numbered_hits
from service.engine.tuning import Tuning
from service.question.asking import with_what_is_asked
from service.question.cleaning import clean_question
from service.question.follow_ups import Turn, understand
from service.question.question import Question
from service.question.reading import read_words, unchanged, understood
from service.register.cases import Case
from service.register.coverage import Coverage
from service.register.decisions import DecisionQuery, Ruling
from service.register.library import Holdings, check_filters, wanted_document
from service.register.meetings import HeldMeeting, MeetingQuery
from service.register.people import Person, PersonQuery
from service.register.records import Records
from service.register.suggestions import Suggestion
from service.register.votes import HeldVote, VoteQuery
from service.retrieval.conversation_boost import prefer
from service.retrieval.hits import hits_of, in_order, with_hits
from service.retrieval.ranking import Ranked, rank
from service.retrieval.reading import PassageReader
from service.retrieval.store import Store

# The same for every slice, so that slices fit together.
_CANDIDATES = 100


class Engine:
    """Search and answers over one store. Safe to use from several threads.

    ``clock`` tells what day it is, from which «i våras» and «nästa» count. The last ``kept_answers`` are given again
    to who asks the same on the same day.
    """

    def __init__(
        self,
        store: Store,
        models: Models,
        max_question_chars: int,
        tuning: Tuning = Tuning(),
        clock: Callable[[], date] = date.today,
        *,
        kept_answers: int = 0,
    ) -> None:
        self._store = store
        self._models = models
        self._encoder = models.encoder
        self._reader = PassageReader(models.reader)
        self._calibration = models.calibration
        self._max_question_chars = max_question_chars
        self._tuning = tuning
        self._library = store.library
        self._clock = clock
        self._kept = Kept[Hashable, Answer](kept_answers)
        self._names = store.names.read_at(clock, expand_abbreviations=tuning.expand_abbreviations)

    @property
    def store(self) -> Store:
        """What is searched."""
        return self._store

    @property
    def models(self) -> Models:
        """What questions are read with."""
        return self._models

    @property
    def snapshot(self) -> str:
        """The id of the snapshot that is searched."""
        return self._store.snapshot

    @property
    def created(self) -> str:
        """When the snapshot was made, in ISO 8601."""
        return self._store.created

    @property
    def fingerprint(self) -> str:
        """What tells the encoder from others."""
        return self._encoder.fingerprint

    @property
    def model(self) -> str:
        """The name of the model that the snapshot was made with."""
        return self._encoder.name

    def search(self, query: Query) -> SearchResult:
        """The passages that fit. Raises ``InvalidQuery`` or ``UnknownFilterValue``."""
        started = time.perf_counter()
        found = self.found(query.text, query.filters, query.without)
        read, ranked = found.question, found.passages
        if told := told_by_record(
            found, self.records, partial(self._find, without=query.without), self._tuning.without
        ):
            ranked = cited_first(ranked, told, query.filters, self._store, self.records)
        hits = in_order(hits_of(ranked), query.order)
        wanted = hits[query.offset : query.offset + query.limit]
        return SearchResult(
            read.typed,
            len(hits),
            numbered_hits(wanted, read.whole_word_tokens, query.offset + 1),
            query.filters,
            self.snapshot,
            _milliseconds(started),
            facets_of(hits),
            understood(read, self._names),
        )

    def ask(
        self,
        question: str,
        filters: Filters = Filters(),
        limit: int = 5,
        conversation: Sequence[Turn] = (),
        without: Collection[Aspect] = (),
    ) -> Answer:
        """A cited answer or a refusal; ``limit`` bounds ``related``. Raises as ``search`` does.

        ``conversation`` are the questions before this one, oldest first, with what was cited; ``without`` as in
        ``Query``.
        """
        started = time.perf_counter()
        key = question, filters, limit, tuple(conversation), frozenset(without), self._clock()
        kept = self._kept.of([key]).get(key)
        answer = kept or self._answer(question, filters, limit, conversation, without)
        self._kept.keep({key: answer})
        return replace(answer, took_ms=_milliseconds(started))

    def _answer(
        self,
        question: str,
        filters: Filters,
        limit: int,
        conversation: Sequence[Turn],
        without: Collection[Aspect],
    ) -> Answer:
        """The answer as ``ask`` gives it."""
        follow_up = understand(question, conversation, self._library.find)
        found = self.found(follow_up.question if follow_up else question, filters, without)
        if follow_up:
            passages = prefer(found.passages, follow_up, self.records.matters)
            found = replace(found, passages=passages, goes_on=bool(follow_up.sections))
        answered = answer(found, self.records, partial(self._find, without=without), self._tuning.without)
        given = answer_of(found, answered, self._store, understood(found.question, self._names), limit)
        in_full = found.question.text if follow_up else None
        return replace(given, question=clean_question(question), understood_question=in_full)

    def listed(
        self, question: str, filters: Filters = Filters(), without: Collection[Aspect] = ()
    ) -> frozenset[str] | None:
        """The ids of all decisions that a list or count is of; ``None`` when the question asks for none.

        Raises as ``search`` does.
        """
        self._check(filters)
        tally = tally_asked_for(self._read(question, without)[0], self.records, filters)
        return frozenset(ruling.id for ruling in tally.rulings) if tally else None

    def found(self, question: str, filters: Filters = Filters(), without: Collection[Aspect] = ()) -> Found:
        """What an answer to the question is made from. Raises as ``search`` does."""
        read, ranked = self._find(question, filters, without)
        return Found(read, ranked, self._store, self._calibration, self._tuning.rules, filters, today=self._clock())

    def documents(self, filters: Filters, limit: int, offset: int) -> tuple[int, tuple[Document, ...]]:
        """How many documents pass the filters, and the wanted slice, newest first."""
        self._check(filters)
        return self._library.documents(filters, limit, offset)

    def document(self, document_id: str) -> Document:
        """The document that has that id, or has had it. Raises ``DocumentNotFound``, ``SeveralDocuments``."""
        return wanted_document(self._library, document_id)

    @property
    def records(self) -> Records:
        """The decisions, matters and coverage of the collection; made when they are first asked for."""
        return self._store.records

    def prepare(self) -> None:
        """Make what questions are answered from now, so that none has to wait for it."""
        self.records.prepare()

    def prepare_pages(self) -> None:
        """Make now what only pages ask for beside that."""
        self.records.prepare_pages()

    def decisions(self, query: DecisionQuery) -> tuple[int, tuple[Ruling, ...]]:
        """How many decisions fit, and the wanted slice, newest first. Raises as ``search`` does."""
        self._check(query.filters)
        return self.records.register.find(query)

    def meetings(self, query: MeetingQuery) -> tuple[int, tuple[HeldMeeting, ...]]:
        """How many meetings fit, and the wanted slice, newest first. Raises as ``search`` does."""
        self._check(query.filters)
        return self.records.meetings.find(query)

    def meeting(self, meeting_id: str) -> HeldMeeting:
        """The meeting with that id. Raises ``MeetingNotFound``."""
        return self.records.meetings.get(meeting_id)

    def votes(self, query: VoteQuery) -> tuple[int, tuple[HeldVote, ...]]:
        """How many votes fit, and the wanted slice, newest first. Raises as ``search`` does."""
        self._check(query.filters)
        return self.records.votes.find(query)

    def people(self, query: PersonQuery) -> tuple[int, tuple[Person, ...]]:
        """How many elected people fit, and the wanted slice, by name. Raises as ``search`` does."""
        self._check(query.filters)
        return self.records.people.find(query)

    def suggest(self, typed: str, most: int) -> tuple[Suggestion, ...]:
        """What may be meant by what is typed so far, the likeliest first."""
        return self.records.suggestions.suggest(typed, most)

    def case(self, case_number: str) -> Case:
        """The matter with that number, in any writing. Raises ``CaseNotFound``."""
        return self.records.cases.case(case_number)

    def cases(self) -> Iterator[Case]:
        """Every matter that has a case number and is held."""
        return self.records.cases.all()

    def nearest_cases(self, case_number: str) -> tuple[tuple[str, str], ...]:
        """The case numbers held that are written most like that one, each with its heading, nearest first."""
        return self.records.cases.nearest(case_number)

    def coverage(self) -> Coverage:
        """What is held and what is known to be missing."""
        return self.records.coverage

    @property
    def unread_files(self) -> tuple[UnreadFile, ...]:
        """The files of the collection that could not be read, or only in part."""
        return self._store.unread_files

    def holdings(self) -> Holdings:
        """The values that filters can take."""
        return self._library.holdings()

    def _find(self, typed: str, filters: Filters, without: Collection[Aspect] = ()) -> tuple[Question, list[Ranked]]:
        read, vector = self._read(typed, without)
        self._check(filters)
        candidates = self._store.candidates(read, vector, filters, _CANDIDATES)
        everyday, weights = self._store.null_distribution, self._tuning.weights
        ranked = with_hits(
            rank(read, candidates, everyday, weights, self._tuning.fusion), everyday, weights, self._tuning.hits
        )
        return read, self._reader.first_read(read, ranked, self._tuning.reading)

    def _read(self, typed: str, without: Collection[Aspect]) -> tuple[Question, Vectors]:
        """The question as it is read, and its vector."""
        spelling = self._store.correct_spelling if self._tuning.spelling and "spelling" not in without else unchanged
        said = read_words(
            typed, self._max_question_chars, self._names, spelling, without, identifiers=self._tuning.identifiers
        )
        with stage("embed"):
            vector = self._encoder.encode_query(said.expanded_text)
        return with_what_is_asked(said, self._names, vector, self._encoder.fingerprint, without), vector

    def _check(self, filters: Filters) -> None:
        check_filters(self._library, filters)


def _milliseconds(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 1)
