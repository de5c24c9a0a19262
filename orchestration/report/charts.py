"""The report's charts, as Vega-Lite specifications without data: the page gives each the rows it draws."""

from typing import Any

import altair as alt

# Their colours follow the page's, light or dark.
TALL, LOW = 220, 120


def specifications() -> dict[str, dict[str, Any]]:
    """By name: `course` (size or value over time), `turnover`, `profile`, `overlaps` and `moves`."""
    charts = {
        "course": _course(),
        "turnover": _turnover(),
        "profile": _profile(),
        "overlaps": _overlaps(),
        "moves": _moves(),
    }
    return {name: _without_data(chart.to_dict()) for name, chart in charts.items()}


def _axis(**further: Any) -> alt.Axis:
    """An axis without lines of its own."""
    return alt.Axis(**{"grid": False, "domain": False, "ticks": False, **further})


def _course() -> alt.LayerChart:
    line = alt.Chart(alt.NamedData("rows")).encode(
        x=alt.X("as_of:T", title=None, axis=_axis(labelOverlap=True)),
        y=alt.Y(
            "value:Q",
            title=None,
            axis=alt.Axis(grid=True, domain=False, ticks=False, tickCount=4, format="~s"),
        ),
        color=alt.Color("segment:N", title=None, legend=alt.Legend(orient="bottom")),
        tooltip=[
            "segment:N",
            alt.Tooltip("as_of:T", title="as of", format="%Y-%m-%d"),
            alt.Tooltip("value:Q", format=",.0f"),
        ],
    )
    return (line.mark_line(strokeWidth=2) + line.mark_point(size=28, filled=True)).properties(
        width="container", height=TALL
    )


def _turnover() -> alt.Chart:
    return (
        alt.Chart(alt.NamedData("rows"))
        .mark_bar()
        .encode(
            x=alt.X("day:O", title=None, axis=_axis(labelOverlap=True, labelAngle=0)),
            y=alt.Y(
                "customers:Q", title=None, axis=alt.Axis(grid=True, domain=False, ticks=False, tickCount=4)
            ),
            color=alt.Color(
                "change:N",
                title=None,
                scale=alt.Scale(domain=["entered", "exited"], range=["#2a9d62", "#d9663b"]),
                legend=alt.Legend(orient="bottom"),
            ),
            tooltip=["day:O", "change:N", alt.Tooltip("customers:Q", format=",.0f")],
        )
        .properties(width="container", height=LOW)
    )


def _profile() -> alt.LayerChart:
    base = alt.Chart(alt.NamedData("rows")).encode(
        y=alt.Y("label:N", sort=None, title=None, axis=_axis(labelLimit=220))
    )
    shares = base.mark_bar().encode(
        x=alt.X(
            "share:Q",
            title="share of members (bar) and of all customers (line)",
            axis=_axis(format="%"),
        ),
        tooltip=[
            "label:N",
            alt.Tooltip("share:Q", format=".1%"),
            alt.Tooltip("base_share:Q", format=".1%"),
            alt.Tooltip("index:Q", format=".0f"),
        ],
    )
    everybody = base.mark_tick(thickness=2, color="#d9663b").encode(x="base_share:Q")
    # The page sets the height by the rows: a step does not go with a width that follows the card.
    return (shares + everybody).properties(width="container")


def _overlaps() -> alt.Chart:
    return (
        alt.Chart(alt.NamedData("rows"))
        .mark_rect()
        .encode(
            x=alt.X("segment_a:N", title=None, axis=_axis(labelAngle=-90, labelLimit=140)),
            y=alt.Y("segment_b:N", title=None, axis=_axis(labelLimit=160)),
            color=alt.Color("jaccard:Q", title="Jaccard", scale=alt.Scale(scheme="blues", domain=[0, 1])),
            tooltip=[
                "segment_a:N",
                "segment_b:N",
                alt.Tooltip("in_both:Q", format=",.0f"),
                alt.Tooltip("jaccard:Q", format=".2f"),
                alt.Tooltip("lift:Q", format=".2f"),
            ],
        )
        .properties(width=alt.Step(18), height=alt.Step(18))
    )


def _moves() -> alt.LayerChart:
    base = alt.Chart(alt.NamedData("rows")).encode(
        x=alt.X("to:N", title="to", axis=_axis(labelAngle=-40, orient="top")),
        y=alt.Y("from:N", title="from", axis=_axis()),
    )
    cells = base.mark_rect().encode(
        color=alt.Color("customers:Q", scale=alt.Scale(range=["#fde9d6", "#f3a35c"]), legend=None),
        tooltip=["from:N", "to:N", alt.Tooltip("customers:Q", format=",.0f")],
    )
    words = base.mark_text(fontSize=11, color="#1d2430").encode(text=alt.Text("customers:Q", format=",.0f"))
    return (cells + words).properties(width=alt.Step(64), height=alt.Step(30))


def _without_data(part: Any) -> Any:
    """The specification without names of data sets: the page sets the rows of the whole."""
    if isinstance(part, dict):
        return {key: _without_data(inner) for key, inner in part.items() if key not in ("data", "datasets")}
    return [_without_data(inner) for inner in part] if isinstance(part, list) else part
