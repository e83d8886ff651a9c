// Charts of the last minute, a second a step.

import { byId, millis, svg } from "./dom.js";

const WIDTH = 300;
const HEIGHT = 90;
/** What is said in figures is of the last few seconds. */
const RECENT = 5;

/** Draws the load of all models, or of one. */
export function showLoad(load) {
  showRate(load);
  showLatency(load);
}

function showRate({ requests, failures }) {
  const most = Math.max(1, ...requests);
  byId("rate").replaceChildren(
    ...columns(requests, most, "requests"),
    ...columns(failures, most, "failures"),
  );
  const rate = mean(requests.slice(-RECENT));
  const failed = failures.reduce((sum, count) => sum + count, 0);
  const text = rate >= 10 ? String(Math.round(rate)) : rate.toFixed(1);
  byId("rate-now").textContent = failed > 0 ? `${text}, ${failed} failed` : text;
  byId("rate-most").textContent = String(most);
  byId("rate").setAttribute(
    "aria-label",
    `Requests a second: ${text} now, at most ${most}, ${failed} failed in the last minute`,
  );
}

function showLatency({ p50, p99 }) {
  const known = p99.filter((value) => value !== null);
  const most = niceTop(Math.max(0, ...known));
  byId("latency").replaceChildren(...line(p99, most, "p99"), ...line(p50, most, "p50"));
  const [median, tail] = [lastOf(p50), lastOf(p99)];
  const text = known.length === 0 ? "–" : `${millis(median)}, p99 ${millis(tail)}`;
  byId("latency-now").textContent = text;
  byId("latency-most").textContent = `${most} ms`;
  byId("latency").setAttribute("aria-label", `Latency: median ${text}`);
}

function columns(values, most, kind) {
  const step = WIDTH / values.length;
  return values.flatMap((value, i) => {
    const height = (value / most) * (HEIGHT - 2);
    const x = i * step + 0.5;
    const place = { x, y: HEIGHT - height, width: step - 1, height, class: kind };
    return value > 0 ? [svg("rect", place)] : [];
  });
}

/** A line for each stretch of seconds with calls; a second by itself is a dash. */
function line(values, most, kind) {
  const step = WIDTH / values.length;
  let path = "";
  let isOpen = false;
  values.forEach((value, i) => {
    if (value !== null) {
      const y = (HEIGHT - 2 - (value / most) * (HEIGHT - 4)).toFixed(1);
      path += `${isOpen ? "L" : "M"}${(i * step).toFixed(1)} ${y}H${((i + 1) * step).toFixed(1)}`;
    }
    isOpen = value !== null;
  });
  return path ? [svg("path", { d: path, class: kind })] : [];
}

/** The next of 1, 2, 5, 10, 20, ... */
function niceTop(value) {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  return [1, 2, 5, 10].map((step) => step * power).find((top) => top >= value) ?? 10 * power;
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

const lastOf = (values) => values.findLast((value) => value !== null) ?? 0;
