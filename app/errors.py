"""Every error this program raises on purpose.

    FenjingError
    ├── UserCanFix            the person can put it right; the message says how
    │   ├── BadInput          a file, a field or an argument is not usable as given
    │   │   └── MalformedScript   a script cannot be read; carries the line
    │   ├── NotFound          a name or an id that is not in the project
    │   ├── RuleBroken        the film's own rules forbid it (a dissolve without handles, a shot in two places)
    │   ├── ReadOnly          the project is open for reading only; carries the reason
    │   ├── ProjectBusy       another window or another machine holds the project
    │   ├── NewerProject      the project was written by a newer Fenjing
    │   ├── NeedsDecision     something waits for a person; nothing was spent
    │   ├── OverBudget        a cap would be exceeded; nothing was sent
    │   └── Cancelled         the person stopped it
    ├── Environment           this machine, the disk or the network stands in the way
    │   ├── DiskTrouble       full, read-only, unplugged, or the write was refused
    │   ├── ToolMissing       ffmpeg, a voice library or a system library is not there
    │   └── Damaged           a file is not what it claims to be
    └── OurBug                a promise inside the program was broken; please report it

Vendor errors are not here: what a generator answers is data (`domain.attempts.Refusal`), because it is
kept in the ledger and shown for as long as the project lives.

Every error carries `message` (what happened, one sentence) and `fix` (what the person can do, one
sentence, may be empty). Both are English source strings marked for translation by the face.
"""

from __future__ import annotations


class FenjingError(Exception):
    """Base of the tree: `message` says what happened, `fix` what the person can do about it."""

    exit_code = 1

    def __init__(self, message: str, fix: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix

    def __str__(self) -> str:
        return f"{self.message} {self.fix}".strip()


class UserCanFix(FenjingError):
    """The person can put it right."""


class BadInput(UserCanFix):
    """A file, a field or an argument is not usable as given."""


class MalformedScript(BadInput):
    """A script cannot be read; `line` is 1-based, 0 when the whole file is meant."""

    def __init__(self, message: str, fix: str = "", line: int = 0) -> None:
        super().__init__(message, fix)
        self.line = line


class NotFound(UserCanFix):
    """A name or an id that is not in the project."""


class RuleBroken(UserCanFix):
    """The film's own rules forbid it."""


class ReadOnly(UserCanFix):
    """The project is open for reading only."""


class ProjectBusy(UserCanFix):
    """Another window or another machine holds the project; `elsewhere`: it can be taken over from a machine."""

    def __init__(self, message: str, fix: str = "", *, elsewhere: bool = False) -> None:
        super().__init__(message, fix)
        self.elsewhere = elsewhere


class NewerProject(UserCanFix):
    """The project was written by a newer Fenjing."""


class NeedsDecision(UserCanFix):
    """Something waits for a person; nothing was spent."""

    exit_code = 4


class OverBudget(UserCanFix):
    """A cap would be exceeded; nothing was sent."""


class Cancelled(UserCanFix):
    """The person stopped it."""


class Environment(FenjingError):
    """This machine, the disk or the network stands in the way."""

    exit_code = 3


class DiskTrouble(Environment):
    """The disk is full, read-only, unplugged, or refused the write."""


class ToolMissing(Environment):
    """A program or library this job needs is not on the machine."""


class Damaged(Environment):
    """A file is not what it claims to be."""


class OurBug(FenjingError):
    """A promise inside the program was broken."""

    exit_code = 3
