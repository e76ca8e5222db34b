"""Small corpora and the settings to index them with, for the tests of building and snapshots."""

from __future__ import annotations

from pathlib import Path

from indexer.settings import IndexSettings

AGREEMENT = """§ 98 Uppsägning av avtalet

Diarienummer: 24RS17

Beslut

Regionstyrelsen beslutar att säga upp avtalet om busstrafik.

Ärendebeskrivning

Avtalet löper ut i mars. Det kostar för mycket på kvällarna.
"""
PLAN = """# Inledning

Planen gäller för hela hälsocentralen i Storuman.

# Mål

Mål\tUtfall 2023\tMål 2025
Kortare väntetider\t71 %\t72 %
Fler hembesök\t31 %\t29 %
"""
BUDGET = """Budget för kollektivtrafiken

Fullmäktige fastställer ramen till 150 910 744 kronor.

Resten går till underhåll av snöskotrar.
"""


def write_corpus(folder: Path, **texts: str) -> Path:
    """The corpus folder under ``folder`` with one Markdown file for each text, by its name without the suffix."""
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (corpus / f"{name}.md").write_text(text, "utf-8")
    return corpus


def settings_under(folder: Path, **values: object) -> IndexSettings:
    """Settings that read ``folder``/corpus and write ``folder``/index."""
    folders = {"corpus_dirs": (folder / "corpus",), "index_dir": folder / "index", "cache_dir": folder / "cache"}
    return IndexSettings.load(**(folders | values))


def files_under(folder: Path) -> dict[str, bytes]:
    """The content of every file under ``folder``, by its name from there."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }
