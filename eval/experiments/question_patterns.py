"""How many patterns are matched against a question: expressions, their alternatives, and entries of word lists.

A pattern counts where it is kept (a module of ``service/question``, or what that uses of ``corpus/vocabulary`` and the
reading of documents does not) or where it is used (elsewhere in the service, on something that is called a question).
What the reading of documents looks words up in does not count.
"""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from re import _constants, _parser  # type: ignore[attr-defined]
from types import ModuleType

from indexer.places import PROJECT

_MATCHING = frozenset({"search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split", "compile"})
_ENDS = frozenset({"startswith", "endswith", "removeprefix", "removesuffix"})
_VOCABULARY = ("corpus", "vocabulary")
_ASKED = re.compile(r"\bquestion\b|\basked\b")


@dataclass(frozen=True, slots=True)
class PatternCount:
    """The patterns of one module: expressions, all their alternatives, and entries of word lists."""

    module: str
    expressions: int
    alternatives: int
    entries: int

    @property
    def total(self) -> int:
        """Ways to say something: alternatives and entries."""
        return self.alternatives + self.entries


def count_patterns(tree: Path = PROJECT) -> tuple[PatternCount, ...]:
    """The modules of the project that match questions, each with how many patterns."""
    paths = sorted((tree / "service").rglob("*.py"))
    found = [_of_module(_name(path, tree), path) for path in paths if "question" in path.relative_to(tree).parts]
    found += [_of_vocabulary(name, tree, kept) for name, kept in _for_questions_alone(tree).items()]
    found += [_used_on_questions(_name(path, tree), path) for path in paths if "question" not in path.parts]
    return tuple(one for one in found if one.expressions or one.entries)


def alternatives(pattern: str) -> int:
    """How many ways an expression has: one, and one more for each branch after the first."""
    return 1 + _branches(_parser.parse(pattern))


def _branches(parsed: object) -> int:
    if isinstance(parsed, tuple) and len(parsed) == 2 and parsed[0] is _constants.BRANCH:
        return len(parsed[1][1]) - 1 + sum(map(_branches, parsed[1][1]))
    if isinstance(parsed, list | tuple | _parser.SubPattern):
        return sum(map(_branches, parsed))
    return 0


def _name(path: Path, tree: Path) -> str:
    return ".".join(path.relative_to(tree).with_suffix("").parts)


def _for_questions_alone(tree: Path) -> Mapping[str, frozenset[str]]:
    """What each module of the vocabulary keeps that questions are read by and documents are not."""
    paths = {_name(path, tree): path for path in sorted(tree.joinpath(*_VOCABULARY).glob("*.py"))}
    uses = {(name, kept): used for name, path in paths.items() for kept, used in _uses(name, path).items()}
    reading = [path for folder in ("corpus", "indexer") for path in (tree / folder).rglob("*.py")]
    read = _reached(uses, (path for path in reading if path not in paths.values()))
    asked = _reached(uses, (tree / "service" / "question").glob("*.py"))
    return {name: frozenset(kept for module, kept in asked - read if module == name) for name in paths}


def _uses(name: str, path: Path) -> Mapping[str, frozenset[tuple[str, str]]]:
    """What each definition of a module is made of: others of its own, and what is imported."""
    body = ast.parse(path.read_text("utf-8")).body
    known = {
        alias.asname or alias.name: (node.module, alias.name)
        for node in body
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
    }
    own = [(kept, node) for node in body for kept in _defined(node)]
    known |= {kept: (name, kept) for kept, _ in own}
    return {
        kept: frozenset(known[each.id] for each in ast.walk(node) if isinstance(each, ast.Name) and each.id in known)
        for kept, node in own
    }


def _defined(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        yield from (each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name))


def _reached(
    uses: Mapping[tuple[str, str], frozenset[tuple[str, str]]], readers: Iterable[Path]
) -> frozenset[tuple[str, str]]:
    """All definitions of the vocabulary that these modules use, or that what they use is made of."""
    imported = {name for path in readers for name in _imports(path)}
    left = [kept for kept in uses if ".".join(kept) in imported]
    found: set[tuple[str, str]] = set()
    while left:
        kept = left.pop()
        if kept not in found:
            found.add(kept)
            left += [other for other in uses[kept] if other in uses]
    return frozenset(found)


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


# All that a module keeps


def _of_module(name: str, path: Path) -> PatternCount:
    """All the patterns that a module keeps, and those that its functions spell out."""
    module = importlib.import_module(name)
    own = [value for key, value in vars(module).items() if not key.startswith("__") and _is_own(value, module)]
    return _counted(name, own, _inline(ast.parse(path.read_text("utf-8"))))


def _of_vocabulary(name: str, tree: Path, kept: frozenset[str]) -> PatternCount:
    """The patterns among some definitions of a module."""
    module = importlib.import_module(name)
    values = [getattr(module, each) for each in sorted(kept)]
    own = [value for value in values if isinstance(value, re.Pattern | Mapping | Set | Sequence)]
    own = [value for value in own if not isinstance(value, str)]
    functions = [
        node
        for node in ast.parse((tree / f"{name.replace('.', '/')}.py").read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name in kept
    ]
    return _counted(name, own, [text for function in functions for text in _inline(function)])


def _counted(name: str, own: Iterable[object], inline: Iterable[str]) -> PatternCount:
    """What some values and the texts that functions spell out hold."""
    values = list(own)
    texts = [pattern.pattern for value in values for pattern in _patterns(value)] + list(inline)
    entries = [entry for value in values for entry in _entries(value)]
    return PatternCount(name, len(texts), sum(map(alternatives, texts)), sum(map(_ways, entries)))


def _is_own(value: object, module: ModuleType) -> bool:
    """Whether a value is made in this module and not in one that it imports from."""
    if not isinstance(value, re.Pattern | str | Mapping | Set | Sequence) or isinstance(value, str):
        return False
    others = (importlib.import_module(name) for name in _imports_of(module))
    return not any(value is kept for other in others for kept in vars(other).values())


def _imports_of(module: ModuleType) -> frozenset[str]:
    found = frozenset(_imports(Path(str(module.__file__))))
    return frozenset(
        name for name in found if name.split(".")[0] in ("corpus", "indexer", "service") and _is_module(name)
    )


def _is_module(name: str) -> bool:
    path = PROJECT.joinpath(*name.split("."))
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


def _patterns(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, Mapping):
        yield from (each for pair in value.items() for one in pair for each in _patterns(one))
    elif isinstance(value, Set | Sequence) and not isinstance(value, str):
        yield from (each for one in value for each in _patterns(one))


def _entries(value: object) -> Iterator[str]:
    """The words of a list; of a table its keys, or what stands behind names that are no words of a question."""
    if isinstance(value, Enum) or (isinstance(value, Mapping) and not any(map(_is_words, value.values()))):
        return
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        keys, values = [[each for one in side for each in _entries(one)] for side in (value.keys(), value.values())]
        yield from max(keys, values, key=lambda side: sum(map(_ways, side)))
    elif isinstance(value, Set | Sequence):
        yield from (each for one in value for each in _entries(one))


def _is_words(value: object) -> bool:
    return isinstance(value, re.Pattern | Set | Sequence) and not isinstance(value, Enum)


def _ways(entry: str) -> int:
    """How many ways an entry has: where it is no expression but a word with a star, one."""
    try:
        return alternatives(entry)
    except re.error:
        return 1


def _inline(tree: ast.AST) -> Iterator[str]:
    """What functions spell out: ``re.sub("…", …)``, ``word in ("…", "…")``, ``word.endswith("…")``."""
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and _is_of_re(node):
                yield from _literal(node.args[0])
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _ENDS:
                yield from (text for each in node.args for text in _literal(each) if any(map(str.isalpha, text)))
            elif isinstance(node, ast.Compare):
                for each in node.comparators:
                    if isinstance(each, ast.Tuple | ast.List | ast.Set):
                        yield from (text for item in each.elts for text in _literal(item))
            elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple):
                yield from (text for item in node.value.elts for text in _literal(item))


def _is_of_re(node: ast.Call) -> bool:
    return (
        isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "re"
        and node.func.attr in _MATCHING
        and bool(node.args)
    )


def _literal(node: ast.expr) -> Iterator[str]:
    """The text of a literal; what is put into one counts as one way."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values)


# What is used on a question elsewhere


def _used_on_questions(name: str, path: Path) -> PatternCount:
    """The expressions of a module that are matched against something that is called a question."""
    tree = ast.parse(path.read_text("utf-8"))
    used = frozenset(
        node.func.value.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in _MATCHING
        and isinstance(node.func.value, ast.Name)
        and any(_ASKED.search(ast.unparse(each)) for each in node.args)
    )
    if not used:
        return PatternCount(name, 0, 0, 0)
    module = importlib.import_module(name)
    patterns = [pattern for each in sorted(used) for pattern in _patterns(getattr(module, each, None))]
    return PatternCount(name, len(patterns), sum(alternatives(one.pattern) for one in patterns), 0)
