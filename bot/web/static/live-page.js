// What the pages of a live round share: their connection, the server's time, and the countdown.

import { Connection } from "./connection.js";
import { announce, text } from "./page.js";

const TICK = 200;
const URGENT_SECONDS = 5;
const SPOKEN_SECONDS = [10, 5];
/** A short loss is not worth a word (milliseconds). */
const TROUBLE_AFTER = 800;

/** These pages are let in without a session, so there is none to check. */
class LiveConnection extends Connection {
  async _checkSession() {}
}

/** The instants of the server on a clock that nobody can set: this machine's date is never read. */
class ServerTime {
  constructor() {
    this.ahead = null;
  }

  /** A frame says what the time is; the frame that was fastest on its way is nearest the truth. */
  heard(now, { anew = false } = {}) {
    const ahead = now - performance.now();
    this.ahead = this.ahead === null || anew ? ahead : Math.max(this.ahead, ahead);
  }

  /** Milliseconds until an instant, at least none. */
  left(instant) {
    return Math.max(instant - this.ahead - performance.now(), 0);
  }
}

export const time = new ServerTime();

/**
 * Keep a page up to date.
 * @param {HTMLElement} page with data-socket, which gets data-connection
 * @param {(frame: object) => void} hear
 */
export function connect(page, hear) {
  const trouble = page.querySelector("[data-trouble]");
  const presence = page.querySelector("[data-presence]");
  const address = new URL(page.dataset.socket, location.href);
  address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  address.search = location.search;
  let waiting = null;

  const connection = new LiveConnection(address, heard, show);
  connection.open();
  keepAwake();
  return connection;

  function heard(frame) {
    if (frame.now !== undefined) time.heard(frame.now, { anew: frame.type === "hello" });
    hear(frame);
  }

  function show(state) {
    page.dataset.connection = state;
    clearTimeout(waiting);
    if (presence) presence.textContent = text(state === "online" ? "online" : "connecting");
    if (state === "offline") waiting = setTimeout(() => say(text("offline")), TROUBLE_AFTER);
    else if (state === "paused") say(text("paused"));
    else say("");
  }

  function say(message) {
    trouble.textContent = message;
  }
}

/** One thing at a time that runs down before everybody's eyes. */
export class Countdown {
  /** @param {(left: number) => void} draw with the milliseconds that are left */
  constructor(draw) {
    this.draw = draw;
  }

  /** Count down to an instant of the server; whatever was counted before ends. */
  until(instant, onEnd = () => {}) {
    if (this.instant === instant) return;
    this.stop();
    this.instant = instant;
    this.onEnd = onEnd;
    this.ticker = setInterval(() => this._tick(), TICK);
    this._tick();
  }

  stop() {
    clearInterval(this.ticker);
    this.instant = undefined;
  }

  _tick() {
    const left = time.left(this.instant);
    this.draw(left);
    if (left > 0) return;
    clearInterval(this.ticker);
    this.onEnd();
  }
}

/** Draw a countdown into a clock with a ring; `limit` gives its full length in milliseconds. */
export function clockOf(page, limit) {
  const [clock, seconds, ring] = ["clock", "seconds", "ring"].map((part) => page.querySelector(`[data-${part}]`));
  let last = Infinity;
  return (left) => {
    const whole = Math.ceil(left / 1000);
    seconds.textContent = whole;
    ring.style.strokeDashoffset = String(100 - 100 * Math.min(left / Math.max(limit(), 1), 1));
    clock.classList.toggle("urgent", whole <= URGENT_SECONDS);
    const due = SPOKEN_SECONDS.find((each) => whole <= each && last > each && last !== Infinity);
    if (due && whole) announce(text("seconds-left", { seconds: whole }));
    last = whole;
  };
}

/** Milliseconds as people read them from a wall: 4:05. */
export function minutes(left) {
  const seconds = Math.ceil(left / 1000);
  const [hours, rest] = [Math.floor(seconds / 3600), seconds % 3600];
  const parts = [Math.floor(rest / 60), rest % 60];
  if (hours) parts.unshift(hours);
  return parts.map((part, at) => (at ? String(part).padStart(2, "0") : part)).join(":");
}

/** What comes by itself after a key, and when: the next question or the end. */
export function nextIn({ position, of }, left) {
  const seconds = Math.ceil(left / 1000);
  return position < of ? text("next", { seconds }) : text("next-end", { seconds });
}

/** A whole number as the page's language writes it. */
export function number(value, digits = 0) {
  return value.toLocaleString(document.documentElement.lang, { maximumFractionDigits: digits });
}

/** A screen that went dark in the hall would need somebody with a keyboard. */
async function keepAwake() {
  if (!navigator.wakeLock) return;
  const ask = () => navigator.wakeLock.request("screen").catch(() => {});
  document.addEventListener("visibilitychange", () => document.hidden || ask());
  await ask();
}
