"""Settings: one frozen value, read once from the environment and `.env`, handed down. They never act."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import SettingsError


class Settings(BaseSettings):
    """Every setting; the environment variable is `ASSISTANT_` followed by the name in capitals."""

    model_config = SettingsConfigDict(env_prefix="ASSISTANT_", env_file=".env", frozen=True, extra="ignore")

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
        0.33,
        ge=0,
        le=100,
        description="What a wrong answer costs, a right one being worth 1 and a refusal 0: an answer needs cost / (1 + cost) confidence.",
    )
    max_question: int = Field(4000, ge=1, description="Characters that a question may have.")
    max_file_mb: int = Field(25, ge=1, description="Megabytes that a file may have.")
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


def read_settings(**overrides: object) -> Settings:
    """The settings of the environment and `.env`, with `overrides` on top.

    Raises SettingsError naming the variable that makes no sense.
    """
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        problems = "; ".join(f"ASSISTANT_{str(e['loc'][0]).upper()}={e['input']!r}: {e['msg']}" for e in error.errors())
        raise SettingsError(f"A setting makes no sense: {problems}. Correct it in the environment or in .env.") from error
