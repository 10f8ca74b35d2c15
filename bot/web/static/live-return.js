// Somebody who came to register for a room of a live round is brought back to it.

import { announce, text } from "./page.js";

/** How often it is asked whether the registration is done (milliseconds). */
const PERIOD = 2000;

const query = new URLSearchParams(location.search);
const code = query.get("phong");

if (/^[\p{L}\p{N}-]{1,40}$/u.test(code ?? "")) lead();

function lead() {
  const address = new URL(`/phong/${encodeURIComponent(code)}`, location.href);
  if (query.has("lang")) address.searchParams.set("lang", query.get("lang"));
  show(address);
  const asking = setInterval(async () => {
    if (document.hidden || !(await isRegistered())) return;
    clearInterval(asking);
    announce(text("return-ready"));
    location.assign(address);
  }, PERIOD);
}

function show(address) {
  const bar = document.createElement("p");
  bar.className = "return";
  bar.dataset.return = "";
  const link = document.createElement("a");
  link.href = address;
  link.textContent = text("return-button");
  bar.append(`${text("return")} `, link);
  document.querySelector("[data-trouble]").before(bar);
}

async function isRegistered() {
  try {
    const answer = await fetch(`phong/${encodeURIComponent(code)}/gate`, { cache: "no-store" });
    return answer.status === 204;
  } catch {
    return false;
  }
}
