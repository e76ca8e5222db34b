"""Errors of the evaluation. Messages are in Swedish: they are shown to the person who ran the command.

EvalError
├── GoldError         a set of questions cannot be used
├── QuestionRefused   the engine would not take a question as it was put
├── TargetError       the service cannot be reached, or does not answer by the API
├── RunFolderError    the folder of a run is taken, damaged or cannot be written
└── CompareError      two runs, or a run and a baseline, cannot be compared
"""


class EvalError(Exception):
    """Anything the evaluation cannot do; the message says what and how to go on."""


class GoldError(EvalError):
    """A set of questions cannot be used."""


class QuestionRefused(EvalError):
    """The engine would not take a question as it was put."""


class TargetError(EvalError):
    """The service cannot be reached, or does not answer by the API."""


class RunFolderError(EvalError):
    """The folder of a run is taken, damaged or cannot be written."""


class CompareError(EvalError):
    """Two runs, or a run and a baseline, cannot be compared."""
