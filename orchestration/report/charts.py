"""The report's charts, as Vega-Lite specifications without data: the page gives each the rows it draws."""

from typing import Any

import altair as alt

# Their colours follow the page's, light or dark.
TALL, LOW = 220, 120


def specifications() -> dict[str, dict[str, Any]]:
    """By name: `course` (over time), `turnover`, `profile`, `lorenz`, `overlaps` and so on."""
    charts = {
        "course": _course(),
        "turnover": _turnover(),
        "profile": _profile(),
        "lorenz": _lorenz(),
        "overlaps": _overlaps(),
        "moves": _moves(),
        "deciles": _deciles(),
        "calibration": _calibration(),
        "clusters": _clusters(),
    }
    return {name: _without_data(chart.to_dict()) for name, chart in charts.items()}


def _axis(**further: Any) -> alt.Axis:
    """An axis without lines of its own."""
    return alt.Axis(**{"grid": False, "domain": False, "ticks": False, **further})


def _course() -> alt.LayerChart:
    line = alt.Chart(alt.NamedData("rows")).encode(
        x=alt.X("as_of:T", title=None, axis=_axis(labelOverlap=True, labelFlush=True, tickCount=6)),
        y=alt.Y(
            "value:Q",
            title=None,
            # By a format of the axis, all labels have the prefix of the largest: 0k, 0.5k.
            axis=alt.Axis(
                grid=True, domain=False, ticks=False, tickCount=4, labelExpr="format(datum.value, '~s')"
            ),
        ),
        color=alt.Color("segment:N", title=None, legend=alt.Legend(orient="bottom")),
        tooltip=[
            "segment:N",
            alt.Tooltip("as_of:T", title="as of", format="%Y-%m-%d"),
            alt.Tooltip("value:Q", format=",.0f"),
        ],
    )
    # What explains a jump stands out: another definition, or releases that left the segment as it was.
    marked = (
        alt.Chart(alt.NamedData("rows"))
        .mark_rule(strokeDash=[3, 3], strokeWidth=1.5, color="#d9663b")
        .encode(
            x="as_of:T",
            # Without a filter: a layer of no rows has no extent, of which Vega complains.
            opacity=alt.condition("datum.explained_by", alt.value(1), alt.value(0)),
            tooltip=["segment:N", "explained_by:N"],
        )
    )
    points = line.mark_point(size=28, filled=True)
    return (marked + line.mark_line(strokeWidth=2) + points).properties(width="container", height=TALL)


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


def _lorenz() -> alt.LayerChart:
    def share(title: str) -> dict[str, Any]:
        return {"title": title, "axis": _axis(format="%", tickCount=4)}

    even = (
        alt.Chart(alt.NamedData("rows"))
        .mark_line(strokeDash=[3, 3], strokeWidth=1, color="#8a93a3")
        .encode(x=alt.X("members:Q", **share("share of members")), y="members:Q")
    )
    points = alt.Chart(alt.NamedData("rows")).encode(
        x="members:Q",
        y=alt.Y("value:Q", **share("share of value")),
        tooltip=[alt.Tooltip("members:Q", format=".1%"), alt.Tooltip("value:Q", format=".1%")],
    )
    curve = points.mark_line(strokeWidth=2) + points.mark_point(size=28, filled=True)
    return (even + curve).properties(width="container", height=TALL)


def _overlaps() -> alt.Chart:
    return (
        alt.Chart(alt.NamedData("rows"))
        .mark_rect()
        .encode(
            x=alt.X("segment_a:N", title=None, axis=_axis(labelAngle=-90, labelLimit=140)),
            y=alt.Y("segment_b:N", title=None, axis=_axis(labelLimit=160)),
            color=alt.Color("jaccard:Q", title="Jaccard", scale=alt.Scale(range="heatmap", domain=[0, 1])),
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


def _deciles() -> alt.Chart:
    return (
        alt.Chart(alt.NamedData("rows"))
        .mark_bar()
        .encode(
            x=alt.X("decile:O", title="tenth of the customers", axis=_axis(labelAngle=0)),
            y=alt.Y("value_share:Q", title="share of value", axis=_axis(grid=True, format="%", tickCount=4)),
            tooltip=[
                "decile:O",
                alt.Tooltip("value_share:Q", format=".1%"),
                alt.Tooltip("value:Q", format=",.0f"),
            ],
        )
        .properties(width="container", height=LOW)
    )


def _calibration() -> alt.LayerChart:
    base = alt.Chart(alt.NamedData("rows")).encode(
        x=alt.X("decile:O", title="tenth of the customers", axis=_axis(labelAngle=0)),
        tooltip=[
            "decile:O",
            alt.Tooltip("predicted:Q", format=".1%"),
            alt.Tooltip("happened:Q", format=".1%"),
        ],
    )
    shares = alt.Y("happened:Q", title="bought (bar), forecast (line)", axis=_axis(grid=True, format="%"))
    forecast = base.mark_tick(thickness=2, color="#d9663b").encode(y="predicted:Q")
    return (base.mark_bar().encode(y=shares) + forecast).properties(width="container", height=LOW)


def _clusters() -> alt.LayerChart:
    base = alt.Chart(alt.NamedData("rows")).encode(
        x=alt.X("map_x:Q", title=None, scale=alt.Scale(zero=False, padding=40), axis=None),
        y=alt.Y("map_y:Q", title=None, scale=alt.Scale(zero=False, padding=40), axis=None),
        tooltip=["label:N", alt.Tooltip("customers:Q", format=",.0f"), "told_by:N"],
    )
    sizes = alt.Size("customers:Q", legend=None, scale=alt.Scale(rangeMin=80, rangeMax=3_000))
    circles = base.mark_circle(opacity=0.45).encode(size=sizes)
    return (circles + base.mark_text().encode(text="label:N")).properties(width="container", height=TALL)


def _without_data(part: Any) -> Any:
    """The specification without names of data sets: the page sets the rows of the whole."""
    if isinstance(part, dict):
        return {key: _without_data(inner) for key, inner in part.items() if key not in ("data", "datasets")}
    return [_without_data(inner) for inner in part] if isinstance(part, list) else part
