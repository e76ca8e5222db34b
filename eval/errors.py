"""Errors of the evaluation. Messages are in Swedish: they are shown to the person who ran the command.

EvalError
├── GoldError         a file of questions cannot be used
├── QuestionRefused   the engine would not take a question as it was put
└── RunFolderError    the folder of a run is taken or cannot be written
"""


class EvalError(Exception):
    """Anything the evaluation cannot do; the message says what and how to go on."""


class GoldError(EvalError):
    """A file of questions cannot be used."""


class QuestionRefused(EvalError):
    """The engine would not take a question as it was put."""


class RunFolderError(EvalError):
    """The folder of a run is taken or cannot be written."""
