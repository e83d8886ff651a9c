// The list of models, and the versions and signatures of the one that is chosen.

import { byId, element } from "./dom.js";

const WORDS = {
  START: "waiting",
  LOADING: "loading",
  AVAILABLE: "available",
  UNLOADING: "unloading",
  END: "unloaded",
};

/** Draws the list; the focus stays where it was. */
export function showList(models, chosen) {
  const focused = document.activeElement?.closest("#models a")?.getAttribute("href");
  byId("models").replaceChildren(...models.map((model) => entry(model, model === chosen)));
  if (focused) {
    [...document.querySelectorAll("#models a")]
      .find((link) => link.getAttribute("href") === focused)
      ?.focus();
  }
}

function entry(model, isChosen) {
  const available = model.versions.filter(({ state }) => state === "AVAILABLE");
  const failed = model.versions.some(({ error }) => error);
  const state = available.length > 0 ? "AVAILABLE" : failed ? "FAILED" : "LOADING";
  const versions = available.map(({ version }) => `v${version}`).join(", ");
  return element(
    "li",
    {},
    element(
      "a",
      { href: `#${encodeURIComponent(model.name)}`, "aria-current": isChosen && "page" },
      element("span", { class: `dot ${state}`, "aria-hidden": "true" }),
      element("span", { class: "name" }, model.name),
      element("span", { class: "note" }, versions || (failed ? "failed" : "not available")),
    ),
  );
}

/** What may be asked of a model: [value, text] pairs. */
export function choices(model) {
  const available = model.versions.filter(({ state }) => state === "AVAILABLE");
  return [
    ["latest", available.length > 0 ? `latest (${available[0].version})` : "latest"],
    ...available.map(({ version }) => [`versions/${version}`, version]),
    ...available.flatMap(({ version, labels }) =>
      labels.map((label) => [`labels/${label}`, `${label} (${version})`]),
    ),
  ];
}

/** The version that a choice stands for, its path, and how gRPC names it. */
export function resolve(model, choice) {
  const available = model.versions.filter(({ state }) => state === "AVAILABLE");
  const base = `/v1/models/${encodeURIComponent(model.name)}`;
  const [kind, name] = [choice.split("/", 1)[0], choice.slice(choice.indexOf("/") + 1)];
  if (kind === "versions") {
    const version = available.find((each) => each.version === name);
    return { version, path: `${base}/versions/${name}`, spec: { version: name } };
  } else if (kind === "labels") {
    const version = available.find(({ labels }) => labels.includes(name));
    const path = `${base}/labels/${encodeURIComponent(name)}`;
    return { version, path, spec: { version_label: name } };
  }
  return { version: available[0], path: base, spec: {} };
}

/** Draws the versions of a model with their states. */
export function showVersions(model) {
  const rows = model.versions.map(({ version, state, labels, error }) =>
    element(
      "li",
      {},
      element("span", { class: `dot ${error ? "FAILED" : state}`, "aria-hidden": "true" }),
      element("strong", {}, `Version ${version}`),
      element("span", { class: "state" }, error ? "failed" : WORDS[state]),
      ...labels.map((label) => element("span", { class: "label" }, label)),
      ...(error ? [element("p", { class: "error" }, error)] : []),
    ),
  );
  const none = element("li", { class: "hint" }, "No version has been found yet.");
  byId("versions").replaceChildren(...(rows.length > 0 ? rows : [none]));
}

/** Draws the signatures of a version. */
export function showSignatures(version) {
  byId("signatures").replaceChildren(...(version?.signatures ?? []).map(signatureOf));
}

function signatureOf(signature, i, all) {
  const method = signature.method.replace("tensorflow/serving/", "");
  const open = all.length === 1 || signature.name === "serving_default";
  return element(
    "details",
    { open },
    element(
      "summary",
      {},
      element("code", {}, signature.name),
      " ",
      element("span", { class: "note" }, method),
    ),
    element(
      "div",
      { class: "tensors" },
      tensors("Inputs", signature.inputs),
      tensors("Outputs", signature.outputs),
    ),
    ...(signature.problem ? [element("p", { class: "error" }, signature.problem)] : []),
  );
}

function tensors(title, specs) {
  return element(
    "table",
    {},
    element("caption", {}, title),
    element("tbody", {}, ...specs.map(({ name, dtype, shape }) =>
      element(
        "tr",
        {},
        element("th", { scope: "row" }, name),
        element("td", {}, dtype),
        element("td", {}, shape ? `[${shape.map((size) => (size < 0 ? "?" : size)).join(", ")}]` : "[…]"),
      ),
    )),
  );
}
