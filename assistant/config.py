"""Settings: one frozen value, read once from the environment and `.env`, handed down. They never act."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import SettingsError

_ORIGIN = re.compile(r"https?://(?:\*\.)?[\w.-]+(?::(?:\d{1,5}|\*))?|https?://\[[\da-fA-F:]+\](?::(?:\d{1,5}|\*))?", re.ASCII)
_SHORTEST_KEY = 16


class Settings(BaseSettings):
    """Every setting; the environment variable is `ASSISTANT_` followed by the name in capitals."""

    model_config = SettingsConfigDict(env_prefix="ASSISTANT_", env_file=".env", frozen=True, extra="ignore", hide_input_in_errors=True)

    data_dir: Path = Field(Path(".assistant"), description="Folder that holds the catalog and its indexes.")
    corpus_dir: Path = Field(Path("corpus"), description="Folder whose documents are indexed when nothing is indexed yet.")
    host: str = Field("127.0.0.1", min_length=1, description="Address that the server listens on.")
    port: int = Field(7860, ge=0, le=65535, description="Port that the server listens on.")
    model: str = Field("", description="Encoder: a folder, or a hub name with ASSISTANT_ALLOW_HUB; empty: the installed all-MiniLM-L6-v2.")
    allow_hub: bool = Field(False, description="Whether a model that is not on this machine may be looked up on a hub.")
    passage_pieces: int = Field(
        100, ge=20, le=200, description="Word pieces a passage should hold at most, where sentence borders allow it."
    )
    dense_weight: float = Field(0.6, ge=0, le=1, description="Share of the encoder's score in retrieval; the rest is the word search's.")
    passages_read: int = Field(10, ge=1, le=100, description="Passages that the reader reads for a question.")
    error_cost: float = Field(
        0.6,
        ge=0,
        le=100,
        description="What a wrong answer costs, a right one being worth 1 and a refusal 0: an answer needs cost / (1 + cost) confidence.",
    )
    max_question: int = Field(4000, ge=1, description="Characters that a question may have.")
    max_file_mb: int = Field(25, ge=1, description="Megabytes that a file may have.")
    api_keys: SecretStr = Field(
        SecretStr(""),
        description="Keys of 16 or more characters, separated by commas; with any of them set, every door asks for one.",
    )
    allow_anonymous: bool = Field(False, description="Whether to serve without a key on an address that other machines reach.")
    server_names: str = Field(
        "", description="Further names that the server answers to, separated by commas, say behind a proxy; ASSISTANT_HOST is one already."
    )
    embed_origins: str = Field(
        "",
        description="Origins whose pages may embed the chat, separated by commas, like https://intranet.example; * stands for any port.",
    )
    questions_at_once: int = Field(4, ge=1, le=64, description="Questions and other heavy requests that are worked on at once.")
    questions_waiting: int = Field(16, ge=0, le=10_000, description="Requests that may wait for their turn; a further one gets a 429.")
    waiting_seconds: float = Field(10, ge=0, le=600, description="Seconds that a request waits for its turn before it gets a 429.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "warning", description="What the server logs, as JSON lines on stderr; `info` gives a line for each request."
    )
    log_texts: bool = Field(False, description="Whether what an unexpected error says, which may quote a document, may stand in the log.")
    llm_url: str = Field(
        "",
        description="Address of an OpenAI-compatible server whose language model writes drafts, like http://127.0.0.1:11434/v1.",
    )
    llm_model: str = Field("", description="Name of that server's model.")
    llm_key: SecretStr = Field(SecretStr(""), description="Key for that server, where it asks for one.")
    llm_timeout: float = Field(
        30,
        gt=0,
        le=600,
        description="Seconds that the language model has for a question, all its requests together; then the offline answer comes.",
    )
    llm_context: int = Field(3000, ge=200, description="Tokens of the documents that the language model is sent with a question.")
    llm_answer_tokens: int = Field(400, ge=16, description="Tokens that the language model may write.")

    @field_validator("api_keys")
    @classmethod
    def _keys_are_long(cls, keys: SecretStr) -> SecretStr:
        if any(not (len(key) >= _SHORTEST_KEY and key.isascii() and key.isprintable() and " " not in key) for key in listed(keys)):
            raise ValueError(f"each key needs {_SHORTEST_KEY} or more letters, digits or signs, without spaces")
        return keys

    @field_validator("embed_origins")
    @classmethod
    def _origins_are_origins(cls, origins: str) -> str:
        if any(not _ORIGIN.fullmatch(origin) for origin in listed(origins)):
            raise ValueError("each must be an origin like https://intranet.example or http://127.0.0.1:8000")
        return origins


def listed(setting: str | SecretStr) -> list[str]:
    """The parts of a setting that are separated by commas."""
    text = setting.get_secret_value() if isinstance(setting, SecretStr) else setting
    return [part.strip() for part in text.split(",") if part.strip()]


def read_settings(**overrides: object) -> Settings:
    """The settings of the environment and `.env`, with `overrides` on top.

    Raises SettingsError naming the variable that makes no sense.
    """
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        problems = "; ".join(f"{_shown(str(e['loc'][0]), e['input'])}: {e['msg']}" for e in error.errors())
        raise SettingsError(f"A setting makes no sense: {problems}. Correct it in the environment or in .env.") from error


def _shown(name: str, value: object) -> str:
    """A setting as it was given, but for its value where that is a secret."""
    secret = Settings.model_fields[name].annotation is SecretStr if name in Settings.model_fields else False
    return f"ASSISTANT_{name.upper()}" if secret else f"ASSISTANT_{name.upper()}={value!r}"
