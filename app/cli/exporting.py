"""`export`: an episode as a file."""

from __future__ import annotations

from app.cli.context import Context, episodes_of
from app.domain.wording import N_


def export(context: Context) -> int:
    """Render one episode; the file appears under its name only when it was probed and found right."""
    arguments, output = context.arguments, context.output
    with context.open() as session:
        episode = episodes_of(session, arguments.episode)[0]
        with output.progress(N_("Rendering")) as report:
            delivered = session.rendering.export(
                episode.id, preset=arguments.preset, out=arguments.out, report=report
            )
    delivery = delivered.delivery
    output.say(
        N_("{path}: {seconds:.2f} s, {width}x{height}, {size:.1f} MB"),
        path=delivery.path,
        seconds=delivery.seconds,
        width=delivery.width,
        height=delivery.height,
        size=delivery.size / 1e6,
    )
    for finding in delivered.findings:
        output.say(f"{finding.severity}: {output.sentence(finding.message)}")
    output.document(
        {
            "delivery": delivery.model_dump(mode="json"),
            "captions": str(delivered.captions) if delivered.captions else None,
            "findings": [finding.model_dump(mode="json") for finding in delivered.findings],
        }
    )
    return 0
