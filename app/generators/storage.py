"""The person's own object storage: how a file reaches a vendor that only reads from web addresses.

Any storage that speaks S3 will do. Address (with the bucket in it), access key and secret key are kept like a
vendor's, under the name `storage`; the region is read off the address, or an option. Files are named after their
content, so putting one twice changes nothing, and the address given to a vendor can be read for a day.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from datetime import UTC, datetime
from pathlib import Path

from app.domain.cards import Card, ModelCard, Option
from app.domain.recipes import RecipeReference
from app.domain.wording import N_
from app.errors import BadInput
from app.generators.contract import Answer, Channel, Declined, Order, Reply, Request
from app.generators.encoding import mime
from app.generators.redaction import one_line
from app.generators.refusals import refuse
from app.generators.signatures.s3 import put_headers, reading_address
from app.generators.tools import Tools

#: Not a generator: what `Tools.login` is asked with, so that its key is kept like every other.
STORAGE = Card(
    id="storage",
    label="Storage for files",
    label_zh="文件存储",
    media=(),
    kind="remote",
    key="pair",
    key_hint="AccessKey:SecretKey",
    note="For vendors that read films and recordings from web addresses only: any storage that speaks S3.",
    note_zh="部分平台只从网址读取视频和录音：任何兼容 S3 的存储都可以。",
    models=(ModelCard(id="s3", label="S3"),),
    options=(
        Option(
            name="region",
            label="Region",
            label_zh="区域",
            note="Read from the address where it stands in it.",
            note_zh="地址里写明时自动读取。",
        ),
    ),
)
#: Such as cn-beijing in bucket.tos-s3-cn-beijing.volces.com; clouds write their region into the name.
_REGION = re.compile(r"[.-]((?:[a-z]{2})-[a-z]+(?:-\d)?)\.")
_NOT_SET = N_("{label} reads pictures and recordings from web addresses only.")
_SET_IT = N_("Enter a storage that speaks S3 in Preferences, or choose another generator.")
_NOT_PUT = N_("The storage for files did not take a file.")
_CHECK_IT = N_("Check the address, the key and the region of the storage in Preferences.")


class Storage:
    """Puts references where a vendor can read them."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    @property
    def is_set(self) -> bool:
        """True when the person entered an address and a key."""
        login = self._tools.login(STORAGE)
        return bool(login.address and login.key)

    def preview(self, order: Order, label: str) -> tuple[tuple[Request, ...], dict[str, str]]:
        """The uploads, and by SHA-256 what the vendor will be told: `<upload 1>`, or a known address.

        Raises:
            BadInput: there is no storage and a file has no address; or a file is missing.
        """
        uploads: list[Request] = []
        told: dict[str, str] = {}
        for reference in order.recipe.references:
            sha = reference.media.sha256
            if sha in told:
                continue
            known = _address_of(reference)
            if known and not self.is_set:
                told[sha] = known
                continue
            uploads.append(self._put(order.file(reference), label))
            told[sha] = f"<upload {len(uploads)}>"
        return tuple(uploads), told

    async def place(self, order: Order, label: str, channel: Channel) -> dict[str, str] | Declined:
        """Put every reference of the order; an address each, by SHA-256, or why it could not be done.

        Raises:
            BadInput: as `preview`.
        """
        addresses: dict[str, str] = {}
        for reference in order.recipe.references:
            sha = reference.media.sha256
            if sha in addresses:
                continue
            known = _address_of(reference)
            if known and not self.is_set:
                addresses[sha] = known
                continue
            request = await asyncio.to_thread(self._put, order.file(reference), label)
            answer = await channel.ask(request, tries=3)
            if not (isinstance(answer, Reply) and answer.status < 300):
                return _not_put(answer)
            addresses[sha] = self._readable(request.url)
        return addresses

    def _put(self, path: Path, label: str) -> Request:
        if not self.is_set:
            raise BadInput(_NOT_SET.format(label=label), _SET_IT)
        login = self._tools.login(STORAGE)
        data = path.read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        url = f"{login.address}/fenjing/{digest[:32]}{path.suffix}"
        signed = put_headers(login.pair, url, digest, region=self._region(), at=datetime.now(UTC))
        headers = {"Content-Type": mime(path)} | signed
        note = N_("Puts a file into your own storage.")
        return Request(method="PUT", url=url, headers=headers, content=data, note=note)

    def _readable(self, url: str) -> str:
        login = self._tools.login(STORAGE)
        return reading_address(login.pair, url, region=self._region(), at=datetime.now(UTC))

    def _region(self) -> str:
        chosen = self._tools.options("storage").get("region", "")
        named = _REGION.search(self._tools.login(STORAGE).host[0])
        return chosen or (named.group(1) if named else "us-east-1")


def _address_of(reference: RecipeReference) -> str:
    """Where the vendor that made a file keeps it, when it names its files by address."""
    return reference.vendor_id if reference.vendor_id.startswith("https://") else ""


def _not_put(answer: Answer) -> Declined:
    """Certain either way: the vendor was not asked yet. A storage that says no will say so again."""
    if not isinstance(answer, Reply):
        return Declined(refusal=refuse("not_sent", detail=answer.reason))
    status, detail = str(answer.status), one_line(answer.body)
    if 400 <= answer.status < 500 and answer.status not in (408, 429):
        no = refuse("parameter", code=status, detail=detail, message=_NOT_PUT, fix=_CHECK_IT)
        return Declined(refusal=no)
    return Declined(refusal=refuse("not_sent", code=status, detail=detail, message=_NOT_PUT))
