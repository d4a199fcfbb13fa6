"""Bar charts as SVG, readable in light and dark: one panel for each series, one bar for each peer. The same text for
the same figures."""
from dataclasses import dataclass
from html import escape

WIDTH, MARGIN, LABEL, VALUE = 960, 20, 370, 60
BAR, ROW, TITLE, PANEL, AXIS, LEGEND = 13, 20, 44, 30, 34, 28
STYLE = """
  svg { color-scheme: light dark; font: 12px system-ui, sans-serif; }
  .paper { fill: #ffffff; } text { fill: #1f2328; } .quiet { fill: #59636e; } .line { stroke: #d1d9e0; }
  .ours { fill: #0969da; } .updater { fill: #9a6700; } .patch { fill: #8250df; } .plain { fill: #6e7781; }
  .title { font-size: 16px; font-weight: 600; } .panel { font-weight: 600; }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #0d1117; } text { fill: #f0f6fc; } .quiet { fill: #9198a1; } .line { stroke: #3d444d; }
    .ours { fill: #4493f8; } .updater { fill: #d29922; } .patch { fill: #ab7df8; } .plain { fill: #8b949e; }
  }
"""


@dataclass(frozen=True)
class Bar:
    label: str
    kind: str  # ours, updater, patch or plain
    value: float


@dataclass(frozen=True)
class Panel:
    title: str
    bars: tuple


def figure(value):
    """Three digits that count, none after a hundred."""
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}" if value >= 0.001 or not value else f"{value:.0e}"


def scale(most):
    """(end of the axis, step): 1, 2 or 5 times a power of ten, at most five steps."""
    step = 10.0 ** -9
    factors = (2, 2.5, 2)
    turn = 0
    while step * 5 < most:
        step *= factors[turn % 3]
        turn += 1
    count = 1
    while count * step < most * (1 - 1e-9):
        count += 1
    return count * step, step


def text(x, y, content, css="", anchor="start"):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" class="{css}">{escape(content)}</text>'


def axis(top, bottom, end, step, unit):
    wide = WIDTH - 2 * MARGIN - LABEL - VALUE
    for number in range(round(end / step) + 1):
        x = MARGIN + LABEL + wide * number * step / end
        yield f'<line x1="{x:.1f}" y1="{top:.1f}" x2="{x:.1f}" y2="{bottom:.1f}" class="line"/>'
        yield text(x, bottom + 14, figure(number * step), "quiet", "middle")
    yield text(WIDTH - MARGIN, bottom + 14, unit, "quiet", "end")


def panel_lines(panel, top, unit):
    end, step = scale(max([bar.value for bar in panel.bars] + [1e-9]))
    wide = WIDTH - 2 * MARGIN - LABEL - VALUE
    yield text(MARGIN, top + 18, panel.title, "panel")
    first = top + PANEL
    yield from axis(first, first + ROW * len(panel.bars), end, step, unit)
    for number, bar in enumerate(panel.bars):
        y = first + ROW * number + (ROW - BAR) / 2
        length = wide * bar.value / end
        yield text(MARGIN + LABEL - 8, y + BAR - 2, bar.label, "", "end")
        yield f'<rect x="{MARGIN + LABEL}" y="{y:.1f}" width="{length:.1f}" height="{BAR}" class="{bar.kind}"/>'
        yield text(MARGIN + LABEL + length + 5, y + BAR - 2, figure(bar.value))


def legend(names, y):
    x = MARGIN
    for kind, name in names.items():
        yield f'<rect x="{x}" y="{y - 10}" width="12" height="12" class="{kind}"/>'
        yield text(x + 18, y, name)
        x += 40 + 7 * len(name)


def described(panels, unit):
    return " ".join(f"{panel.title}: " + ", ".join(f"{bar.label} {figure(bar.value)}" for bar in panel.bars) + f" ({unit})."
                    for panel in panels)


def chart(title, unit, names, panels):
    """`names`: what each kind of bar is called, in the order of the legend."""
    height = TITLE + LEGEND + sum(PANEL + ROW * len(panel.bars) + AXIS for panel in panels)
    used = {bar.kind for panel in panels for bar in panel.bars}
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
             'role="img" aria-labelledby="title desc">',
             f'<title id="title">{escape(title)}</title>', f'<desc id="desc">{escape(described(panels, unit))}</desc>',
             f"<style>{STYLE}</style>", f'<rect width="{WIDTH}" height="{height}" class="paper"/>',
             text(MARGIN, 28, f"{title}, {unit}", "title"),
             *legend({kind: name for kind, name in names.items() if kind in used}, TITLE + 14)]
    top = TITLE + LEGEND
    for panel in panels:
        lines += panel_lines(panel, top, unit)
        top += PANEL + ROW * len(panel.bars) + AXIS
    return "\n".join([*lines, "</svg>"]) + "\n"
