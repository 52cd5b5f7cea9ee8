"""Where a film comes from, signed into it: C2PA manifests, written last of all and read back.

Rules: C2PA 2.2 (the first action is `c2pa.created` and names the digital source type), IPTC digital source types. A
remux after signing would take the manifest away, so nothing touches a film afterwards. Without a certificate of
the person's own a development one is made on first use; readers then call the signature valid, never trusted.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import c2pa
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pydantic import Field

from app.domain.entity import Value
from app.domain.wording import N_
from app.errors import BadInput, DiskTrouble

Origin = Literal["model", "drawn", "recorded", "unknown"]
_TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype/"
_TYPE_OF: dict[Origin, str] = {
    "model": "trainedAlgorithmicMedia",
    "drawn": "algorithmicMedia",
    "recorded": "digitalCapture",
    "unknown": "composite",
}
_MIME = {
    ".mp4": "video/mp4", ".mov": "video/quicktime", ".webm": "video/webm", ".png": "image/png",
    ".jpg": "image/jpeg", ".webp": "image/webp", ".wav": "audio/wav", ".mp3": "audio/mpeg",
}  # fmt: skip
_PROGRAM = "Fenjing"
#: Certificates of the tests' kind are good for a year; a person's own is what counts for publishing.
_VALID_FOR = timedelta(days=365)


class Used(Value):
    """One clip that is really in the film; with `path` it becomes an ingredient, its own manifest kept."""

    title: str
    origin: Origin
    path: Path | None = None
    generator: str = ""
    model: str = ""
    sha256: str = ""


class Signing(Value):
    """An order to sign: the clips in the film, and the certificate; a development one without `chain` and `key`."""

    used: tuple[Used, ...] = ()
    folder: Path = Field(description="where the development certificate is kept")
    chain: Path | None = None
    key: Path | None = None

    @property
    def development(self) -> bool:
        """True when nobody will trust the signature."""
        return self.chain is None or self.key is None

    def certificate(self) -> Certificate:
        """The certificate to sign with.

        Raises:
            BadInput, DiskTrouble: as `load` and `development`.
        """
        if self.chain is None or self.key is None:
            return development(self.folder)
        return load(self.chain, self.key)


class Signed(Value):
    """What a file's manifest says; `state` is the reader's own word (`Valid`, `Trusted`, `Invalid`)."""

    state: str
    signer: str
    program: str
    created: str = Field(description="digital source type of the first action, its last word")
    ingredients: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether the film is as it was when it was signed."""
        return self.state in ("Valid", "Trusted")


@dataclass(frozen=True)
class Certificate:
    """A chain and its key, both PEM; `development` certificates are trusted by nobody."""

    chain: bytes
    key: bytes
    development: bool


def load(chain: Path, key: Path) -> Certificate:
    """The person's own certificate, leaf first.

    Raises:
        BadInput: one of the files is not readable PEM, or they do not belong together.
    """
    try:
        held = Certificate(chain.read_bytes(), key.read_bytes(), development=False)
        leaf = x509.load_pem_x509_certificates(held.chain)[0]
        private = serialization.load_pem_private_key(held.key, password=None)
    except (OSError, ValueError, TypeError) as error:
        raise BadInput(
            N_("The signing certificate cannot be read."),
            N_("Choose a PEM file with the chain, and one with its key without a password."),
        ) from error
    spki = serialization.PublicFormat.SubjectPublicKeyInfo
    pem = serialization.Encoding.PEM
    if private.public_key().public_bytes(pem, spki) != leaf.public_key().public_bytes(pem, spki):
        raise BadInput(
            N_("The key does not belong to this certificate."), N_("Choose the matching files.")
        )
    return held


def development(folder: Path) -> Certificate:
    """The certificate made on this machine for trying things out; made anew when it is missing or has run out.

    Raises:
        DiskTrouble: the folder cannot be written.
    """
    chain, key = folder / "development-chain.pem", folder / "development-key.pem"
    if chain.exists() and key.exists() and _still_good(chain):
        return Certificate(chain.read_bytes(), key.read_bytes(), development=True)
    made = _make()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        key.touch(mode=0o600)
        key.write_bytes(made.key)
        chain.write_bytes(made.chain)
    except OSError as trouble:
        raise DiskTrouble(
            N_("The signing certificate cannot be kept."), N_("Make room on the disk.")
        ) from trouble
    return made


def sign(film: Path, title: str, used: Sequence[Used], certificate: Certificate) -> Signed:
    """Sign a finished film in place, and read the manifest back.

    Raises:
        BadInput: the film or the certificate cannot be used for signing.
        DiskTrouble: there is no room for the signed film.
    """
    part = film.with_name(f".{film.stem}.signing{film.suffix}")
    info = c2pa.C2paSignerInfo(c2pa.C2paSigningAlg.ES256, certificate.chain, certificate.key, None)
    try:
        with c2pa.Signer.from_info(info) as signer, c2pa.Builder(manifest(title, used)) as builder:
            _add_ingredients(builder, used)
            builder.sign_file(str(film), str(part), signer)
        part.replace(film)
    except c2pa.C2paError as error:
        raise BadInput(
            N_("The film could not be signed: {why}.").format(why=_short(error)),
            N_("Choose another certificate, or export without a signature."),
        ) from error
    except OSError as trouble:
        raise DiskTrouble(
            N_("There is no room for the signed film."), N_("Make room on the disk.")
        ) from trouble
    finally:
        part.unlink(missing_ok=True)
    found = read(film)
    if found is None or not found.is_sound:
        raise BadInput(
            N_("The signature could not be read back."), N_("Export again without a signature.")
        )
    return found


def manifest(title: str, used: Sequence[Used]) -> dict[str, Any]:
    """What is claimed: how the film came to be, and every clip in it with the model that made it."""
    actions: list[dict[str, Any]] = [
        {"action": "c2pa.created", "digitalSourceType": f"{_TYPES}{source_type(used)}"}
    ]
    for place, clip in enumerate(used):
        facts: dict[str, Any] = {"title": clip.title, "sha256": clip.sha256}
        if clip.path is not None:
            facts["ingredientIds"] = [_ingredient_id(place)]
        made: dict[str, Any] = {
            # Only what goes along as an ingredient may be called placed (C2PA 2.2, actions).
            "action": "c2pa.edited" if clip.path is None else "c2pa.placed",
            "digitalSourceType": f"{_TYPES}{_TYPE_OF[clip.origin]}",
            "parameters": facts,
        }
        name = " ".join(part for part in (clip.generator, clip.model) if part)
        if name:
            made["softwareAgent"] = {"name": name}
        actions.append(made)
    return {
        "claim_generator_info": [{"name": _PROGRAM}],
        "title": title,
        "format": "video/mp4",
        "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": actions}}],
    }


def _add_ingredients(builder: c2pa.Builder, used: Sequence[Used]) -> None:
    for place, clip in enumerate(used):
        if clip.path is None:
            continue
        facts = {
            "title": clip.title,
            "relationship": "componentOf",
            "instance_id": _ingredient_id(place),
        }
        with clip.path.open("rb") as stream:
            builder.add_ingredient(
                facts, _MIME.get(clip.path.suffix.lower(), "application/octet-stream"), stream
            )


def _ingredient_id(place: int) -> str:
    return f"xmp:iid:fenjing-{place}"


def source_type(used: Iterable[Used]) -> str:
    """The digital source type of the whole: all from models, all drawn by rules, or a composite of them."""
    origins = {clip.origin for clip in used}
    if origins == {"model"}:
        return "trainedAlgorithmicMedia"
    if origins == {"drawn"}:
        return "algorithmicMedia"
    if "model" in origins:
        return "compositeWithTrainedAlgorithmicMedia"
    return "composite"


def read(film: Path) -> Signed | None:
    """The manifest of any file; None when it carries none."""
    try:
        reader = c2pa.Reader(str(film))
    except c2pa.C2paError:
        return None
    with reader:
        state = str(reader.get_validation_state() or "")
        held = json.loads(reader.json())
    active = held.get("manifests", {}).get(held.get("active_manifest", ""), {})
    found = [
        action
        for assertion in active.get("assertions", [])
        if str(assertion.get("label", "")).startswith("c2pa.actions")
        for action in assertion.get("data", {}).get("actions", [])
    ]
    return Signed(
        state=state,
        signer=str(active.get("signature_info", {}).get("issuer", "")),
        program=_program(active),
        created=next((_last(a) for a in found if a.get("action") == "c2pa.created"), ""),
        ingredients=tuple(
            str(action.get("parameters", {}).get("title", ""))
            for action in found
            if action.get("parameters", {}).get("title")
        ),
        actions=tuple(str(action.get("action", "")) for action in found),
    )


def _program(active: dict[str, Any]) -> str:
    info = active.get("claim_generator_info") or [{}]
    return str(info[0].get("name", ""))


def _last(action: dict[str, Any]) -> str:
    return str(action.get("digitalSourceType", "")).rpartition("/")[2]


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:160]


def _still_good(chain: Path) -> bool:
    try:
        held = x509.load_pem_x509_certificates(chain.read_bytes())
    except (OSError, ValueError):
        return False
    return bool(held) and held[0].not_valid_after_utc > datetime.now(UTC) + timedelta(days=1)


def _make() -> Certificate:
    """A root and a leaf as C2PA wants them: digital signature, e-mail protection, issued by another."""
    now = datetime.now(UTC) - timedelta(minutes=5)
    root_key, leaf_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root_name, leaf_name = _name("Fenjing development root"), _name("Fenjing development")
    root = (
        _begun(root_name, root_name, root_key, now)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signing=False), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key())
    leaf = (
        _begun(leaf_name, root_name, leaf_key, now)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signing=True), critical=True)
        .add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False
        )
        .add_extension(issuer, critical=False)
        .sign(root_key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    key = leaf_key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return Certificate(leaf.public_bytes(pem) + root.public_bytes(pem), key, development=True)


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, common),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Fenjing development certificate"),
        ]
    )


def _begun(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, now: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + _VALID_FOR)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(*, signing: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signing,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=not signing,
        crl_sign=not signing,
        encipher_only=False,
        decipher_only=False,
    )
