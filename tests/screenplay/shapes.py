"""What must be equal after writing and reading again: everything but ids, line numbers and slices."""

from __future__ import annotations

from typing import Any

from app.domain.script import Screenplay
from app.screenplay.source import fold


def shape(screenplay: Screenplay) -> dict[str, Any]:
    """The screenplay as plain data, without what only tells where it stood."""
    return {
        "title": screenplay.title,
        "fields": screenplay.fields,
        "people": [(person.name, person.description) for person in screenplay.people],
        "episodes": [
            {
                "number": episode.number,
                "title": episode.title,
                "synopsis": episode.synopsis,
                "scenes": [
                    {
                        **scene.model_dump(exclude={"line", "elements"}),
                        "elements": [
                            element.model_dump(exclude={"id", "line"}) for element in scene.elements
                        ],
                    }
                    for scene in episode.scenes
                ],
            }
            for episode in screenplay.episodes
        ],
    }


def joined(screenplay: Screenplay) -> str:
    """Front matter and every slice: must be the whole source."""
    return screenplay.front_matter + "".join(episode.text for episode in screenplay.episodes)


def accounted(screenplay: Screenplay) -> str:
    """Every word that the tree holds, folded and without white space."""
    words = [screenplay.front_matter]
    for episode in screenplay.episodes:
        words += [str(episode.number), episode.title, episode.synopsis]
        for scene in episode.scenes:
            words += [scene.number, scene.heading, scene.synopsis, scene.time]
            for element in scene.elements:
                words += [element.speaker, element.extension, element.parenthetical, element.text]
    return "".join(fold("".join(words)).split())
