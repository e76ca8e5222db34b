"""Errors of the indexer. Messages are in Swedish: they are shown to the person who ran the command.

IndexerError
├── SettingsError        a setting is unknown or has a bad value
├── ModelError           the model cannot be made, found or loaded
├── BuildError           a build could not be finished; the current snapshot is as it was
│   ├── BuildRunning     another build holds the index folder
│   ├── ManyRemoved      so many documents are gone at once that somebody must say so
│   └── NothingToIndex   no document could be read
├── DocumentNotHeld      no document of the index has that id
└── SnapshotError        a snapshot cannot be used
    ├── NoSnapshot       there is none
    ├── StoreDown        the database that holds it does not answer
    ├── StoreRefused     that database cannot be used as it is set up
    ├── WrongVersion     it was made by another version
    ├── HoldsRemoved     it has what has been taken out since
    └── DamagedSnapshot  a file is missing, foreign or does not match its digest
"""


class IndexerError(Exception):
    """Anything the indexer cannot do; the message says what and how to go on."""


class SettingsError(IndexerError):
    """A setting is unknown or has a bad value."""


class ModelError(IndexerError):
    """The model cannot be made, found or loaded."""


class BuildError(IndexerError):
    """A build could not be finished; the current snapshot is as it was."""


class BuildRunning(BuildError):
    """Another build holds the index folder."""


class ManyRemoved(BuildError):
    """So many documents are gone at once that their folder may be half there: somebody must say that they are to go."""

    exit_code = 4


class NothingToIndex(BuildError):
    """No document could be read."""


class DocumentNotIndexed(IndexerError):
    """No document of the index has that id."""


class SnapshotError(IndexerError):
    """A snapshot cannot be used."""


class NoSnapshot(SnapshotError):
    """There is no current snapshot."""


class WrongVersion(SnapshotError):
    """The snapshot was made by another version of the program."""


class HoldsRemoved(SnapshotError):
    """The snapshot has what has been taken out since it was made."""


class DamagedSnapshot(SnapshotError):
    """A file of the snapshot is missing, foreign or does not match its digest."""


class StoreRefused(SnapshotError):
    """The database cannot be used as it is set up, or not by this role."""


class StoreDown(SnapshotError):
    """The database does not answer, or not in time."""
