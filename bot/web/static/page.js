// What every part of the page shares: its texts, its templates and what this tab remembers.

const texts = JSON.parse(document.getElementById("texts").content.textContent);
const memoryPrefix = `hoithi:${location.pathname}:`;

/** A text of the page with its {places} filled in. */
export function text(key, places = {}) {
  return texts[`page-${key}`].replace(/\{(\w+)\}/g, (_, name) => places[name]);
}

/** A fresh copy of a template, and a finder of the parts that it marks with data-attributes. */
export function instantiate(templateId) {
  const element = document.getElementById(templateId).content.firstElementChild.cloneNode(true);
  return [element, (part) => element.querySelector(`[data-${part}]`)];
}

/** An id for a frame. crypto.randomUUID is missing on plain http, where a local trial may run. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** Keep a value for this tab; a browser that forbids it only loses comfort. */
export function keep(name, value) {
  try {
    sessionStorage.setItem(memoryPrefix + name, JSON.stringify(value));
  } catch {
    // Storage is blocked or full.
  }
}

/** What this tab kept under a name. */
export function recall(name, fallback) {
  try {
    return JSON.parse(sessionStorage.getItem(memoryPrefix + name)) ?? fallback;
  } catch {
    return fallback;
  }
}

/** Forget what this tab kept for this chat; other chats of the origin share the storage. */
export function forget() {
  try {
    const names = Object.keys(sessionStorage).filter((name) => name.startsWith(memoryPrefix));
    for (const name of names) sessionStorage.removeItem(name);
  } catch {
    // Storage is blocked, so there is nothing to forget.
  }
}

/** Say something once to a screen reader, outside the conversation. */
export function announce(message) {
  document.querySelector("[data-announcer]").textContent = message;
}
