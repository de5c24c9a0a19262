// One function a view: each gives the elements that it consists of.
const release = content.releases[0] ?? {};
const heading = (title, about) => [make("h1", { textContent: title }), make("p", { className: "about", textContent: about })];
const lastOf = name => historyOf(name).at(-1) ?? {};

// Overdue follow-ups come before everything else.
const overdue = () => content.follow_ups.map(([id, segment, happening, responsible, due_at, escalations]) => ({ id, segment, happening, responsible, due_at, escalations }))
  .filter(open => named.has(open.segment) && Date.parse(open.due_at) < Date.now())
  .map(open => [open.segment, "held", `waiting for ${open.responsible}: follow-up ${open.id} (${open.happening}) is overdue since ${open.due_at.slice(0, 16).replace("T", " ")} UTC${open.escalations ? `, escalated ${open.escalations === 1 ? "once" : `${open.escalations} times`}` : ""}`]);

const needingSomebody = () => overdue().concat(standing.flatMap(row => {
  const found = [], drift = content.drift[row.segment] ?? {};
  if (row.status === "held") found.push([row.segment, "held", `held: ${row.held_reason}`]);
  if (isLate(row)) found.push([row.segment, "late", `late: its members are of ${clock(row.as_of)}`]);
  if ((drift.psi_profile ?? 0) >= 0.25) found.push([row.segment, "warned", `drifting: its ${drift.psi_trait} has moved much since ${clock(drift.baseline_as_of)} (index ${fraction(drift.psi_profile)})`]);
  else if ((drift.psi_size ?? 0) >= 0.25) found.push([row.segment, "warned", `drifting: its size has moved much since ${clock(drift.baseline_as_of)} (index ${fraction(drift.psi_size)})`]);
  return found;
})).concat(goals.filter(goal => goal.is_review_due && named.has(goal.segment)).map(goal => [goal.segment, goal.status === "missed" ? "held" : "warned",
  `waiting for ${goal.owner}: its goal ${goal.goal} is ${goal.status}, and its review is due since ${goal.review_due_on}`]));

const aimed = (goal, value) => goal.metric === "share" ? percent(value) : figure(value);
const goalsTable = (name, rows) => table(name, [
  { title: "Goal", of: goal => goal.goal, show: goal => make("div", {}, goal.goal, make("div", { className: "small", textContent: `${goal.metric} ${goal.direction} ${aimed(goal, goal.target)} by ${goal.due_on}` })) },
  { title: "Segment", of: goal => goal.segment, show: goal => link(goal.segment) },
  { title: "Now", of: goal => goal.observed, show: goal => aimed(goal, goal.observed), numeric: true },
  { title: "Progress", of: goal => goal.progress, show: goal => percent(goal.progress), numeric: true },
  { title: "Status", of: goal => goal.status, show: goal => make("span", { className: { missed: "failed", "at risk": "warned" }[goal.status] ?? "passed", textContent: goal.status }) },
  { title: "Owner", of: goal => goal.owner },
  { title: "Next review", of: goal => goal.review_due_on, show: goal => goal.is_review_due ? "due" : goal.review_due_on },
  { title: "Last note", of: goal => goal.note, show: goal => goal.note ? `${goal.note} (${goal.author}, ${goal.noted_on})` : NONE }], rows);

const armsTable = (name, rows) => [
  table(`${name} arms`, [
    { title: "Arm", of: row => `${row.campaign}, ${row.arm}`, show: row => make("div", {}, row.arm, make("div", { className: "small whole", textContent: `${row.campaign}, ${row.segment}` })) },
    { title: "Customers", of: row => row.recipients, show: row => number(row.recipients), numeric: true },
    { title: "Value each", of: row => row.recipients_mean, show: row => money(row.recipients_mean), numeric: true },
    { title: "Held out", of: row => row.others, show: row => number(row.others), numeric: true },
    { title: "Value each", of: row => row.others_mean, show: row => money(row.others_mean), numeric: true },
    { title: "Effect each", of: row => row.effect, show: row => make("div", {}, money(row.effect), make("div", { className: "small", textContent: between(row.effect_low, row.effect_high) })), numeric: true },
    { title: "p", of: row => row.effect_p, show: row => chance(row.effect_p), numeric: true },
    { title: "If you look every day", of: row => between(row.always_low, row.always_high) },
    { title: "Mind", of: row => row.warning }], rows),
  make("p", { className: "small", textContent: "Each arm compared with the arm held out. Intervals and p are corrected for the number of arms (Bonferroni)." })];

const campaignsTable = (name, rows, arms = campaignArms.filter(arm => rows.some(row => row.campaign === arm.campaign && row.segment === arm.segment))) => [
  table(name, [
    { title: "Campaign", of: row => row.campaign, show: row => make("div", {}, row.campaign, make("div", { className: "small whole", textContent: `${row.starts_on} to ${row.last_day}${row.last_day < row.ends_on ? ", still running" : ""}` })) },
    { title: "Segment", of: row => row.segment, show: row => link(row.segment) },
    { title: "Recipients", of: row => row.recipients, show: row => number(row.recipients), numeric: true },
    { title: "Value each", of: row => row.recipients_mean, show: row => money(row.recipients_mean), numeric: true },
    { title: "Compared with", of: row => `${number(row.others)} ${row.is_random ? "held out" : "other customers"}`, show: row => make("div", {}, `${number(row.others)} ${row.is_random ? "held out" : "other customers"}`, make("div", { className: "small", textContent: row.recorded_at ? `arms recorded ${row.recorded_at.slice(0, 10)}` : "" })) },
    { title: "Value each", of: row => row.others_mean, show: row => money(row.others_mean), numeric: true },
    { title: "Effect each", of: row => row.effect, show: row => make("div", {}, money(row.effect), make("div", { className: "small", textContent: between(row.effect_low, row.effect_high) })), numeric: true },
    { title: "p", of: row => row.effect_p, show: row => chance(row.effect_p), numeric: true },
    { title: "If you look every day", of: row => between(row.always_low, row.always_high) },
    { title: "Mind", of: row => row.warning, isForFile: true }], rows),
  ...[...new Set(rows.map(row => row.warning).filter(Boolean))].map(warning => make("p", { className: "small" },
    `${rows.filter(row => row.warning === warning).map(row => `${row.campaign}, ${row.segment}`).join("; ")}: `, make("span", { className: "warned", textContent: warning }))),
  make("p", { className: "small", textContent: "Effect: what a recipient spent more than one of the others, less what the spend before explains. Below it, the 95% interval." }),
  ...(arms.length ? armsTable(name, arms) : [])];

const status = row => make("span", { className: isLate(row) ? "late" : row.status, textContent: isLate(row) ? `${row.status}, late` : row.status });

const overview = words => {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const text = row => [row.segment, row.family, row.owner, row.description, row.objective].join(" ").toLowerCase();
  const shown = standing.filter(row => wanted.every(word => text(row).includes(word)));
  const attention = needingSomebody();
  const columns = [
    { title: "Segment", of: row => row.segment, show: row => make("div", {}, link(row.segment), make("div", { className: "small", textContent: row.description ?? "" })) },
    { title: "Family", of: row => row.family },
    { title: "Size", of: row => row.size, show: row => number(row.size), numeric: true },
    { title: "Over time", show: row => spark(historyOf(row.segment).map(point => point.size)) },
    { title: "Share", of: row => row.share, show: row => percent(row.share), numeric: true },
    { title: "Value", of: row => row.value, show: row => number(row.value), numeric: true },
    { title: "Entered", of: row => lastOf(row.segment).entered, show: row => number(lastOf(row.segment).entered), numeric: true },
    { title: "Exited", of: row => lastOf(row.segment).exited, show: row => number(lastOf(row.segment).exited), numeric: true },
    { title: "Owner", of: row => row.owner },
    { title: "Status", of: row => row.status, show: status },
  ];
  return [
    ...heading("Segments", `${standing.length} published segments as of ${clock(release.as_of)} (${content.zone}), release ${release.release_id ?? NONE}.`),
    make("section", { className: "card attention" }, make("h2", { textContent: "What needs a person" }), attention.length
      ? make("ul", {}, ...attention.map(([name, kind, words]) => make("li", {}, link(name), " is ", make("span", { className: kind, textContent: words }))))
      : empty("Nothing: no segment is held, late or drifting, no follow-up is overdue, and no goal is due for a review.")),
    goals.length ? card("Goals", goalsTable("goals", goals)) : null,
    campaigns.length ? card("Campaigns", ...campaignsTable("campaigns", campaigns)) : null,
    card("All segments", shown.length ? table("segments", columns, shown) : empty(`No segment has ${wanted.map(word => `“${word}”`).join(" and ")} in its name, family, owner or description.`)),
  ].filter(Boolean);
};

const course = (names, measure) => names.flatMap(name => historyOf(name).map(point => ({ segment: name, as_of: point.as_of, value: point[measure], explained_by: point.explained_by })));

// A bar is as long as what was left before a condition; its dark part is what the condition leaves.
const waterfall = name => {
  const parts = (content.attrition[name] ?? []).map(([depth, condition, customers, remaining, alone, no, unknown, is_estimate]) => ({ depth, condition, customers, remaining, alone, no, unknown, is_estimate }));
  if (!parts.length) return [empty("The last release didn't count it.")];
  const [{ customers, is_estimate }] = parts;
  let before = customers;
  const lines = parts.map(part => { const line = { ...part, before }; if (!part.depth) before = part.remaining; return line; });
  const width = count => `${customers ? 100 * count / customers : 0}%`;
  const left = line => make("div", {}, number(line.remaining), make("div", { className: "before", style: `width: ${width(line.before)}` }, make("div", { className: "left", style: `width: ${line.before ? Math.min(100 * line.remaining / line.before, 100) : 0}%` })));
  return [make("p", { className: "small", textContent: `Of ${number(customers)} customers, those left after each condition.${is_estimate ? " Estimated from a fair share of them." : ""}` }),
    table(`${name} attrition`, [
      { title: "Condition", of: line => line.condition, show: line => make("div", { style: `padding-left: ${line.depth}rem`, textContent: line.condition }) },
      { title: "Left", of: line => line.remaining, show: left, numeric: true },
      { title: "Removed alone", of: line => line.alone, show: line => number(line.alone), numeric: true },
      { title: "False", of: line => line.no, show: line => number(line.no), numeric: true },
      { title: "Unknown", of: line => line.unknown, show: line => number(line.unknown), numeric: true }], lines)];
};

// Whether few members bring most: cumulated by tenths of all customers, the best first.
const concentration = name => {
  const tenths = (content.values[name] ?? []).map(([decile, members, share, value, value_share, base, negative, lost]) => ({ decile, members, share, value, value_share, base, negative, lost }));
  if (!tenths.some(tenth => tenth.members)) return [empty("It has no members.")];
  const costly = tenths.reduce((sum, tenth) => sum + tenth.negative, 0), lost = tenths.reduce((sum, tenth) => sum + tenth.lost, 0);
  const curve = tenths.reduce((points, tenth) => [...points, { members: points.at(-1).members + (tenth.share ?? 0), value: points.at(-1).value + (tenth.value_share ?? 0) }], [{ members: 0, value: 0 }]);
  return [make("p", { className: "small", textContent: `The best tenth of all customers brings ${percent(tenths[0].value_share)} of its value, and is ${percent(tenths[0].share)} of its members. ${costly ? `${number(costly)} members cost more than they bring (${number(lost)}).` : "No member costs more than they bring."}` }),
    chart("lorenz", curve, `Lorenz curve of ${name}: share of its value by share of its members, the best first`),
    table(`${name} value`, [
      { title: "Tenth", of: tenth => tenth.decile },
      { title: "Members", of: tenth => tenth.members, show: tenth => number(tenth.members), numeric: true },
      { title: "Share", of: tenth => tenth.share, show: tenth => percent(tenth.share), numeric: true },
      { title: "Value", of: tenth => tenth.value, show: tenth => number(tenth.value), numeric: true },
      { title: "Of its value", of: tenth => tenth.value_share, show: tenth => percent(tenth.value_share), numeric: true },
      { title: "Of all value", of: tenth => tenth.base, show: tenth => percent(tenth.base), numeric: true }], tenths)];
};

const quality = name => {
  const [p10, p50, p90, spread, mean, scoreSpread, lowest, highest] = content.quality[name] ?? [];
  if (p50 === null || p50 === undefined) return [empty("It has no members.")];
  return [table(`${name} quality`, [
    { title: "Per member", of: line => line[0] },
    { title: "Value", of: line => line[1], show: line => money(line[1]), numeric: true },
    { title: `Score (${content.score})`, of: line => line[2], show: line => fraction(line[2], 3), numeric: true }], [
    ["Mean", historyOf(name).at(-1)?.mean, mean], ["Spread (standard deviation)", spread, scoreSpread],
    ["Lowest; of value, a tenth are below", p10, lowest], ["Median", p50, null], ["Highest; of value, a tenth are above", p90, highest]])];
};

const backtested = (name, tests) => {
  const [{ horizon, tested_on, is_current, outcome }] = tests, ends = (low, high, say) => low === null ? "" : `${say(low)} to ${say(high)}`;
  return [make("p", { className: is_current ? "small" : "warned", textContent: `Tested on ${tested_on}: members at the end of each day who were in ${outcome} ${horizon} days later.${is_current ? "" : " The rule has changed since: test it again."}` }),
    table(`${name} and ${outcome}`, [
      { title: "Day", of: test => test.day },
      { title: "Members", of: test => test.members, show: test => number(test.members), numeric: true },
      { title: "Of them", of: test => test.hits, show: test => number(test.hits), numeric: true },
      { title: "Precision", of: test => test.precision, show: test => make("div", {}, percent(test.precision), make("div", { className: "small", textContent: ends(test.low, test.high, percent) })), numeric: true },
      { title: "Recall", of: test => test.recall, show: test => percent(test.recall), numeric: true },
      { title: "Naive guess", of: test => test.base, show: test => percent(test.base), numeric: true },
      { title: "Lift", of: test => test.lift, show: test => make("div", {}, fraction(test.lift), make("div", { className: "small", textContent: ends(test.lift_low, test.lift_high, fraction) })), numeric: true }], tests)];
};

// Pairs of values that members have more, or less, often than if each had nothing to do with the other.
const together = name => {
  const beside = (said, p) => make("div", {}, said, make("div", { className: "small", textContent: `p ${chance(p)}` }));
  const pairs = (content.associations[name] ?? []).map(([trait_a, value_a, trait_b, value_b, members, support, confidence, reversed, lift, p_value, base_support, base_lift, index, index_p]) =>
    ({ one: `${trait_a}: ${value_a}`, other: `${trait_b}: ${value_b}`, members, support, confidence, reversed, lift, p_value, base_support, base_lift, index, index_p }));
  if (!pairs.length) return [empty("Chance explains which values members have together.")];
  return [make("p", { className: "small", textContent: "Lift: how many times as many members have both as if the values were independent; below 1, they avoid each other. Index: 200 is a pair that is twice as frequent as among all." }),
    table(`${name} associations`, [
      { title: "Value", of: pair => pair.one, isForFile: true },
      { title: "And", of: pair => pair.other, isForFile: true },
      { title: "Values", of: pair => `${pair.one}, and ${pair.other}` },
      { title: "Members", of: pair => pair.members, show: pair => number(pair.members), numeric: true },
      { title: "Share", of: pair => pair.support, show: pair => percent(pair.support), numeric: true },
      { title: "Of those with the first", of: pair => pair.confidence, isForFile: true },
      { title: "Of those with the other", of: pair => pair.reversed, isForFile: true },
      { title: "Lift", of: pair => pair.lift, show: pair => beside(fraction(pair.lift), pair.p_value), numeric: true },
      { title: "Lift of all", of: pair => pair.base_lift, show: pair => fraction(pair.base_lift), numeric: true },
      { title: "Index", of: pair => pair.index, show: pair => beside(number(pair.index), pair.index_p), numeric: true },
      { title: "p of the lift", of: pair => pair.p_value, isForFile: true },
      { title: "p of the index", of: pair => pair.index_p, isForFile: true }], pairs)];
};

// What members lack that comparable customers buy, and on what they spend less.
const offered = name => {
  const { by, within_days: days = 90 } = content.cross_sell;
  const rows = (content.offers[name] ?? []).map(([kind, thing, members, buyers, lacking, expected_buyers, amount, expected_amount, prize, p_value]) =>
    ({ kind, thing, members, buyers, lacking, expected_buyers, amount, expected_amount, prize, p_value }));
  const lacked = rows.filter(row => row.kind === "cross-sell"), raised = rows.filter(row => row.kind === "up-sell");
  return [make("p", { className: "small", textContent: `In ${days} days, beside customers who aren't members and are in the same tenth of all by value. Prize: what members would have spent more as those do. It assumes that they can be won over, and spend no less elsewhere.` }),
    lacked.length ? table(`${name} offers`, [
      { title: by ?? "Kind of event", of: row => row.thing },
      { title: "Prize", of: row => row.prize, show: row => number(row.prize), numeric: true },
      { title: "Lack it", of: row => row.lacking, show: row => number(row.lacking), numeric: true },
      { title: "Have it", of: row => row.buyers / row.members, show: row => percent(row.buyers / row.members), numeric: true },
      { title: "Alike have it", of: row => row.expected_buyers / row.members, show: row => percent(row.expected_buyers / row.members), numeric: true },
      { title: "Each spends", of: row => row.expected_amount, show: row => money(row.expected_amount), numeric: true },
      { title: "p", of: row => row.p_value, isForFile: true }], lacked) : empty("They lack nothing that chance doesn't explain."),
    ...(raised.length ? [make("h3", { textContent: "What they have, and spend less on" }), table(`${name} raises`, [
      { title: by ?? "Kind of event", of: row => row.thing },
      { title: "Prize", of: row => row.prize, show: row => number(row.prize), numeric: true },
      { title: "Have it", of: row => row.buyers, show: row => number(row.buyers), numeric: true },
      { title: "Each spends", of: row => row.amount, show: row => money(row.amount), numeric: true },
      { title: "Alike spend", of: row => row.expected_amount, show: row => money(row.expected_amount), numeric: true }], raised)] : [])];
};

const segment = name => {
  const row = named.get(name), past = historyOf(name), profile = profileOf(name);
  const mine = overlaps.filter(pair => pair.segment_a === name || pair.segment_b === name)
    .map(pair => ({ ...pair, other: pair.segment_a === name ? pair.segment_b : pair.segment_a })).sort((a, b) => b.jaccard - a.jaccard);
  const after = content.timing.filter(([from]) => from === name).map(([, to, customers, days]) => ({ to, customers, days })).sort((a, b) => b.customers - a.customers);
  const remarkable = profile.filter(line => line.p_value !== null && line.p_value < 0.05).sort((a, b) => Math.abs(Math.log((b.index || 1) / 100)) - Math.abs(Math.log((a.index || 1) / 100)));
  const known = profile.filter(line => line.value !== null);
  const audits = (content.audits[name] ?? []).map(([check, severity, passed, observed, expected]) => ({ check, severity, passed, observed, expected }));
  const own = goals.filter(goal => goal.segment === name), sent = campaigns.filter(row => row.segment === name), tests = backtests.filter(test => test.segment === name);
  return [
    ...heading(name, row.description ?? "No description."),
    make("div", { className: "actions" }, status(row), row.held_reason ? make("span", { className: "held", textContent: row.held_reason }) : null,
      make("a", { href: `#compare=${encodeURIComponent(name)}`, textContent: "Compare with others" })),
    figures([["Members", number(row.size)], ["Of all customers", percent(row.share)], ["Value", number(row.value)],
      ["Value per member", number(row.size ? row.value / row.size : null)], ["Unknown", number(row.unknown)], ["As of", clock(row.as_of)]]),
    own.length ? card("Goals", goalsTable(`${name} goals`, own)) : null,
    sent.length ? card("Campaigns", ...campaignsTable(`${name} campaigns`, sent)) : null,
    make("div", { className: "cards" },
      card("Rule", make("pre", { textContent: row.rule ?? row.rule_sql ?? "" }),
        row.rule_text ? make("details", {}, make("summary", { textContent: "As in its file" }), make("pre", { textContent: row.rule_text })) : null,
        row.rule_sql ? make("details", {}, make("summary", { textContent: "As SQL" }), make("pre", { textContent: row.rule_sql })) : null),
      card("How the rule narrows them down", ...waterfall(name)),
      card("Size over time", past.length > 1 ? chart("course", course([name], "size"), `Size of ${name} over time. Marked: ${past.filter(point => point.explained_by).map(point => `${clock(point.as_of)}, ${point.explained_by}`).join("; ") || "nothing"}`) : empty("There is only one as-of time so far.")),
      card("Value over time", past.length > 1 ? chart("course", course([name], "value"), `Value of ${name} over time`) : empty("There is only one as-of time so far.")),
      card("How good they are", ...quality(name)),
      card("Where its value comes from", ...concentration(name)),
      content.member_scores[name] ? card("What to expect of them", ...expected(name)) : null,
      card("Entries and exits", past.length > 1 ? chart("turnover", past.flatMap(point => [{ day: clock(point.as_of), change: "entered", customers: point.entered }, { day: clock(point.as_of), change: "exited", customers: -point.exited }]), `Entries and exits of ${name}`) : empty("There is only one as-of time so far."),
        ...(content.moves[name] ?? []).map(told => make("p", { className: "small", textContent: `Last: ${told}.` }))),
      card("Who they are", known.length ? chart("profile", known, `Members of ${name} by trait and by what they did, compared with all customers`) : empty("The variables profile_traits and profile_features name nothing to compare.")),
      card("What sets them apart", remarkable.length ? table(`${name} profile`, [
        { title: "Trait or feature", of: line => line.label },
        { title: "Members", of: line => line.members, show: line => number(line.members), numeric: true },
        { title: "Share", of: line => line.share, show: line => percent(line.share), numeric: true },
        { title: "All", of: line => line.base_share, show: line => percent(line.base_share), numeric: true },
        { title: "Index", of: line => line.index, show: line => number(line.index), numeric: true },
        { title: "p", of: line => line.p_value, show: line => chance(line.p_value), numeric: true }], remarkable) : empty("Chance explains all differences.")),
      card("What goes together", ...together(name)),
      content.cross_sell && row.size ? card("What to offer them", ...offered(name)) : null,
      card("Overlap with other segments", mine.length ? table(`${name} overlaps`, [
        { title: "Segment", of: pair => pair.other, show: pair => link(pair.other) },
        { title: "In both", of: pair => pair.in_both, show: pair => number(pair.in_both), numeric: true },
        { title: "Jaccard", of: pair => pair.jaccard, show: pair => fraction(pair.jaccard), numeric: true },
        { title: "Lift", of: pair => pair.lift, show: pair => fraction(pair.lift), numeric: true }], mine.slice(0, 15)) : empty("With none.")),
      card("Next segments", after.length ? table(`${name} next`, [
        { title: "Segment", of: line => line.to, show: line => link(line.to) },
        { title: "Customers", of: line => line.customers, show: line => number(line.customers), numeric: true },
        { title: "Median days", of: line => line.days, show: line => number(line.days), numeric: true }], after.slice(0, 15)) : empty("Nobody entered this segment and then another.")),
      ...[...new Set(tests.map(test => test.outcome))].map(outcome => card(`Did it tell who would be in ${outcome}?`, ...backtested(name, tests.filter(test => test.outcome === outcome)))),
      card("About", table(`${name} about`, [{ title: "What", of: line => line[0] }, { title: "Said", of: line => line[1] }], [
        ["Objective", row.objective], ["Owner", row.owner], ["E-mail", row.owner_email], ["Family", row.family], ["Cadence", row.cadence],
        ["Published", row.published_at ? `${row.published_at.replace("T", " ").replace("Z", " UTC")}, release ${row.release_id}` : null]])),
      card("Last audit", audits.length ? table(`${name} audits`, [
        { title: "Check", of: line => line.check },
        { title: "Result", of: line => line.passed ? "passed" : line.severity, show: line => make("span", { className: line.passed ? "passed" : line.severity === "warn" ? "warned" : "failed", textContent: line.passed ? "passed" : line.severity }) },
        { title: "Observed", of: line => line.observed }, { title: "Expected", of: line => line.expected }], audits) : empty("The last release didn't audit this segment."))),
  ].filter(Boolean);
};

const compare = names => {
  const chosen = names.filter(name => named.has(name)).slice(0, 3);
  const go = list => { location.hash = `compare=${list.filter(Boolean).map(encodeURIComponent).join(",")}`; };
  const pick = place => {
    const choice = make("select", { ariaLabel: `Segment ${place + 1} to compare` }, make("option", { value: "", textContent: "choose a segment" }),
      ...standing.map(row => make("option", { value: row.segment, textContent: row.segment, selected: chosen[place] === row.segment })));
    choice.addEventListener("change", () => { const list = [...chosen]; list[place] = choice.value; go(list); });
    return choice;
  };
  const pairs = chosen.flatMap((one, place) => chosen.slice(place + 1).map(other => ({ one, other, ...(overlapOf(one, other) ?? { in_both: 0, jaccard: 0, lift: 0 }) })));
  const labels = [...new Set(chosen.flatMap(name => profileOf(name).map(line => line.label)))];
  const shares = Object.fromEntries(chosen.map(name => [name, Object.fromEntries(profileOf(name).map(line => [line.label, line]))]));
  const measures = [["Members", row => row.size, number], ["Of all customers", row => row.share, percent], ["Value", row => row.value, number],
    ["Value per member", row => row.size ? row.value / row.size : null, number], ["Unknown", row => row.unknown, number]];
  return [
    ...heading("Compare", "Two or three segments side by side. To share the comparison, send the address of this page."),
    make("div", { className: "actions" }, pick(0), pick(1), pick(2)),
    ...(chosen.length < 2 ? [empty("Choose at least two segments.")] : [
      card("Figures", table("comparison", [{ title: "What", of: line => line[0] }, ...chosen.map(name => ({ title: name, of: line => line[1](named.get(name)), show: line => line[2](line[1](named.get(name))), numeric: true }))], measures)),
      card("Shared members", table("shared members", [{ title: "Segments", of: pair => `${pair.one} and ${pair.other}` },
        { title: "In both", of: pair => pair.in_both, show: pair => number(pair.in_both), numeric: true },
        { title: "Only the first", of: pair => named.get(pair.one).size - pair.in_both, show: pair => number(named.get(pair.one).size - pair.in_both), numeric: true },
        { title: "Only the second", of: pair => named.get(pair.other).size - pair.in_both, show: pair => number(named.get(pair.other).size - pair.in_both), numeric: true },
        { title: "Jaccard", of: pair => pair.jaccard, show: pair => fraction(pair.jaccard), numeric: true }, { title: "Lift", of: pair => pair.lift, show: pair => fraction(pair.lift), numeric: true }], pairs)),
      card("Size over time", chosen.some(name => historyOf(name).length > 1) ? chart("course", course(chosen, "size"), `Sizes of ${chosen.join(", ")} over time`) : empty("There is only one as-of time so far.")),
      labels.length ? card("Who they are", table("compared profiles", [{ title: "Trait", of: label => label },
        ...chosen.map(name => ({ title: name, of: label => shares[name][label]?.share, show: label => percent(shares[name][label]?.share), numeric: true })),
        { title: "All customers", of: label => shares[chosen[0]][label]?.base_share, show: label => percent(shares[chosen[0]][label]?.base_share), numeric: true }], labels)) : null,
    ].filter(Boolean)),
  ];
};

const overlapping = () => {
  const largest = [...standing].sort((a, b) => b.size - a.size).slice(0, 40).map(row => row.segment), kept = new Set(largest);
  const cells = overlaps.filter(pair => kept.has(pair.segment_a) && kept.has(pair.segment_b));
  const both = cells.flatMap(pair => [pair, { ...pair, segment_a: pair.segment_b, segment_b: pair.segment_a }]);
  const columns = [{ title: "Segment", of: pair => pair.segment_a, show: pair => link(pair.segment_a) }, { title: "And", of: pair => pair.segment_b, show: pair => link(pair.segment_b) },
    { title: "In both", of: pair => pair.in_both, show: pair => number(pair.in_both), numeric: true },
    { title: "Jaccard", of: pair => pair.jaccard, show: pair => fraction(pair.jaccard), numeric: true }, { title: "Lift", of: pair => pair.lift, show: pair => fraction(pair.lift), numeric: true }];
  return [...heading("Overlaps", "How far segments overlap. Jaccard is the customers in both as a share of those in either. A lift of 1 is chance."),
    card(largest.length < standing.length ? `The ${largest.length} largest segments` : "All segments", both.length ? chart("overlaps", both, "Overlaps of segments as a heat map; the table below has the same figures") : empty("No two segments share a customer.")),
    card("The same as a table", overlaps.length ? table("overlaps", columns, [...overlaps].sort((a, b) => b.jaccard - a.jaccard).slice(0, 200)) : empty("No two segments share a customer."))];
};

const movement = choice => {
  const moves = content.migrations.map(([group, from, to, customers, start, end]) => ({ group, from: from ?? "(none)", to: to ?? "(none)", customers, start, end }));
  const periods = [...new Set(moves.map(move => `${move.group}, ${clock(move.start)} to ${clock(move.end)}`))].reverse();
  const chosen = periods.includes(choice) ? choice : periods[0];
  const shown = moves.filter(move => `${move.group}, ${clock(move.start)} to ${clock(move.end)}` === chosen);
  const pick = make("select", { ariaLabel: "Group and period" }, ...periods.map(period => make("option", { value: period, textContent: period, selected: period === chosen })));
  pick.addEventListener("change", () => { location.hash = `movement=${encodeURIComponent(pick.value)}`; });
  return [...heading("Movement", "How customers moved between the segments of an exclusive group, from one published as-of time to the next."),
    ...(shown.length ? [make("div", { className: "actions" }, pick), card(chosen, chart("moves", shown, "Customers by the segment they left and the one they entered")),
      card("The same as a table", table("movement", [{ title: "From", of: move => move.from }, { title: "To", of: move => move.to },
        { title: "Customers", of: move => move.customers, show: move => number(move.customers), numeric: true }], shown))]
      : [empty("Nobody moved yet. Moves need an exclusive group (priority_group) and two published as-of times.")])];
};

const releases = () => [...heading("Releases", "The last fifty, newest first."), card("Releases", table("releases", [
  { title: "Release", of: row => row.release_id, numeric: true }, { title: "As of", of: row => row.as_of, show: row => clock(row.as_of) },
  { title: "Published (UTC)", of: row => row.published_at, show: row => (row.published_at ?? NONE).replace("T", " ").replace("Z", "") },
  { title: "Status", of: row => row.status }, { title: "Live", of: row => row.segments_published, numeric: true }, { title: "Held", of: row => row.segments_held, numeric: true },
  { title: "Commit", of: row => row.git_sha?.slice(0, 12) },
  { title: "Moves accepted", of: row => row.moves_accepted, show: row => row.moves_accepted ?? "" }], content.releases))];
