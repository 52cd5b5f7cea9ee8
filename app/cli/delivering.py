"""`deliver-check` and `presets`: what a platform wants, and what an episode still lacks for it."""

from __future__ import annotations

from app.cli.context import Context, episodes_of
from app.domain import timing
from app.domain.wording import N_
from app.studio.rendering import ExportChoice


def deliver_check(context: Context) -> int:
    """Everything that would be bounced, without rendering; 1 when there is an error."""
    arguments, output = context.arguments, context.output
    documents = []
    errors = 0
    with context.open(read_only=True) as session:
        fps = session.project.fps
        for episode in episodes_of(session, arguments.episode):
            for name in arguments.preset.split(","):
                choice = ExportChoice(preset=name.strip())
                notices = session.delivering.check(episode.id, choice)
                output.say(
                    N_("Episode {number}, {preset}: {count} remarks"),
                    number=episode.number,
                    preset=name.strip() or N_("master"),
                    count=len(notices),
                )
                for notice in notices:
                    place = "" if notice.frame is None else timing.short_time(notice.frame, fps)
                    output.finding(notice.severity, notice.message, place)
                errors += sum(1 for notice in notices if notice.severity == "error")
                documents.append(
                    {
                        "episode": episode.number,
                        "preset": name.strip(),
                        "ok": all(notice.severity != "error" for notice in notices),
                        "notices": [notice.model_dump(mode="json") for notice in notices],
                    }
                )
    if not errors:
        output.say(N_("Nothing stands in the way of delivering it."))
    output.document({"ok": not errors, "checks": documents})
    return 1 if errors else 0


def presets(context: Context) -> int:
    """Every kind of delivery, with its limits, source and date."""
    output = context.output
    found = context.studio.presets()
    rows = [
        (
            preset.id,
            preset.platform or output.translate(preset.title),
            preset.aspect or "",
            preset.short_side,
            preset.codec,
            f"{preset.max_seconds:.0f}" if preset.max_seconds else "",
            f"{preset.loudness:.0f}",
            str(preset.checked_on),
        )
        for preset in found
    ]
    heads = (
        N_("Preset"),
        N_("Platform"),
        N_("Shape"),
        N_("Short side"),
        N_("Coder"),
        N_("Most seconds"),
        N_("LUFS"),
        N_("Checked on"),
    )
    output.table(heads, rows, right="   r rr ")
    output.document({"presets": [preset.model_dump(mode="json") for preset in found]})
    return 0
