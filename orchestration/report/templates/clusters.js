// The view of clusters of customers: where they are, by what they differ, and how stable they are.
const clustered = content.clusters;

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
      { title: "Told by", of: row => row.told_by },
      { title: "Precision", of: row => row.told_precision, show: row => percent(row.told_precision), numeric: true },
      { title: "Recall", of: row => row.told_recall, show: row => percent(row.told_recall), numeric: true },
      { title: "Stability", of: row => row.stability, show: row => fraction(row.stability), numeric: true },
      { title: "Moved by", of: row => row.drift, show: row => fraction(row.drift), numeric: true }], found)) : null,
    features.length ? card("Centers, and what is usual", table("centers", [
      { title: "Feature", of: row => row.feature },
      { title: "Usual", of: row => row.usual, show: row => figure(row.usual), numeric: true },
      ...found.map(({ cluster }) => ({ title: `Cluster ${cluster}`, of: row => row.centers.get(cluster).center,
        show: row => figure(row.centers.get(cluster).center), numeric: true }))], features)) : null,
  ].filter(Boolean);
};
