// What WCAG 2.2 AA asks of a page and a machine can see. Gives a list of sentences, empty if good.
() => {
  const faults = [];
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const shown = (each) => each.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true });
  const named = (each) => (each.getAttribute("aria-label") || "").trim()
    || (each.getAttribute("aria-labelledby") || "").split(/\s+/).filter(Boolean)
      .map((id) => document.getElementById(id)?.textContent.trim() || "").join("")
    || all("label").filter((label) => label.control === each).map((label) => label.textContent.trim()).join("")
    || (each.matches("button, a, summary") ? each.textContent.trim() : "");
  const told = (each) => `${each.tagName.toLowerCase()}${each.id ? `#${each.id}` : ""}.${each.className}`;

  if (!/^zh/.test(document.documentElement.lang)) faults.push("the page names no language");
  if (!document.title.trim()) faults.push("the page has no title");
  if (all("h1").filter(shown).length !== 1) faults.push("the page has not exactly one h1");
  if (all("main").length !== 1) faults.push("the page has not exactly one main");
  if (document.querySelector('meta[name="viewport"][content*="user-scalable=no"]')) faults.push("no zoom");

  let level = 0;
  for (const heading of all("h1, h2, h3, h4, h5, h6").filter(shown)) {
    const here = Number(heading.tagName[1]);
    if (here > level + 1) faults.push(`a heading is skipped before ${told(heading)}`);
    level = here;
  }
  const ids = all("[id]").map((each) => each.id);
  for (const id of new Set(ids.filter((id, at) => ids.indexOf(id) !== at))) faults.push(`id twice: ${id}`);
  for (const name of ["aria-labelledby", "aria-describedby", "for"]) {
    for (const each of all(`[${name}]`)) {
      for (const id of each.getAttribute(name).split(/\s+/)) {
        if (!document.getElementById(id)) faults.push(`${name} leads nowhere: ${id}`);
      }
    }
  }
  for (const each of all("a[href], button, input:not([type=hidden]), select, textarea, summary, dialog, nav, aside")) {
    if (!named(each) && (each.matches("dialog, nav, aside") || shown(each))) faults.push(`no name: ${told(each)}`);
  }
  for (const each of all("img, svg").filter(shown)) {
    if (!each.getAttribute("alt") && !named(each) && each.getAttribute("aria-hidden") !== "true") {
      faults.push(`a picture says nothing: ${told(each)}`);
    }
  }
  for (const table of all("table").filter(shown)) {
    if (!all("th[scope]", table).length) faults.push(`a table without headings: ${told(table)}`);
  }
  for (const each of all("[tabindex]")) {
    if (each.tabIndex > 0) faults.push(`an order of its own: ${told(each)}`);
  }

  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, at) => sum + c * [0.2126, 0.7152, 0.0722][at], 0);
  const behind = (each) => {
    for (let at = each; at; at = at.parentElement) {
      const found = rgba(getComputedStyle(at).backgroundColor);
      if (found[3] > 250) return found;
    }
    return matchMedia("(prefers-color-scheme: dark)").matches ? [18, 18, 18] : [255, 255, 255];
  };
  for (const each of all("body *")) {
    const own = [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!own || !shown(each) || each.closest("svg, :disabled, option")) continue;
    const style = getComputedStyle(each);
    const pair = [light(rgba(style.color)), light(behind(each))].sort((a, b) => b - a);
    const ratio = (pair[0] + 0.05) / (pair[1] + 0.05);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5)) faults.push(`contrast ${ratio.toFixed(2)}: ${told(each)}`);
  }
  for (const each of all("a[href], button, input:not([type=hidden]), select, summary").filter(shown)) {
    const box = each.getBoundingClientRect();
    const inText = each.matches("a") && each.parentElement.textContent.trim() !== each.textContent.trim();
    if (!inText && box.width && (box.width < 16 || box.height < 16)) faults.push(`too small: ${told(each)}`);
  }
  return [...new Set(faults)];
}
