"""Content credentials: what a picture's file proves of its making, to whom, and what it proves no longer."""

from __future__ import annotations

import io
import json
import socket
import subprocess
import sys
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import c2pa
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import CommandError, call_command

from articles.publishing import publish_article
from cms.addresses import file_url
from cms.models import Document
from cms.worker import Worker
from media.compile import image_object
from media.credentials import Credentials, credentials_from, read_credentials
from media.intake import add_image
from media.manifests import MARK, manifest_store
from media.models import Image, original_name
from media.publishing import publish_image, withdraw_image
from media.rereading import read_next
from tests.drawing import encoded, files_in, quarters
from tests.factories import ed, make_article
from tests.test_setup import NEEDED, ROOT, check

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client

MEDIA_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif",
               "AVIF": "image/avif", "TIFF": "image/tiff"}  # fmt: skip
CAPTURE = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"
SAID = Credentials(
    state="valid",
    issuer="Agency of Ada",
    title="Boats in the harbour",
    generator="Camera 7.1",
    digital_source_type=CAPTURE,
)


@dataclass(frozen=True)
class Party:
    """Who signs: an authority, or an agency that one vouches for."""

    name: x509.Name
    key: ec.EllipticCurvePrivateKey
    chain: str = ""

    @property
    def secret(self) -> bytes:
        kind, no_password = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        return self.key.private_bytes(serialization.Encoding.PEM, kind, no_password)


def make_party(organisation: str, vouched_for_by: Party | None = None) -> Party:
    name = x509.Name(
        [x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation), x509.NameAttribute(NameOID.COMMON_NAME, "Desk")]
    )
    party = Party(name, ec.generate_private_key(ec.SECP256R1()))
    voucher = vouched_for_by or party
    certificate = certificate_of(party, voucher).public_bytes(serialization.Encoding.PEM).decode()
    return replace(party, chain=certificate + voucher.chain)


def certificate_of(party: Party, voucher: Party) -> x509.Certificate:
    now, is_authority, public = datetime.now(UTC), party is voucher, party.key.public_key()
    rights = dict.fromkeys(
        ["content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "encipher_only"], False
    )
    rights |= {"decipher_only": False, "digital_signature": not is_authority}
    rights |= {"key_cert_sign": is_authority, "crl_sign": is_authority}
    purpose = [] if is_authority else [x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])]
    builder = x509.CertificateBuilder(
        issuer_name=voucher.name,
        subject_name=party.name,
        public_key=public,
        serial_number=x509.random_serial_number(),
        not_valid_before=now - timedelta(days=1),
        not_valid_after=now + timedelta(days=1),
    )
    builder = builder.add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
    builder = builder.add_extension(x509.KeyUsage(**rights), critical=True)
    key_identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(voucher.key.public_key())
    for extension in [key_identifier, *purpose]:
        builder = builder.add_extension(extension, critical=False)
    return builder.sign(voucher.key, hashes.SHA256())


def signed_by(
    party: Party, content: bytes, media_type: str = "image/jpeg", kept_at: str = "", **manifest: Any
) -> bytes:
    made = {"action": "c2pa.created", "digitalSourceType": CAPTURE}
    manifest = {
        "claim_generator_info": [{"name": "Camera", "version": "7.1"}],
        "title": "Boats in the harbour",
        "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": [made, {"action": "c2pa.cropped"}]}}],
        **manifest,
    }
    target = io.BytesIO()
    information = c2pa.C2paSignerInfo("es256", party.chain.encode(), party.secret, None)
    with c2pa.Signer.from_info(information) as signer, c2pa.Builder(manifest) as builder:
        if kept_at:
            builder.set_no_embed()
            builder.set_remote_url(kept_at)
        builder.sign(signer, media_type, io.BytesIO(content), target)
    return target.getvalue()


@pytest.fixture(scope="module")
def authority() -> Party:
    return make_party("Authority for Agencies")


@pytest.fixture(scope="module")
def agency(authority: Party) -> Party:
    return make_party("Agency of Ada", authority)


@pytest.fixture(scope="module")
def signed(agency: Party) -> bytes:
    return signed_by(agency, encoded(quarters()))


@pytest.mark.parametrize("format_", MEDIA_TYPES)
def test_a_picture_that_an_agency_signed_says_how_it_was_made(format_: str, agency: Party, authority: Party) -> None:
    media_type = MEDIA_TYPES[format_]
    content = signed_by(agency, encoded(quarters(), format_), media_type)

    whole = format_ in {"JPEG", "PNG", "WEBP"}
    assert read_credentials(content, media_type, trust_anchors=authority.chain) == replace(SAID, manifest=whole)


def test_who_trusts_nobody_finds_nothing_valid(signed: bytes) -> None:
    assert read_credentials(signed, "image/jpeg") == replace(SAID, state="untrusted", manifest=True)


def test_who_trusts_others_does_not_trust_this_one(signed: bytes) -> None:
    others = make_party("Authority for Agencies").chain

    assert read_credentials(signed, "image/jpeg", trust_anchors=others).state == "untrusted"


@pytest.mark.parametrize("part", ["picture", "words"])
def test_what_was_changed_after_it_was_signed_is_invalid(part: str, signed: bytes, authority: Party) -> None:
    changed = bytearray(signed)
    changed[signed.index(b"Boats in the") if part == "words" else -100] ^= 1

    for anchors in ("", authority.chain):
        assert read_credentials(bytes(changed), "image/jpeg", trust_anchors=anchors).state == "invalid"


def test_a_picture_without_credentials_has_none() -> None:
    assert read_credentials(encoded(quarters()), "image/jpeg") == Credentials(state="none")


def test_credentials_that_are_cut_off_cannot_be_read(signed: bytes) -> None:
    assert read_credentials(signed[:2000], "image/jpeg") == Credentials(state="unreadable")
    assert read_credentials(encoded(quarters()) + MARK, "image/jpeg") == Credentials(state="unreadable")


def test_credentials_that_are_kept_elsewhere_are_not_fetched(agency: Party) -> None:
    with socket.create_server(("127.0.0.1", 0)) as elsewhere:
        elsewhere.setblocking(False)
        kept_at = f"http://127.0.0.1:{elsewhere.getsockname()[1]}/boats.c2pa"
        content = signed_by(agency, encoded(quarters()), kept_at=kept_at)

        assert read_credentials(content, "image/jpeg") == Credentials(state="none")
        assert read_credentials(content + MARK, "image/jpeg") == Credentials(state="unreadable")
        with pytest.raises(BlockingIOError):
            elsewhere.accept()


def test_words_of_signers_are_made_fit_to_show(agency: Party) -> None:
    title = "Boats\u202e\u0007\n" + "!" * 500
    found = read_credentials(signed_by(agency, encoded(quarters()), title=title), "image/jpeg")

    assert found.title == "Boats " + "!" * 194


def test_a_source_type_that_is_no_address_is_left_out(agency: Party) -> None:
    for stated, found in {"javascript:alert(1)": "", "http://c2pa.org/digitalsourcetype/empty": "same"}.items():
        actions = [{"action": "c2pa.created", "digitalSourceType": stated}]
        assertions = [{"label": "c2pa.actions.v2", "data": {"actions": actions}}]
        content = signed_by(agency, encoded(quarters()), assertions=assertions)
        read = read_credentials(content, "image/jpeg").digital_source_type
        assert read == (stated if found else "")


@pytest.mark.parametrize(
    "manifest",
    [
        {},
        {"claim_generator_info": None, "signature_info": None, "assertions": None},
        {"claim_generator_info": ["Camera"], "title": 7, "assertions": [{"label": None}]},
        {"assertions": [{"label": "c2pa.actions", "data": ["created"]}]},
        {"assertions": [{"label": "c2pa.actions", "data": {"actions": ["created", {"digitalSourceType": 7}]}}]},
    ],
)
def test_manifests_of_any_shape_are_borne(manifest: dict[str, Any]) -> None:
    told = {"active_manifest": "urn", "manifests": {"urn": manifest}, "validation_state": "Valid"}

    assert credentials_from(told) == Credentials(state="untrusted")


def test_a_state_that_nobody_knows_yet_is_not_taken_for_a_good_one() -> None:
    assert credentials_from({"validation_state": "Splendid"}).state == "invalid"


def test_without_the_package_one_is_told_only_that_there_are_credentials(tmp_path: Path, signed: bytes) -> None:
    (tmp_path / "signed.jpg").write_bytes(signed)
    (tmp_path / "plain.jpg").write_bytes(encoded(quarters()))
    program = (
        "import pathlib, sys; sys.modules['c2pa'] = None; from media.credentials import read_credentials as read;"
        "print([read(pathlib.Path(it).read_bytes(), 'image/jpeg').state for it in sys.argv[1:]])"
    )
    files = [str(tmp_path / "signed.jpg"), str(tmp_path / "plain.jpg")]
    said = subprocess.run(
        [sys.executable, "-c", program, *files], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )

    assert said.stdout == "['unreadable', 'none']\n"


# The setting, and the command.


def test_production_starts_with_authorities_whom_it_trusts(tmp_path: Path, authority: Party) -> None:
    (tmp_path / "authorities.pem").write_text(authority.chain)

    status, said = check(tmp_path, C2PA_TRUST_ANCHORS=str(tmp_path / "authorities.pem"), **NEEDED)

    assert (status, said) == (0, "System check identified no issues (0 silenced).\n")


def test_the_desk_can_ask_for_the_credentials_of_a_file(
    tmp_path: Path, signed: bytes, authority: Party, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.C2PA_TRUST_ANCHORS = authority.chain
    (tmp_path / "boats.jpg").write_bytes(signed)

    call_command("read_credentials", str(tmp_path / "boats.jpg"))

    words = [value for name, value in asdict(SAID).items() if name not in {"state", "manifest"}]
    first, *others = capsys.readouterr().out.splitlines()
    assert first == f"{tmp_path / 'boats.jpg'}: valid"
    assert [line.partition(": ")[2] for line in others] == words
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        call_command("read_credentials", str(tmp_path / "gone.jpg"))


@pytest.mark.django_db
@pytest.mark.parametrize(("trusted", "state"), [(True, "valid"), (False, "untrusted")])
def test_readers_are_told_what_an_uploaded_picture_proves(
    trusted: bool, state: str, signed: bytes, authority: Party, settings: Any
) -> None:
    settings.C2PA_TRUST_ANCHORS = authority.chain if trusted else ""
    image = add_image(ContentFile(signed, name="boats.jpg"), by=None, alt="Boats.", credit="Ada")
    image.refresh_from_db()
    assert image_object(image)["content_credentials"] == {
        "state": state,
        "issuer": "Agency of Ada",
        "manifest_url": file_url(image.manifest_name),
        "renditions_signed": False,
    }
    assert image.digital_source_type == Image.SourceType.CAPTURE


# The manifests themselves.


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP"])
def test_a_store_of_manifests_is_cut_out_whole(format_: str, agency: Party) -> None:
    """Whoever checks a picture can be handed both apart."""
    plain, media_type = encoded(quarters(), format_), MEDIA_TYPES[format_]
    # Longer than what one segment of a JPEG can hold.
    actions = [{"action": "c2pa.edited", "parameters": {"description": f"{number:0300}"}} for number in range(600)]
    assertions = [
        {
            "label": "c2pa.actions.v2",
            "data": {"actions": [{"action": "c2pa.created", "digitalSourceType": CAPTURE}, *actions]},
        }
    ]
    content = signed_by(agency, plain, media_type, assertions=assertions)
    store = manifest_store(content)
    assert store is not None
    assert len(store) > 2**16
    with c2pa.Reader(media_type, io.BytesIO(content), manifest_data=store) as reader:
        assert json.loads(reader.json())["validation_state"] == "Valid"


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP"])
def test_of_a_file_that_ends_within_its_manifests_nothing_is_cut(format_: str, agency: Party) -> None:
    content = signed_by(agency, encoded(quarters(), format_), MEDIA_TYPES[format_])
    place = content.index(MARK)
    assert manifest_store(content) is not None
    for end in (place, place + 30, place + 500):
        assert manifest_store(content[:end]) is None


@pytest.mark.parametrize("content", [b"", b"\xff\xd8", b"\xff\xd8\xff\xeb\0\0" * 9, b"RIFF\0\0\0\0WEBPC2PA\xff", MARK])
def test_what_has_no_manifest_gives_none(content: bytes) -> None:
    assert manifest_store(content) is None


@pytest.mark.django_db
def test_readers_have_the_manifest_of_a_picture_while_they_have_the_picture(
    signed: bytes, client: Client, tmp_path: Path
) -> None:
    image = add_image(ContentFile(signed, name="boats.jpg"), by=None, alt="Boats.", credit="Ada")
    address = f"/files/{image.manifest_name}"
    assert client.get(address).status_code == 404
    publish_image(image, by=ed())
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/c2pa")
    assert answer.content == manifest_store(signed)
    assert "immutable" in answer.headers["Cache-Control"]
    assert files_in(tmp_path / "renditions") == [image.manifest_name]
    withdraw_image(image, by=ed())
    assert client.get(address).status_code == 404


def from_before(content: bytes, **fields: Any) -> Image:
    """A picture that came in when nobody asked for manifests yet."""
    image = add_image(ContentFile(content, name="boats.jpg"), by=None, alt="Boats.", credit="Ada", **fields)
    image.credentials = {name: value for name, value in image.credentials.items() if name != "manifest"}
    image.save(update_fields=["credentials"])
    return image


def manifest_url(kind: str, key: str) -> str | None:
    """As readers have it, of the picture or of the story that shows it."""
    body = json.loads(Document.objects.live().get(kind=kind, key=key).body)
    shown = body["lead_media"]["image"] if kind == "article" else body
    told: str | None = shown["content_credentials"]["manifest_url"]
    return told


@pytest.mark.django_db
def test_pictures_from_before_get_their_manifests_from_the_worker(signed: bytes) -> None:
    image, unsigned = from_before(signed), from_before(encoded(quarters((30, 20))))
    story = make_article(lead_image=image)
    publish_article(story, by=ed())
    assert manifest_url("image", image.key) is manifest_url("article", story.key) is None
    cache.clear()
    assert Worker().run_once() == []
    image.refresh_from_db()
    assert manifest_url("image", image.key) == manifest_url("article", story.key) == file_url(image.manifest_name)
    assert (image.credentials["state"], image.credentials["issuer"]) == ("untrusted", "Agency of Ada")
    unsigned.refresh_from_db()
    assert unsigned.credentials["state"] == "none"


@pytest.mark.django_db
def test_each_is_read_once_and_one_that_cannot_be_read_keeps_no_other_waiting(agency: Party, signed: bytes) -> None:
    lost, other = from_before(signed_by(agency, encoded(quarters((90, 60))))), from_before(signed)
    storages["default"].delete(original_name(lost))
    cache.clear()
    assert [read_next() for _ in range(4)] == [1, 1, 0, 0]
    other.refresh_from_db()
    assert other.manifest_name
    cache.clear()
    assert [read_next() for _ in range(2)] == [1, 0], "on another day, only the one that is left"


@pytest.mark.django_db
def test_a_picture_from_before_whose_manifest_tells_its_place_keeps_it(agency: Party) -> None:
    place = {"label": "stds.exif", "kind": "Json", "data": {"@context": {}, "EXIF:GPSLatitude": "55,58.5N"}}
    made = {"label": "c2pa.actions.v2", "data": {"actions": [{"action": "c2pa.created", "digitalSourceType": CAPTURE}]}}
    image = from_before(signed_by(agency, encoded(quarters()), assertions=[made, place]))
    cache.clear()
    assert [read_next() for _ in range(2)] == [1, 0]
    image.refresh_from_db()
    assert image.credentials["manifest"] is False


@pytest.mark.django_db
@pytest.mark.parametrize(
    "private",
    [
        {"label": "stds.exif", "kind": "Json", "data": {"@context": {}, "EXIF:GPSLatitude": "55,58.5N"}},
        {"label": "com.camera", "kind": "Json", "data": {"body": {"SerialNumber": "0815"}}},
    ],
    ids=["place", "camera"],
)
def test_a_manifest_that_tells_what_files_leave_out_is_kept_private(
    private: dict[str, Any], agency: Party, client: Client
) -> None:
    made = {"label": "c2pa.actions.v2", "data": {"actions": [{"action": "c2pa.created", "digitalSourceType": CAPTURE}]}}
    content = signed_by(agency, encoded(quarters()), assertions=[made, private])
    image = add_image(ContentFile(content, name="boats.jpg"), by=None, alt="Boats.", credit="Ada")
    publish_image(image, by=ed())
    assert image_object(image)["content_credentials"]["manifest_url"] is None
    name = f"{image.digest[:2]}/{image.digest[:32]}.c2pa"
    assert client.get(f"/files/{name}").status_code == 404
