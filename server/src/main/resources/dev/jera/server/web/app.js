// The page: what is chosen, and what is asked of the server again and again.

import { showLoad } from "./charts.js";
import * as classify from "./classify.js";
import { byId, fill } from "./dom.js";
import * as models from "./models.js";
import { ask } from "./server.js";
import * as tryit from "./tryit.js";

const MODELS_EVERY = 3000;
const LOAD_EVERY = 1000;
const ALL = "";
const NOTHING = {
  requests: Array(60).fill(0),
  failures: Array(60).fill(0),
  p50: Array(60).fill(null),
  p99: Array(60).fill(null),
};

let state = { grpcPort: 0, models: [] };
let text = "";
let offered = "";

const chosen = () =>
  state.models.find(({ name }) => `#${encodeURIComponent(name)}` === location.hash) ??
  state.models[0];

function show() {
  const model = chosen();
  models.showList(state.models, model);
  fill(byId("scope"), [[ALL, "all models"], ...state.models.map(({ name }) => [name, name])]);
  byId("model").hidden = !model;
  if (model) {
    byId("model-name").textContent = model.name;
    fill(byId("version"), models.choices(model));
    models.showVersions(model);
  }
  offer(model);
}

/** Forms are made anew only when what they ask has changed: they hold a person's work. */
function offer(model) {
  const asked = model ? models.resolve(model, byId("version").value) : {};
  const key = JSON.stringify([model?.name, asked, state.grpcPort]);
  if (key !== offered) {
    offered = key;
    models.showSignatures(asked.version);
    classify.offer(asked.version, `${asked.path}:predict`);
    tryit.offer(asked.version, model?.name, asked.path, asked.spec, state.grpcPort);
  }
}

async function refreshModels() {
  const response = await ask("/page/models");
  const now = await response.text();
  if (!response.ok) {
    throw new Error(response.status === 401 ? "A token is needed" : `HTTP ${response.status}`);
  }
  if (now !== text) {
    text = now;
    state = JSON.parse(now);
    show();
  }
  const count = state.models.length;
  const versions = state.models.flatMap((model) => model.versions);
  const ready = versions.filter(({ state: now }) => now === "AVAILABLE").length;
  say(`${plural(count, "model")}, ${plural(ready, "version")} available`, false);
}

async function refreshLoad() {
  const response = await ask("/page/load");
  if (response.ok) {
    const load = await response.json();
    const scope = byId("scope").value;
    showLoad(scope === ALL ? load.all : (load.models[scope] ?? NOTHING));
  }
}

const plural = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

function say(words, isFailure) {
  const status = byId("status");
  if (status.textContent !== words) {
    status.textContent = words;
  }
  status.classList.toggle("failed", isFailure);
}

async function attempt(work) {
  try {
    await work();
  } catch (failure) {
    say(failure.message, true);
  }
}

/** One after the other, and not while nobody looks. */
async function again(work, every) {
  for (;;) {
    if (!document.hidden) {
      await attempt(work);
    }
    await new Promise((resolve) => setTimeout(resolve, every));
  }
}

addEventListener("hashchange", () => {
  byId("version").value = "latest";
  show();
});
byId("login-again").addEventListener("click", () => attempt(refreshModels));
byId("version").onchange = () => offer(chosen());
byId("scope").onchange = () => attempt(refreshLoad);
again(refreshModels, MODELS_EVERY);
again(refreshLoad, LOAD_EVERY);
