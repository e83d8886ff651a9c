// What an image classifier says of the picture on the canvas.

import { byId, element, millis } from "./dom.js";
import { valuesOf } from "./picture.js";
import { predict, problem } from "./server.js";
import { Sketch } from "./sketch.js";

const HINT = "Draw something: the model answers after each stroke.";
const MOST_BARS = 10;
/** How far from 1 a sum of rounded probabilities may be. */
const TOLERANCE = 1e-3;

let target = null;
let running = null;
const sketch = new Sketch(byId("canvas"), byId("pen"), (isEmpty) => (isEmpty ? reset() : classify()));

byId("clear").onclick = () => sketch.clear();
byId("centre").onchange = () => classify();
byId("choose").onclick = () => byId("upload").click();
byId("upload").onchange = async ({ target: input }) => {
  const [file] = input.files;
  input.value = "";
  if (file) {
    try {
      sketch.show(await createImageBitmap(file));
    } catch {
      say("", `${file.name} is no picture that this browser can read.`);
    }
  }
};

/** Shows the canvas for a version that classifies images, or hides it. */
export function offer(version, path) {
  byId("draw").hidden = !version?.image;
  if (!version?.image) {
    target = null;
    return;
  }
  const signature = version.signatures.find(({ name }) => name === version.image.signature);
  const { shape, dtype } = signature.inputs[0];
  const count = Math.max(0, signature.outputs[0].shape[1]);
  const names = Array.from({ length: count }, (_, i) => version.image.classes[i] ?? String(i));
  const isGrey = version.image.channels === 1;
  const digits = count === 10 && names.every((name, i) => name === String(i));
  target = { image: version.image, shape, dtype, names, path };
  byId("centre-row").hidden = !isGrey;
  byId("centre").checked = isGrey && digits;
  sketch.clear();
}

function reset() {
  running?.abort();
  running = null;
  showEmpty();
  byId("seen-box").hidden = true;
  say("", HINT);
}

async function classify() {
  if (!target) {
    return;
  }
  const values = valuesOf(sketch.source, target.image, byId("centre").checked);
  showSeen(values, target.image);
  running?.abort();
  const mine = (running = new AbortController());
  try {
    const answer = await predict(target.path, bodyOf(values, target), mine.signal);
    if (mine === running) {
      answer.ok ? showAnswer(answer, target.names) : fail(problem(answer));
    }
  } catch (failure) {
    if (mine === running && failure.name !== "AbortError") {
      fail(failure.message);
    }
  }
}

function fail(message) {
  showEmpty();
  say("", message);
}

function bodyOf(values, { image, shape, dtype }) {
  const scaled = dtype === "uint8" ? [...values] : Array.from(values, (value) => value / 255);
  const instance = nest(scaled, shape.slice(1));
  return JSON.stringify({
    signature_name: image.signature,
    instances: Array.from({ length: image.batch }, () => instance),
  });
}

function nest(values, sizes) {
  if (sizes.length === 1) {
    return values;
  }
  const step = values.length / sizes[0];
  return Array.from({ length: sizes[0] }, (_, i) =>
    nest(values.slice(i * step, (i + 1) * step), sizes.slice(1)),
  );
}

/** Bars of nothing, where they are those that the answer will fill. */
function showEmpty() {
  const names = target && target.names.length <= MOST_BARS ? target.names : [];
  byId("bars").replaceChildren(...names.map((name) => bar({ name, share: 0 }, false, "–")));
}

function showAnswer(answer, names) {
  let scores;
  try {
    scores = probabilities(JSON.parse(answer.text).predictions[0]);
  } catch {
    fail("The model answers NaN: its weights are no good.");
    return;
  }
  const named = scores.map((share, i) => ({ share, name: names[i] ?? String(i), place: i }));
  const ranked = [...named].sort((one, other) => other.share - one.share || one.place - other.place);
  const shown = scores.length > MOST_BARS ? ranked.slice(0, MOST_BARS) : named;
  byId("bars").replaceChildren(...shown.map((each) => bar(each, each.place === ranked[0].place)));
  say(ranked[0].name, ` ${percent(ranked[0].share)}, ${millis(answer.took)}`);
}

/** Scores that are no probabilities are taken for logits. */
function probabilities(scores) {
  const sum = scores.reduce((before, value) => before + value, 0);
  if (scores.every((value) => value >= 0) && Math.abs(sum - 1) <= TOLERANCE) {
    return scores;
  }
  const most = Math.max(...scores);
  const powers = scores.map((value) => Math.exp(value - most));
  const total = powers.reduce((before, value) => before + value, 0);
  return powers.map((value) => value / total);
}

function bar({ name, share }, isBest, text = percent(share)) {
  const filled = element("span", { class: "filled" });
  filled.style.width = `${100 * share}%`;
  return element(
    "li",
    { class: isBest ? "best" : undefined },
    element("span", { class: "name", title: name }, name),
    element("span", { class: "track", "aria-hidden": "true" }, filled),
    element("span", { class: "share" }, text),
  );
}

const percent = (share) => `${(100 * share).toFixed(1)} %`;

function say(best, text) {
  byId("verdict").replaceChildren(...(best ? [element("strong", {}, best)] : []), text);
}

/** Draws what the model is fed, so that one sees why it errs. */
function showSeen(values, { width, height, channels }) {
  const canvas = byId("seen");
  const image = new ImageData(width, height);
  for (let i = 0; i < width * height; i++) {
    for (let channel = 0; channel < 3; channel++) {
      image.data[4 * i + channel] = values[i * channels + (channels === 3 ? channel : 0)];
    }
    image.data[4 * i + 3] = 255;
  }
  canvas.width = width;
  canvas.height = height;
  canvas.getContext("2d").putImageData(image, 0, 0);
  byId("seen-box").hidden = false;
}
