"""Walking the tree of widgets: what a screen reader would miss, and what is cut off."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollBar,
    QToolButton,
    QWidget,
)

from app.ui.widgets.labels import ElidedLabel

CONTROLS = (
    QAbstractButton,
    QLineEdit,
    QPlainTextEdit,
    QComboBox,
    QAbstractSpinBox,
    QAbstractItemView,
    QAbstractSlider,
)


def controls(root: QWidget) -> Iterator[QWidget]:
    """Every visible control a person can act on."""
    for widget in root.findChildren(QWidget):
        if not isinstance(widget, CONTROLS) or isinstance(widget, (QScrollBar, QHeaderView)):
            continue
        if widget.isVisible() and not _inner(widget):
            yield widget


def _inner(widget: QWidget) -> bool:
    """Parts that Qt makes inside its own controls."""
    parent = widget.parentWidget()
    name = widget.objectName()
    return name.startswith("qt_") or isinstance(
        parent, (QComboBox, QAbstractSpinBox, QLineEdit, QHeaderView)
    )


def unnamed(root: QWidget) -> list[str]:
    """Controls without a name for screen readers."""
    return [
        f"{type(widget).__name__} in {_path(widget)}"
        for widget in controls(root)
        if not (widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text()))
    ]


def too_small(root: QWidget, least: int = 22) -> list[str]:
    """Buttons lower or narrower than a finger-friendly target (24 with its margin)."""
    return [
        f"{widget.accessibleName()} {widget.width()}x{widget.height()}"
        for widget in controls(root)
        if isinstance(widget, QAbstractButton) and min(widget.width(), widget.height()) < least
    ]


def clipped(root: QWidget) -> list[str]:
    """Labels and buttons whose words do not fit and do not elide."""
    found = []
    for widget in root.findChildren(QWidget):
        if not widget.isVisible() or widget.visibleRegion().isEmpty():
            continue
        if isinstance(widget, ElidedLabel):
            continue
        if isinstance(widget, QLabel) and widget.text() and not widget.wordWrap():
            need = widget.fontMetrics().horizontalAdvance(widget.text())
            if need > widget.contentsRect().width() + 2:
                found.append(
                    f"label {widget.text()!r} needs {need}, has {widget.contentsRect().width()}"
                )
        elif isinstance(widget, QLabel) and widget.text() and widget.wordWrap():
            need = widget.heightForWidth(widget.width())
            if need > widget.height() + 2 and widget.maximumHeight() > 10_000:
                found.append(f"label {widget.text()!r} needs height {need}, has {widget.height()}")
        elif _narrow_button(widget):
            found.append(f"button {widget.accessibleName()!r}")
    return found


def _narrow_button(widget: QWidget) -> bool:
    """True for a button with words that has less room than it needs."""
    has_words = isinstance(widget, (QPushButton, QToolButton)) and bool(widget.text())
    return has_words and widget.width() < widget.minimumSizeHint().width() - 2


def _path(widget: QWidget) -> str:
    names = []
    current: QWidget | None = widget
    while current is not None and len(names) < 5:
        names.append(type(current).__name__)
        current = current.parentWidget()
    return " < ".join(names)


def faint(root: QWidget, least: float = 4.5) -> list[str]:
    """Labels whose colour does not stand out from the panel behind them (WCAG 2.2, 1.4.3)."""
    found = []
    shown = root.grab().toImage()
    for widget in root.findChildren(QLabel):
        if widget.visibleRegion().isEmpty() or not widget.text() or not widget.isEnabled():
            continue
        corner = widget.mapTo(root, widget.visibleRegion().boundingRect().topLeft())
        ink = widget.palette().color(widget.foregroundRole())
        behind = shown.pixelColor(corner)
        ratio = _contrast(ink, behind)
        if ratio < least:
            found.append(f"{widget.text()!r} {ink.name()} on {behind.name()}: {ratio:.1f}")
    return found


def _contrast(one: QColor, other: QColor) -> float:
    """The contrast ratio of WCAG 2.2, 1 to 21."""
    lights = sorted((_luminance(one), _luminance(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _luminance(color: QColor) -> float:
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (color.redF(), color.greenF(), color.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
