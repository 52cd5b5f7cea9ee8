"""What every fake vendor has: jobs with a plan, an invoice, a shelf of results, and its own ways to refuse.

A vendor's fake (tests/fakes/vendors/NAME.py) subclasses `FakeVendor`, answers its document's routes in
`route` and `work`, checks the signature and every field for real, and lists `CASES`: one for each card and
each way of asking. `tests/generators/test_every_vendor.py` finds them by itself.

The names of the routes are fixed where the tests need them: `create` is the paid call, `get` the poll, `file`
the download, `list` the look-up. Others (`upload`, `token`, ...) are the vendor's own business.
"""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from app.domain.money import Money
from app.domain.recipes import Medium, ReferenceRole
from app.generators.login import Login
from tests.fakes import clips
from tests.fakes.files import Shelf
from tests.fakes.server import Call, FakeServer, Fault, Response


@dataclass
class Plan:
    """What becomes of a job: seconds queued and running, then the end.

    `end` is `ready`, `failed`, `moderated` or `expired`; a fake turns it into its vendor's own words.
    """

    queued: float = 0.0
    running: float = 0.0
    end: str = "ready"
    billed: bool = True


@dataclass
class Job:
    """One job as the vendor holds it. `state` is `queued`, `running` or the plan's end."""

    id: str
    body: Any
    created: datetime
    plan: Plan
    price: Money | None = None
    cancelled: bool = False
    extra: dict[str, Any] = field(default_factory=dict)

    def state(self, now: datetime) -> str:
        if self.cancelled:
            return "cancelled"
        age = (now - self.created).total_seconds()
        if age < self.plan.queued:
            return "queued"
        return "running" if age < self.plan.queued + self.plan.running else self.plan.end

    @property
    def ended(self) -> datetime:
        return self.created + timedelta(seconds=self.plan.queued + self.plan.running)


@dataclass
class Line:
    """One line of the invoice."""

    job_id: str
    price: Money


@dataclass(frozen=True)
class Case:
    """One way of asking one card: what the tests send, and what must come of it."""

    generator: str
    fake: Callable[[Callable[[], datetime]], FakeVendor]
    model: str = ""
    medium: Medium = "video"
    seconds: float = 5
    width: int = 1080
    height: int = 1920
    prompt: str = "林夏推开门，雨停了"
    language: str = "zh"
    negative: str = ""
    references: tuple[ReferenceRole, ...] = ()
    vendor_ids: Mapping[ReferenceRole, str] = field(default_factory=dict)
    """How the vendor knows what goes along in a role, where it goes by an id of its own."""
    settings: Mapping[str, str | int | float | bool] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    parts: tuple[float, ...] = ()
    """Seconds of each shot, where the film holds several."""
    at_once: bool = False
    """True when the answer to the paid call carries the result: nothing is polled."""
    sends_references_inline: bool = True
    """False where the vendor is given web addresses, or where it cannot take this many."""
    name: str = ""

    def __str__(self) -> str:
        return "-".join(part for part in (self.generator, self.model, self.name) if part)


class FakeVendor(FakeServer):
    """Base of the vendors' fakes. Billing is the harshest that could be: when a job is taken."""

    #: The key to configure (`AK:SK` for pairs), and the path below the origin that is the vendor's address.
    key: ClassVar[str] = "fake-key-4711-abcdef"
    base: ClassVar[str] = ""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__(now)
        self.plan = Plan()
        self.plans: deque[Plan] = deque()
        self.jobs: dict[str, Job] = {}
        self.invoice: list[Line] = []
        self.shelf = Shelf()
        self.result_hours = 24.0
        self._numbers = itertools.count(1)

    @property
    def url(self) -> str:
        """The address to configure."""
        return f"{self.origin}{self.base}"

    @property
    def invoiced(self) -> Decimal:
        """The sum of the invoice, whatever its currency."""
        return sum((line.price.amount for line in self.invoice), Decimal(0))

    def take(self, body: Any, price: Money | None = None, **extra: Any) -> Job:
        """Accept a job, and put it on the invoice when it has a price."""
        plan = self.plans.popleft() if self.plans else self.plan
        job = Job(self.job_id(next(self._numbers)), body, self.now(), plan, price, extra=extra)
        self.jobs[job.id] = job
        if price is not None and plan.billed:
            self.invoice.append(Line(job.id, price))
        return job

    def job_id(self, number: int) -> str:
        """How this vendor names its jobs."""
        return f"job-{number}"

    def file_url(self, job: Job, name: str = "video.mp4") -> str:
        """Where a result lies; `self.serve_file` answers it."""
        return f"{self.origin}/files/{job.id}/{name}?sig={next(self._numbers)}"

    def serve_file(self, call: Call) -> Response:
        """A result by its name's suffix; 403 when it is too old."""
        _, _, job_id, name = call.path.split("/", 3)
        job = self.jobs[job_id]
        if self.now() - job.ended > timedelta(hours=self.result_hours):
            return Response(403, b"expired", {"Content-Type": "application/xml"})
        data, kind = content(name)
        return self.shelf.serve(data, kind, call)

    def logins(self) -> dict[str, Login]:
        """Other accounts that asking this vendor needs, by vendor name: the person's own storage."""
        return {}

    # -- what the tests ask of each vendor -----------------------------------------------------------

    def refusals(self) -> dict[str, Fault]:
        """The document's error bodies for the paid call, by our class of refusal (`RefusalClass`).

        At least parameter, auth, too_fast (with Retry-After where the vendor sends one), and balance, policy
        and moderated_input where the document has them.
        """
        raise AssertionError(type(self).__name__)

    def endings(self) -> dict[str, str]:
        """How a job can end badly: a `Plan.end` to the attempt's state that must come of it."""
        return {"failed": "failed"}


def content(name: str) -> tuple[bytes, str]:
    """Real bytes and their media type for a file name."""
    suffix = name.rpartition(".")[2]
    if suffix in ("png", "jpg", "jpeg", "webp"):
        return clips.picture(), "image/png"
    if suffix in ("wav", "mp3"):
        return clips.sound(), "audio/wav"
    return clips.video(), "video/mp4"
