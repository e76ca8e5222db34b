"""Settings of the service, on top of the indexer's."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator

from indexer.settings import IndexSettings, Names, kept_in_data
from service.base.hosts import is_address

# Whoever asks over a Unix socket has no address.
UNIX_SOCKET = "unix"
# The folder in the service's own that has one for each of several collections.
COLLECTIONS = "collections"
_HEADER = "^[A-Za-z][A-Za-z0-9-]*$"


class ServiceSettings(IndexSettings):
    """Everything the service can be told. Unknown keys are errors."""

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    socket: Path | None = None
    host_names: Names = ()
    trusted_proxies: Names = ()
    open_to_all: bool = False
    user_header: str | None = Field(default=None, pattern=_HEADER)
    groups_header: str | None = Field(default=None, pattern=_HEADER)
    oidc_issuer: str | None = Field(default=None, pattern=r"^https?://[^\s?#]+$")
    oidc_client_id: str | None = Field(default=None, max_length=200)
    oidc_client_secret: SecretStr | None = None
    oidc_scope: str = "openid"
    oidc_groups_claim: str = "groups"
    review_groups: Names = ()
    admin_groups: Names = ()
    threads: int = Field(default=2, ge=1, le=64)
    store_approximate: bool = False
    rate_per_asker: int = Field(default=300, ge=1)
    rate_per_address: int = Field(default=3000, ge=1)
    queue: int = Field(default=64, ge=0)
    request_timeout_s: float = Field(default=10.0, gt=0)
    log_format: Literal["text", "json"] = "text"
    otlp_endpoint: str | None = Field(default=None, pattern=r"^https?://[^\s/?#@]+[^\s?#]*$")
    stop_timeout_s: int = Field(default=20, ge=0)
    max_question_chars: int = Field(default=1000, ge=10)
    kept_answers: int = Field(default=300, ge=0)
    refresh_s: float = Field(default=1.0, gt=0)
    admin_key: SecretStr | None = Field(default=None, min_length=16)
    public_url: str | None = Field(default=None, pattern=r"^https?://[^\s/?#@]+(/[A-Za-z0-9][A-Za-z0-9_-]*)*/?$")
    licence: str | None = Field(default=None, pattern=r"^https?://[^\s]+$")
    publisher: str | None = Field(default=None, max_length=200)
    assistant_key: SecretStr | None = Field(default=None, min_length=16)
    state_dir: Path | None = None
    changes_days: int = Field(default=90, ge=1)
    fetch_sources: Path | None = None
    fetch_dir: Path = kept_in_data("hamtat")
    fetch_unmasked: bool = False
    audit_file: Path | None = None
    audit_key_file: Path | None = None
    gold_file: Path = kept_in_data("gold.jsonl")
    question_log: Path | None = None
    question_log_days: int | None = Field(default=None, ge=1, le=3650)
    feedback_file: Path | None = None
    feedback_days: int | None = Field(default=None, ge=1, le=3650)
    contact: str | None = Field(default=None, max_length=200)
    operator: str | None = Field(default=None, max_length=200)
    statement_day: date | None = None
    mail_server: SecretStr | None = None
    mail_from: str | None = Field(default=None, max_length=254)
    mail_returns: Path | None = None
    watch_key_file: Path | None = None
    watch_dir: Path = kept_in_data("bevakningar")
    generator_url: str | None = Field(default=None, pattern=r"^https?://[^\s/?#]+[^\s?#]*$")
    generator_model: str = "default"
    generator_key: SecretStr | None = None
    generator_timeout_s: float = Field(default=20.0, gt=0)
    generator_max_tokens: int = Field(default=400, ge=16)

    def of_collection(self, name: str) -> Self:
        """As the indexer has it; what a collection fetches and remembers is its own."""
        made = super().of_collection(name)
        own = self.collections[name]
        places = {"fetch_sources": own.fetch_sources, "fetch_dir": own.fetch_dir or self.fetch_dir / name}
        if self.state_dir is not None:
            places["state_dir"] = self.state_dir / COLLECTIONS / name
        return made.model_copy(update=places)

    @model_validator(mode="after")
    def _kept_for_a_time(self) -> Self:
        """Questions are kept only by whoever has decided for how long."""
        if self.question_log is not None and self.question_log_days is None:
            raise ValueError("PARAGRAF_QUESTION_LOG kräver PARAGRAF_QUESTION_LOG_DAYS: hur många dagar frågor sparas")
        return self

    @model_validator(mode="after")
    def _names_apart(self) -> Self:
        """A name that a collection has of its own is nothing else's, and no other path stands under it."""
        own = [each.public_url.rstrip("/") for each in self.collections.values() if each.public_url]
        if own and urlsplit(self.public_url or "").path.strip("/"):
            raise ValueError("en samling kan inte ha egen public_url när tjänstens PARAGRAF_PUBLIC_URL har en sökväg")
        names = [urlsplit(each).netloc.lower() for each in (*own, self.public_url or "") if each]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"public_url: {twice[0]} är adress för mer än en samling, eller för alla")
        return self

    @field_validator("trusted_proxies")
    @classmethod
    def _exact_addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        """Proxies are named one by one: who trusts a whole network trusts everything in it."""
        for each in value:
            if each != UNIX_SOCKET and not is_address(each):
                raise ValueError(f"{each} är ingen adress som 192.0.2.7 eller 2001:db8::7, och inte «{UNIX_SOCKET}»")
        return value
