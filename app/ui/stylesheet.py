"""The stylesheet as a template of design tokens; `theme.stylesheet` fills it in.

Widgets ask for a look by dynamic properties (`role` of a Label, `kind` of a Button, `surface` of a frame),
never by a colour of their own.
"""

from __future__ import annotations

STYLESHEET = """
* { outline: none; }
QWidget { color: $text; selection-background-color: $selected; selection-color: $text; }
QMainWindow, QDialog, QMessageBox { background: $bg; }
QToolTip { background: $raised; color: $text; border: 1px solid $border; padding: $px4 $px6; }

/* surfaces ------------------------------------------------------------------------------------ */
QFrame[surface="window"] { background: $bg; }
QFrame[surface="panel"] { background: $panel; }
QFrame[surface="sunken"] { background: $sunken; }
QFrame[surface="bar"] { background: $bg; border: none; border-bottom: 1px solid $line; }
QFrame[surface="foot"] { background: $bg; border: none; border-top: 1px solid $line; }
QFrame[surface="header"] { background: $panel; border: none; border-bottom: 1px solid $line; }
QFrame[surface="card"] { background: $panel; border: 1px solid $line; border-radius: $radius_large; }
QFrame[surface="card"]:hover { border-color: $border; }
QFrame[surface="card"]:focus { border: 2px solid $accent; }
QFrame[surface="card"][chosen="true"] { background: $selected; border-color: $accent; }
QFrame[surface="box"] { background: $raised_soft; border: 1px solid $line; border-radius: $radius; }
QFrame[surface="drop"] { background: transparent; border: 1px dashed $border; border-radius: $radius; }
QFrame[surface="drop"][over="true"] { border: 2px dashed $accent; background: $accent_tint; }
QDialog { border: 1px solid $line; }
QDialog[surface="palette"] { background: $panel; border: 1px solid $border; }
QFrame[surface="popup"] { background: $panel; border: 1px solid $border; border-radius: $radius_large; }
QFrame[surface="toast"] { background: $raised; border: 1px solid $border_raised; border-radius: $radius; }
QFrame[surface="rule"] { background: $line; border: none; }

/* text ---------------------------------------------------------------------------------------- */
QLabel { background: transparent; }
QLabel[role="caption"] { $text_caption color: $muted; }
QLabel[role="small"] { $text_small color: $text; }
QLabel[role="muted"] { $text_body color: $muted; }
QLabel[role="title"] { $text_title }
QLabel[role="heading"] { $text_heading }
QLabel[role="display"] { $text_display }
QLabel[role="overline"] { $text_caption font-weight: 600; color: $muted; }
QLabel[tone="ok"] { color: $ok; } QLabel[tone="warn"] { color: $warn; } QLabel[tone="error"] { color: $error; }
QLabel[tone="waiting"] { color: $waiting; } QLabel[tone="accent"] { color: $accent; }
    QLabel[tone="muted"] { color: $muted; }
QLabel:disabled { color: $faded; }

/* buttons ------------------------------------------------------------------------------------- */
QPushButton { background: $raised; color: $text; border: 1px solid $border_raised; border-radius: $radius;
    padding: 0 $px12; min-height: $control; }
QPushButton:hover { background: $hover; }
QPushButton:pressed, QPushButton:checked { background: $selected; }
QPushButton:focus { border: 2px solid $accent; padding: 0 $px10; }
QPushButton:disabled { color: $faded; border-color: $line; background: transparent; }
QPushButton[kind="primary"], QPushButton:default { background: $accent; color: $on_accent; border: 1px solid $accent;
    font-weight: 600; }
QPushButton[kind="primary"]:hover, QPushButton:default:hover { background: $accent_hover;
    border-color: $accent_hover; }
QPushButton[kind="primary"]:pressed, QPushButton:default:pressed { background: $accent_pressed; }
QPushButton[kind="primary"]:focus { border: 2px solid $text; }
QPushButton[kind="primary"]:disabled { background: $raised; color: $faded; border-color: $line; }
QPushButton[kind="quiet"], QPushButton[kind="link"] { background: transparent; border: 1px solid transparent; }
QPushButton[kind="quiet"]:hover { background: $hover; }
QPushButton[kind="quiet"]:pressed, QPushButton[kind="quiet"]:checked { background: $selected; }
QPushButton[kind="quiet"]:focus, QPushButton[kind="link"]:focus { border: 2px solid $accent; }
QPushButton[kind="link"] { color: $accent; padding: 0 $px4; }
QPushButton[kind="link"]:hover { text-decoration: underline; }
QPushButton[kind="danger"] { color: $error; border-color: $error; background: transparent; }
QPushButton[kind="danger"]:hover { background: $error_tint; }
QPushButton::menu-indicator { image: url($icons/chevron-down.svg); width: $px12; height: $px12;
    subcontrol-position: center right; right: $px4; }
QPushButton[size="small"] { min-height: $control_small; padding: 0 $px8; $text_small }

QToolButton { background: transparent; border: 1px solid transparent; border-radius: $radius; padding: $px4;
    color: $text; }
QToolButton:hover { background: $hover; }
QToolButton:pressed, QToolButton:checked { background: $selected; }
QToolButton:focus { border: 2px solid $accent; padding: $px3; }
QToolButton:disabled { color: $faded; }
QToolButton::menu-indicator { image: none; width: 0; }
QToolButton[kind="page"] { padding: $px6 $px16; border-radius: $radius; color: $muted; font-weight: 500; }
QToolButton[kind="page"]:hover { color: $text; }
QToolButton[kind="page"]:checked { background: $selected; color: $text; font-weight: 600; }
QToolButton[kind="page"]:focus { padding: $px5 $px14; }
QToolButton[kind="field"] { background: $panel; border: 1px solid $border; border-radius: $radius; padding: 0 $px10;
    min-height: $control; color: $muted; }
QToolButton[kind="field"]:hover { border-color: $accent; color: $text; }
QToolButton[kind="field"]:focus { border: 2px solid $accent; }
QToolButton[kind="picker"] { padding: 0 $px8; min-height: $control; }
QToolButton[kind="segment"] { border: none; border-radius: $radius_small; padding: $px3 $px12; color: $muted;
    min-height: $control_small; }
QToolButton[kind="segment"]:hover { color: $text; background: $hover; }
QToolButton[kind="segment"]:checked { background: $raised; color: $text; font-weight: 600; }
QToolButton[kind="segment"]:focus { border: 2px solid $accent; padding: $px1 $px10; }
QFrame[surface="segments"] { background: $sunken; border: 1px solid $line; border-radius: $radius; }

/* fields -------------------------------------------------------------------------------------- */
QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QSpinBox, QDoubleSpinBox, QKeySequenceEdit, QDateTimeEdit {
    background: $panel; color: $text; border: 1px solid $border; border-radius: $radius; padding: 0 $px8;
    min-height: $control; placeholder-text-color: $muted; }
QPlainTextEdit, QTextEdit { padding: $px6; }
QLineEdit:hover, QPlainTextEdit:hover, QComboBox:hover, QSpinBox:hover,
    QDoubleSpinBox:hover { border-color: $border_raised; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus,
QKeySequenceEdit:focus { border: 2px solid $accent; padding: 0 $px6; }
QPlainTextEdit:focus, QTextEdit:focus { padding: $px5; }
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled {
    color: $faded; border-color: $line; background: transparent; }
QLineEdit:read-only { background: transparent; }
QPlainTextEdit[flat="true"], QTextEdit[flat="true"], QPlainTextEdit[flat="true"]:focus { border: none; padding: 0;
    border-radius: 0; background: $panel; }
QLineEdit[flat="true"] { border: none; background: transparent; padding: 0 $px4; }
QLineEdit[flat="big"], QLineEdit[flat="big"]:focus { border: none; background: transparent; padding: 0 $px16;
    min-height: $px40; $text_title }
QLineEdit[flat="true"]:focus { border: none; padding: 0 $px4; }
QComboBox { padding-right: $px24; combobox-popup: 0; }
QComboBox::drop-down { subcontrol-origin: padding; subcontrol-position: center right; width: $px24; border: none; }
QComboBox::down-arrow { image: url($icons/chevron-down.svg); width: $px14; height: $px14; }
QComboBox QAbstractItemView { background: $panel; border: 1px solid $border; padding: $px4; }
QSpinBox, QDoubleSpinBox { padding-right: $px20; }
QSpinBox::up-button, QDoubleSpinBox::up-button { subcontrol-origin: border; subcontrol-position: top right;
    width: $px20;
    border: none; background: transparent; }
QSpinBox::down-button, QDoubleSpinBox::down-button { subcontrol-origin: border; subcontrol-position: bottom right;
    width: $px20; border: none; background: transparent; }
QSpinBox::up-button:hover, QSpinBox::down-button:hover, QDoubleSpinBox::up-button:hover,
QDoubleSpinBox::down-button:hover { background: $hover; }
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow { image: url($icons/chevron-up.svg); width: $px10; height: $px10; }
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow { image: url($icons/chevron-down.svg); width: $px10; height: $px10; }

QCheckBox, QRadioButton { spacing: $px8; min-height: $px24; background: transparent; }
QCheckBox::indicator, QRadioButton::indicator { width: $px16; height: $px16; border: 1px solid $border;
    background: $panel; }
QCheckBox::indicator { border-radius: $radius_small; }
QRadioButton::indicator { border-radius: $px8; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { border-color: $accent; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url($icons/check.svg); }
QCheckBox::indicator:indeterminate { background: $accent; border-color: $accent; image: url($icons/dash.svg); }
QRadioButton::indicator:checked { background: $accent; border-color: $accent; image: url($icons/dot.svg); }
QAbstractItemView::indicator { width: $px14; height: $px14; border: 1px solid $border; background: $panel;
    border-radius: $radius_small; }
QAbstractItemView::indicator:checked { background: $accent; border-color: $accent; image: url($icons/check.svg); }
QCheckBox:focus, QRadioButton:focus { color: $accent; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border: 2px solid $accent; }
QCheckBox:disabled, QRadioButton:disabled { color: $faded; }

QSlider::groove:horizontal { height: $px4; background: $raised; border-radius: $px2; }
QSlider::sub-page:horizontal { background: $accent; border-radius: $px2; }
QSlider::handle:horizontal { background: $text; width: $px14; height: $px14; margin: -$px5 0; border-radius: $px6; }
QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus { background: $accent; }
QProgressBar { background: $raised; border: none; border-radius: $px3; max-height: $px6; min-height: $px6;
    color: transparent; }
QProgressBar::chunk { background: $accent; border-radius: $px3; }

/* lists, tables, menus ------------------------------------------------------------------------ */
QAbstractItemView { background: $panel; border: none; alternate-background-color: $raised_soft; }
QAbstractItemView[surface="clear"] { background: transparent; }
QListView::item, QTreeView::item { min-height: $px24; padding: $px2 $px8; border-radius: $radius_small; }
QListView::item:hover, QTreeView::item:hover { background: $hover; }
QListView::item:selected, QTreeView::item:selected { background: $selected; color: $text; }
QListView::item:selected:focus, QTreeView::item:selected:focus { border: 1px solid $accent; }
QTableView { gridline-color: $line; }
QTableView::item { padding: $px2 $px8; }
QTableView::item:selected { background: $selected; color: $text; }
QHeaderView { background: $panel; }
QHeaderView::section { background: $panel; color: $muted; border: none; border-bottom: 1px solid $line;
    padding: $px6 $px8; $text_small font-weight: 600; }
QTableCornerButton::section { background: $panel; border: none; border-bottom: 1px solid $line; }
QTreeView::branch { background: transparent; }
QTreeView::branch:has-children:closed { image: url($icons/chevron-right.svg); }
QTreeView::branch:has-children:open { image: url($icons/chevron-down.svg); }
QMenuBar { background: $bg; }
QMenuBar::item { padding: $px4 $px8; border-radius: $radius_small; }
QMenuBar::item:selected { background: $hover; }
QMenu { background: $panel; border: 1px solid $border; padding: $px4; border-radius: $radius; }
QMenu::item { padding: $px6 $px24 $px6 $px12; border-radius: $radius_small; }
QMenu::icon { padding-left: $px8; }
QMenu::item:selected { background: $selected; }
QMenu::item:disabled { color: $faded; }
QMenu::separator { height: 1px; background: $line; margin: $px4 $px8; }
QTabWidget::pane { border: none; }
QTabBar::tab { background: transparent; color: $muted; padding: $px8 $px12; border: none;
    border-bottom: 2px solid transparent; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $text; border-bottom: 2px solid $accent; font-weight: 600; }
QTabBar::tab:focus { color: $accent; }

QSplitter::handle { background: $line; }
QSplitter::handle:hover { background: $accent; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QScrollArea, QScrollArea > QWidget > QWidget[surface="clear"] { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: $px12; margin: 0; }
QScrollBar:horizontal { background: transparent; height: $px12; margin: 0; }
QScrollBar::handle { background: $border; border-radius: $px3; margin: $px3; }
QScrollBar::handle:vertical { min-height: $px32; }
QScrollBar::handle:horizontal { min-width: $px32; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QStatusBar { background: $bg; color: $muted; }
QStatusBar::item { border: none; }

/* chips, badges, banners ---------------------------------------------------------------------- */
QFrame[chip="true"] { background: $raised; border: 1px solid transparent; border-radius: $px12; }
QFrame[chip="true"]:hover { background: $hover; }
QFrame[chip="true"]:focus { border: 2px solid $accent; }
QFrame[badge="plain"] { background: $raised; border-radius: $radius_small; }
QFrame[badge="accent"] { background: $accent_tint; border-radius: $radius_small; }
QFrame[badge="ok"] { background: $ok_tint; border-radius: $radius_small; }
QFrame[badge="warn"] { background: $warn_tint; border-radius: $radius_small; }
QFrame[badge="error"] { background: $error_tint; border-radius: $radius_small; }
QFrame[badge="waiting"] { background: $waiting_tint; border-radius: $radius_small; }
QFrame[banner="info"] { background: $accent_tint; border-bottom: 1px solid $line; border-left: 3px solid $accent; }
QFrame[banner="warn"] { background: $warn_tint; border-bottom: 1px solid $line; border-left: 3px solid $warn; }
QFrame[banner="error"] { background: $error_tint; border-bottom: 1px solid $line; border-left: 3px solid $error; }
QFrame[banner="ok"] { background: $ok_tint; border-bottom: 1px solid $line; border-left: 3px solid $ok; }
"""
