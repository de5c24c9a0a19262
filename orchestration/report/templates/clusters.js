// The view of clusters of customers: where they are, by what they differ, and how stable they are.
const clustered = content.clusters;

// Customers whom no segment of a family covers, and how each group of them has grown or shrunk.
const emerging = () => {
  const rows = content.emerging.map(row => ({ ...row, change: row.sizes.length > 1 ? row.customers - row.sizes.at(-2)[1] : null }));
  if (!rows.length) return [empty("No family has been looked at since the last clustering, or the segments of each cover all customers.")];
  const whole = rows.filter(row => row.reason);
  return [make("p", { className: "small", textContent: "Customers who are in no segment of a family. Hidden segments don't count. A group keeps its number while it can be recognized." }),
    table("emerging groups", [
      { title: "Group", of: row => `${row.family} ${row.emerging_group}`, isLong: true, show: row => make("div", {}, `${row.family} ${row.emerging_group}`, make("div", { className: "small", textContent: row.told_by ?? "" })) },
      { title: "Customers", of: row => row.customers, show: row => number(row.customers), numeric: true },
      { title: "Share", of: row => row.share, show: row => percent(row.share), numeric: true },
      { title: "Over time", show: row => spark(row.sizes.map(([, customers]) => customers)) },
      { title: "Change", of: row => row.change, show: row => row.change === null ? NONE : `${row.change > 0 ? "+" : ""}${number(row.change)}`, numeric: true },
      { title: "Told by", of: row => row.told_by, isForFile: true },
      { title: "Precision", of: row => row.told_precision, show: row => percent(row.told_precision), numeric: true },
      { title: "Recall", of: row => row.told_recall, show: row => percent(row.told_recall), numeric: true }], rows),
    whole.length ? make("p", { className: "small", textContent: `One group each: ${whole.map(row => `${row.family} (${row.reason})`).join("; ")}.` }) : null,
    rows.some(row => row.is_estimate) ? make("p", { className: "small", textContent: "Estimated from a fair share of the customers." }) : null];
};

const clusters = () => {
  const { models: [model], clusters: found, centers } = clustered;
  const shown = found.filter(row => row.is_shown);
  const spot = shown.map(row => ({ ...row, label: `Cluster ${row.cluster}` }));
  const features = [...new Set(centers.map(row => row.feature))].map(feature => {
    const rows = centers.filter(row => row.feature === feature);
    return { feature, usual: rows[0].usual, centers: new Map(rows.map(row => [row.cluster, row])) };
  });
  return [...heading("Clusters", `Customers as of ${model.scored_on} who are alike by ${features.length ? features.map(row => row.feature).join(", ") : "the variable clusters"}.`),
    model.status === "shown" ? null : make("p", { className: "warned", textContent: `${model.status}: ${model.reason}.` }),
    figures([["Clusters", number(model.clusters)], ["Method", model.method], ["Silhouette", model.clusters === null ? NONE : `${fraction(model.silhouette)} (${model.how_apart})`],
      ["Agreement of halves", fraction(model.stability)], ["Without a cluster", number(model.customers_without)]]),
    spot.length ? card("Map", chart("clusters", spot, "The centers of the clusters on two dimensions, as large as the clusters; the table below has their sizes"),
      make("p", { className: "small", textContent: `Clusters that are near each other are alike. The map shows ${percent(model.map_share)} of the differences between customers.` })) : null,
    found.length ? card("Clusters", table("clusters", [
      { title: "Cluster", of: row => row.cluster, numeric: true },
      { title: "Customers", of: row => row.customers, show: row => row.is_shown ? number(row.customers) : "not stable", numeric: true },
      { title: "Share", of: row => row.share, show: row => percent(row.share), numeric: true },
      { title: "Told by", of: row => row.told_by, isLong: true },
      { title: "Precision", of: row => row.told_precision, show: row => percent(row.told_precision), numeric: true },
      { title: "Recall", of: row => row.told_recall, show: row => percent(row.told_recall), numeric: true },
      { title: "Stability", of: row => row.stability, show: row => fraction(row.stability), numeric: true },
      { title: "Moved by", of: row => row.drift, show: row => fraction(row.drift), numeric: true }], found)) : null,
    card("Emerging groups", ...emerging()),
    features.length ? card("Centers, and what is usual", table("centers", [
      { title: "Feature", of: row => row.feature },
      { title: "Usual", of: row => row.usual, show: row => figure(row.usual), numeric: true },
      ...found.map(({ cluster }) => ({ title: `Cluster ${cluster}`, of: row => row.centers.get(cluster).center,
        show: row => figure(row.centers.get(cluster).center), numeric: true }))], features)) : null,
  ].filter(Boolean);
};
