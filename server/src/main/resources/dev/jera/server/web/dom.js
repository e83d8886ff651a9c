// Makes elements. Text is only ever set as text: names of models, labels and errors come from
// outside.

export const byId = (id) => document.getElementById(id);

/** An element with attributes and children, which are elements or text. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) {
      made.setAttribute(name, value === true ? "" : value);
    }
  }
  made.append(...children);
  return made;
}

/** An SVG element with attributes. */
export function svg(tag, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) {
    made.setAttribute(name, value);
  }
  return made;
}

/** Fills a select with [value, text] pairs; what was chosen stays chosen where it can. */
export function fill(select, options) {
  const before = select.value;
  select.replaceChildren(...options.map(([value, text]) => element("option", { value }, text)));
  const kept = options.findIndex(([value]) => value === before);
  select.selectedIndex = Math.max(0, kept);
}

/** A time in milliseconds as a person reads it. */
export function millis(value) {
  if (value >= 1000) {
    return `${(value / 1000).toFixed(1)} s`;
  }
  return `${value >= 10 ? Math.round(value) : value.toFixed(1)} ms`;
}
