"""What the project promises of itself: pins, documentation that is complete, and code that keeps its shape."""

from __future__ import annotations

import ast
import os
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path

import click
import pytest

from eval.__main__ import commands as eval_commands
from indexer.__main__ import indexer as indexer_commands
from indexer.postgresql.commands import store as store_commands
from indexer.settings import SETTINGS_FILE_VARIABLE, known_variables
from service.__main__ import service as service_commands
from service.access import audit_commands
from service.access import commands as access_commands
from service.api.formats.changes.commands import webhooks as webhook_commands
from service.api.formats.oparl.commands import oparl as oparl_commands
from service.app import create_app
from service.base.settings import ServiceSettings
from tests.tiny_service import TinyEngine, TinySource

PROJECT = Path(__file__).resolve().parent.parent
PACKAGES = ("corpus", "indexer", "service", "eval")
# What each command line calls; a program of the topmost one is a group itself, or a command of the service.
GROUPS = {
    "paragraf keys": access_commands.keys,
    "paragraf audit": audit_commands.audit,
    "paragraf index": indexer_commands,
    "paragraf store": store_commands,
    "paragraf": service_commands,
    "paragraf webhooks": webhook_commands,
    "paragraf oparl": oparl_commands,
    "paragraf eval": eval_commands,
}
KEEPING = ("backup", "remove", "person", "weed", "restore")
PROGRAMS = ("index", "store", "watch", "fetch", "webhooks", "oparl", "keys", "audit", *KEEPING, "eval")
# What pages give to take along, besides the API.
FILES = (
    *("/beslut.csv", "/beslut.json", "/beslut.xlsx", "/beslut.atom"),
    *("/moten.ics", "/fraga.atom", "/svar.docx", "/svar.pdf"),
)
OPEN_DATA = (
    "/datasets/datapackage.json",
    "/datasets/{}.csv",
    "/datasets/{}.jsonl",
    "/datasets/{}.parquet",
    "/datasets/dcat",
    "/datasets/dcat.{}",
    "/sitemap.xml",
    "/oparl/v1.1",
    "/oparl/v1.1/body",
    "/oparl/v1.1/body/{}",
    "/oparl/v1.1/body/{}/{}",
    "/oparl/v1.1/text/{}",
    "/opensearch.xml",
)
# Frameworks and arrays are spoken everywhere; a contract of import-linter gives every other package one owner.
SHARED = frozenset(
    {"anyio", "click", "fastapi", "numpy", "pydantic", "safetensors", "starlette", "tokenizers", "torch"}
)

_PIN = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)==([0-9][A-Za-z0-9.!+_-]*)")
_PATH = re.compile(r"`(?:(GET|POST|PUT|DELETE) )?(/[^`\s?]*)")
_PARAMETER = re.compile(r"\{[^}]*\}")
_LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def read(name: str) -> str:
    return (PROJECT / name).read_text("utf-8")


@cache
def modules() -> tuple[tuple[str, ast.Module], ...]:
    """Every module of the application, by its path."""
    paths = [path for package in PACKAGES for path in sorted((PROJECT / package).rglob("*.py"))]
    return tuple((path.relative_to(PROJECT).as_posix(), ast.parse(path.read_text("utf-8"))) for path in paths)


def project_files() -> Iterator[Path]:
    """Every file of the project that is not ignored."""
    ignored = {".git", *(line.strip().rstrip("/") for line in read(".gitignore").splitlines())}
    for folder, subfolders, names in os.walk(PROJECT):
        subfolders[:] = sorted(set(subfolders) - ignored)
        yield from (Path(folder, name) for name in sorted(names))


@cache
def project_texts() -> tuple[tuple[str, str], ...]:
    """Every text of the project, by its path; the files of trials, some in encodings of their own, are left out."""
    trials = PROJECT / "tests" / "trials"
    contents = ((path, path.read_bytes()) for path in project_files() if not path.is_relative_to(trials))
    return tuple(
        (path.relative_to(PROJECT).as_posix(), content.decode("utf-8"))
        for path, content in contents
        if b"\0" not in content and path.suffix != ".pdf"
    )


def documentation() -> str:
    return "\n".join(text for name, text in project_texts() if name.endswith(".md"))


# Dependencies


def normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins_in(lines: list[str]) -> dict[str, str]:
    """The versions by normalised name; a line that pins nothing fails."""
    pins = {}
    for line in lines:
        match = _PIN.fullmatch(line)
        assert match, f"not pinned: {line}"
        pins[normalised(match[1])] = match[2]
    return pins


def locked(name: str) -> dict[str, str]:
    return pins_in([line for line in read(name).splitlines() if line and not line.startswith("#")])


def test_the_locks_agree_with_the_direct_dependencies():
    project = tomllib.loads(read("pyproject.toml"))
    direct = pins_in(project["project"]["dependencies"])
    run, development = locked("requirements.txt"), locked("requirements-dev.txt")
    assert direct.items() <= locked("requirements-serve.txt").items() <= run.items()
    assert pins_in(project["dependency-groups"]["dev"]).items() <= (run | development).items()
    assert not run.keys() & development.keys()
    for extra in project["project"]["optional-dependencies"].values():
        assert pins_in(extra).items() <= (run | development).items()


# Each of them runs in an environment of its own (`make bench-peers`).
RIVALS = "eval/experiments/peers/rivals/"


@cache
def imported_packages() -> frozenset[str]:
    """The packages from elsewhere that are imported."""
    imported: set[str] = set()
    for path, tree in modules():
        if path.startswith(RIVALS):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                imported |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level:
                # The client is also a package of its own, by another name.
                assert path.startswith("service/client/paragraf_client/"), (
                    f"{path}, line {node.lineno}: a relative import"
                )
            elif isinstance(node, ast.ImportFrom):
                imported.add(node.module or "")
    return frozenset({name.partition(".")[0] for name in imported} - sys.stdlib_module_names - set(PACKAGES))


def test_each_package_from_elsewhere_has_one_owner_by_contract():
    contracts = {
        each["name"]: each for each in tomllib.loads(read("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    }
    contract = contracts["each package from elsewhere has one owner"]
    # What the client library needs is not the service's, nor what the rivals need that Paragraf is measured by.
    alone = ("service.client.", RIVALS.replace("/", "."))
    owned = [line.partition(" -> ")[2] for line in contract["ignore_imports"] if not line.startswith(alone)]
    assert sorted(contract["forbidden_modules"]) == sorted(owned) == sorted(imported_packages() - SHARED)


def test_what_is_imported_is_a_direct_dependency():
    project = tomllib.loads(read("pyproject.toml"))["project"]
    direct = pins_in([*project["dependencies"], *chain.from_iterable(project["optional-dependencies"].values())])
    distributions = packages_distributions()
    strangers = {
        name
        for name in imported_packages()
        if not {normalised(distribution) for distribution in distributions[name]} & direct.keys()
    }
    assert strangers == set()


def test_nothing_upstream_is_imported():
    order = {package: position for position, package in enumerate(PACKAGES)}
    for path, tree in modules():
        own = order[path.partition("/")[0]]
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                position = order.get((node.module or "").partition(".")[0], -1)
                assert position <= own, f"{path}, line {node.lineno}"


# Documentation


def test_every_setting_is_documented_and_every_documented_one_exists():
    documented = set(re.findall(r"\bPARAGRAF_[A-Z_]*[A-Z]\b", read("docs/settings.md")))
    assert documented == known_variables(ServiceSettings)
    assert SETTINGS_FILE_VARIABLE in documented


def test_the_documented_defaults_are_those_of_the_settings():
    for name, field in ServiceSettings.model_fields.items():
        if isinstance(field.default, (str, int, float)):
            shown = str(field.default).lower() if isinstance(field.default, bool) else str(field.default)
            (line,) = [line for line in read("docs/settings.md").splitlines() if f"PARAGRAF_{name.upper()}`" in line]
            names, defaults = (re.findall(r"`([^`]*)`", cell) for cell in line.split("|")[1:3])
            assert dict(zip(names, defaults, strict=True))[f"PARAGRAF_{name.upper()}"] == shown


def application_paths() -> tuple[set[tuple[str, str]], set[str]]:
    """Method and path of every endpoint, and every path of the application; parameters without their names."""
    app = create_app(ServiceSettings(admin_key="nyckel-för-personal"), TinySource(TinyEngine()))
    endpoints = {
        (method.upper(), _PARAMETER.sub("{}", path))
        for path, methods in app.openapi()["paths"].items()
        for method in methods
    }
    paths = {path for _, path in endpoints}
    endpoints |= {("GET", path) for path in (*FILES, *OPEN_DATA)}
    pages = {
        "/",
        "/om",
        "/handlingar",
        "/tillganglighet",
        "/robots.txt",
        "/dokument/{}",
        "/arende/{}",
        "/beslut",
        "/moten",
        "/mote/{}",
        "/person/{}",
        "/parti/{}",
        "/granska",
        "/synpunkt",
        "/bevaka",
        "/mcp",
        "/h/{}",
        "/siffror/{}",
    }
    return endpoints, paths | {"/openapi.json", *FILES, *OPEN_DATA} | pages


def test_every_endpoint_is_documented_and_every_documented_path_exists():
    endpoints, paths = application_paths()
    named = [(method, _PARAMETER.sub("{}", path)) for method, path in _PATH.findall(read("docs/api.md"))]
    assert {path for _, path in named} == paths
    assert {(method, path) for method, path in named if method} <= endpoints | {("GET", "/openapi.json")}
    assert {path for _, path in endpoints} <= {path for _, path in named}


def test_the_pages_that_are_documented_answer():
    from fastapi.testclient import TestClient

    settings = ServiceSettings(admin_key="nyckel-för-personal")
    with TestClient(create_app(settings, TinySource(TinyEngine()))) as client:
        pages = (
            "/",
            "/om",
            "/handlingar",
            "/tillganglighet",
            "/robots.txt",
            "/dokument/plan-1",
            "/arende/24RS17",
            "/beslut",
            "/bevaka",
            "/granska",
        )
        asked = (f"{path}?fraga=avtalet" for path in FILES if not path.startswith(("/beslut", "/moten")))
        lists = (path for path in FILES if path.startswith(("/beslut", "/moten")))
        for path in ("/openapi.json", *pages, *lists, *asked):
            assert client.get(path).status_code == 200, path


@pytest.mark.parametrize("program", GROUPS)
def test_every_command_is_documented_and_every_documented_one_exists(program):
    group = GROUPS[program]
    assert isinstance(group, click.Group)
    lines = [line for line in documentation().splitlines() if program in line]
    documented = set(re.findall(rf"(?:^|[\s`/«(]){program} ([a-z][a-z-]*)", "\n".join(lines)))
    beside = {name for line in lines for name in re.findall(r"`([a-z-]+)(?: [^`]*)?`", line)}
    assert documented - set(PROGRAMS) <= set(group.commands)
    assert set(group.commands) <= documented | beside


def test_every_make_target_that_is_documented_exists():
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))
    assert set(re.findall(r"(?:`|^ +)make ([a-z-]+)", documentation(), re.MULTILINE)) <= targets


def test_every_link_between_documents_leads_somewhere():
    for name, text in project_texts():
        if name.endswith(".md"):
            for target in _LINK.findall(text):
                assert "://" in target or (PROJECT / name).parent.joinpath(target).exists(), f"{name}: {target}"


# Shape


def length_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines of a function from its name to its end, without its docstring."""
    first = function.body[0]
    told = ast.get_docstring(function, clean=False) is not None
    return function.end_lineno - function.lineno + 1 - (first.end_lineno - first.lineno + 1 if told else 0)


def test_functions_are_short():
    lengths = {
        f"{path}:{node.name}": length_of(node)
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    }
    assert {name: lines for name, lines in lengths.items() if lines > 40} == {}


def test_every_module_and_everything_public_says_what_it_is():
    for path, tree in modules():
        assert ast.get_docstring(tree), path
        for node in tree.body:
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_"):
                assert ast.get_docstring(node), f"{path}: {node.name}"


def test_nothing_is_left_to_do():
    marks = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME)\b")
    assert [name for name, text in project_texts() if marks.search(text)] == []


def test_no_file_names_a_package_registry():
    domains = [("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("crates", "io"), ("anaconda", "org")]
    hosts = re.compile("|".join(re.escape(".".join(parts)) for parts in domains))
    assert [name for name, text in project_texts() if hosts.search(text)] == []


def test_no_file_names_a_place_on_the_machine_of_one_developer():
    roots = "|".join(("Users", "root", "work", "mnt"))
    # A made-up home may stand as an example, so only the home of whoever runs this is looked for.
    home = f"|{re.escape(str(Path.home()))}/" if len(Path.home().parts) > 2 else ""
    places = re.compile(rf"(?<![\w.:/}}])/(?:{roots})/\w{home}")
    assert [name for name, text in project_texts() if places.search(text)] == []
