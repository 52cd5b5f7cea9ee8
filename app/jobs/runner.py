"""One thread for the network, a small pool for the rest, and one door back to the owner's thread.

Around every job this holds: its callbacks run on the owner's thread, in order, through `deliver`; exactly one
of `on_done` and `on_error` is called, unless the job was cancelled or the runner closed, then neither; what a
job raises is delivered, and logged when nobody asked for it. Workers get frozen values and return frozen
values; they never see the store, the settings or Qt.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Protocol, TypeVar

from app.domain.wording import N_
from app.errors import Cancelled, OurBug

if TYPE_CHECKING:
    from app.generators.http import Http

T = TypeVar("T")
Deliver = Callable[[Callable[[], None]], None]
OnError = Callable[[Exception], None]
OnProgress = Callable[[float, str], None]
_LOG = logging.getLogger(__name__)


class Handle(Protocol):
    """Something that was started and can be stopped."""

    def cancel(self) -> None:
        """Stop it; its callbacks are not called any more. Harmless when it is over."""
        ...


class Job:
    """One piece of work as its owner holds it."""

    def __init__(self, deliver: Deliver) -> None:
        self._deliver = deliver
        self._stopped = threading.Event()
        self._stop: Callable[[], object] = lambda: None

    @property
    def cancelled(self) -> bool:
        """True after `cancel`, or when the runner closed."""
        return self._stopped.is_set()

    def cancel(self) -> None:
        """Stop it; its callbacks are not called any more. Harmless when it is over."""
        self._stopped.set()
        self._stop()

    def stopped_by(self, stop: Callable[[], object]) -> None:
        """Say how to interrupt it."""
        self._stop = stop
        if self.cancelled:
            stop()

    def tell(self, callback: Callable[[], None]) -> None:
        """Have `callback` run on the owner's thread, unless the job was cancelled by then."""
        self._deliver(lambda: None if self.cancelled else callback())


class Progress:
    """What work on the pool is given to report with and to ask whether to go on."""

    def __init__(self, job: Job, on_progress: OnProgress | None) -> None:
        self._job = job
        self._on_progress = on_progress
        self._last = -1.0

    def report(self, fraction: float, note: str = "") -> None:
        """Tell how far it is, 0..1; steps under one per mille are not worth a message."""
        if self._on_progress is None or (abs(fraction - self._last) < 0.001 and fraction < 1):
            return
        self._last = fraction
        told = self._on_progress
        self._job.tell(lambda: told(fraction, note))

    def cancelled(self) -> bool:
        """True when the work should stop soon."""
        return self._job.cancelled

    def check(self) -> None:
        """Stop here when asked to.

        Raises:
            Cancelled: the job was cancelled.
        """
        if self._job.cancelled:
            raise Cancelled(N_("It was stopped."))


def _default_http() -> Http:
    from app.generators.http import Http  # httpx takes a while to import; most starts never need it

    return Http()


class Runner:
    """Starts work and brings back what came of it. Made and used on the owner's thread; close it."""

    def __init__(
        self, deliver: Deliver, workers: int = 2, http: Callable[[], Http] = _default_http
    ) -> None:
        self._deliver = deliver
        self._make_http = http
        self._http: Http | None = None
        self._loop = asyncio.new_event_loop()
        self._jobs: set[Job] = set()
        self._lock = threading.Lock()
        self._closed = False
        self._pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="fenjing-pool")
        self._thread = threading.Thread(target=self._serve, name="fenjing-network")
        self._thread.start()

    def run(
        self,
        work: Callable[[Progress], T],
        on_done: Callable[[T], None] | None = None,
        on_error: OnError | None = None,
        on_progress: OnProgress | None = None,
    ) -> Job:
        """Do `work` on the pool.

        Raises:
            OurBug: the runner is closed.
        """
        job = self._new_job()

        def body() -> None:
            try:
                if not job.cancelled:
                    _done(job, work(Progress(job, on_progress)), on_done)
            except Cancelled as error:
                if not job.cancelled:
                    _failed(job, error, on_error)
            except Exception as error:  # noqa: BLE001 - the boundary: whatever work raises is delivered
                _failed(job, error, on_error)
            finally:
                self._forget(job)

        self._pool.submit(body)
        return job

    def spawn(
        self,
        work: Callable[[Http], Awaitable[T]],
        on_done: Callable[[T], None] | None = None,
        on_error: OnError | None = None,
    ) -> Job:
        """Do `work` on the network thread; it is given that thread's `Http`.

        Raises:
            OurBug: the runner is closed.
        """
        job = self._new_job()

        async def body() -> None:
            try:
                if self._http is None:
                    self._http = self._make_http()
                if not job.cancelled:
                    _done(job, await work(self._http), on_done)
            except asyncio.CancelledError:
                if not job.cancelled:
                    raise
            except Exception as error:  # noqa: BLE001 - the boundary: whatever work raises is delivered
                _failed(job, error, on_error)
            finally:
                self._forget(job)

        def start() -> None:
            task = self._loop.create_task(body())
            job.stopped_by(lambda: self._ask_loop(task.cancel))

        self._ask_loop(start)
        return job

    def later(self, seconds: float, callback: Callable[[], None]) -> Job:
        """Call `callback` on the owner's thread after `seconds`.

        Raises:
            OurBug: the runner is closed.
        """

        async def wait(_http: Http) -> None:
            await asyncio.sleep(seconds)

        return self.spawn(wait, lambda _none: callback())

    def close(self) -> None:
        """Stop everything and wait until no thread is left. Nothing is delivered afterwards."""
        if self._closed:
            return
        self._closed = True
        with self._lock:
            jobs = list(self._jobs)
        for job in jobs:
            job.cancel()
        self._ask_loop(self._loop.stop)
        self._thread.join()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def __enter__(self) -> Runner:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _new_job(self) -> Job:
        if self._closed:
            raise OurBug("Work was started after the runner had closed.")
        job = Job(self._deliver)
        with self._lock:
            self._jobs.add(job)
        return job

    def _forget(self, job: Job) -> None:
        with self._lock:
            self._jobs.discard(job)

    def _ask_loop(self, callback: Callable[[], object]) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(callback)

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_forever()
            tasks = asyncio.all_tasks(self._loop)
            for task in tasks:
                task.cancel()
            self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
            if self._http is not None:
                self._loop.run_until_complete(self._http.aclose())
            self._loop.run_until_complete(self._loop.shutdown_default_executor())
        finally:
            self._loop.close()


class QueueDelivery:
    """The door for the command line and for tests: callbacks wait until the owner pumps."""

    def __init__(self) -> None:
        self._waiting: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()

    def __call__(self, callback: Callable[[], None]) -> None:
        """Leave a callback for the owner; called from any thread."""
        self._waiting.put(callback)

    def pump(self, timeout: float = 0.0) -> int:
        """Run what is waiting; wait up to `timeout` seconds for the first. Returns how many ran."""
        count = 0
        while True:
            try:
                if count == 0 and timeout > 0:
                    callback = self._waiting.get(timeout=timeout)
                else:
                    callback = self._waiting.get_nowait()
            except queue.Empty:
                return count
            callback()
            count += 1

    def pump_until(self, condition: Callable[[], bool], timeout: float = 30.0) -> bool:
        """Pump until `condition` holds; False when it did not within `timeout` seconds."""
        deadline = time.monotonic() + timeout
        while not condition():
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            self.pump(min(left, 0.1))
        return True


def _done(job: Job, outcome: T, on_done: Callable[[T], None] | None) -> None:
    if on_done is not None:
        job.tell(lambda: on_done(outcome))


def _failed(job: Job, error: Exception, on_error: OnError | None) -> None:
    if on_error is None:
        _LOG.error("unwatched work failed: %s", error, exc_info=error)
        return
    job.tell(lambda: on_error(error))
