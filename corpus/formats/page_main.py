"""The part of a web page that is its text; menus, banners, feet and scripts are taken out.

Where the main text stands is told by the page itself (``main``, ``role="main"``): Swedish public bodies must mark it.
Older pages are cleaned of what is named as, or looks like, navigation.
"""

from __future__ import annotations

import re
from math import inf

from corpus.formats.markup import Element, is_element, tidy
from corpus.formats.page_style import Styles

_NEVER_TEXT = frozenset(
    {
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "math",
        "head",
        "nav",
        "aside",
        "footer",
        "button",
        "iframe",
        "object",
        "embed",
        "audio",
        "video",
        "canvas",
        "dialog",
        "map",
        "applet",
    }
)
_NEVER_ROLES = frozenset(
    {
        "navigation",
        "banner",
        "contentinfo",
        "search",
        "complementary",
        "dialog",
        "alertdialog",
        "menu",
        "menubar",
        "toolbar",
    }
)
# Named for what leads elsewhere; «skip» alone is a word of layout («sv-skip-spacer»)
_NEVER_NAMES = re.compile(
    r"(?:^|[-_\s])(?:cookies?|cookie\w*|kakor|consent|breadcrumbs?|brodsmul\w*|brödsmul\w*|menu|meny|nav|navbar|navigation"
    r"|sidebar|site-?header|footer|skip-?links?|skip-?(?:nav|to)\w*|share|sharing|dela|social|related|newsletter|pagination)"
    r"(?:$|[-_\s])",
    re.IGNORECASE,
)
# What only screen readers read out
_UNSEEN_NAMES = re.compile(
    r"(?:^|[-_\s])(?:visually-?hidden|sr-only|screen-?reader\S*|element-invisible)(?:$|[-_\s])", re.I
)
_MATTER = re.compile(r"(?:§{1,2}\s?\d|\d\s?§)")
_MAY_HOLD_MATTERS = frozenset({"aside", "footer", "dialog"})
_HEADING_TAGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_FIELD_TAGS = ("input", "textarea", "select")
_LARGE_SHARE = 0.5
_LINKED = 0.5
_SHORT = 400
_LEAST_FOLDED = 20
_ALSO_WORDS = re.compile(r"(?:^|[-_\s])(?:dela|social|related)(?:$|[-_\s])", re.IGNORECASE)
# So many links make a menu above the heading of the page
_LISTS = {"ul": 2, "ol": 2, "div": 15}
_TO_TEXT = re.compile(r"(?:hoppa|gå|till)\b.{0,20}\b(?:innehåll|meny|navigation|sök)\w*", re.IGNORECASE)
_NEARLY_NONE = 0.1


def main_text(root: Element, styles: Styles) -> Element:
    """The element that holds the text of a page, what is no text taken out of it."""
    main = _main(root)
    total = _length(main)
    above = next(main.iter("h1"), None) is not None
    for node in list(main.iter()):
        if node is main or not is_element(node):
            continue
        above = above and node.tag != "h1"
        unseen = styles.hides(node) or (_UNSEEN_NAMES.search(node.get("class", "")) and not _holds_text(node))
        if unseen or _is_no_text(node, total) or (above and _is_list_of_links(node)):
            _remove(node)
    return main


def _main(root: Element) -> Element:
    """The element that holds the main text; the body when none is marked."""
    marked = [*root.iter("main"), *(node for node in root.iter() if is_element(node) and node.get("role") == "main")]
    full = [node for node in marked if tidy(node.text_content())]
    if full:
        return max(full, key=_length)
    articles = [node for node in root.iter("article") if 2 * _length(node) > _length(root)]
    body = root.find("body")
    return articles[0] if len(articles) == 1 and _has_heading(articles[0]) else root if body is None else body


def _has_heading(node: Element) -> bool:
    return any(next(node.iter(name), None) is not None for name in ("h1", "h2"))


def _length(node: Element) -> int:
    return len(node.text_content())


def _is_no_text(node: Element, total: int) -> bool:
    if _is_folded(node) or _folds(node) or _leads_to_text(node):
        return _leads_to_text(node)
    if node.tag in _NEVER_TEXT or node.get("aria-hidden") == "true":
        return not (node.tag in _MAY_HOLD_MATTERS and _holds_matter(node))
    if node.get("role") in _NEVER_ROLES or (node.tag == "header" and not _has_heading(node)):
        return not _holds_matter(node)
    if node.tag == "form":
        return not _is_filled(node) and not _holds_text(node)
    # A name such as «page with-sidebar» may stand on what holds most of the page
    if node.tag != "header" and _is_named_no_text(node):
        large = _length(node) > _LARGE_SHARE * total and not _is_list_of_links(node)
        return not large and not _holds_matter(node) and _leads_elsewhere(node)
    return False


def _leads_to_text(node: Element) -> bool:
    """Whether an element is a link past the menus: «Hoppa till innehåll»."""
    within = node.tag == "a" and node.get("href", "").startswith("#")
    return within and _TO_TEXT.fullmatch(tidy(node.text_content())) is not None


def _folds(node: Element) -> bool:
    """Whether an element is the button that opens the text behind it, which has its words for a heading."""
    behind = node.getnext()
    return (
        node.tag == "button"
        and node.get("aria-expanded") is not None
        and is_element(behind)
        and len(tidy(_unlinked(behind))) >= _LEAST_FOLDED
    )


def _is_folded(node: Element) -> bool:
    """Whether an element is text that the button before it opens."""
    before = node.getprevious()
    return node.get("aria-hidden") == "true" and is_element(before) and _folds(before)


def _is_named_no_text(node: Element) -> bool:
    return bool(_NEVER_NAMES.search(node.get("class", "")) or _NEVER_NAMES.search(node.get("id", "")))


def _holds_matter(node: Element) -> bool:
    """Whether a heading or the words outside links name a matter by its number: «§ 41»."""
    return _MATTER.search(_unlinked(node)) is not None


def _unlinked(node: Element) -> str:
    """The words that lead nowhere."""
    return " ".join(str(text) for text in node.xpath(".//text()[not(ancestor::a) and not(ancestor::button)]"))


def _is_list_of_links(node: Element) -> bool:
    """Whether an element is a long list in which nearly every word leads elsewhere: a menu, whatever it is called."""
    if sum(1 for _ in node.iter("a")) < _LISTS.get(str(node.tag), inf) or _holds_text(node):
        return False
    return len(tidy(_unlinked(node))) < _NEARLY_NONE * len(tidy(node.text_content()))


def _leads_elsewhere(node: Element) -> bool:
    """Whether what is named as a menu or the like is one: links, or a few words.

    «social» and «related» may be what a text is about: without a link nothing there leads elsewhere.
    """
    names = f"{node.get('class', '')} {node.get('id', '')}"
    if _ALSO_WORDS.search(names) and next(node.iter("a", "button"), None) is None:
        return False
    words = len(tidy(node.text_content()))
    return words < _SHORT or len(tidy(_unlinked(node))) < _LINKED * words


def _holds_text(frame: Element) -> bool:
    """Whether a form or a list is a frame around text, as some systems put one around the whole page."""
    return any(next(frame.iter(name), None) is not None for name in (*_HEADING_TAGS, "table", "p"))


def _is_filled(form: Element) -> bool:
    """Whether somebody has filled in something in a form that is not a search for other pages."""
    searched = form.get("role") == "search" or any(node.get("type") == "search" for node in form.iter("input"))
    return not searched and any(field_value(node) for node in form.iter(*_FIELD_TAGS))


def field_value(node: Element) -> str:
    """What stands in a field of a form, a cross for a box that is ticked."""
    if node.tag == "textarea":
        return tidy(node.text_content())
    if node.tag == "select":
        return ", ".join(tidy(option.text_content()) for option in node.iter("option") if "selected" in option.attrib)
    kind = node.get("type", "text").lower()
    if kind in ("checkbox", "radio"):
        return "☒" if "checked" in node.attrib else "☐"
    return tidy(node.get("value", "")) if kind in ("text", "number", "date", "email", "tel", "url") else ""


def _remove(node: Element) -> None:
    """Take an element out; the text behind it stays."""
    parent = node.getparent()
    if parent is None:
        return
    before = node.getprevious()
    tail = f" {node.tail or ''}"
    if before is None:
        parent.text = (parent.text or "") + tail
    else:
        before.tail = (before.tail or "") + tail
    parent.remove(node)
