// A form that asks a model with JSON.

import * as commands from "./commands.js";
import { byId, fill, millis } from "./dom.js";
import { hasToken, predict, problem } from "./server.js";

const MOST_SHOWN = 20000;
let target = null;

byId("signature").onchange = () => reset();
byId("layout").onchange = () => reset();
byId("sample").onclick = () => reset();
byId("body").oninput = () => showCommands();
byId("form").onsubmit = (event) => {
  event.preventDefault();
  send();
};
for (const button of document.querySelectorAll("[data-copy]")) {
  button.onclick = () => copy(byId(button.dataset.copy));
}

/**
 * Offers the signatures of a version, or hides the form.
 *
 * @param path the model's path without the verb
 * @param choice the version as gRPC names it
 */
export function offer(version, model, path, choice, grpcPort) {
  const callable = (version?.signatures ?? []).filter(({ problem: why }) => !why);
  byId("try").hidden = callable.length === 0;
  if (callable.length === 0) {
    target = null;
    return;
  }
  target = { callable, model, path, choice, grpcPort };
  const first = callable.findIndex(({ name }) => name === "serving_default");
  fill(byId("signature"), callable.map(({ name }, i) => [String(i), name]));
  byId("signature").selectedIndex = Math.max(0, first);
  reset();
}

const signature = () => target.callable[byId("signature").selectedIndex];

function reset() {
  const chosen = signature();
  const [rows, columns] = document.getElementsByName("layout");
  byId("layout").hidden = commands.verbOf(chosen) !== "predict";
  rows.disabled = !commands.takesRows(chosen);
  if (rows.disabled) {
    columns.checked = true;
  }
  byId("result").hidden = true;
  byId("took").textContent = "";
  try {
    byId("body").value = commands.sample(chosen, rows.checked ? "rows" : "columns");
  } catch (tooLarge) {
    byId("body").value = "";
    byId("took").textContent = tooLarge.message;
  }
  showCommands();
}

const path = () => `${target.path}:${commands.verbOf(signature())}`;

function showCommands() {
  const body = byId("body").value;
  byId("curl").textContent = attempt(() => commands.curl(path(), body, hasToken()));
  byId("grpcurl").textContent = target.grpcPort === 0
    ? "This server has no gRPC."
    : attempt(() =>
        commands.grpcurl(target.model, target.choice, signature(), body, target.grpcPort, hasToken()),
      );
}

/** While it is being edited the body need not be sound. */
function attempt(make) {
  try {
    return make();
  } catch {
    return "The request body is not complete.";
  }
}

async function send() {
  byId("took").textContent = "Asking…";
  let answer;
  try {
    answer = await predict(path(), byId("body").value);
  } catch (failure) {
    byId("took").textContent = failure.message;
    return;
  }
  byId("took").textContent = `HTTP ${answer.status}, ${millis(answer.took)}`;
  const text = answer.ok ? answer.text : problem(answer);
  const more = text.length - MOST_SHOWN;
  const result = byId("result");
  result.textContent = more > 0 ? `${text.slice(0, MOST_SHOWN)}… (${more} more characters)` : text;
  result.classList.toggle("failed", !answer.ok);
  result.hidden = false;
}

/** Pages without TLS may not write to the clipboard; then it is selected, to be copied by hand. */
async function copy(source) {
  try {
    await navigator.clipboard.writeText(source.textContent);
    byId("copied").textContent = "Copied.";
  } catch {
    getSelection().selectAllChildren(source);
    byId("copied").textContent = "Selected: copy it with Ctrl+C.";
  }
}
