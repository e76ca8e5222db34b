"""What the engine reads with: the encoder of the snapshot, the reader, and what the reader's word is worth."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

from indexer.agreement import Made, check_agreement
from indexer.bundled_model import ensure_bundled_model
from indexer.encoder import Encoder, encoder_of
from indexer.errors import WrongVersion
from indexer.reader import BUNDLED_READER, Reader, open_reader
from service.answers.confidence import CALIBRATION, Calibration, read_calibration
from service.base.settings import ServiceSettings


@dataclass(frozen=True, slots=True)
class Models:
    """An encoder, a reader, and the calibration that belongs to the reader."""

    encoder: Encoder
    reader: Reader
    calibration: Calibration


class ModelCache:
    """Keeps the models in use, so that a new snapshot made with the same encoder needs no loading."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._encoder: Encoder | None = None
        # Half a gigabyte is read to check it: once for the reader and the first encoder.
        self._bundled: Path | None = None
        self._reader: tuple[Reader, Calibration] | None = None

    def load_reader(self, settings: ServiceSettings) -> tuple[Reader, Calibration]:
        """The reader that comes with the program. Raises ``ModelError`` when something is missing or damaged."""
        with self._lock:
            if self._reader is None:
                self._bundled = ensure_bundled_model(settings.cache_dir)
                reader = open_reader(BUNDLED_READER, settings.cache_dir, bundled=self._bundled)
                self._reader = reader, read_calibration(CALIBRATION, reader.digest)
            return self._reader

    def for_snapshot(self, snapshot: Made, settings: ServiceSettings) -> Models:
        """The models to serve a snapshot with. Raises ``ModelError`` or ``WrongVersion``."""
        reader, calibration = self.load_reader(settings)
        with self._lock:
            if self._encoder is None or self._encoder.fingerprint != snapshot.manifest.model_fingerprint:
                self._encoder = encoder_for(snapshot, settings, self._bundled)
                self._bundled = None
            else:
                check_agreement(snapshot, self._encoder)
            return Models(self._encoder, reader, calibration)


def encoder_for(snapshot: Made, settings: ServiceSettings, bundled: Path | None = None) -> Encoder:
    """The encoder that a snapshot was made with. Raises ``ModelError`` or ``WrongVersion``.

    ``bundled`` is the folder of the bundled model where it has been checked already.
    """
    model = snapshot.manifest.model
    encoder = encoder_of(settings, model, bundled)
    if encoder.fingerprint != snapshot.manifest.model_fingerprint:
        raise WrongVersion(
            f"Indexet är byggt med en annan utgåva av modellen {model}. Bygg om det med: paragraf index build"
        )
    check_agreement(snapshot, encoder)
    return encoder
