"""What is done with personal data and secret parts that are found when a document is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

# Masked where it stands; the whole document kept out; left as it is, and told of.
Rule = Literal["mask", "quarantine", "keep"]
RULES: tuple[Rule, ...] = get_args(Rule)
PrivateKind = Literal["personal_number", "address", "mail", "phone", "secrecy"]
KIND_WORDS: Mapping[PrivateKind, tuple[str, str]] = {
    "personal_number": ("personnummer", "personnummer"),
    "address": ("hemadress", "hemadresser"),
    "mail": ("e-postadress till en enskild", "e-postadresser till enskilda"),
    "phone": ("telefonnummer till en enskild", "telefonnummer till enskilda"),
    "secrecy": ("del märkt sekretess", "delar märkta sekretess"),
}
# How the reason begins why a document that is in quarantine was not read.
QUARANTINE = "i karantän: "


@dataclass(frozen=True, slots=True)
class PrivacyRules:
    """The rule for each kind of finding; personal identity numbers are always masked."""

    address: Rule = "mask"
    mail: Rule = "mask"
    phone: Rule = "mask"
    secrecy: Rule = "mask"

    def of(self, kind: PrivateKind) -> Rule:
        """The rule for findings of that kind."""
        rules: Mapping[PrivateKind, Rule] = {
            "personal_number": "mask",
            "address": self.address,
            "mail": self.mail,
            "phone": self.phone,
            "secrecy": self.secrecy,
        }
        return rules[kind]


DEFAULT_RULES = PrivacyRules()


@dataclass(frozen=True, slots=True)
class Finding:
    """So many things of a kind on a page (``None`` where a file has no pages), and the rule they were treated by.

    What they say is never kept.
    """

    kind: PrivateKind
    page: int | None
    count: int
    rule: Rule


def same_for_all(rule: Rule) -> PrivacyRules:
    """The rules that treat every kind alike."""
    return PrivacyRules(rule, rule, rule, rule)


def counted(found: Iterable[tuple[PrivateKind, int | None]], rules: PrivacyRules) -> tuple[Finding, ...]:
    """The findings of each kind and page, in the order they were first met."""
    return tuple(Finding(kind, page, count, rules.of(kind)) for (kind, page), count in Counter(found).items())


def told(findings: Iterable[Finding]) -> str:
    """The findings in words: «2 hemadresser, 1 personnummer»."""
    counts: Counter[PrivateKind] = Counter()
    for finding in findings:
        counts[finding.kind] += finding.count
    return ", ".join(f"{count} {KIND_WORDS[kind][count > 1]}" for kind, count in counts.items())
