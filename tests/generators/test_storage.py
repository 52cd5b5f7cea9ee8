"""The person's own storage: what is put there, what a vendor is told, and a storage that says no."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.cards import Card
from app.errors import BadInput
from app.generators.contract import Declined, Order
from app.generators.login import Login, from_environment
from app.generators.storage import STORAGE, Storage
from app.generators.tools import Tools
from tests.fakes.orders import order
from tests.fakes.server import BAD_GATEWAY, Call, FakeServer, Fault, Response
from tests.fakes.stage import converse
from tests.fakes.storage import FakeStorage


class Bucket(FakeServer):
    """Nothing but a storage."""

    def __init__(self) -> None:
        super().__init__()
        self.storage = FakeStorage()

    def route(self, call: Call) -> str:
        return "upload"

    def work(self, route: str, call: Call) -> Response:
        return self.storage.put(call, self.origin)


def storage(login: Login, **options: str) -> Storage:
    def source(card: Card) -> Login:
        assert card is STORAGE
        return login

    return Storage(Tools(login=source, options=lambda _vendor: options))


def place(held: Storage, asked: Order) -> dict[str, str] | Declined:
    vendor = Login("https://vendor.example", "vendor-key-1")
    return converse("someone", vendor, lambda way: held.place(asked, "Someone", way))


def test_files_are_put_under_their_content_and_can_be_read(tmp_path: Path) -> None:
    asked = order(tmp_path, "skyreels", "character", "sound", "clip")
    with Bucket() as bucket:
        bucket.fail("upload", BAD_GATEWAY)
        told = place(storage(bucket.storage.login(bucket.origin)), asked)
        assert isinstance(told, dict)
        for reference in asked.recipe.references:
            sha = reference.media.sha256
            assert f"/bucket/fenjing/{sha[:32]}{reference.media.suffix}?" in told[sha]
            assert bucket.storage.read(told[sha]) == asked.file(reference).read_bytes()
        assert bucket.count("upload") == 4
        types = [call.headers["content-type"] for _, call in bucket.calls[1:]]
        assert types == ["image/png", "audio/wav", "video/mp4"]


def test_the_preview_shows_each_file_once(tmp_path: Path) -> None:
    asked = order(tmp_path, "skyreels", "character", "place")
    twice = asked.recipe.references + asked.recipe.references[:1]
    same = Order(
        asked.recipe.model_copy(update={"references": twice}), "t", "1", asked.created_at,
        asked.inputs,
    )  # fmt: skip
    held = storage(Login("https://store.example", "AK_1:SK_1"))
    uploads, told = held.preview(same, "Someone")
    assert [one.method for one in uploads] == ["PUT", "PUT"]
    assert sorted(told.values()) == ["<upload 1>", "<upload 2>"]


@pytest.mark.parametrize("status", [403, 404])
def test_a_storage_that_says_no_is_not_asked_again(tmp_path: Path, status: int) -> None:
    asked = order(tmp_path, "skyreels", "character")
    with Bucket() as bucket:
        bucket.fail(
            "upload", Fault(status=status, body=b"<Error><Code>NoSuchBucket</Code></Error>")
        )
        refused = place(storage(bucket.storage.login(bucket.origin)), asked)
        assert isinstance(refused, Declined)
        assert (refused.refusal.kind, refused.refusal.code) == ("parameter", str(status))
        assert "NoSuchBucket" in refused.refusal.detail
        assert bucket.count("upload") == 1


def test_a_storage_that_is_away_means_not_sent(tmp_path: Path) -> None:
    asked = order(tmp_path, "skyreels", "character")
    away = place(storage(Login("http://127.0.0.1:9", "AK_1:SK_1", own=True)), asked)
    assert isinstance(away, Declined)
    assert away.refusal.kind == "not_sent"
    with Bucket() as bucket:
        bucket.fail("upload", BAD_GATEWAY, BAD_GATEWAY, BAD_GATEWAY)
        down = place(storage(bucket.storage.login(bucket.origin)), asked)
        assert isinstance(down, Declined)
        assert down.refusal.kind == "not_sent"


def test_without_a_storage_only_known_addresses_go(tmp_path: Path) -> None:
    asked = order(tmp_path, "skyreels", "clip")
    none = storage(from_environment(STORAGE, {}))
    assert not none.is_set
    with pytest.raises(BadInput, match="Someone"):
        none.preview(asked, "Someone")
    (clip,) = asked.recipe.references
    held = clip.model_copy(update={"vendor_id": "https://cdn.example/a.mp4"})
    recipe = asked.recipe.model_copy(update={"references": (held,)})
    known = Order(recipe, "t", "1", asked.created_at)
    assert none.preview(known, "Someone") == ((), {clip.media.sha256: "https://cdn.example/a.mp4"})
    assert place(none, known) == {clip.media.sha256: "https://cdn.example/a.mp4"}


@pytest.mark.parametrize(
    ("address", "region"),
    [
        ("https://b.tos-s3-cn-beijing.volces.com", "cn-beijing"),
        ("https://b.oss-cn-hangzhou.aliyuncs.com", "cn-hangzhou"),
        ("https://b-125.cos.ap-guangzhou.myqcloud.com", "ap-guangzhou"),
        ("https://b.s3.us-west-2.amazonaws.com", "us-west-2"),
        ("https://minio.example:9000/b", "us-east-1"),
    ],
)
def test_the_region_is_read_off_the_address(tmp_path: Path, address: str, region: str) -> None:
    asked = order(tmp_path, "skyreels", "character")
    (upload,), _ = storage(Login(address, "AK_1:SK_1")).preview(asked, "Someone")
    assert f"/{region}/s3/aws4_request" in upload.headers["Authorization"]
    (upload,), _ = storage(Login(address, "AK_1:SK_1"), region="auto").preview(asked, "Someone")
    assert "/auto/s3/aws4_request" in upload.headers["Authorization"]


def test_it_is_found_in_the_environment_like_a_vendor() -> None:
    held = {"FENJING_STORAGE_URL": "https://store.example/", "FENJING_STORAGE_KEY": "AK:SK"}
    login = from_environment(STORAGE, held)
    assert (login.address, login.key) == ("https://store.example", "AK:SK")
