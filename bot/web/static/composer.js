// The field to write in, the menu of commands and the keys that choose an answer.

import { keep, recall, text } from "./page.js";

const MAX_LENGTH = 2000;
/** The field grows with what is typed up to this height (pixels). */
const MAX_HEIGHT = 140;

export class Composer {
  /**
   * @param {(typed: string) => void} onSay
   * @param {() => import("./question.js").Card|null} openCard
   */
  constructor(onSay, openCard) {
    this.onSay = onSay;
    this.openCard = openCard;
    this.form = document.querySelector("[data-composer]");
    this.field = document.querySelector("[data-typed]");
    this.label = document.querySelector("[data-typed-label]");
    this.note = document.querySelector("[data-composer-note]");
    this.menu = document.querySelector("[data-menu]");
    this.menuButton = document.querySelector("[data-menu-button]");
    this.shortcuts = document.querySelector("[data-shortcuts]");
    this._listenToField();
    this._listenToMenu();
    this._listenToKeys();
  }

  /** Whether the field is to take a predicted number rather than any text. */
  expectNumber(isNumber) {
    const wanted = text(isNumber ? "compose-number" : "compose");
    this.field.inputMode = isNumber ? "numeric" : "text";
    this.field.placeholder = wanted;
    this.label.textContent = wanted;
  }

  _listenToField() {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this._submit();
    });
    this.field.addEventListener("keydown", (event) => {
      // While an input method composes a Vietnamese letter, Enter belongs to it.
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this._submit();
    });
    this.field.addEventListener("input", () => {
      this.note.textContent = "";
      this._grow();
    });
  }

  _submit() {
    const typed = this.field.value.trim();
    if (!typed) return;
    if ([...typed].length > MAX_LENGTH) {
      this.note.textContent = text("too-long");
      return;
    }
    this.field.value = "";
    this._grow();
    this.onSay(typed);
  }

  _grow() {
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight, MAX_HEIGHT)}px`;
  }

  _listenToMenu() {
    this.menuButton.addEventListener("click", () => this._toggleMenu(this.menu.hidden));
    document.addEventListener("click", (event) => {
      const command = event.target.closest("[data-command]");
      if (!command) return;
      this._toggleMenu(false);
      this.onSay(command.dataset.command);
    });
    document.addEventListener("click", (event) => {
      const isOutside = !this.menu.contains(event.target) && !this.menuButton.contains(event.target);
      if (isOutside) this._toggleMenu(false);
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this._toggleMenu(false);
    });
  }

  _toggleMenu(isOpen) {
    if (this.menu.hidden !== isOpen) return;
    const hadFocus = this.menu.contains(document.activeElement);
    this.menu.hidden = !isOpen;
    this.menuButton.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) this.menu.querySelector("button").focus();
    else if (hadFocus) this.menuButton.focus();
  }

  _listenToKeys() {
    // Keys without a modifier must be possible to switch off (WCAG 2.1.4).
    this._setShortcuts(recall("shortcuts", true));
    this.shortcuts.addEventListener("click", () => this._setShortcuts(!this.hasShortcuts));
    document.addEventListener("keydown", (event) => {
      const isBusy = event.target === this.field || !this.menu.hidden;
      const isModified = event.ctrlKey || event.altKey || event.metaKey || event.repeat;
      const card = this.openCard();
      if (!this.hasShortcuts || isBusy || isModified || !card) return;
      const place = placeOf(event.key);
      if (place >= 0) card.choose(place);
    });
  }

  _setShortcuts(isOn) {
    this.hasShortcuts = isOn;
    this.shortcuts.setAttribute("aria-checked", String(isOn));
    keep("shortcuts", isOn);
  }
}

/** The place from 0 that a key stands for: A to J, or 1 to 9; -1 for any other key. */
function placeOf(key) {
  if (key.length !== 1) return -1;
  const letter = "abcdefghij".indexOf(key.toLowerCase());
  return letter >= 0 ? letter : "123456789".indexOf(key);
}
