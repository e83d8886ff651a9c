// Asks the server. Where it wants a token, asks the person for it, once for all that wait.

import { byId } from "./dom.js";

const TOKEN = "jera-token";
let asking = null;
let isDeclined = false;

/** As fetch, with the token; 401 opens the dialog and asks again. */
export async function ask(path, options = {}) {
  for (;;) {
    const token = sessionStorage.getItem(TOKEN);
    const headers = { ...options.headers };
    if (token) {
      headers.Authorization = `Bearer ${token}`;
    }
    const response = await fetch(path, { ...options, headers }).catch((failure) => {
      throw failure.name === "AbortError" ? failure : new Error("The server does not answer");
    });
    if (response.status !== 401) {
      return response;
    }
    // Another request may have brought a newer token meanwhile.
    if (sessionStorage.getItem(TOKEN) === token && (isDeclined || !(await login(Boolean(token))))) {
      byId("login-again").hidden = false;
      return response;
    }
  }
}

byId("login-again").onclick = () => {
  isDeclined = false;
  byId("login-again").hidden = true;
};

/** Whether the person has given a token. */
export const hasToken = () => Boolean(sessionStorage.getItem(TOKEN));

/** Sends a prediction; the answer is text, since a model's NaN is no JSON. */
export async function predict(path, body, signal) {
  const began = performance.now();
  const response = await ask(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body,
    signal,
  });
  const text = await response.text();
  return { ok: response.ok, status: response.status, text, took: performance.now() - began };
}

/** The message of an answer that says what went wrong. */
export function problem(answer) {
  try {
    return JSON.parse(answer.text).error ?? answer.text;
  } catch {
    return answer.text || `HTTP ${answer.status}`;
  }
}

function login(refused) {
  asking ??= new Promise((resolve) => {
    const dialog = byId("login");
    const input = byId("token");
    byId("login-title").textContent = refused
      ? "The server refuses this token"
      : "This server asks for a token";
    input.value = "";
    byId("login-form").onsubmit = (event) => {
      event.preventDefault();
      sessionStorage.setItem(TOKEN, input.value.trim());
      dialog.close("given");
    };
    byId("login-cancel").onclick = () => dialog.close("");
    dialog.returnValue = "";
    dialog.onclose = () => {
      asking = null;
      isDeclined = dialog.returnValue !== "given";
      resolve(!isDeclined);
    };
    dialog.showModal();
  });
  return asking;
}
