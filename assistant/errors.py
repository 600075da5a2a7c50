"""What can go wrong, as one tree; every message says what happened and what to do next.

AssistantError
├── SettingsError        a setting is missing or makes no sense
├── InputError           what was handed in cannot be used; nothing was changed
│   ├── DocumentError    a file cannot be read as a document
│   └── QuestionError    a question is empty or too long
├── ModelError           model files are missing, damaged or do not fit
├── LanguageModelError   a language model gave no usable text; the offline answer stands
└── StorageError         the data folder cannot be used as it is
    ├── LockedError      another process is using the data folder
    ├── ClosedError      it was given back already
    └── FingerprintError the index was made with other settings
"""


class AssistantError(Exception):
    """Base of every error this package raises on purpose."""


class SettingsError(AssistantError):
    """A setting is missing or makes no sense."""


class InputError(AssistantError):
    """What was handed in cannot be used; nothing was changed."""


class DocumentError(InputError):
    """A file cannot be read as a document."""


class QuestionError(InputError):
    """A question is empty or too long."""


class ModelError(AssistantError):
    """Model files are missing, damaged or do not fit."""


class LanguageModelError(AssistantError):
    """A language model could not be reached, failed, or gave no usable text. Says nothing of what the server sent: it may echo the key."""


class StorageError(AssistantError):
    """The data folder cannot be used as it is."""


class LockedError(StorageError):
    """Another process is using the data folder."""


class FingerprintError(StorageError):
    """The index was made with other settings than the present ones."""


class ClosedError(StorageError):
    """The data folder was given back already."""

    def __init__(self) -> None:
        super().__init__("This was closed, and its data folder given back. Open it again to go on.")
