"""The word index: tantivy over our own tokens, derived from the catalog.

Tokens are made here and handed to tantivy separated by spaces, because its own tokenizer splits "10.5" and drops "$". Words are stemmed,
numbers stay whole, and the values in a text add their normal forms, so that "$53bn" finds "53 billion dollars". A query is an OR over the
tokens of a question; what a user types never reaches a query parser.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import normalize

from assistant import values
from assistant.errors import StorageError
from assistant.folder import Level, Seal, delete_folder, read_json, write_durably
from assistant.types import Passage

if TYPE_CHECKING:
    import tantivy

VERSION = 2  # raised when the tokens of the same text come out differently
LONGEST = 100  # characters of a token; what is longer is no word
ABOUT_WEIGHT = 0.5  # of a match in title or heading, against one in the passage itself
VALUE_WEIGHT = 2.0  # of a value of the question, against one of its words: few passages hold it, and most of them answer
# Stems that say nothing in a question. Only queries drop them: hit@1 of word search alone on squad-v2.0-dev-a goes from .793 to .813.
UNSAID = frozenset(
    "a an the of in on at to for by with from and or is are was were be been what which who whom whose when where why how did do doe "
    "it that this as".split()
)
HEAP = 30_000_000  # bytes that a writer may hold before it writes a segment

_TOKEN = re.compile(
    r"(?P<sign>[$€£¥₹₩]\s?)?(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d,])|\d+(?:\.\d+)*)(?P<percent>\s?%)?(?P<tail>[^\W_]*)"
    r"|(?P<word>[^\W\d_][^\W_]*(?:'[^\W_]+)*)"
)


def tokens(text: str) -> list[str]:
    """The tokens of a text in order; a number also comes with its currency sign, percent sign or letters: "$53bn" is 53, $53, 53bn."""
    import Stemmer

    stem = Stemmer.Stemmer("english").stemWord
    plain = normalize("NFKC", text).lower().replace("’", "'")
    found = [token for match in _TOKEN.finditer(plain) for token in _tokens_of(match, stem)]
    found += ["_".join(term.split()) for term in values.terms(text)]
    return [token[:LONGEST] for token in found if token]


def _tokens_of(match: re.Match[str], stem: Callable[[str], str]) -> Iterator[str]:
    if word := match["word"]:
        yield stem(word)
        return
    number = match["number"].replace(",", "")
    yield number
    if match["sign"]:
        yield match["sign"].strip() + number
    if match["percent"]:
        yield number + "%"
    if match["tail"]:
        yield number + match["tail"]


def _weight(token: str) -> float:
    """Only the normal form of a value has a colon."""
    return VALUE_WEIGHT if ":" in token else 1.0


class WordIndex:
    """Passage ids by the words in them. One process at a time; threads may search while another writes."""

    def __init__(self, folder: Path) -> None:
        """Open what is in `folder`; what is torn is deleted and begun anew, with no level. Raises StorageError when that fails too."""
        self._folder = folder
        self._level_file = folder / "level.json"
        self._seal = Seal(folder)
        sealed_before, intact = self._seal.is_on(), self._seal.take_off()
        if sealed_before and not intact:  # not a kill, which tantivy survives, but damage
            delete_folder(folder)
        try:
            self._open()
            self.search("the", 1)
        except BaseException as error:
            if not _is_tantivys(error):
                raise
            self.clear()

    def _open(self) -> None:
        import tantivy

        self._folder.mkdir(parents=True, exist_ok=True)
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
        for field in ("words", "about"):
            builder.add_text_field(field, tokenizer_name="spaces", index_option="freq")
        self._schema = builder.build()
        self._index = tantivy.Index(self._schema, path=str(self._folder))
        self._index.register_tokenizer("spaces", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
        self._index.config_reader("manual")
        self._index.reload()
        self._writer: tantivy.IndexWriter | None = None

    @property
    def level(self) -> Level | None:
        """The state of the catalog that this shows; None when it was never brought level with one."""
        noted = read_json(self._level_file) or {}
        return Level(str(noted["catalog"]), int(noted["version"])) if noted.get("tokens") == VERSION else None

    def count(self) -> int:
        """Passages in the index."""
        return int(self._index.searcher().num_docs)

    def write(self, removed: Sequence[str], passages: Sequence[tuple[Passage, str]], level: Level) -> None:
        """Take passages out, put passages with the titles of their documents in, then note the level; repeating it changes nothing."""
        import tantivy

        with _explained(self._folder):
            self._writer = self._writer or self._index.writer(HEAP, 1)
            for passage_id in [*removed, *(passage.id for passage, _ in passages)]:
                self._writer.delete_documents_by_term("id", passage_id)
            about: dict[str, str] = {}  # the same title and heading stand over many passages
            for passage, title in passages:
                name = f"{title}\n{passage.heading}"
                about[name] = about.get(name) or " ".join(tokens(name))
                row = tantivy.Document(id=passage.id, words=" ".join(tokens(passage.text)), about=about[name])
                self._writer.add_document(row)
            self._writer.commit()
            self._index.reload()
            write_durably(self._level_file, json.dumps({"tokens": VERSION, **level._asdict()}))

    def search(self, text: str, limit: int) -> list[tuple[str, float]]:
        """(passage id, BM25), best first, at most `limit`."""
        import tantivy

        query, should = tantivy.Query, tantivy.Occur.Should
        every = list(dict.fromkeys(tokens(text)))
        asked = [token for token in every if token not in UNSAID] or every
        parts = [
            (should, query.boost_query(query.term_query(self._schema, field, token, "freq"), weight * _weight(token)))
            for field, weight in (("words", 1.0), ("about", ABOUT_WEIGHT))
            for token in asked
        ]
        searcher = self._index.searcher()
        with _explained(self._folder):
            hits = searcher.search(query.boolean_query(parts), limit, count=False).hits if parts and limit > 0 else []
            return [(str(searcher.doc(address)["id"][0]), float(score)) for score, address in hits]

    def clear(self) -> None:
        """Begin anew, empty and with no level."""
        self._stop_writing()
        delete_folder(self._folder)
        with _explained(self._folder):
            self._open()

    def close(self) -> None:
        """Close in order."""
        self._stop_writing()
        del self._index
        self._seal.put_on()

    def _stop_writing(self) -> None:
        writer, self._writer = getattr(self, "_writer", None), None
        if writer is not None:
            with _explained(self._folder):
                writer.wait_merging_threads()


def _is_tantivys(error: BaseException) -> bool:
    """Whether tantivy raised it: a plain ValueError or OSError, or a panic, which is no Exception but comes from its Rust side."""
    return isinstance(error, (ValueError, OSError, RuntimeError, StorageError)) or type(error).__name__ == "PanicException"


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    try:
        yield
    except BaseException as error:
        if not _is_tantivys(error):
            raise
        raise StorageError(
            f"The word index {folder} cannot be used: {error}. "
            "Free some space if the disk is full, and start again; the index is brought level then."
        ) from error
