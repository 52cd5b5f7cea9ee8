"""Proving an address and a key by a call that costs nothing; needs no project."""

from __future__ import annotations

from collections.abc import Callable

from app.domain.wording import N_
from app.errors import NotFound
from app.generators.chat import TextGenerator
from app.generators.contract import KeyCheck, RemoteGenerator
from app.generators.http import Http
from app.jobs.runner import Job
from app.jobs.state import vendor_of
from app.studio.services import Services


def check_key(
    services: Services,
    generator_id: str,
    done: Callable[[KeyCheck], None],
    failed: Callable[[Exception], None],
) -> Job:
    """Ask a vendor whether it knows the key in force; the answer, keys taken out, comes to `done`.

    Raises:
        NotFound: there is no such generator, or it is not asked over the network.
    """
    generator = services.catalog[generator_id]
    if not isinstance(generator, RemoteGenerator | TextGenerator):
        raise NotFound(N_("This generator needs no key."))
    login, vendor = services.login(generator.card), vendor_of(generator.card)

    async def ask(http: Http) -> KeyCheck:
        http.redactor.learn(login.secrets)
        return http.redactor.answer(await generator.test_key(http.channel(vendor, login)))

    return services.runner.spawn(ask, done, failed)
