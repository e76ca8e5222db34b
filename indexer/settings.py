"""Settings, read once at the edge: defaults, then a TOML file, then the environment (``PARAGRAF_…``)."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from corpus.base.privacy import PrivacyRules, Rule
from indexer.collection_settings import CollectionSettings, check_names
from indexer.errors import SettingsError
from indexer.places import PROJECT, cache_folder, data_folder, standing_settings
from indexer.store_address import without_password

PREFIX = "PARAGRAF_"
SETTINGS_FILE_VARIABLE = f"{PREFIX}SETTINGS"
_REASONS = {
    "extra_forbidden": "inställningen finns inte",
    "int_parsing": "ska vara ett heltal",
    "int_type": "ska vara ett heltal",
    "int_from_float": "ska vara ett heltal",
    "float_parsing": "ska vara ett tal",
    "float_type": "ska vara ett tal",
    "bool_parsing": "ska vara true eller false",
    "bool_type": "ska vara true eller false",
    "string_type": "ska vara text",
    "path_type": "ska vara en sökväg",
    "too_short": "ska ha minst {min_length} tecken",
    "string_too_short": "ska ha minst {min_length} tecken",
    "string_too_long": "ska ha högst {max_length} tecken",
    "missing": "måste anges",
    "dict_type": "ska vara en tabell",
    "model_type": "ska vara en tabell",
    "tuple_type": "ska vara en lista",
    "string_pattern_mismatch": "ska vara en adress som http://127.0.0.1:8080/v1",
    "literal_error": "ska vara {expected}",
    "greater_than": "ska vara större än {gt}",
    "greater_than_equal": "ska vara minst {ge}",
    "less_than": "ska vara mindre än {lt}",
    "less_than_equal": "ska vara högst {le}",
}
# One file and one environment serve both commands: these keys are the service's, and passed over here.
SERVICE_KEYS = frozenset(
    {
        *("host", "port", "socket", "host_names", "trusted_proxies", "open_to_all"),
        *("oidc_issuer", "oidc_client_id", "oidc_client_secret", "oidc_scope", "oidc_groups_claim"),
        *("user_header", "groups_header", "review_groups", "admin_groups"),
        *(
            "rate_per_asker",
            "rate_per_address",
            "queue",
            "request_timeout_s",
            "stop_timeout_s",
            "log_format",
            "audit_file",
            "audit_key_file",
        ),
        *(
            "otlp_endpoint",
            "threads",
            "store_approximate",
            "max_question_chars",
            "kept_answers",
            "refresh_s",
            "admin_key",
            "contact",
        ),
        *("public_url", "assistant_key", "licence", "publisher", "operator", "statement_day"),
        *("gold_file", "question_log", "question_log_days", "feedback_file", "feedback_days"),
        *("mail_server", "mail_from", "mail_returns", "watch_key_file", "watch_dir", "state_dir", "changes_days"),
        *("fetch_sources", "fetch_dir", "fetch_unmasked"),
        *("generator_url", "generator_model", "generator_key", "generator_timeout_s", "generator_max_tokens"),
    }
)
_FOLDERS = frozenset({"corpus_dirs", "index_dir"})
BUNDLED_CORPUS = PROJECT / "corpus" / "documents"


def _parted(value: object) -> object:
    return tuple(name.strip() for name in value.split(",") if name.strip()) if isinstance(value, str) else value


# Names in one text are parted by commas.
Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_parted)]


def kept_in_data(name: str) -> Any:
    """The field of a path whose default is ``name`` in the folder of what must be kept."""
    return Field(default_factory=lambda: data_folder() / name)


class _TomlSource(TomlConfigSettingsSource):
    """A TOML file, without the keys that are another command's."""

    def __call__(self) -> dict[str, Any]:
        foreign = SERVICE_KEYS - self.settings_cls.model_fields.keys()
        return {key: value for key, value in super().__call__().items() if key not in foreign}


class IndexSettings(BaseSettings):
    """Everything the indexer can be told. Unknown keys are errors."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True, hide_input_in_errors=True)

    corpus_dirs: Annotated[tuple[Path, ...], NoDecode] = (BUNDLED_CORPUS,)
    index_dir: Path = kept_in_data("index")
    store: Annotated[str | None, AfterValidator(without_password)] = None
    cache_dir: Path = Field(default_factory=cache_folder)
    model: str = "bundled"
    pytorch: bool = False
    online: bool = False
    passage_chars: int = Field(default=1500, ge=200, le=4000)
    batch_size: int = Field(default=32, ge=1, le=1024)
    kept_snapshots: int = Field(default=3, ge=1, le=1000)
    settle_s: float = Field(default=2.0, gt=0, le=600)
    scan_s: float = Field(default=30.0, gt=0, le=86_400)
    max_file_bytes: int = Field(default=50_000_000, ge=1)
    read_timeout_s: float = Field(default=120.0, gt=0)
    optical_timeout_s: float = Field(default=1800.0, gt=0)
    read_memory_mb: int = Field(default=2000, ge=300)
    private_addresses: Rule = "mask"
    private_mail: Rule = "mask"
    private_phones: Rule = "mask"
    secrecy: Rule = "mask"
    collections: dict[str, CollectionSettings] = Field(default_factory=dict)

    @field_validator("collections")
    @classmethod
    def _addressable(cls, value: dict[str, CollectionSettings]) -> dict[str, CollectionSettings]:
        check_names(list(value))
        return value

    @field_validator("corpus_dirs", mode="before")
    @classmethod
    def _folders(cls, value: object) -> object:
        """Several folders in one text are parted as in PATH: with colons, on Windows semicolons."""
        return tuple(value.split(os.pathsep)) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _one_in_a_database(self) -> Self:
        if self.store is not None and self.collections:
            raise ValueError(
                "PARAGRAF_STORE är för en samling; flera har var sin databas eller mapp ([collections.NAMN] store)"
            )
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The sources in order of precedence: arguments, environment, TOML file."""
        toml_file = os.environ.get(SETTINGS_FILE_VARIABLE) or standing_settings()
        sources: tuple[PydanticBaseSettingsSource, ...] = (init_settings, env_settings)
        return (*sources, _TomlSource(settings_cls, Path(toml_file))) if toml_file else sources

    @classmethod
    def load(cls, **overrides: Any) -> Self:
        """The settings in force; overrides that are ``None`` do not count. A folder told here is one collection alone.

        Raises ``SettingsError`` (in Swedish) for an unknown key, a bad value or a file that cannot be read.
        """
        _refuse_unknown_variables(cls)
        _refuse_missing_file()
        told = {key: value for key, value in overrides.items() if value is not None}
        try:
            made = cls(**told)
        except ValidationError as error:
            raise SettingsError(_explain(error)) from error
        except (OSError, ValueError) as error:
            raise SettingsError(f"Inställningsfilen går inte att läsa: {error}") from error
        is_alone = not _FOLDERS.isdisjoint(told) and "collections" not in told
        return made.model_copy(update={"collections": {}}) if is_alone else made

    def of_collection(self, name: str) -> Self:
        """The settings of one collection, as those of an installation that has no other.

        Raises ``SettingsError`` for a name that no collection has.
        """
        if name not in self.collections:
            known = ", ".join(self.collections) or "inga; de ställs in under [collections.NAMN]"
            raise SettingsError(f"Det finns ingen samling som heter {name[:80]}. De som finns: {known}.")
        own = self.collections[name]
        said = {key: value for key, value in own if value is not None and key in type(self).model_fields}
        beside = self.index_dir.with_name(f"{self.index_dir.name}-{name}")
        return self.model_copy(update={"index_dir": beside, **said, "collections": {}})

    def each(self, name: str | None = None) -> list[tuple[str, Self]]:
        """The collection of that name, else every one, each with its settings; without collections all as one, unnamed.

        Raises ``SettingsError`` as ``of_collection`` does.
        """
        if name is not None:
            return [(name, self.of_collection(name))]
        return [(one, self.of_collection(one)) for one in self.collections] or [("", self)]

    def one(self, name: str | None = None) -> Self:
        """The settings of the collection of that name, which may be left out where there are not several.

        Raises ``SettingsError`` where it is not told which is meant.
        """
        each = self.each(name)
        if len(each) > 1:
            raise SettingsError(f"Ange vilken samling det gäller med --collection: {', '.join(self.collections)}.")
        return each[0][1]

    @property
    def privacy(self) -> PrivacyRules:
        """How personal data and secret parts are treated where they are found."""
        return PrivacyRules(self.private_addresses, self.private_mail, self.private_phones, self.secrecy)

    @property
    def digest(self) -> str:
        """SHA-256 of all settings, to tell whether two runs were made alike."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


def known_variables(settings: type[IndexSettings]) -> frozenset[str]:
    """The environment variables that mean something to ``settings`` or to the service."""
    keys = settings.model_fields.keys() | SERVICE_KEYS
    return frozenset({f"{PREFIX}{name.upper()}" for name in keys} | {SETTINGS_FILE_VARIABLE})


def _refuse_unknown_variables(settings: type[IndexSettings]) -> None:
    everything = known_variables(settings)
    unknown = sorted(name for name in os.environ if name.startswith(PREFIX) and name not in everything)
    if unknown:
        raise SettingsError(
            f"Okänd inställning i miljön: {', '.join(unknown)}. Kända: {', '.join(sorted(everything))}."
        )


def _refuse_missing_file() -> None:
    file = os.environ.get(SETTINGS_FILE_VARIABLE)
    if file and not Path(file).is_file():
        raise SettingsError(f"Inställningsfilen {file} finns inte ({SETTINGS_FILE_VARIABLE}).")


def _explain(error: ValidationError) -> str:
    return f"Felaktig inställning – {'; '.join(_told(dict(fault)) for fault in error.errors())}"


def _told(fault: Mapping[str, Any]) -> str:
    """What is wrong, with the name of the setting where it is one alone."""
    name = ".".join(str(step) for step in fault["loc"])
    return f"{name}: {_reason(fault)}" if name else _reason(fault)


def _reason(fault: Mapping[str, Any]) -> str:
    known = _REASONS.get(fault["type"])
    return known.format(**fault.get("ctx", {})) if known else str(fault["msg"]).removeprefix("Value error, ")
