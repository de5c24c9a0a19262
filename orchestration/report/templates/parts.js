// The pieces of which the views are made. What the data say is set as text, never as HTML.
const content = JSON.parse(document.getElementById("content").textContent);
const charts = JSON.parse(document.getElementById("charts").textContent);
const NONE = "–";

const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("aria") || name === "scope" || name === "role") element.setAttribute(name.replace(/^aria(?=[A-Z])/, "aria-").toLowerCase(), value);
  }
  element.append(...children.filter(child => child !== null && child !== undefined));
  return element;
};
const number = value => value === null || value === undefined ? NONE : Math.round(value).toLocaleString("en");
const fraction = (value, digits = 2) => value === null || value === undefined ? NONE : value.toFixed(digits);
const figure = value => value === null || value === undefined ? NONE : value.toLocaleString("en", { maximumSignificantDigits: 6 });
const percent = value => value === null || value === undefined ? NONE : `${(100 * value).toFixed(1)}%`;
const money = value => value === null || value === undefined ? NONE : value.toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const chance = value => value === null || value === undefined ? NONE : value < 0.001 ? "<0.001" : fraction(value, 3);
const between = (low, high) => low === null ? NONE : `${money(low)} to ${money(high)}`;

// The clock is the end of a day in the project's zone, where it is that day still.
const zoned = new Intl.DateTimeFormat("sv-SE", { timeZone: content.zone, dateStyle: "short", timeStyle: "medium" });
const clock = instant => {
  if (!instant) return NONE;
  const [day, time] = zoned.format(new Date(instant)).split(" ");
  return time === "23:59:59" ? day : `${day} ${time.slice(0, 5)}`;
};

const segments = content.segments;
const named = new Map(segments.map(row => [row.segment, row]));
const standing = segments.filter(row => row.status !== "retired");
const historyOf = name => (content.history[name] ?? []).map(([as_of, size, share, unknown, entered, exited, value, mean, explained_by]) =>
  ({ as_of, size, share, unknown, entered, exited, value, mean, explained_by }));
const profileOf = name => (content.profiles[name] ?? []).map(([trait, value, members, share, base_share, index, p_value]) =>
  ({ trait, value, members, share, base_share, index, p_value, label: `${trait}: ${value ?? "not known"}` }))
  .sort((a, b) => a.trait.localeCompare(b.trait) || String(a.value ?? "").localeCompare(String(b.value ?? ""), "en", { numeric: true }));
const overlaps = content.overlaps.map(([segment_a, segment_b, in_both, jaccard, lift]) => ({ segment_a, segment_b, in_both, jaccard, lift }));
const goals = content.goals.map(([goal, segment, metric, direction, target, observed, progress, due_on, status, owner, review_due_on, is_review_due, noted_on, author, note]) =>
  ({ goal, segment, metric, direction: direction.replace("_", " "), target, observed, progress, due_on, status: status.replace("_", " "), owner, review_due_on, is_review_due, noted_on, author, note }));
const campaigns = content.campaigns.map(([campaign, segment, starts_on, ends_on, last_day, is_random, recipients, others, recipients_mean, others_mean, effect, effect_low, effect_high, effect_p, always_low, always_high, sizes_p, warning, recorded_at]) =>
  ({ campaign, segment, starts_on, ends_on, last_day, is_random, recipients, others, recipients_mean, others_mean, effect, effect_low, effect_high, effect_p, always_low, always_high, sizes_p, warning, recorded_at }));
const campaignArms = content.campaign_arms.map(([campaign, segment, arm, arms, recipients, recipients_mean, others, others_mean, effect, effect_low, effect_high, effect_p, always_low, always_high, sizes_p, warning]) =>
  ({ campaign, segment, arm, arms, recipients, recipients_mean, others, others_mean, effect, effect_low, effect_high, effect_p, always_low, always_high, sizes_p, warning }));
const backtests = content.backtests.map(([segment, outcome, horizon, day, members, hits, precision, low, high, recall, base, lift, lift_low, lift_high, is_current, tested_on]) =>
  ({ segment, outcome, horizon, day, members, hits, precision, low, high, recall, base, lift, lift_low, lift_high, is_current, tested_on }));
const overlapOf = (one, other) => overlaps.find(pair => (pair.segment_a === one && pair.segment_b === other) || (pair.segment_a === other && pair.segment_b === one));
const isLate = row => row.late_after && Date.parse(row.late_after) < Date.now();
const link = name => make("a", { href: `#${encodeURIComponent(name)}`, textContent: name });

const card = (title, ...children) => make("section", { className: "card" }, make("h2", { textContent: title }), ...children);
const figures = pairs => make("dl", { className: "figures" }, ...pairs.map(([term, value]) =>
  make("div", {}, make("dt", { textContent: term }), make("dd", { textContent: value }))));
const empty = text => make("p", { className: "empty", textContent: text });

const spark = values => {
  const known = values.filter(value => value !== null);
  if (known.length < 2) return make("span", { className: "small", textContent: NONE });
  const [low, high] = [Math.min(...known), Math.max(...known)], [width, height] = [90, 22];
  const points = values.map((value, place) => `${(place / (values.length - 1)) * (width - 4) + 2},${height - 3 - ((value - low) / (high - low || 1)) * (height - 6)}`);
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [name, value] of Object.entries({ class: "spark", width, height, role: "img", "aria-label": `from ${number(known[0])} to ${number(known.at(-1))}` })) svg.setAttribute(name, value);
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", `M${points.join("L")}`);
  svg.append(path);
  return svg;
};

// columns: [{title, of (the value), show (a text or an element), numeric}]. Every table can be sorted and saved.
// A column with isLong has sentences, which a narrow page must not squeeze into a word a line.
// A column with isForFile is in the file that is saved, and not on the page.
const table = (name, saved, rows, more = null) => {
  const columns = saved.filter(column => !column.isForFile);
  const body = make("tbody");
  const [first] = columns;
  // Short names leave their room to the figures.
  const names = first.of && rows.every(row => String(first.of(row) ?? "").length <= 12) ? "short" : "";
  const fill = lines => body.replaceChildren(...lines.map(row => make("tr", {}, ...columns.map((column, place) => {
    const shown = column.show ? column.show(row) : column.of(row) ?? NONE;
    return make(place ? "td" : "th", { className: `${column.numeric ? "number" : ""} ${column.isLong ? "long" : ""} ${place ? "" : names}`.trim(), ...(place ? {} : { scope: "row" }) }, shown);
  }))));
  const heads = columns.map(column => {
    if (!column.of) return make("th", { scope: "col" }, make("span", { textContent: column.title }));
    const head = make("th", { scope: "col", className: column.numeric ? "number" : "" }, make("button", { type: "button", textContent: column.title }));
    head.firstChild.addEventListener("click", () => {
      const down = head.ariaSort ? head.ariaSort === "ascending" : Boolean(column.numeric);
      heads.forEach(other => { other.ariaSort = null; });
      head.ariaSort = down ? "descending" : "ascending";
      const key = row => column.of(row);
      const order = (a, b) => column.numeric ? (key(a) ?? -Infinity) - (key(b) ?? -Infinity) : String(key(a) ?? "").localeCompare(String(key(b) ?? ""));
      fill([...rows].sort((a, b) => down ? order(b, a) : order(a, b)));
    });
    return head;
  });
  fill(rows);
  const save = make("button", { type: "button", textContent: "Save as CSV" });
  save.addEventListener("click", () => download(`${name}.csv`, [saved.filter(column => column.of).map(column => column.title),
    ...rows.map(row => saved.filter(column => column.of).map(column => column.of(row)))]));
  return make("div", {}, make("div", { className: "actions" }, save, more),
    make("div", { className: "sheet", tabIndex: 0, role: "region", ariaLabel: name }, make("table", {}, make("thead", {}, make("tr", {}, ...heads)), body)));
};

const download = (name, rows) => {
  // A text that a spreadsheet would take for a formula gets a quote before it.
  const cell = value => {
    const text = value === null || value === undefined ? "" : String(value);
    const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const file = new Blob([rows.map(row => row.map(cell).join(",")).join("\r\n")], { type: "text/csv" });
  const anchor = make("a", { href: URL.createObjectURL(file), download: name });
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(anchor.href), 1000);
};

const isDark = matchMedia("(prefers-color-scheme: dark)");
const chart = (kind, rows, description) => {
  const box = make("div", { className: "chart", role: "img", ariaLabel: description });
  const style = getComputedStyle(document.documentElement);
  const [ink, line, accent] = ["--soft", "--line", "--accent"].map(name => style.getPropertyValue(name).trim());
  const config = { background: null, font: "system-ui, sans-serif", axis: { labelColor: ink, titleColor: ink, gridColor: line, titleFontWeight: 400 },
    text: { color: ink }, legend: { labelColor: ink, titleColor: ink }, view: { stroke: null }, range: { heatmap: [line, accent] }, ...(["profile", "course", "deciles", "calibration"].includes(kind) ? { bar: { color: style.getPropertyValue("--bar").trim() } } : {}) };
  const height = kind === "profile" ? { height: 20 * rows.length } : {};
  // Drawn once it stands in the page: its width is the card's.
  requestAnimationFrame(() => vegaEmbed(box, { ...charts[kind], ...height, config, data: { values: rows } }, { actions: false, renderer: "svg" }));
  return box;
};
