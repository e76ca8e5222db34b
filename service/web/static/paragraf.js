// Only what makes the pages handier; everything works without it.
"use strict";

// Browsers have a clipboard only at secure addresses; elsewhere the words are shown, marked and copied as by hand.
async function copyWords(element) {
  if (navigator.clipboard) return navigator.clipboard.writeText(element.textContent);
  const folded = element.closest("details:not([open])");
  if (folded) folded.open = true;
  element.classList.add("shown");
  const selection = window.getSelection();
  selection.selectAllChildren(element);
  if (!document.execCommand("copy")) throw new Error("not copied");
  selection.removeAllRanges();
  element.classList.remove("shown");
  if (folded) folded.open = false;
}

// A button that copies says so in its own words, which screen readers are told of.
function copy(button) {
  const before = [...button.childNodes];
  const say = (text) => {
    button.setAttribute("aria-live", "polite");
    button.textContent = text;
    setTimeout(() => button.replaceChildren(...before), 2500);
  };
  copyWords(document.getElementById(button.dataset.copy))
    .then(() => say("Kopierat"), () => say("Det gick inte att kopiera"));
}

for (const button of document.querySelectorAll("button[data-copy]")) {
  button.addEventListener("click", () => copy(button));
}
for (const button of document.querySelectorAll("button[data-print]")) {
  button.addEventListener("click", () => window.print());
}

// What stands beside the text on a wide screen is open there.
if (window.matchMedia("(min-width: 64rem)").matches) {
  for (const details of document.querySelectorAll("details[data-open-wide]")) details.open = true;
}

// While an answer is on its way the button says so, and a second press sends nothing.
for (const form of document.querySelectorAll("form.ask")) {
  const button = form.querySelector("button[type=submit]");
  const words = button.textContent;
  form.addEventListener("submit", (event) => {
    if (form.getAttribute("aria-busy") === "true") {
      event.preventDefault();
      return;
    }
    form.setAttribute("aria-busy", "true");
    button.textContent = "Söker …";
  });
  // The back button may show the page as it was left.
  window.addEventListener("pageshow", () => {
    form.removeAttribute("aria-busy");
    button.textContent = words;
  });
}

// Whoever asked comes to the answer, also where the address alone would not move the focus.
if (location.hash === "#svar") {
  const answer = document.getElementById("svar");
  if (answer && document.activeElement === document.body) answer.focus();
}
