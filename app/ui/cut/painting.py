"""Drawing the strip: only what is seen, never more than one clip a pixel."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetrics,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QPolygonF,
)

from app.domain.timeline import PictureClip, SoundClip
from app.domain.timing import timecode
from app.ui import icons, theme
from app.ui.cut.rows import CAPTIONS, DIALOGUE, MUSIC, PICTURE, RULER, ShotMark, Tracks, band_tops
from app.ui.cut.scale import Scale, Spans, ruler_steps
from app.ui.cut.trim import Trim
from app.ui.cut.waveform import Waveforms
from app.ui.models.states import shot_look
from app.ui.models.thumbnails import Thumbnails
from app.ui.tokens import readable_on


@dataclass
class Scene:
    """What one painting of the strip needs to know."""

    tracks: Tracks
    scale: Scale
    width: int
    marks: Mapping[str, ShotMark] = field(default_factory=dict)
    selected: frozenset[str] = frozenset()
    current: int = -1
    trim: Trim | None = None
    hover: tuple[int, str] = (-1, "")
    music_name: str = ""


class StripPainter:
    """Paints the tracks with the pictures and sounds it is given."""

    def __init__(self, thumbnails: Thumbnails | None, waveforms: Waveforms | None) -> None:
        self._thumbnails = thumbnails
        self._waveforms = waveforms

    def paint(self, painter: QPainter, scene: Scene) -> None:
        """Everything but the playhead."""
        tops = {key: theme.px(top) if top else 0 for key, top in band_tops().items()}
        painter.fillRect(QRectF(0, 0, scene.width, tops["bottom"] + 4), theme.color("bg"))
        for key, height in (
            ("picture", PICTURE),
            ("dialogue", DIALOGUE),
            ("captions", CAPTIONS),
            ("music", MUSIC),
        ):
            painter.fillRect(
                QRectF(0, tops[key], scene.width, theme.px(height)), theme.color("sunken")
            )
        self._ruler(painter, scene)
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        self._pictures(painter, scene, tops["picture"])
        self._dialogue(painter, scene, tops["dialogue"])
        self._captions(painter, scene, tops["captions"])
        self._music(painter, scene, tops["music"])

    # -- ruler -----------------------------------------------------------------------------------
    def _ruler(self, painter: QPainter, scene: Scene) -> None:
        fps = scene.tracks.timeline.fps
        major, minor = ruler_steps(scene.scale, fps)
        height = theme.px(RULER)
        painter.setFont(theme.font("caption"))
        first = int(scene.scale.origin // minor) * minor
        last = scene.scale.frame(scene.width)
        frame = first
        while frame <= last:
            x = scene.scale.x(frame)
            big = frame % major == 0
            painter.setPen(QPen(theme.color("border" if big else "line"), 1))
            painter.drawLine(
                QPointF(x, height - (theme.px(9) if big else theme.px(4))), QPointF(x, height - 1)
            )
            if big:
                painter.setPen(theme.color("muted"))
                painter.drawText(
                    QPointF(x + theme.px(4), height - theme.px(11)), ruler_words(frame, fps, major)
                )
            frame += minor
        end = scene.scale.x(scene.tracks.timeline.length)
        if end < scene.width:
            painter.fillRect(
                QRectF(max(end, 0), 0, scene.width - max(end, 0), height),
                theme.color("sunken", 0.6),
            )

    # -- picture track ---------------------------------------------------------------------------
    def _pictures(self, painter: QPainter, scene: Scene, top: int) -> None:
        pictures = scene.tracks.timeline.pictures
        height = theme.px(PICTURE)
        thin: dict[str, list[QRectF]] = {}
        for index in seen(scene.tracks.pictures, scene.scale, scene.width):
            clip = pictures[index]
            left, right = self._clip_edges(scene, index, clip)
            box = QRectF(left, top, max(right - left, 1.0), height)
            if box.width() < 14:
                mark = scene.marks.get(clip.shot_id or "")
                gap = 1 if box.width() > 4 else 0
                thin.setdefault(self._thin_tone(scene, clip, mark), []).append(
                    box.adjusted(0, 2, -gap, -2)
                )
            elif clip.shot_id is None:
                self._gap(painter, box)
            else:
                self._clip(painter, scene, index, clip, box)
        fill_all(painter, thin)

    def _thin_tone(self, scene: Scene, clip: PictureClip, mark: ShotMark | None) -> str:
        if clip.shot_id in scene.selected:
            return "accent"
        if clip.shot_id is None:
            return "sunken"
        return "muted" if mark is None or mark.state == "draft" else shot_look(mark.state).tone

    def _clip_edges(self, scene: Scene, index: int, clip: PictureClip) -> tuple[float, float]:
        shift, extra = 0, 0
        if scene.trim is not None:
            if index == scene.trim.index:
                extra = scene.trim.shift
            elif index > scene.trim.index:
                shift = scene.trim.shift
        return scene.scale.x(clip.start + shift), scene.scale.x(clip.end + shift + extra)

    def _clip(
        self, painter: QPainter, scene: Scene, index: int, clip: PictureClip, box: QRectF
    ) -> None:
        mark = scene.marks.get(clip.shot_id or "", ShotMark())
        inner = box.adjusted(0.5, 0, -1.0, 0)
        painter.save()
        painter.setClipRect(inner)
        painter.fillRect(inner, theme.color("raised"))
        self._thumbs(painter, scene, clip, inner)
        if clip.media is None:
            self._slate(painter, inner)
        if clip.transition.frames and index > 0:
            self._transition(painter, scene, clip, inner)
        look = shot_look(mark.state)
        painter.fillRect(
            QRectF(inner.left(), inner.bottom() - 3, inner.width(), 3), theme.color(look.tone)
        )
        self._clip_words(painter, clip, mark, inner)
        painter.restore()
        chosen = clip.shot_id in scene.selected
        if chosen or index == scene.current:
            painter.setPen(
                QPen(theme.color("accent", 1.0 if chosen else 0.7), 2.0 if chosen else 1.2)
            )
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(inner.adjusted(1, 1, -1, -1), 2, 2)
        trimming = scene.trim is not None and scene.trim.index == index
        if scene.hover[0] == index or trimming:
            self._handles(painter, scene, inner, index)

    def _thumbs(self, painter: QPainter, scene: Scene, clip: PictureClip, box: QRectF) -> None:
        if self._thumbnails is None or clip.media is None or box.width() < 12:
            return
        timeline = scene.tracks.timeline
        wide = box.height() * timeline.width / timeline.height
        ratio = painter.device().devicePixelRatioF()
        step = max(wide, 12.0)
        first = max(int((-box.left()) // step), 0)
        count = int(box.width() // step) + 1
        last = min(count, int((scene.width - box.left()) // step) + 1)
        for place in range(first, last):
            frame = clip.source_in
            if clip.media.kind == "video" and place:
                # a handful of frames a clip, whatever the zoom, so that the cache stays small
                share = min(place / max(count, 1), 1.0)
                frame = clip.source_in + round(share * 4) * (clip.length - 1) // 4
            picture = self._thumbnails.pixmap(clip.media, round(wide * ratio), frame)
            if picture is None and frame != clip.source_in:
                picture = self._thumbnails.pixmap(clip.media, round(wide * ratio), clip.source_in)
            if picture is not None:
                target = QRectF(box.left() + place * step, box.top(), step, box.height())
                draw_cover(painter, target, picture)
            elif place == first and self._thumbnails.failed(
                clip.media, round(wide * ratio), clip.source_in
            ):
                self._lost(painter, box)
                return
        painter.fillRect(box, QColor(0, 0, 0, 26))

    def _lost(self, painter: QPainter, box: QRectF) -> None:
        """The file of the clip is missing."""
        painter.fillRect(box, theme.color("sunken"))
        side = theme.px(16)
        middle = box.center()
        icons.icon("state.missing", "warn").paint(
            painter, QRect(int(middle.x() - side / 2), int(middle.y() - side / 2), side, side)
        )

    def _slate(self, painter: QPainter, box: QRectF) -> None:
        painter.fillRect(box, QBrush(theme.color("muted", 0.25), Qt.BrushStyle.BDiagPattern))
        if box.width() > 54:
            side = theme.px(18)
            icons.icon("picture", "muted").paint(
                painter,
                QRect(
                    int(box.center().x() - side / 2), int(box.center().y() - side / 2), side, side
                ),
            )

    def _gap(self, painter: QPainter, box: QRectF) -> None:
        inner = box.adjusted(0.5, 4, -1, -4)
        painter.setPen(QPen(theme.color("warn", 0.8), 1, Qt.PenStyle.DashLine))
        painter.setBrush(QColor(0, 0, 0, 120))
        painter.drawRoundedRect(inner, 3, 3)
        if inner.width() > 26:
            side = theme.px(14)
            icons.icon("gap", "warn").paint(
                painter,
                QRect(
                    int(inner.center().x() - side / 2),
                    int(inner.center().y() - side / 2),
                    side,
                    side,
                ),
            )

    def _transition(self, painter: QPainter, scene: Scene, clip: PictureClip, box: QRectF) -> None:
        width = clip.transition.frames * scene.scale.density
        if width < 3:
            return
        area = QRectF(box.left(), box.top(), min(width, box.width()), box.height())
        wedge = QPolygonF([area.topLeft(), area.topRight(), area.bottomLeft()])
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent", 0.38))
        painter.drawPolygon(wedge)
        painter.setPen(QPen(theme.color("accent"), 1))
        painter.drawLine(area.topRight(), area.bottomLeft())
        if width > 16:
            side = theme.px(14)
            icons.icon("transition", "text").paint(
                painter, QRect(int(area.left() + 3), int(area.bottom() - side - 6), side, side)
            )

    def _clip_words(
        self, painter: QPainter, clip: PictureClip, mark: ShotMark, box: QRectF
    ) -> None:
        words = mark.number or clip.label
        if box.width() < 22 or not words:
            return
        face = theme.font("caption")
        face.setWeight(QFont.Weight.DemiBold)
        metrics = QFontMetrics(face)
        room = int(box.width()) - 10
        if metrics.horizontalAdvance(words) > room - 6:
            words = words.rpartition("-")[2]
        if metrics.horizontalAdvance(words) > room - 4:
            return
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room - 6)
        ground = QRectF(
            max(box.left(), 0) + 4,
            box.top() + 4,
            metrics.horizontalAdvance(shown) + 8,
            theme.px(16),
        )
        if ground.right() > box.right():
            ground.moveRight(box.right() - 3)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(12, 13, 16, 190))
        painter.drawRoundedRect(ground, 4, 4)
        painter.setFont(face)
        painter.setPen(QColor("#FFFFFF"))
        painter.drawText(ground, Qt.AlignmentFlag.AlignCenter, shown)

    def _handles(self, painter: QPainter, scene: Scene, box: QRectF, index: int) -> None:
        active = scene.hover[1] if scene.hover[0] == index else ""
        if scene.trim is not None and scene.trim.index == index:
            active = scene.trim.edge
        for edge, x in (("head", box.left()), ("tail", box.right() - 4)):
            strong = active == edge
            limited = strong and scene.trim is not None and scene.trim.limited
            tone = "error" if limited else "accent" if strong else "text"
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(tone, 1.0 if strong else 0.55))
            painter.drawRoundedRect(QRectF(x, box.top(), 4, box.height()), 2, 2)

    # -- sounds and captions ---------------------------------------------------------------------
    def _shift(self, scene: Scene, start: int) -> int:
        if scene.trim is None:
            return 0
        return scene.trim.shift if start >= scene.trim.clip.end else 0

    def _dialogue(self, painter: QPainter, scene: Scene, top: int) -> None:
        fps = scene.tracks.timeline.fps
        for index in seen(scene.tracks.dialogue, scene.scale, scene.width):
            sound = scene.tracks.spoken[index]
            start = sound.start + self._shift(scene, sound.start)
            left = scene.scale.x(start)
            right = scene.scale.x(start + sound.seconds * fps)
            color = QColor(
                scene.tracks.speakers.get(sound.element_id or "", "")
                or theme.current().colors.muted
            )
            self._sound(
                painter,
                scene,
                sound,
                QRectF(left, top, max(right - left, 1.5), theme.px(DIALOGUE)),
                color,
            )

    def _music(self, painter: QPainter, scene: Scene, top: int) -> None:
        fps = scene.tracks.timeline.fps
        for index in seen(scene.tracks.music, scene.scale, scene.width):
            sound = scene.tracks.music_clips[index]
            left = scene.scale.x(sound.start)
            right = min(
                scene.scale.x(sound.start + sound.seconds * fps),
                scene.scale.x(scene.tracks.timeline.length),
            )
            box = QRectF(left, top, max(right - left, 1.5), theme.px(MUSIC))
            self._sound(painter, scene, sound, box, theme.color("ok"))
            if box.width() > 60 and scene.music_name:
                self._title(
                    painter,
                    QPointF(max(left, 0) + theme.px(6), top + theme.px(4)),
                    scene.music_name,
                )

    def _title(self, painter: QPainter, at: QPointF, words: str) -> None:
        face = theme.font("caption")
        ground = QRectF(
            at.x(), at.y(), QFontMetrics(face).horizontalAdvance(words) + 10, theme.px(17)
        )
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("panel", 0.88))
        painter.drawRoundedRect(ground, 4, 4)
        painter.setFont(face)
        painter.setPen(theme.color("text"))
        painter.drawText(ground, Qt.AlignmentFlag.AlignCenter, words)

    def _sound(
        self, painter: QPainter, scene: Scene, sound: SoundClip, box: QRectF, color: QColor
    ) -> None:
        if box.width() < 3:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.fillRect(box.adjusted(0, 3, 0, -3), color)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            return
        ground = QColor(color)
        ground.setAlphaF(0.24)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(box.adjusted(0, 1, -1, -1), 3, 3)
        painter.setBrush(color)
        painter.drawRect(QRectF(box.left(), box.top() + 1, 2, box.height() - 2))
        if self._waveforms is None:
            return
        peaks = self._waveforms.peaks(sound.media)
        if peaks is None or not peaks.size or box.width() < 8:
            return
        self._wave(painter, scene, sound, box, color, peaks.tolist())

    def _wave(
        self,
        painter: QPainter,
        scene: Scene,
        sound: SoundClip,
        box: QRectF,
        color: QColor,
        peaks: list[float],
    ) -> None:
        total = max(sound.media.seconds, sound.source_in + sound.seconds, 1e-3)
        fps = scene.tracks.timeline.fps
        first, last = max(int(box.left()) + 3, 0), min(int(box.right()) - 1, scene.width)
        middle, half = box.center().y(), box.height() / 2 - 3
        path = QPainterPath()
        for x in range(first, last, 2):
            seconds = sound.source_in + (x - box.left()) / scene.scale.density / fps
            level = peaks[min(int(seconds / total * len(peaks)), len(peaks) - 1)]
            reach = max(level * half, 0.6)
            path.addRect(QRectF(x, middle - reach, 1.3, reach * 2))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawPath(path)

    def _captions(self, painter: QPainter, scene: Scene, top: int) -> None:
        face = theme.font("caption")
        metrics = QFontMetrics(face)
        ground = theme.color("raised")
        thin: dict[str, list[QRectF]] = {}
        rows = scene.tracks.caption_rows
        for index in seen(scene.tracks.captions, scene.scale, scene.width):
            caption = rows[index]
            shift = self._shift(scene, caption.start)
            left, right = scene.scale.x(caption.start + shift), scene.scale.x(caption.end + shift)
            box = QRectF(left, top, max(right - left - 1, 1.5), theme.px(CAPTIONS))
            # words run on into the silence behind them, up to the next caption
            following = rows[index + 1].start + shift if index + 1 < len(rows) else None
            end = scene.width if following is None else scene.scale.x(following) - 2
            room = QRectF(box.left() + 4, top, max(end - box.left() - 5, 0), box.height())
            if room.width() <= 22:
                thin.setdefault("raised", []).append(box)
            else:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(ground)
                painter.drawRoundedRect(box, 3, 3)
                painter.setFont(face)
                painter.setPen(theme.color("text"))
                text = metrics.elidedText(
                    caption.text, Qt.TextElideMode.ElideRight, int(room.width())
                )
                painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)
        fill_all(painter, thin)


def fill_all(painter: QPainter, boxes: Mapping[str, list[QRectF]]) -> None:
    """Many small rectangles by colour token, without smoothing: hundreds cost less than a millisecond."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(Qt.PenStyle.NoPen)
    for tone, found in boxes.items():
        painter.setBrush(theme.color(tone, 0.8 if tone != "raised" else 1.0))
        painter.drawRects(found)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def paint_playhead(painter: QPainter, x: float, height: float) -> None:
    """The line and its handle in the ruler."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    tone = theme.color("error")
    painter.setPen(QPen(tone, 1.5))
    painter.drawLine(QPointF(x, theme.px(10)), QPointF(x, height))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tone)
    side = theme.px(6)
    top = theme.px(7)
    painter.drawPolygon(QPolygonF([
        QPointF(x - side, top), QPointF(x + side, top), QPointF(x + side, top + side),
        QPointF(x, top + side * 2), QPointF(x - side, top + side),
    ]))  # fmt: skip


def paint_bubble(painter: QPainter, at: QPointF, words: str, tone: str = "accent") -> None:
    """A small label beside the mouse, such as a trim's new length."""
    face = theme.font("caption")
    metrics = QFontMetrics(face)
    box = QRectF(at.x(), at.y(), metrics.horizontalAdvance(words) + theme.px(14), theme.px(20))
    ground = theme.color(tone)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(box, 5, 5)
    painter.setFont(face)
    painter.setPen(QColor(readable_on(ground.name())))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)


def ruler_words(frame: int, fps: int, step: int) -> str:
    """`M:SS` on the ruler, with frames when the steps are shorter than a second."""
    if step % fps:
        return timecode(frame, fps)[3:]
    seconds = frame // fps
    if seconds >= 3600:
        return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return f"{seconds // 60}:{seconds % 60:02d}"


def seen(spans: Spans, scale: Scale, width: int) -> Iterator[int]:
    """Indices to paint: those in view, and of those that share a pixel only the first."""
    indices = spans.visible(scale.frame(-8), scale.frame(width + 8))
    index = indices.start
    while index < indices.stop:
        yield index
        if (spans.ends[index] - spans.starts[index]) * scale.density >= 1.5:
            index += 1
            continue
        following = scale.frame(scale.x(spans.starts[index]) + 1.5)
        index = max(index + 1, bisect_right(spans.starts, following, index, indices.stop))


def draw_cover(painter: QPainter, target: QRectF, picture: QPixmap) -> None:
    """`picture` covering `target`, its middle kept."""
    factor = max(target.width() / picture.width(), target.height() / picture.height())
    width, height = target.width() / factor, target.height() / factor
    source = QRectF((picture.width() - width) / 2, (picture.height() - height) / 2, width, height)
    painter.drawPixmap(target, picture, source)
