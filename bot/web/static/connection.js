// One WebSocket that is opened again for as long as the page lives. A frame is kept until it is
// acknowledged and sent again after a lost connection; its id tells the server that it is the same.

import { forget, keep, recall } from "./page.js";

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 15000;
/** A connection that held this long is good: the next pause starts small again. */
const STEADY_AFTER = 10000;
/** Silence while something is due, after which the connection is tested, then given up. */
const PATIENCE = 4000;
/** Browsers do not show WebSocket pings, so an idle visible page asks for itself. */
const IDLE = 25000;
/** Hidden pages may have been asleep, and so may their timers have been. */
const SLEPT_AFTER = 10000;
const SERVICE_RESTART = 1012;
const TOO_MANY_TABS = 4008;

export class Connection {
  /**
   * @param {URL} address of the socket
   * @param {(frame: object) => void} onFrame
   * @param {(state: "connecting"|"online"|"offline"|"paused") => void} onState
   */
  constructor(address, onFrame, onState) {
    this.address = address;
    this.onFrame = onFrame;
    this.onState = onState;
    this.pending = new Map(recall("pending", []).map((frame) => [frame.id, frame]));
    this.failures = 0;
    this.hiddenAt = null;
    this.heardAt = 0;
  }

  open() {
    document.addEventListener("visibilitychange", () => this._visibilityChanged());
    addEventListener("online", () => this._retryNow());
    addEventListener("pageshow", (event) => event.persisted && this._reopen());
    setInterval(() => this._testIfIdle(), IDLE);
    this.onState("connecting");
    this._connect();
  }

  /** Send a frame that has an id, now or as soon as there is a connection. */
  send(frame) {
    this.pending.set(frame.id, frame);
    this._keepPending();
    this._write(frame);
    this.expectNews();
  }

  /** Something should arrive soon; if nothing does, the connection is tested. */
  expectNews() {
    if (this.state !== "online" || this.doubt) return;
    this.doubt = setTimeout(() => this._test(), PATIENCE);
  }

  /** Open again after the server has paused this tab. */
  resume() {
    this._reopen();
  }

  _connect() {
    clearTimeout(this.retry);
    const socket = new WebSocket(this.address);
    this.socket = socket;
    socket.onmessage = (event) => this._heard(JSON.parse(event.data));
    socket.onclose = (event) => this._lost(event.code);
  }

  _heard(frame) {
    this.heardAt = performance.now();
    clearTimeout(this.doubt);
    this.doubt = null;
    if (frame.type === "hello") this._greeted();
    if (frame.type === "ack") {
      this.pending.delete(frame.id);
      this._keepPending();
    }
    this.onFrame(frame);
  }

  _greeted() {
    this._enter("online");
    keep("reloaded", false);
    this.steady = setTimeout(() => (this.failures = 0), STEADY_AFTER);
    for (const frame of this.pending.values()) this._write(frame);
  }

  _lost(code) {
    clearTimeout(this.steady);
    clearTimeout(this.doubt);
    this.doubt = null;
    if (code === TOO_MANY_TABS) {
      this._enter("paused");
      return;
    }
    this._enter("offline");
    this.failures += 1;
    if (this.failures > 1) this._checkSession();
    this.retry = setTimeout(() => this._connect(), this._pause(code));
  }

  _pause(code) {
    // Everybody loses a restarting server in the same instant and must not return in the same one.
    if (code === SERVICE_RESTART) return 200 + Math.random() * 1800;
    const longest = Math.min(FIRST_PAUSE * 2 ** (this.failures - 1), LONGEST_PAUSE);
    return longest * (0.5 + Math.random() / 2);
  }

  async _checkSession() {
    try {
      const answer = await fetch("session", { cache: "no-store" });
      if (answer.status !== 401 || recall("reloaded", false)) return;
    } catch {
      return;
    }
    // Another session begins: what this tab remembers belongs to the one before it.
    forget();
    keep("reloaded", true);
    if (recall("reloaded", false)) location.reload();
  }

  _visibilityChanged() {
    if (document.hidden) {
      this.hiddenAt = performance.now();
      return;
    }
    const slept = this.hiddenAt !== null && performance.now() - this.hiddenAt > SLEPT_AFTER;
    this.hiddenAt = null;
    if (slept && this.state === "online") this._reopen();
    else this._retryNow();
  }

  _retryNow() {
    if (this.state === "online") this._test();
    else if (this.state !== "paused" || !document.hidden) this._reopen();
  }

  _reopen() {
    this._drop();
    this._connect();
  }

  _drop() {
    clearTimeout(this.doubt);
    this.doubt = null;
    clearTimeout(this.steady);
    if (!this.socket) return;
    this.socket.onclose = null;
    this.socket.onmessage = null;
    this.socket.close();
  }

  _testIfIdle() {
    const isIdle = performance.now() - this.heardAt > IDLE;
    if (this.state === "online" && !document.hidden && isIdle) this._test();
  }

  _test() {
    clearTimeout(this.doubt);
    this._write({ type: "ping" });
    this.doubt = setTimeout(() => {
      this._drop();
      this._lost(0);
    }, PATIENCE);
  }

  _write(frame) {
    if (this.state === "online" && this.socket.readyState === WebSocket.OPEN) {
      this.socket.send(JSON.stringify(frame));
    }
  }

  _enter(state) {
    if (this.state === state) return;
    this.state = state;
    this.onState(state);
  }

  _keepPending() {
    keep("pending", [...this.pending.values()]);
  }
}
