// The address after # says what is shown, so that every view can be sent as a link.
const main = document.getElementById("main"), search = document.getElementById("search");

const show = () => {
  const [view, argument = ""] = location.hash.slice(1).split("=").map(decodeURIComponent);
  const views = { "": () => overview(search.value), compare: () => compare(argument.split(",")), overlaps: overlapping, movement: () => movement(argument), releases, ...(scored ? { scores } : {}), ...(clustered ? { clusters } : {}) };
  const missing = () => [...heading("No such segment", `No published segment is called “${view}”.`), make("p", {}, make("a", { href: "#", textContent: "All segments" }))];
  main.replaceChildren(...(Object.hasOwn(views, view) ? views[view] : named.has(view) ? () => segment(view) : missing)());
  document.title = `${view && named.has(view) ? view : "Segments"} · ${content.project}`;
  document.querySelectorAll("nav a").forEach(anchor => {
    if (anchor.hash.slice(1).split("=")[0] === (named.has(view) ? "-" : view)) anchor.setAttribute("aria-current", "page"); else anchor.removeAttribute("aria-current");
  });
};

addEventListener("hashchange", () => { show(); scrollTo(0, 0); main.focus({ preventScroll: true }); });
document.querySelector(".skip").addEventListener("click", event => { event.preventDefault(); main.focus(); });
search.addEventListener("input", () => { if (location.hash.length > 1) location.hash = ""; else show(); });
isDark.addEventListener("change", show);
show();
