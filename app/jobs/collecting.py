"""Brings results home: download, check by decoding, hand over. Collecting what is paid for costs nothing more."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast, get_args
from urllib.parse import urlsplit

from app.domain.attempts import Attempt, Billed, Refusal
from app.domain.wording import N_
from app.errors import Damaged, FenjingError
from app.generators.backoff import backoff
from app.generators.contract import MadeFile, RemoteGenerator, Result, ResultRole
from app.generators.refusals import refuse
from app.jobs.desk import Desk
from app.jobs.runner import Progress
from app.jobs.state import KeptFile, Live

if TYPE_CHECKING:
    from app.generators.download import Fetched, NotFetched
    from app.generators.http import Channel

#: Downloads at the same time; the rest waits in order of expiry.
AT_ONCE = 3
#: A file that does not decode is fetched anew this often before it counts as spoilt at the vendor.
DAMAGED_MOST = 2
_BROKE_OFF = N_("The download broke off: {reason}.")
_LOG = logging.getLogger(__name__)
_MAGIC = (
    (b"\x89PNG", 0, ".png"), (b"\xff\xd8\xff", 0, ".jpg"), (b"WEBP", 8, ".webp"),
    (b"WAVE", 8, ".wav"), (b"ftyp", 4, ".mp4"), (b"\x1aE\xdf\xa3", 0, ".webm"),
    (b"OggS", 0, ".ogg"), (b"ID3", 0, ".mp3"), (b"\xff\xfb", 0, ".mp3"), (b"fLaC", 0, ".flac"),
)  # fmt: skip
_KNOWN = frozenset(
    {".mp4", ".mov", ".webm", ".png", ".jpg", ".webp", ".wav", ".mp3", ".ogg", ".flac"}
)


class Collecting:
    """Takes attempts from `ready` to `take`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def start(self, live: Live) -> None:
        """Go on from wherever the attempt is: fetch, measure, or hand over."""
        place = self._desk.workplace(live)
        if not live.results and not live.made:
            self._remember(live, place)
        if not live.results and not live.made:
            self._ask_again(live)
            return
        if live.attempt.state == "ready":
            self._desk.move(live, "downloading")
        wanted = [
            (result, place / file_name(index, result))
            for index, result in enumerate(live.results)
            if not (place / file_name(index, result)).exists()
        ]
        if wanted:
            self._fetch(live, wanted)
        else:
            self._measure(live, place)

    def _remember(self, live: Live, place: Path) -> None:
        """After a restart: what a local generator left, or what the ledger knows of the result's address."""
        if live.attempt.provider_id:
            return
        live.made = tuple(_left_behind(place))
        if not live.made and live.attempt.result_url:
            live.results = (Result(url=live.attempt.result_url),)

    def _ask_again(self, live: Live) -> None:
        """The vendor knows the addresses; the ledger keeps one only for the person's eyes."""
        if live.attempt.provider_id:
            live.requeried = True
            if live.attempt.state != "ready":
                self._desk.move(live, "ready", N_("The vendor was asked again."))
            self._desk.wait(live, 0)
            return
        refusal = refuse(
            "failed", message=N_("The result was lost before it could be kept."), billed="unknown"
        )
        self._give_up(live, refusal)

    def _fetch(self, live: Live, wanted: list[tuple[Result, Path]]) -> None:
        from app.generators.download import Fetched, NotFetched, download

        generator = self._desk.catalog[live.attempt.generator]

        async def work(channel: Channel) -> Fetched | NotFetched:
            headers = (
                generator.result_headers(channel.login)
                if isinstance(generator, RemoteGenerator)
                else {}
            )
            outcome: Fetched | NotFetched = NotFetched(
                trouble="gone", reason=N_("there is no address")
            )
            for result, target in wanted:
                if not result.url:
                    return NotFetched(trouble="gone", reason=N_("the file came inside the answer"))
                outcome = await download(channel, result.url, target, headers=headers)
                if isinstance(outcome, NotFetched) and result.role == "main":
                    return outcome
            return outcome if isinstance(outcome, Fetched) else _side_only(wanted, outcome)

        self._desk.call(
            live,
            work,
            lambda outcome: self._fetched(live, outcome),
            lambda error: self._cut(live, type(error).__name__, 30),
        )

    def _fetched(self, live: Live, outcome: Fetched | NotFetched) -> None:
        trouble = getattr(outcome, "trouble", "")
        if not trouble:
            live.failures = 0
            self._measure(live, self._desk.workplace(live))
            return
        reason = str(getattr(outcome, "reason", ""))
        if trouble == "gone":
            self._gone(live, reason)
        elif trouble in ("refused", "too_large"):
            message = N_(
                "The result was not fetched, because its address or size is not acceptable."
            )
            fix = N_("Look at the vendor's own page for the result.")
            self._give_up(
                live, refuse("failed", message=message, fix=fix, billed="yes", detail=reason)
            )
        else:
            self._cut(live, reason, 30 if trouble == "disk" else 0)

    def _gone(self, live: Live, reason: str) -> None:
        if live.requeried:
            self._desk.move(
                live,
                "expired",
                reason,
                refusal=refuse("expired", billed="yes", detail=reason),
                **_paid(live),
            )
            return
        live.requeried = True
        if live.attempt.provider_id:
            live.results = ()
            self._desk.move(live, "ready", N_("A fresh address was asked for."))
            self._desk.wait(live, 0)
            return
        # There is no other address: one look more, should something on the way have answered instead.
        self._desk.move(live, "ready", _BROKE_OFF.format(reason=reason[:200]))
        self._desk.wait(live, 30)

    def _cut(self, live: Live, reason: str, at_least: float) -> None:
        live.failures += 1
        self._desk.move(live, live.attempt.state, _BROKE_OFF.format(reason=reason[:200]))
        self._desk.wait(live, max(at_least, backoff(live.failures, self._desk.rng)))

    def _measure(self, live: Live, place: Path) -> None:
        desk = self._desk
        found = live.made or tuple(
            MadeFile(path=place / file_name(index, result), role=result.role)
            for index, result in enumerate(live.results)
            if (place / file_name(index, result)).exists()
        )

        def work(progress: Progress) -> tuple[KeptFile, ...]:
            kept: list[KeptFile] = []
            for made in found:
                progress.check()
                path = with_true_suffix(made.path)
                try:
                    kept.extend(_measured(desk, live.attempt, made.role, path, progress))
                except Damaged:
                    if made.role == "main":
                        raise
                    _LOG.warning("a side file of %s does not decode", live.id)
            return tuple(kept)

        def done(files: tuple[KeptFile, ...]) -> None:
            live.busy, live.job, live.files = False, None, files
            if live.attempt.state == "downloading":
                desk.move(live, "verified")
            self._hand_over(live)
            desk.wake()

        def broken(error: Exception) -> None:
            live.busy, live.job = False, None
            self._spoilt(live, error, found)
            desk.wake()

        live.busy = True
        live.job = desk.runner.run(work, done, broken)

    def _spoilt(self, live: Live, error: Exception, found: Iterable[MadeFile]) -> None:
        detail = error.message if isinstance(error, FenjingError) else type(error).__name__
        if not isinstance(error, Damaged):
            _LOG.error("a result could not be measured", exc_info=error)
        live.damaged += 1
        again = bool(live.results) and live.damaged <= DAMAGED_MOST
        for made in found if again else ():
            made.path.unlink(missing_ok=True)
        if again:
            live.results = () if live.attempt.provider_id else live.results
            self._desk.move(live, "ready", N_("It does not decode and is fetched anew."))
            self._desk.wait(live, backoff(live.damaged, self._desk.rng))
            return
        message = N_("The file that came is damaged.")
        billed: Billed = "no" if live.card.kind == "offline" else "yes"
        self._give_up(live, refuse("failed", message=message, billed=billed, detail=detail))

    def _hand_over(self, live: Live) -> None:
        desk = self._desk
        attempt = live.attempt
        paid = attempt.model_copy(update=_paid(live))
        try:
            take_id = desk.keep(paid, live.files)
        except FenjingError as error:
            _LOG.error("a take could not be kept: %s", error.message)
            desk.move(live, "verified", f"{error.message}"[:200])
            desk.wait(live, 30)
            return
        desk.move(live, "take", take_id=take_id, refusal=None, **_paid(live))
        shutil.rmtree(desk.place_of(live), ignore_errors=True)

    def _give_up(self, live: Live, refusal: Refusal) -> None:
        if live.attempt.state == "verified":
            self._desk.move(live, "ready")
        cost = _paid(live) if refusal.billed == "yes" else {}
        self._desk.move(live, "failed", refusal.detail[:200], refusal=refusal, **cost)


def _measured(
    desk: Desk, attempt: Attempt, role: ResultRole, path: Path, progress: Progress
) -> tuple[KeptFile, ...]:
    """The checked file; of a film of several shots its pieces instead."""
    pieces = desk.cut(attempt, path, progress.cancelled) if role == "main" else ()
    return pieces or (KeptFile(path=path, role=role, media=desk.measure(path)),)


def file_name(index: int, result: Result) -> str:
    """Name of a result on its way: its place and role are in it, so that a restart finds them again."""
    suffix = result.suffix or Path(urlsplit(result.url).path).suffix.lower()
    return f"{index:02d}-{result.role}{suffix if suffix in _KNOWN else '.mp4'}"


def with_true_suffix(path: Path) -> Path:
    """The file under the suffix that its first bytes call for; renamed when the vendor called it otherwise."""
    with path.open("rb") as held:
        head = held.read(16)
    true = next((end for magic, at, end in _MAGIC if head[at : at + len(magic)] == magic), "")
    same = true == path.suffix or (true == ".mp4" and path.suffix == ".mov")
    if not true or same:
        return path
    return path.replace(path.with_suffix(true))


def _left_behind(place: Path) -> Iterable[MadeFile]:
    roles = frozenset(get_args(ResultRole))
    for path in sorted(place.iterdir()):
        if path.suffix not in _KNOWN:
            continue
        role = path.stem.partition("-")[2]
        yield MadeFile(path=path, role=cast("ResultRole", role) if role in roles else "main")


def _side_only(wanted: list[tuple[Result, Path]], outcome: NotFetched) -> Fetched | NotFetched:
    """A side file that cannot be had does not hold up the main one."""
    from app.generators.download import Fetched

    main = next((path for result, path in wanted if result.role == "main"), None)
    if main is None or not main.exists():
        return outcome
    return Fetched(path=main, size=main.stat().st_size, sha256="")


def _paid(live: Live) -> dict[str, Any]:
    """What it cost, as the vendor said, else as estimated."""
    attempt = live.attempt
    if attempt.cost is not None or attempt.estimate is None:
        return {}
    return {"cost": attempt.estimate}
