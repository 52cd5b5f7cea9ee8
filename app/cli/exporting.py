"""`export`: an episode as a file."""

from __future__ import annotations

from app.cli.context import Context, episodes_of
from app.cli.speaking import speak
from app.domain.wording import N_

_MOST_FINDINGS = 6


def export(context: Context) -> int:
    """Render one episode; the file appears under its name only when it was probed and found right."""
    arguments, output = context.arguments, context.output
    with context.open() as session:
        episode = episodes_of(session, arguments.episode)[0]
        speak(context, session, [episode])
        lacking = session.reviewing.before_delivery(episode.id)
        for finding in lacking[:_MOST_FINDINGS]:
            output.finding(finding.severity, finding.message)
        if len(lacking) > _MOST_FINDINGS:
            output.say(N_("... and {count} more."), count=len(lacking) - _MOST_FINDINGS)
        with context.working(N_("Rendering")) as (report, stopped):
            delivered = session.rendering.export(
                episode.id,
                preset=arguments.preset,
                out=arguments.out,
                report=report,
                cancelled=stopped,
            )
    delivery = delivered.delivery
    output.line(delivery.path)
    output.say(
        N_("{seconds:.2f} s, {width} × {height}, {size:.1f} MB"),
        seconds=delivery.seconds,
        width=delivery.width,
        height=delivery.height,
        size=delivery.size / 1e6,
    )
    if delivered.captions:
        output.line(str(delivered.captions))
    remarks = [finding for finding in delivered.findings if finding.severity != "info"]
    right = len(delivered.findings) - len(remarks)
    output.say(N_("Read back and found right: {count} checks."), count=right)
    for finding in remarks:
        output.finding(finding.severity, finding.message)
    output.document(
        {
            "delivery": delivery.model_dump(mode="json"),
            "captions": str(delivered.captions) if delivered.captions else None,
            "pieces": delivered.pieces,
            "pieces_made": delivered.pieces_made,
            "findings": [finding.model_dump(mode="json") for finding in delivered.findings],
        }
    )
    return 0
