"""The collection in a database: generations, rankings as in the folder, removal, and a service that takes them up."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import numpy as np
import pytest
from fastapi.testclient import TestClient

from indexer.building import build
from indexer.errors import BuildRunning, DamagedSnapshot, NoSnapshot, StoreDown
from indexer.postgresql import connection as connecting
from indexer.postgresql.connection import Database, single_connection
from indexer.postgresql.generations import generation_in_force, kept_generations, lock, roll_back
from indexer.postgresql.keeping import bring, check, index_nearness, rewrite, send
from indexer.postgresql.publishing import publish
from indexer.removing import Part
from indexer.snapshot import current_id, open_snapshot
from indexer.where_kept import at_hand
from service.app import create_app
from service.base.settings import ServiceSettings
from service.base.types import Filters
from service.engine.live import LiveEngine
from service.keeping.removing import remove_everywhere
from service.question.reading import read_question
from service.retrieval.postgresql import sparse
from service.retrieval.postgresql.filtering import Allowed, allowed_by
from service.retrieval.postgresql.sparse import Postings, terms_of
from service.retrieval.postgresql.store import PostgresqlStore
from service.retrieval.snapshot_store import SnapshotStore
from tests.small_corpus import Paper, settings_for, write_corpus
from tests.stores import writer
from tests.word_models import word_models

WORDS = "buss skola vård avgift plan budget väg bro hamn bibliotek park skog nämnd styrelse taxa arvode".split()  # noqa: SIM905
COMMON = "kommunen beslutar enligt förslaget att ärendet".split()  # noqa: SIM905


def made_papers(count: int, seed: int = 1) -> list[Paper]:
    """Minutes with §§ of words drawn so that some are rare and some stand nearly everywhere."""
    random = np.random.default_rng(seed)
    chances = 1 / np.arange(1, len(WORDS) + 1)
    chances /= chances.sum()

    def matter(number: int) -> str:
        said = [*random.choice(WORDS, 12, p=chances), *random.choice(COMMON, 20), f"särskilt{random.integers(40)}"]
        return f"§ {number} Om {said[0]} och {said[1]}\n\nDiarienummer: RS 2024-0{number:04}\n\n{' '.join(said)}.\n"

    return [
        Paper(f"möte{at}", "\n".join(matter(at * 10 + number) for number in range(8)), date=f"2024-{1 + at % 12:02}-17")
        for at in range(count)
    ]


@pytest.fixture
def writing(postgresql_server, database):
    with writer(postgresql_server.url("paragraf_indexer", database)) as opened:
        yield opened


@pytest.fixture
def reading(postgresql_server, database):
    with writer(postgresql_server.url("paragraf_reader", database)) as opened:
        yield opened


@pytest.fixture
def made(tmp_path, hashed_encoder):
    """What builds a collection of so many papers, or of these, and gives its snapshot."""

    def make(papers):
        write_corpus(tmp_path, made_papers(papers) if isinstance(papers, int) else papers)
        build(settings_for(tmp_path), hashed_encoder, accept_removals=True)
        return open_snapshot(tmp_path / "index")

    return make


def build_in_database(settings, work):
    """What the work reports, done where the index is kept."""
    with at_hand(settings):
        return work()


def store_in(database: Database, **more: object) -> PostgresqlStore:
    return PostgresqlStore(database, database.read(generation_in_force), **more)


def found(store, encoder, typed, filters=Filters(), count=10):
    """What a store finds, but for the numbers that it has for its passages."""
    query = read_question(typed, 1000)
    candidates = store.candidates(query, encoder.encode_query(query.text), filters, count)
    return [replace(each, passage_index=0) for each in candidates]


def as_told(candidates):
    """Which passages were found, and what is told of each."""
    return [(each.passage.id, each.cosine, each.bm25, each.query_coverage, each.unit_cosines) for each in candidates]


QUESTIONS = (
    "vad beslutar kommunen om bussen och skolan enligt förslaget",
    "särskilt7 arvode",
    "§ 12",
    "RS 2024-00023",
    '"kommunen beslutar"',
    "hamn bibliotek taxa arvode styrelse ärendet att",
    "inget sådant ord finns",
)


def test_answers_come_of_the_same_candidates_to_the_last_bit(writing, reading, made, hashed_encoder):
    snapshot = made(12)
    publish(writing, snapshot, 3)
    kept, here = store_in(reading), SnapshotStore(snapshot)
    for typed in QUESTIONS:
        for filters in (Filters(), Filters(decision="decided"), Filters(kind="minutes", document_id="mote3")):
            one, other = (found(store, hashed_encoder, typed, filters) for store in (kept, here))
            assert as_told(one) == as_told(other), typed
            assert one == other
    tokens = [token for typed in QUESTIONS for token in read_question(typed, 1000).tokens]
    assert kept.idf(tokens) == here.idf(tokens)
    assert (kept.snapshot, kept.created) == (here.snapshot, here.created)
    assert (kept.unread_files, kept.null_distribution) == (here.unread_files, here.null_distribution)
    assert check(reading).passages == len(snapshot.passages)


@pytest.mark.parametrize(("first", "looked_up"), [(1, 10), (1, 1_000), (30, 60), (100_000, 0)])
def test_rare_terms_choose_the_same_passages_as_the_whole_sum(  # noqa: PLR0917
    writing, reading, made, monkeypatch, first, looked_up
):
    """However many postings are summed up before common terms only score, and however many passages those do."""
    monkeypatch.setattr(sparse, "_FIRST", first)
    monkeypatch.setattr(sparse, "_LOOKED_UP", looked_up)
    snapshot = made(25)
    publish(writing, snapshot, 3)
    kept, random = store_in(reading), np.random.default_rng(3)
    generation = reading.read(generation_in_force)
    order = {passage.id: at for at, passage in enumerate(snapshot.passages)}

    def best(connection, tokens, count):
        terms = terms_of(connection, generation, tokens)
        keys = Postings(connection, generation, kept._seen, Allowed()).best(terms, count).tolist()
        rows = connection.execute(
            "SELECT passage.key, document.id, place FROM passage JOIN document ON document.key = document"
            " WHERE passage.key = ANY(%s)",
            [keys],
        ).fetchall()
        ids = {key: (name, place) for key, name, place in rows}
        counted: dict[str, int] = {}
        places = {}
        for passage in snapshot.passages:
            place = counted.setdefault(passage.document_id, 0)
            counted[passage.document_id] += 1
            places[passage.document_id, place] = order[passage.id]
        return [places[ids[key]] for key in keys]

    for _ in range(15):
        drawn = [*random.choice(WORDS, 3), *random.choice(COMMON, 3), f"särskilt{random.integers(40)}"]
        tokens = read_question(" ".join(drawn), 1000).tokens
        whole = snapshot.lexical.scores(tokens)
        for count in (5, 50):
            ranked = reading.read(lambda connection, of=(tokens, count): best(connection, *of))
            wanted = np.sort(whole)[::-1][:count]
            assert whole[ranked[:count]] == pytest.approx(wanted[wanted > 0], abs=1e-5)
            assert len(set(ranked)) == len(ranked)


def test_only_what_changed_is_written_and_rankings_are_as_if_all_were(writing, reading, made, hashed_encoder):
    papers = made_papers(6)
    publish(writing, made(papers), 3)
    before = reading.read(lambda connection: connection.execute("SELECT id, key FROM document").fetchall())
    snapshot = made([*papers[:2], replace(papers[2], text=papers[3].text), *papers[4:], *made_papers(9)[6:]])
    publish(writing, snapshot, 3)
    living = "SELECT id, key FROM document WHERE died = 2147483647"
    after = dict(reading.read(lambda connection: connection.execute(living).fetchall()))
    assert {name for name, key in before if after.get(name) == key} == {"mote0", "mote1", "mote4", "mote5"}
    kept, here = store_in(reading), SnapshotStore(snapshot)
    for typed in QUESTIONS:
        assert found(kept, hashed_encoder, typed) == found(here, hashed_encoder, typed), typed
    assert kept.idf(WORDS) == here.idf(WORDS)
    for word in ("särskilt77", "bibliotekt", "styrelsn"):
        assert kept.correct_spelling(word) == here.correct_spelling(word)
    check(reading)


def test_a_reader_sees_one_generation_whole_also_while_the_next_is_written(writing, reading, made, hashed_encoder):
    first = made(4)
    publish(writing, first, 2)
    old, seen = store_in(reading), SnapshotStore(first)
    wanted = found(seen, hashed_encoder, QUESTIONS[0])
    stop, faults = threading.Event(), []

    def read_on():
        while not stop.is_set():
            if found(old, hashed_encoder, QUESTIONS[0]) != wanted:
                faults.append("another answer")

    reader = threading.Thread(target=read_on)
    reader.start()
    publish(writing, made(6), 2)
    stop.set()
    reader.join()
    assert faults == []
    assert found(old, hashed_encoder, QUESTIONS[0]) == wanted
    publish(writing, made(7), 2)
    # What is left of a generation that has been cleared away answers nothing.
    with pytest.raises(StoreDown, match="byttes just ut"):
        found(old, hashed_encoder, QUESTIONS[0])


def test_a_publishing_that_is_cut_off_changes_nothing(postgresql_server, writing, reading, made, monkeypatch):
    first = made(3)
    publish(writing, first, 3)
    with monkeypatch.context() as patched:
        patched.setattr(connecting, "_TRY_FOR_S", 0.2)
        snapshot = made(5)

        def publish_and_be_killed():
            with writing.writing() as connection:
                publish_in(connection)
                postgresql_server.psql("postgres", f"SELECT pg_terminate_backend({connection.info.backend_pid});")
                connection.execute("SELECT 1")

        def publish_in(connection):
            from indexer.postgresql.generations import discard_after, number_in_force
            from indexer.postgresql.publishing import _Publishing

            discard_after(connection, number_in_force(connection) or 0)
            _Publishing(connection, snapshot).run()

        with pytest.raises(StoreDown):
            publish_and_be_killed()
    assert check(reading).manifest.id == first.manifest.id
    publish(writing, snapshot, 3)
    assert check(reading).manifest.id == snapshot.manifest.id


def test_an_earlier_generation_is_put_in_force_and_built_upon(writing, reading, made, hashed_encoder):
    first, second, third = made(3), made(4), made(5)
    for snapshot in (first, second, third):
        publish(writing, snapshot, 3)
    with writing.writing() as connection:
        assert roll_back(connection) == (second.manifest.id, third.manifest.id)
    with writing.writing() as connection:
        assert roll_back(connection, first.manifest.id) == (first.manifest.id, second.manifest.id)
    assert found(store_in(reading), hashed_encoder, "§ 12") == found(SnapshotStore(first), hashed_encoder, "§ 12")
    with pytest.raises(NoSnapshot), writing.writing() as connection:
        roll_back(connection)
    fourth = made(6)
    publish(writing, fourth, 3)
    assert [name for _, name in reading.read(kept_generations)] == [fourth.manifest.id, first.manifest.id]
    assert found(store_in(reading), hashed_encoder, "§ 42") == found(SnapshotStore(fourth), hashed_encoder, "§ 42")
    assert check(reading).passages == len(fourth.passages)


def test_one_writes_at_a_time(writing, made):
    snapshot = made(1)
    with writing.writing() as connection:
        lock(connection)
        with pytest.raises(BuildRunning):
            publish(writing, snapshot, 3)


def test_what_is_missing_is_found(postgresql_server, database, writing, reading, made):
    """A term's block, or what one passage holds."""
    publish(writing, made(2), 3)
    with single_connection(postgresql_server.url("paragraf_indexer", database)) as connection:
        for table, column in (("passage_terms", "passage"), ("posting", "term")):
            check(reading)
            gone = connection.execute(
                f"DELETE FROM {table} WHERE {column} = (SELECT min({column}) FROM {table}) RETURNING *"  # noqa: S608
            ).fetchall()
            with pytest.raises(DamagedSnapshot):
                check(reading)
            for row in gone:
                connection.execute(f"INSERT INTO {table} VALUES (%s, %s, %s)", row)  # noqa: S608


def test_every_passage_that_is_as_good_as_the_last_of_the_best_is_handed_out(writing, reading, made):
    """Of many that are alike, those that come first in the index are found, as in the folder."""
    alike = Paper("lika", "\n".join(f"§ {number} Om bron\n\nBron målas om.\n" for number in range(1, 120)))
    snapshot = made([*made_papers(2), alike])
    publish(writing, snapshot, 3)
    generation, seen = reading.read(generation_in_force), store_in(reading)._seen
    tokens = read_question("målas bron om", 1000).tokens
    whole = snapshot.lexical.scores(tokens)

    def best(connection):
        return Postings(connection, generation, seen, Allowed()).best(terms_of(connection, generation, tokens), 5)

    fifth = np.sort(whole)[-5]
    assert len(reading.read(best)) == np.count_nonzero(whole >= fifth) > 100


def test_an_installation_is_copied_either_way_and_is_the_same(writing, reading, made, tmp_path):
    snapshot = made(3)
    here, there = settings_for(tmp_path), settings_for(tmp_path / "other")
    assert bring(writing, there) is None
    assert send(writing, here) == snapshot.manifest.id
    assert bring(reading, there) == snapshot.manifest.id
    copied = open_snapshot(there.index_dir)
    assert (copied.documents, copied.passages, copied.inventory, copied.words) == (
        *(snapshot.documents, snapshot.passages, snapshot.inventory, snapshot.words),
    )
    assert np.array_equal(copied.keys, snapshot.keys)


def test_the_indexer_goes_on_from_what_the_database_has(postgresql_server, database, made, tmp_path, hashed_encoder):
    """On a machine that has nothing but the documents: what did not change is not embedded again."""
    address = postgresql_server.url("paragraf_indexer", database)
    papers = made_papers(4)
    made(papers[:3])
    other = tmp_path / "other"
    here, there = settings_for(tmp_path, store=address), settings_for(other, store=address)
    build_in_database(here, lambda: build(here, hashed_encoder, only_changes=True))
    write_corpus(other, papers)
    report = build_in_database(there, lambda: build(there, hashed_encoder, only_changes=True))
    assert report.reused_embeddings > report.embedded > 0
    with writer(address) as opened:
        assert check(opened).manifest.id == report.snapshot == current_id(there.index_dir)


def test_what_is_removed_is_in_no_file_of_the_database(postgresql_server, database, made, tmp_path, hashed_encoder):
    """Neither the word, nor the tokens that it is found under; and no machine brings it back."""
    secret = "Hemlighetsmakerskan"  # noqa: S105
    address, owner = (postgresql_server.url(f"paragraf_{role}", database) for role in ("indexer", "owner"))
    papers = [*made_papers(2), Paper("hemlig", f"§ 1 Ärende\n\n{secret} vill ha pengar för bron.\n")]
    made(papers)
    here, there = settings_for(tmp_path, store=address), settings_for(tmp_path / "other", store=address)
    build_in_database(here, lambda: build(here, hashed_encoder, only_changes=True))

    def is_in_files() -> bool:
        postgresql_server.psql("postgres", "CHECKPOINT; SELECT pg_switch_wal(); CHECKPOINT;")
        (folder,) = (postgresql_server.data / "base").glob(
            postgresql_server.psql("postgres", f"SELECT oid FROM pg_database WHERE datname = '{database}';").strip()  # noqa: S608
        )
        files = [*folder.rglob("*"), *(postgresql_server.data / "pg_wal").glob("0*")]
        wanted = {form.encode() for form in (secret, secret.lower(), "hemlighetsmakersk")}
        return any(form in file.read_bytes() for file in files for form in wanted)

    assert is_in_files()
    service = ServiceSettings.load(**{name: getattr(here, name) for name in ("corpus_dirs", "index_dir", "store")})
    remove_everywhere(service, hashed_encoder, [Part("hemlig")])
    rewrite(owner)
    assert not is_in_files()
    write_corpus(tmp_path / "other", papers)
    build_in_database(there, lambda: build(there, hashed_encoder, only_changes=True))
    with writer(address) as opened:
        assert {document.id for document in store_in(opened).library.documents(Filters(), 9, 0)[1]} == {
            "mote0",
            "mote1",
        }


@pytest.mark.parametrize("kept_share", [1, 10, 100])
def test_the_graph_finds_what_comparing_each_does(  # noqa: PLR0917
    postgresql_server, database, writing, reading, made, monkeypatch, kept_share
):
    """Also when a filter leaves one passage of ten or of a hundred, which the graph must walk past the others to."""
    papers = [
        replace(paper, organisation="Region Söderland" if at % kept_share == 0 else "Region Norrland")
        for at, paper in enumerate(made_papers(100))
    ]
    snapshot = made(papers)
    publish(writing, snapshot, 3)
    index_nearness(postgresql_server.url("paragraf_owner", database))
    monkeypatch.setattr("service.retrieval.postgresql.store._FEW", 1)
    exact, near = store_in(reading), store_in(reading, approximate=True)
    allowed = allowed_by(Filters(organisation="Region Söderland"), sorted)
    random, hits = np.random.default_rng(5), []
    for at in random.integers(len(snapshot.passages), size=20):
        vector = snapshot.passage_vectors.vectors(np.array([at]))[0]
        one, other = (
            set(reading.read(lambda connection, of=store: of.nearest_keys(connection, vector, allowed, 5)).tolist())  # noqa: B023
            for store in (exact, near)
        )
        assert len(other) == len(one)
        hits.append(len(one & other) / len(one))
    assert np.mean(hits) >= 0.98


@pytest.fixture
def live_models(monkeypatch, hashed_encoder):
    monkeypatch.setattr("service.engine.models.ModelCache.for_snapshot", lambda *_: word_models(hashed_encoder))


def test_a_service_takes_up_what_is_in_force_and_says_so_when_the_database_is_down(  # noqa: PLR0917
    postgresql_server, database, writing, made, tmp_path, live_models, monkeypatch
):
    monkeypatch.setattr(connecting, "_TRY_FOR_S", 0.3)
    publish(writing, made(3), 3)
    settings = settings_for(tmp_path, store=postgresql_server.url("paragraf_reader", database), refresh_s=0.1)
    with TestClient(create_app(settings, LiveEngine(settings))) as client:
        assert client.get("/readyz").json()["snapshot"] == current_id(settings.index_dir)
        snapshot = made(4)
        publish(writing, snapshot, 3)
        wait_until(lambda: client.get("/readyz").json()["snapshot"] == snapshot.manifest.id)
        asked = client.post("/api/v1/ask", json={"question": "vad beslutar kommunen om RS 2024-00012"})
        assert (asked.status_code, asked.json()["snapshot"]) == (200, snapshot.manifest.id)
        with single_connection(postgresql_server.url("postgres", "postgres")) as administrator:
            administrator.execute(f"ALTER DATABASE {database} ALLOW_CONNECTIONS false")
            administrator.execute(
                f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'"  # noqa: S608
            )
            # Of the snapshot that was in force; what was answered before may be answered again.
            down = client.post("/api/v1/ask", json={"question": "vad beslutar kommunen om RS 2024-00013"})
            assert (down.status_code, "retry-after" in down.headers) == (503, True)
            assert "Databasen" in down.json()["detail"]
            wait_until(lambda: client.get("/readyz").status_code == 503)
            assert client.get("/healthz").status_code == 200
            administrator.execute(f"ALTER DATABASE {database} ALLOW_CONNECTIONS true")
        wait_until(lambda: client.get("/readyz").status_code == 200)
        assert client.post("/api/v1/ask", json={"question": "§ 12"}).status_code == 200


def wait_until(is_so, seconds=30.0) -> None:
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.05)
