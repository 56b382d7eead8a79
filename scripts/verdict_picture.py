"""Draw docs/verdict-chances.svg: the exact chance of each verdict, by number of answers.

Binomial and exact, by ``events.power``; nothing is simulated, so the picture is the same every
time. Run it after a change of the rule: ``.venv/bin/python scripts/verdict_picture.py``.
"""

import sys
from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from events.power import Chances, verdict_chances  # noqa: E402 - the path comes first

PICTURE = ROOT / "docs" / "verdict-chances.svg"
THRESHOLD = Fraction(4, 5)
SHARES = tuple(Fraction(percent, 100) for percent in (70, 75, 80, 85, 90))
ANSWERS = range(10, 401)
LIMIT = Fraction(3, 100)
MARKED = {"m": range(30, 400, 70), "x": range(50, 400, 70), "l": range(70, 401, 70)}

type Table = Mapping[Fraction, Mapping[int, Chances[Fraction]]]

WIDTH, PLOT_WIDTH, PLOT_HEIGHT = 960, 350, 190
LEFTS, TOP, ROW = (70, 550), 130, 290
NAMED = 'role="img" aria-labelledby="title desc"'
UNDER_TITLE = "Exact binomial sums for 10 to 400 answers, by the interval alone, without certainty."
STYLE = """
svg{--ground:#fff;--ink:#1a1f2b;--faint:#d5d9e0;--met:#0059b3;--not:#b34700;--little:#5a6170}
@media(prefers-color-scheme:dark){svg{--ground:#12161f;--ink:#eceff4;--faint:#3a4150;
--met:#6fb6ff;--not:#ffa155;--little:#b3bac7}}
text{fill:var(--ink);font-family:Helvetica,Arial,sans-serif;font-size:14px}
.h{font-size:17px;font-weight:bold}.t{font-size:21px;font-weight:bold}.n{font-size:13px}
.g{stroke:var(--faint);stroke-width:1}.a{stroke:var(--ink);stroke-width:1.2;fill:none}
.m,.x,.l{fill:none;stroke-linejoin:round}
.m{stroke:var(--met);stroke-width:2}.x{stroke:var(--not);stroke-width:2}
.l{stroke:var(--little);stroke-width:1.2}
.mm,.xm,.lm{stroke:var(--ground);stroke-width:1.2}
.mm{fill:var(--met)}.xm{fill:var(--not)}.lm{fill:var(--little)}
.lim{stroke:var(--ink);stroke-width:1.6;stroke-dasharray:5 5}
.dot{fill:var(--met);stroke:var(--ground);stroke-width:1.5}
"""


def table(shares: Iterable[Fraction] = SHARES, answers: Iterable[int] = ANSWERS) -> Table:
    """Return the exact chances, by true share and number of answers."""
    numbers = list(answers)
    return {
        share: {number: verdict_chances(number, share, THRESHOLD) for number in numbers}
        for share in shares
    }


def worst(row: Mapping[int, Chances[Fraction]]) -> tuple[int, Fraction]:
    """Return the number of answers with the greatest chance of MET, and that chance."""
    number = max(row, key=lambda n: row[n].met)
    return number, row[number].met


def drawing(chances: Table) -> str:
    """Return the picture as SVG."""
    panels = [_share_panel(index, share, chances[share]) for index, share in enumerate(SHARES)]
    panels.append(_false_panel(len(SHARES), chances[THRESHOLD]))
    height = TOP + ROW * 3 - 20
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" {NAMED}>',
        '<title id="title">The chance of each verdict against a target of 80 %</title>',
        f'<desc id="desc">{_description(chances)}</desc>',
        f"<style>{STYLE}</style>",
        f'<rect width="{WIDTH}" height="{height}" style="fill:var(--ground)"/>',
        '<text class="t" x="20" y="36">The chance of each verdict against a target of 80 %</text>',
        f'<text x="20" y="60">{UNDER_TITLE}</text>',
        _legend(),
        *panels,
        "</svg>",
        "",
    ])  # fmt: skip


def _description(chances: Table) -> str:
    number, chance = worst(chances[THRESHOLD])
    parts = [
        f"True share {_percent(share)}, 100 answers: met {_percent(at.met, 1)}, not met "
        f"{_percent(at.not_met, 1)}, too little {_percent(at.too_little, 1)}."
        for share in SHARES
        for at in [chances[share][100]]
    ]
    parts.append(f"Falsely met at 80 %: at most {_percent(chance, 2)}, at {number} answers.")
    return " ".join(parts)


def _legend() -> str:
    items = (("m", "Met"), ("x", "Not met"), ("l", "Too little to say"))
    return "".join(
        f'<path class="{name}" d="M{20 + 150 * place} 84h44"/>'
        f"{_symbol(name, 42 + 150 * place, 84)}"
        f'<text x="{72 + 150 * place}" y="89">{words}</text>'
        for place, (name, words) in enumerate(items)
    )


def _corner(index: int) -> tuple[int, int]:
    return LEFTS[index % 2], TOP + ROW * (index // 2)


def _share_panel(index: int, share: Fraction, row: Mapping[int, Chances[Fraction]]) -> str:
    left, top = _corner(index)
    side = "exactly on the target" if share == THRESHOLD else (
        "target missed" if share < THRESHOLD else "target reached"
    )  # fmt: skip
    curves = [
        _curve("l", left, top, {n: one.too_little for n, one in row.items()}, Fraction(1)),
        _curve("x", left, top, {n: one.not_met for n, one in row.items()}, Fraction(1)),
        _curve("m", left, top, {n: one.met for n, one in row.items()}, Fraction(1)),
    ]
    ticks = [(Fraction(percent, 100), f"{percent} %") for percent in range(0, 101, 25)]
    title = f"True share {_percent(share)}: {side}"
    return _frame(left, top, title, ticks, Fraction(1)) + "".join(curves)


def _false_panel(index: int, row: Mapping[int, Chances[Fraction]]) -> str:
    left, top = _corner(index)
    whole = Fraction(4, 100)
    number, chance = worst(row)
    x, y = _point(left, top, number, chance, whole)
    limit = _point(left, top, 10, LIMIT, whole)[1]
    end = left + PLOT_WIDTH
    said = f"greatest: {_percent(chance, 2)} at {number} answers"
    ticks = [(Fraction(percent, 100), f"{percent} %") for percent in range(5)]
    return "".join([
        _frame(left, top, "Falsely met, at a true share of 80 %", ticks, whole),
        _curve("m", left, top, {n: one.met for n, one in row.items()}, whole),
        f'<path class="lim" d="M{left} {limit}h{PLOT_WIDTH}"/>',
        f'<text class="n" x="{end}" y="{limit - 6}" text-anchor="end">limit 3 %</text>',
        f'<circle class="dot" cx="{x}" cy="{y}" r="5"/>',
        f'<text class="n" x="{x + 2}" y="{limit - 6}">{said}</text>',
    ])  # fmt: skip


def _frame(
    left: int, top: int, title: str, ticks: list[tuple[Fraction, str]], whole: Fraction
) -> str:
    bottom = top + PLOT_HEIGHT
    parts = [f'<text class="h" x="{left}" y="{top - 12}">{title}</text>']
    for share, words in ticks:
        y = _point(left, top, 10, share, whole)[1]
        parts.append(
            f'<path class="g" d="M{left} {y}h{PLOT_WIDTH}"/>'
            f'<text class="n" x="{left - 8}" y="{y + 4}" text-anchor="end">{words}</text>'
        )
    for number in (10, 100, 200, 300, 400):
        x = _point(left, top, number, Fraction(0), whole)[0]
        parts.append(
            f'<path class="a" d="M{x} {bottom}v5"/>'
            f'<text class="n" x="{x}" y="{bottom + 20}" text-anchor="middle">{number}</text>'
        )
    parts.append(
        f'<path class="a" d="M{left} {top}V{bottom}h{PLOT_WIDTH}"/>'
        f'<text class="n" x="{left + PLOT_WIDTH // 2}" y="{bottom + 40}" '
        'text-anchor="middle">Number of answers</text>'
        f'<text class="n" x="{left - 48}" y="{top + PLOT_HEIGHT // 2}" text-anchor="middle" '
        f'transform="rotate(-90 {left - 48} {top + PLOT_HEIGHT // 2})">Chance</text>'
    )
    return "".join(parts)


def _curve(name: str, left: int, top: int, row: Mapping[int, Fraction], whole: Fraction) -> str:
    points = (_point(left, top, number, share, whole) for number, share in row.items())
    path = f'<path class="{name}" d="M' + " ".join(f"{x} {y}" for x, y in points) + '"/>'
    if whole != 1:
        return path
    marked = (_point(left, top, number, row[number], whole) for number in MARKED[name])
    return path + "".join(_symbol(name, x, y) for x, y in marked)


def _symbol(name: str, x: float, y: float) -> str:
    """Return the shape that tells a curve apart without its colour."""
    shape = {"m": "a5.5 5.5 0 1 0 .01 0z", "x": "h5v10h-10v-10z", "l": "l6 10.5h-12z"}[name]
    rise = {"m": 5.5, "x": 5, "l": 6.5}[name]
    return f'<path class="{name}m" d="M{x} {y - rise:.1f}{shape}"/>'


def _point(
    left: int, top: int, number: int, share: Fraction, whole: Fraction
) -> tuple[float, float]:
    """Return where a chance stands, in tenths of a unit: rounded from the exact fraction."""
    along = Fraction(number - ANSWERS[0], ANSWERS[-1] - ANSWERS[0])
    x = left + PLOT_WIDTH * along
    y = top + PLOT_HEIGHT * (1 - share / whole)
    return float(round(x, 1)), float(round(y, 1))


def _percent(share: Fraction, decimals: int = 0) -> str:
    return f"{float(round(share * 100, decimals)):.{decimals}f} %"


def main() -> None:
    """Draw the picture and say the figure that the rule promises."""
    chances = table()
    PICTURE.write_text(drawing(chances), encoding="utf-8")
    number, chance = worst(chances[THRESHOLD])
    print(f"Falsely met at 80 %: at most {float(chance):.6%}, at {number} answers.")


if __name__ == "__main__":
    main()
