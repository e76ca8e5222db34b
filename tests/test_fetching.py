"""Documents fetched from a real server on this machine, sound and faulty, into a folder that is then indexed."""

from __future__ import annotations

import gzip
import itertools
import re
import tomllib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from indexer.building import build
from indexer.commands import DONE, NOT_WHOLE, run
from indexer.snapshot import open_snapshot
from paragraf import EXPECTED
from service.base.reaching import OwnNetwork, is_public, number_of
from service.fetching.commands import TO_BE_ACCEPTED, fetching
from service.fetching.errors import FetchFault
from service.fetching.fetching import Fetched, fetch
from service.fetching.getting import Getter
from service.fetching.originals import Originals
from service.fetching.sources import Source, read_sources
from tests.document_server import DocumentServer, Page, serving_documents
from tests.small_corpus import settings_for

MINUTES = "# Protokoll från regionstyrelsen\n\n## § 1 Busslinje 12\n\nRegionstyrelsen beslutar att köpa {} bussar.\n"
TEXT = {"Content_Type": "text/plain; charset=utf-8"}
MOST = 50_000

Fetch = Callable[..., tuple[int, str, str]]


@pytest.fixture
def server() -> Iterator[DocumentServer]:
    with serving_documents() as running:
        yield running


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "corpus"


@pytest.fixture(name="fetch")
def command(tmp_path, folder, monkeypatch, capsys) -> Fetch:
    """Fetches a source with the given lines; gives exit code, output and errors."""
    monkeypatch.setenv("PARAGRAF_FETCH_DIR", str(folder))
    monkeypatch.setenv("PARAGRAF_CORPUS_DIRS", str(folder))
    monkeypatch.setenv("PARAGRAF_MAX_FILE_BYTES", str(MOST))

    def fetched(*lines: str, internal: str = "127.0.0.1", flags: tuple[str, ...] = ()) -> tuple[int, str, str]:
        file = tmp_path / "källor.toml"
        head = ["[[source]]", 'name = "regionen"', "seconds_between = 0", f'internal = "{internal}"']
        file.write_text("\n".join([*head, *lines]), "utf-8")
        code = run(fetching, "paragraf", EXPECTED, ["fetch", "--sources", str(file), *flags])
        return code, *capsys.readouterr()

    return fetched


def addresses(server: DocumentServer, *paths: str) -> str:
    return f"addresses = {[server.url(path) for path in paths]}"


def documents(folder: Path) -> list[Path]:
    """The files that were laid in the folder of the source."""
    return sorted(path for path in (folder / "regionen").glob("[!.]*") if path.name != "paragraf.toml")


def test_what_was_fetched_is_indexed_with_what_is_told_of_it(server, fetch, folder, hashed_encoder, tmp_path):
    server.pages["/p/1"] = Page(MINUTES.format(7), **TEXT)
    code, said, faults = fetch(addresses(server, "/p/1"), 'organisation = "Region Exempel"', 'kind = "minutes"')
    assert (code, said, faults) == (DONE, "regionen: 1 nya eller ändrade, 0 oförändrade.\n", "")
    settings = settings_for(tmp_path)
    assert build(settings, hashed_encoder).is_whole
    (document,) = open_snapshot(settings.index_dir).documents
    assert (document.organisation, document.kind, document.source_url) == (
        "Region Exempel",
        "minutes",
        server.url("/p/1"),
    )
    assert "köpa 7 bussar" in document.text


def test_a_list_page_gives_the_links_that_fit_the_pattern_each_once(server, fetch, folder):
    links = ("a.txt", "/b.txt#sida=2", "b.txt", "om", "mailto:x@exempel.se", "http://[fel/c.txt", "javascript:void(0)")
    page = "".join(f'<a href="{link}">Protokoll</a>' for link in links)
    server.pages["/lista"] = Page(f"<html><body>{page}</body></html>", Content_Type="text/html")
    for name in ("a", "b"):
        server.pages[f"/{name}.txt"] = Page(MINUTES.format(name), **TEXT)
    code, said, _ = fetch(f'list = "{server.url("/lista")}"', r"pattern = '\.txt$'")
    assert (code, len(documents(folder))) == (DONE, 2)
    assert "2 nya" in said
    assert server.paths() == ["/robots.txt", "/lista", "/a.txt", "/b.txt"]


def test_what_has_not_changed_is_asked_for_and_not_sent_again(server, fetch, folder):
    server.pages["/p"] = Page(MINUTES.format(7), ETag='"ett"', **TEXT)
    fetch(addresses(server, "/p"))
    (before,) = documents(folder)
    assert "0 nya eller ändrade, 1 oförändrade" in fetch(addresses(server, "/p"))[1]
    assert server.asked[-1][1]["if-none-match"] == '"ett"'
    server.pages["/p"] = Page(MINUTES.format(8), ETag='"två"', **TEXT)
    assert "1 nya eller ändrade" in fetch(addresses(server, "/p"))[1]
    assert documents(folder) == [before]
    assert "köpa 8 bussar" in before.read_text("utf-8")
    before.unlink()
    assert "1 nya eller ändrade" in fetch(addresses(server, "/p"))[1]
    assert "if-none-match" not in server.asked[-1][1]


def test_address_day_and_digest_are_remembered_and_no_name_is_the_servers(server, fetch, folder):
    attached = {**TEXT, "Content_Disposition": 'attachment; filename="../../ut.sh"'}
    server.pages["/x/..%2f..%2fut.sh?f=/etc/passwd"] = Page(MINUTES.format(7), **attached)
    fetch(addresses(server, "/x/..%2f..%2fut.sh?f=/etc/passwd"))
    (file,) = documents(folder)
    assert file.suffix == ".txt"
    assert set(file.stem) <= set("0123456789abcdef")
    told = tomllib.loads((folder / "regionen" / "paragraf.toml").read_text("utf-8"))[file.name]
    assert told["source_url"] == server.url("/x/..%2f..%2fut.sh?f=/etc/passwd")
    assert not [path for path in folder.parent.rglob("*") if "ut.sh" in path.name or "passwd" in path.name]
    remembered = (folder / "regionen" / ".fetched.json").read_text("utf-8")
    assert told["sha256"] in remembered
    assert '"fetched": "20' in remembered


def test_robots_are_minded_and_rules_that_cannot_be_read_forbid_everything(server, fetch, folder):
    server.pages["/robots.txt"] = Page("User-agent: *\nDisallow: /inte\n", Content_Type="text/plain")
    for path in ("/inte/1", "/g%C3%A4rna"):
        server.pages[path] = Page(MINUTES.format(7), **TEXT)
    code, _, faults = fetch(addresses(server, "/inte/1", "/gärna"))
    assert (code, len(documents(folder))) == (NOT_WHOLE, 1)
    assert "robots.txt säger nej" in faults
    assert "/inte/1" not in server.paths()
    server.pages["/robots.txt"] = Page(status=500)
    server.asked.clear()
    assert "robots.txt: svarade 500" in fetch(addresses(server, "/gärna"))[2]
    assert server.paths() == ["/robots.txt"]


def _endless(handler: BaseHTTPRequestHandler) -> None:
    for _ in itertools.count():
        handler.wfile.write(b"ord " * 1000)


PDF = {"Content_Type": "application/pdf"}
FAULTS = {
    "endless body": (Page(_endless, **TEXT), "är större än 50000 byte"),
    "gzip bomb": (Page(gzip.compress(b"0" * 300_000_000), Content_Encoding="gzip", **TEXT), "är större än 50000 byte"),
    "gzip that is none": (Page("ord", Content_Encoding="gzip", **TEXT), "packat på ett sätt som inte går att läsa"),
    "gzip cut short": (Page(gzip.compress(MINUTES.encode())[:-12], Content_Encoding="gzip", **TEXT), "kom inte helt"),
    "packing nobody asked for": (Page("ord", Content_Encoding="br", **TEXT), "är packat som br"),
    "body cut short": (Page("ord", Content_Length="900", **TEXT), "svarar inte"),
    "wrong type": (Page(b"\x89PNG\r\n", Content_Type="image/png"), "är av en typ som inte läses (image/png)"),
    "program": (Page(b"\x7fELF", Content_Type="application/octet-stream"), "är av en typ som inte läses"),
    "no type": (Page("ord"), "är av en typ som inte läses (okänd)"),
    "pdf that is none": (Page("ord", **PDF), "är av en typ som inte läses (application/pdf)"),
    "server's fault": (Page(status=500), "svarade 500"),
    "redirect to a private number": (Page(status=302, Location="http://127.0.0.2:9/"), "127.0.0.2 är på ett eget nät"),
    "redirect to a mapped number": (Page(status=302, Location="http://[::ffff:127.0.0.1]/"), "är på ett eget nät"),
    "redirect to a number in disguise": (Page(status=301, Location="http://2130706434/"), "är på ett eget nät"),
    "redirect to a file": (Page(status=302, Location="file:///etc/passwd"), "ingen adress som börjar med http"),
    "redirect to nowhere": (Page(status=302), "skickar vidare för många gånger"),
    "redirect with a password": (Page(status=302, Location="http://a:b@127.0.0.1/"), "utan användarnamn"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_faulty_reply_leaves_what_was_fetched_before(server, fetch, folder, name):
    server.pages["/p"] = Page(MINUTES.format(7), **TEXT)
    fetch(addresses(server, "/p", "/annan"))
    (before,) = documents(folder)
    server.pages["/p"], fault = FAULTS[name]
    server.pages["/annan"] = Page(MINUTES.format(9), **TEXT)
    code, said, faults = fetch(addresses(server, "/p", "/annan"))
    assert code == NOT_WHOLE
    assert fault in faults
    assert "1 nya" in said
    assert "köpa 7 bussar" in before.read_text("utf-8")
    assert len(documents(folder)) == 2


def test_a_web_page_in_place_of_a_pdf_is_no_document(server, fetch, folder):
    server.pages["/a.pdf"] = Page("<!doctype html><p>Logga in</p>", Content_Type="text/html")
    assert "svarade med en webbsida i stället för .pdf" in fetch(addresses(server, "/a.pdf"))[2]
    assert documents(folder) == []


def test_a_redirect_is_followed_with_the_robots_of_where_it_leads(server, fetch, folder):
    with serving_documents() as other:
        other.pages["/robots.txt"] = Page("User-agent: paragraf\nDisallow: /nej\n", Content_Type="text/plain")
        for path in ("/ja", "/nej"):
            other.pages[path] = Page(MINUTES.format(7), **TEXT)
            server.pages[path] = Page(status=307, Location=other.url(path))
        faults = fetch(addresses(server, "/ja", "/nej"))[2]
    assert "robots.txt säger nej" in faults
    assert len(documents(folder)) == 1
    assert other.paths() == ["/robots.txt", "/ja"]


def test_a_server_that_wants_us_to_wait_is_left_alone_until_next_time(server, fetch, folder):
    server.pages["/1"] = Page(status=429, Retry_After="60")
    server.pages["/2"] = Page(MINUTES.format(7), **TEXT)
    code, _, faults = fetch(addresses(server, "/1", "/2"))
    assert code == NOT_WHOLE
    assert "Resten av källan hämtas nästa gång" in faults
    assert "/2" not in server.paths()


def test_a_host_on_the_own_network_is_asked_only_where_the_source_names_it(server, fetch):
    code, _, faults = fetch(addresses(server, "/p"), internal="diarium.exempel.se")
    assert code == NOT_WHOLE
    assert "127.0.0.1 är på ett eget nät" in faults
    assert server.asked == []


OWN = (
    "10.0.0.1 172.16.3.4 192.168.1.1 127.0.0.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 255.255.255.255 ::1 :: "
    "fe80::1%eth0 fc00::1 fec0::1 ff02::1 ::ffff:10.0.0.1 ::127.0.0.1 64:ff9b::7f00:1 2002:7f00:1:: 2001:0:7f00:1::"
)


@pytest.mark.parametrize("number", OWN.split())
def test_numbers_of_own_networks_are_no_public_ones_in_any_form(number):
    assert not is_public(number)


def test_numbers_of_the_internet_are_public():
    assert all(map(is_public, ("93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::ffff:93.184.215.14")))


def test_a_name_that_stands_for_a_public_and_a_private_number_is_refused(monkeypatch):
    found = [(0, 0, 0, "", (number, 80)) for number in ("93.184.215.14", "10.0.0.1")]
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: found)
    with pytest.raises(OwnNetwork):
        number_of("http://exempel.se/", is_internal=False)


def test_the_very_number_that_was_checked_is_asked(server, fetch, folder, monkeypatch):
    """A name that stands for another number a moment later leads nowhere else."""
    checked = iter(["127.0.0.1"] * 2)  # for its robots.txt and for the document

    def answer(host: str, port: int, *_: object, **__: object) -> list[object]:
        return [(2, 1, 6, "", (next(checked, "10.9.9.9") if host == "exempel.se" else host, port))]

    monkeypatch.setattr("socket.getaddrinfo", answer)
    server.pages["/p"] = Page(MINUTES.format(7), **TEXT)
    code, _, _ = fetch(f'addresses = "http://exempel.se:{server.server_port}/p"', internal="exempel.se")
    assert (code, len(documents(folder))) == (DONE, 1)
    assert {headers["host"] for _, headers in server.asked} == {f"exempel.se:{server.server_port}"}
    assert next(checked, None) is None


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ("", "saknas"),
        ("[[source]]\nname = 'a'", "en källa ska ha en av"),
        ("[[source]]\nname = '../a'\nlist = 'https://exempel.se'", "ska vara små bokstäver"),
        ("[[source]]\nname = 'a'\nlist = 'ftp://exempel.se'", "ingen adress som börjar med http"),
        ("[[source]]\nname = 'a'\nlist = 'https://exempel.se'\npattern = '('", "inget reguljärt uttryck"),
        ("[[source]]\nname = 'a'\nlist = 'https://exempel.se'\nkind = 'brev'", "okänd typ «brev»"),
        ("[[source]]\nname = 'a'\nlist = 'https://exempel.se'\ntakt = 1", "okänd nyckel"),
        ("[[source]]\nname = 'a'\nlist = 'https://a.se'\n" * 2, "två källor heter a"),
        ("[[source", "går inte att läsa"),
    ],
)
def test_a_file_of_sources_that_cannot_be_used_says_why(tmp_path, lines, fault):
    (tmp_path / "k.toml").write_text(lines, "utf-8")
    with pytest.raises(FetchFault, match=fault.replace("(", r"\(")):
        read_sources(tmp_path / "k.toml")


def test_a_sitemap_and_those_that_it_names_are_read_packed_too(server, fetch, folder):
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    inner = f"<urlset {space}>{''.join(f'<url><loc>{server.url(p)}</loc></url>' for p in ('/a.txt', '/om'))}</urlset>"
    names = "".join(f"<sitemap><loc>{server.url(p)}</loc></sitemap>" for p in ("/inre.xml.gz", "/karta.xml"))
    server.pages["/karta.xml"] = Page(f"<sitemapindex {space}>{names}</sitemapindex>", Content_Type="text/xml")
    server.pages["/inre.xml.gz"] = Page(gzip.compress(inner.encode()), Content_Type="application/gzip")
    server.pages["/a.txt"] = Page(MINUTES.format(7), **TEXT)
    assert fetch(f'sitemap = "{server.url("/karta.xml")}"', r"pattern = '\.txt$'")[0] == DONE
    assert len(documents(folder)) == 1
    assert "/om" not in server.paths()


ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>P</title><entry><title>A</title><link href="/a.txt"/></entry>'
    '<entry><title>B</title><link rel="self" href="/nej.txt"/><link rel="enclosure" href="b.txt"/></entry></feed>'
)
RSS = (
    '<rss version="2.0"><channel><item><link>/a.txt</link></item>'
    '<item><enclosure url="b.txt" type="text/plain" length="9"/></item></channel></rss>'
)


@pytest.mark.parametrize("feed", [ATOM, RSS], ids=["atom", "rss"])
def test_a_feed_gives_what_its_entries_lead_to_and_enclose(server, fetch, folder, feed):
    server.pages["/f/"] = Page(feed, Content_Type="application/xml")
    server.pages["/a.txt"] = Page(MINUTES.format(7), **TEXT)
    server.pages["/f/b.txt"] = Page(MINUTES.format(8), **TEXT)
    assert fetch(f'feed = "{server.url("/f/")}"')[0] == DONE
    assert len(documents(folder)) == 2


NO_LISTS = ("ord", "/etc/passwd", "http://127.0.0.1:9/", "", "<!DOCTYPE a [<!ENTITY b 'c'>]><urlset>&b;</urlset>")


@pytest.mark.parametrize("way", ["feed", "sitemap", "list"])
@pytest.mark.parametrize("body", NO_LISTS)
def test_what_is_no_list_gives_no_documents(server, fetch, folder, way, body):
    server.pages["/l"] = Page(body, Content_Type="text/plain")
    code, _, faults = fetch(f'{way} = "{server.url("/l")}"')
    assert documents(folder) == []
    assert code == NOT_WHOLE
    assert any(words in faults for words in ("ingen webbsida", "ingen webbplatskarta", "inget flöde"))


# What is withdrawn

FIRST = datetime(2025, 3, 1, 4, tzinfo=UTC)
NEXT, DAY = timedelta(minutes=5), timedelta(hours=23, minutes=55)


class Runs:
    """Fetches of one source at moments that a test decides."""

    def __init__(self, folder: Path, **source: object) -> None:
        self._folder = folder
        self.source = Source(name="regionen", seconds_between=0, internal="127.0.0.1", **source)

    def at(self, moment: datetime, **more: bool) -> Fetched:
        originals = Originals(self._folder / "regionen", self.source.told)
        return fetch(self.source, originals, Getter(self.source.internal, 0, MOST), moment, **more)


@pytest.fixture
def listed(server, folder) -> Runs:
    """A source of twenty documents that a page lists."""
    names = [f"/{number}.txt" for number in range(20)]
    server.pages |= {name: Page(MINUTES.format(name), **TEXT) for name in names}
    _list(server, names)
    runs = Runs(folder, list=server.url("/lista"))
    assert runs.at(FIRST).written == 20
    return runs


def _list(server: DocumentServer, names: list[str]) -> None:
    links = "".join(f'<a href="{name}">{name}</a>' for name in names)
    server.pages["/lista"] = Page(f"<html><body><p>Protokoll</p>{links}</body></html>", Content_Type="text/html")


@pytest.mark.parametrize("status", [404, 410])
def test_what_is_gone_twice_a_day_apart_is_taken_out(server, folder, listed, status):
    server.pages["/3.txt"] = Page(status=status)
    assert [listed.at(FIRST + after).removed for after in (DAY, DAY + NEXT, 2 * DAY)] == [0, 0, 1]
    assert len(documents(folder)) == 19
    assert "/3.txt" not in (folder / "regionen" / "paragraf.toml").read_text("utf-8")


def test_what_is_gone_from_a_list_that_was_read_whole_is_taken_out_a_day_later(server, folder, listed):
    _list(server, [f"/{number}.txt" for number in range(19)])
    assert [listed.at(FIRST + days * DAY).removed for days in (1, 2)] == [0, 1]
    assert len(documents(folder)) == 19


@pytest.mark.parametrize("between", ["back", "fault", "no list"])
def test_what_comes_back_or_cannot_be_told_of_stays(server, folder, listed, between):
    there, whole = server.pages["/3.txt"], server.pages["/lista"]
    server.pages["/3.txt"] = Page(status=404)
    listed.at(FIRST + DAY)
    if between == "back":
        server.pages["/3.txt"] = there
        listed.at(FIRST + DAY + NEXT)
        server.pages["/3.txt"] = Page(status=404)
    elif between == "fault":
        server.pages["/3.txt"] = Page(status=500)
    else:
        server.pages["/lista"] = Page(whole.body, status=500)
    assert listed.at(FIRST + 2 * DAY).removed == 0
    assert len(documents(folder)) == 20


def test_more_than_a_tenth_of_a_source_goes_only_when_somebody_says_so(server, folder, listed):
    _list(server, [f"/{number}.txt" for number in range(10)])
    listed.at(FIRST + DAY)
    for days in (2, 3):
        done = listed.at(FIRST + days * DAY)
        assert (done.removed, done.stopped, len(documents(folder))) == (0, 10, 20)
    done = listed.at(FIRST + 4 * DAY, accept_removals=True)
    assert (done.removed, done.stopped, len(documents(folder))) == (10, 0, 10)


def test_the_command_says_that_much_is_gone_and_how_to_accept_it(server, fetch, folder):
    server.pages["/p"] = Page(MINUTES.format(7), **TEXT)
    fetch(addresses(server, "/p"))
    server.pages["/p"] = Page(status=404)
    fetch(addresses(server, "/p"))
    state = folder / "regionen" / ".fetched.json"
    since = re.compile(r'("missing": ")20\d\d')
    assert since.search(state.read_text("utf-8"))
    state.write_text(since.sub(r"\g<1>2020", state.read_text("utf-8")), "utf-8")
    code, _, faults = fetch(addresses(server, "/p"))
    assert (code, len(documents(folder))) == (TO_BE_ACCEPTED, 1)
    assert "paragraf fetch --only regionen --accept-removals" in faults
    code, said, _ = fetch(addresses(server, "/p"), flags=("--accept-removals",))
    assert (code, documents(folder)) == (NOT_WHOLE, [])
    assert "1 borttagna" in said


def test_what_leaves_a_feed_is_not_withdrawn_until_its_address_is(server, folder):
    server.pages["/f/"] = Page(RSS, Content_Type="application/xml")
    for path in ("/a.txt", "/f/b.txt"):
        server.pages[path] = Page(MINUTES.format(path), **TEXT)
    runs = Runs(folder, feed=server.url("/f/"))
    runs.at(FIRST)
    server.pages["/f/"] = Page('<rss version="2.0"><channel/></rss>', Content_Type="application/xml")
    assert [runs.at(FIRST + days * DAY).removed for days in (1, 2, 3)] == [0, 0, 0]
    server.pages["/a.txt"] = Page(status=410)
    assert [runs.at(FIRST + days * DAY, accept_removals=True).removed for days in (4, 5)] == [0, 1]
    assert len(documents(folder)) == 1


def test_what_is_remembered_and_damaged_is_said_to_be(listed, folder):
    (folder / "regionen" / ".fetched.json").write_text("{", "utf-8")
    with pytest.raises(FetchFault, match="går inte att läsa"):
        listed.at(FIRST)
    assert len(documents(folder)) == 20
