// The view of customers' scores: what they say of all customers, and how far to trust them.
const scored = content.scores;

// What to expect of a segment's members, beside all customers who ever bought.
const expected = name => {
  const { expected: [scored_members, alive, allAlive, buys, allBuy, days, allDays, worth, allWorth, total], spread } = content.member_scores[name];
  const rows = spread.map(([score, value, members, share, base_share, index, clv]) => ({ score, value, members, share, base_share, index, clv }));
  const bands = ["value_tier", "rfm_cell"].flatMap(score => rows.filter(row => row.score === score).map(row => ({ ...row, label: `${score === "value_tier" ? "tier" : "cell"}: ${row.value}` })));
  const tenths = rows.filter(row => row.score === "value_decile").sort((a, b) => a.value - b.value);
  return [make("p", { className: "small", textContent: `Of the ${number(scored_members)} members who ever bought, in the months to come. Together they are worth ${number(total)} in 12 months.` }),
    table(`${name} outlook`, [
      { title: "On average", of: line => line[0] },
      { title: "Members", of: line => line[1], show: line => line[3](line[1]), numeric: true },
      { title: "All", of: line => line[2], show: line => line[3](line[2]), numeric: true }], [
      ["Still buys", alive, allAlive, percent], ["Buys within 90 days", buys, allBuy, percent],
      ["Days with a purchase in 12 months", days, allDays, value => fraction(value, 1)], ["Value of 12 months", worth, allWorth, money]]),
    chart("profile", bands, `Members of ${name} by value tier and RFM cell, compared with all customers`),
    table(`${name} scores`, [
      { title: "Score", of: row => row.score.replace("_", " ") },
      { title: "Value", of: row => row.value },
      { title: "Members", of: row => row.members, show: row => number(row.members), numeric: true },
      { title: "Share", of: row => row.share, show: row => percent(row.share), numeric: true },
      { title: "All", of: row => row.base_share, show: row => percent(row.base_share), numeric: true },
      { title: "Value of 12 months", of: row => row.clv, show: row => number(row.clv), numeric: true }], [...bands, ...tenths])];
};

const scores = () => {
  const { deciles, cells, forecasts, calibration, models } = scored, [{ scored_on: day }] = models;
  const days = forecasts[0]?.days, kinds = { purchases: "Days with a purchase", amount: "Amount", probability: "Customers who buy" };
  const beaten = forecasts.filter(row => !row.is_better).map(row => kinds[row.forecast].toLowerCase());
  const tenths = calibration.filter(row => row.score === "p_purchase_90d");
  return [...heading("Scores", `Of purchases up to ${day}. Everything after that day is a forecast.`),
    figures([["Customers scored", number(deciles.reduce((sum, row) => sum + row.customers, 0))],
      ["Value", number(deciles.reduce((sum, row) => sum + row.value, 0))],
      ["Cost more than they bring", number(deciles.reduce((sum, row) => sum + row.negative_customers, 0))],
      ["Value to expect in 12 months", deciles[0].clv_12m === null ? NONE : number(deciles.reduce((sum, row) => sum + row.clv_12m, 0))]]),
    card("Customers by tenths of their value", chart("deciles", deciles, "Share of the value by tenth of the customers; the table below has the same figures"), table("deciles", [
      { title: "Tenth", of: row => row.decile, numeric: true },
      { title: "Customers", of: row => row.customers, show: row => number(row.customers), numeric: true },
      { title: "Value", of: row => row.value, show: row => number(row.value), numeric: true },
      { title: "Share", of: row => row.value_share, show: row => percent(row.value_share), numeric: true },
      { title: "From", of: row => row.lowest_value, show: row => number(row.lowest_value), numeric: true },
      { title: "To", of: row => row.highest_value, show: row => number(row.highest_value), numeric: true },
      { title: "Mean", of: row => row.value_mean, show: row => number(row.value_mean), numeric: true },
      ...(deciles.some(row => row.margin !== null) ? [{ title: "Margin", of: row => row.margin, show: row => number(row.margin), numeric: true }, { title: "Margin rate", of: row => row.margin_rate, show: row => percent(row.margin_rate), numeric: true }] : []),
      { title: "Below 0", of: row => row.negative_customers, show: row => number(row.negative_customers), numeric: true },
      { title: "Left in 90 days", of: row => row.churned_share, show: row => percent(row.churned_share), numeric: true },
      { title: "Still buy", of: row => row.p_alive_mean, show: row => percent(row.p_alive_mean), numeric: true },
      { title: "Value of 12 months", of: row => row.clv_12m, show: row => number(row.clv_12m), numeric: true },
      { title: "Set apart by", of: row => row.top_traits, isForFile: true }], deciles),
      make("p", { className: "small", textContent: "Left in 90 days: of the customers who were in the tenth 90 days before, the share who have bought nothing since." })),
    card("Who is in each tenth", table("tenths", [
      { title: "Tenth", of: row => row.decile },
      { title: "More frequent than among all (an index of 200 is twice as frequent)", of: row => row.top_traits }], deciles)),
    card("RFM cells", table("cells", [
      { title: "Cell", of: row => row.rfm_cell },
      { title: "Customers", of: row => row.customers, show: row => number(row.customers), numeric: true },
      { title: "Value", of: row => row.value, show: row => number(row.value), numeric: true },
      { title: "Still buy", of: row => row.p_alive, show: row => percent(row.p_alive), numeric: true },
      { title: "Value of 12 months", of: row => row.clv_12m, show: row => number(row.clv_12m), numeric: true }], cells)),
    forecasts.length ? card(`How the forecasts fared: the ${days} days up to ${day}`,
      make("p", { className: beaten.length ? "warned" : "small", textContent: beaten.length ? `A plain guess, that these days are as the ${days} before, was nearer for: ${beaten.join(", ")}.` : "Each was nearer than the plain guess that these days are as those before." }),
      table("forecasts", [
        { title: "Forecast of", of: row => kinds[row.forecast] },
        { title: "Forecast", of: row => row.forecast_total, show: row => number(row.forecast_total), numeric: true },
        { title: "Plain guess", of: row => row.baseline_total, show: row => number(row.baseline_total), numeric: true },
        { title: "What happened", of: row => row.actual_total, show: row => number(row.actual_total), numeric: true },
        { title: "Error", of: row => row.forecast_error, show: row => figure(row.forecast_error), numeric: true },
        { title: "Error of the guess", of: row => row.baseline_error, show: row => figure(row.baseline_error), numeric: true }], forecasts)) : null,
    tenths.length ? card("Is the probability of a purchase right?", chart("calibration", tenths, "By tenth of the customers, the probability that was forecast and the share who bought; the table below has the same figures"),
      table("calibration", [{ title: "Tenth", of: row => row.decile, numeric: true },
        { title: "Customers", of: row => row.customers, show: row => number(row.customers), numeric: true },
        { title: "Forecast", of: row => row.predicted, show: row => percent(row.predicted), numeric: true },
        { title: "Bought", of: row => row.happened, show: row => percent(row.happened), numeric: true }], tenths)) : null,
    card("Models", table("models", [
      { title: "Model", of: row => row.model },
      { title: "Customers", of: row => row.customers, show: row => number(row.customers), numeric: true },
      { title: "Parameter", of: row => row.parameter, show: row => row.parameter ?? `${row.status}: ${row.reason}` },
      { title: "Estimate", of: row => row.estimate, show: row => row.estimate === null ? NONE : figure(Number(row.estimate.toPrecision(4))), numeric: true },
      { title: "Standard error", of: row => row.standard_error, show: row => row.standard_error === null ? NONE : figure(Number(row.standard_error.toPrecision(2))), numeric: true }], models)),
  ].filter(Boolean);
};
