"""Certificates: of a name, that vouch for themselves or that another vouches for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


@dataclass(frozen=True)
class Certificate:
    """A key and what is shown of it."""

    key: ec.EllipticCurvePrivateKey
    shown: x509.Certificate

    def write(self, path: Path) -> Path:
        """Write both to a file that only its owner may read."""
        key = self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        path.write_bytes(key + self.shown.public_bytes(serialization.Encoding.PEM))
        path.chmod(0o600)
        return path


def certificate(name: str, *, by: Certificate | None = None, good_for: timedelta = timedelta(days=1)) -> Certificate:
    """One of the name, from two days ago until so long from now."""
    key = ec.generate_private_key(ec.SECP256R1())
    called = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(called)
        .issuer_name(by.shown.subject if by else called)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=2))
        .not_valid_after(now + good_for)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=by is None, path_length=None if by else 0), critical=True)
        .sign(by.key if by else key, hashes.SHA256())
    )
    return Certificate(key, made)
