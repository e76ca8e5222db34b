// Where a generator is set: the answer in the documents' own words stands until a written one has been checked whole.
"use strict";

const shown = document.querySelector("[data-request]");
const words = shown.querySelector(".words");
const told = shown.querySelector("[role=status]");
const extract = [...words.childNodes];
const AROUND_CHARS = 240;
// Where the service begins: it may have a path before it.
const SITE = new URL("..", document.currentScript.src).pathname;

// All text goes in as text: none of it can become mark-up.
function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

// Whoever stands with the focus in what goes comes to the heading of the answer.
function put(parent, ...children) {
  const held = parent.contains(document.activeElement);
  parent.replaceChildren(...children);
  if (held) document.getElementById("svar").focus();
}

// The events of a stream, each with its name and data. Throws when the connection is lost.
async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const blocks = (buffer + part.value).replaceAll("\r\n", "\n").split("\n\n");
    buffer = blocks.pop();
    for (const block of blocks) {
      const fields = Object.fromEntries(block.split("\n").map((line) => line.split(/: ?(.*)/s)));
      if (fields.event && fields.data) yield [fields.event, JSON.parse(fields.data)];
    }
  }
}

function numbers(sentence) {
  return sentence.citations.flatMap((number) => [
    make("a", { class: "number", href: `#kalla-${number}` }, make("span", { class: "unseen" }, "Källa "), `[${number}]`),
    " ",
  ]);
}

function titleOf({ section }) {
  return [section.number, section.heading.at(-1) ?? "Inledande text"].filter(Boolean).join(" ");
}

function placeOf({ document: { title, organisation, body, kind, date } }) {
  const day = date && new Date(date).toLocaleDateString("sv-SE", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  const origin = [organisation, body, day].filter(Boolean);
  const needsTitle = !["minutes", "extract", "agenda", "summary"].includes(kind) || !origin.length;
  return [...(needsTitle ? [title] : []), ...origin].join(" · ");
}

// The address of a place in a document, from which the question is found again.
function addressOf({ url }) {
  const place = new URL(url, location.origin);
  for (const [name, value] of new URLSearchParams(shown.dataset.query)) place.searchParams.set(name, value);
  return place.pathname + place.search + place.hash;
}

// The quoted words marked, with what stands around them where they stand there letter by letter.
function quoteOf({ passage, quote }) {
  const mark = make("mark", {}, quote.replaceAll("\t", " · "));
  const start = passage.indexOf(quote);
  if (start < 0) return [mark];
  const before = passage.slice(0, start), after = passage.slice(start + quote.length);
  const lead = before.length > AROUND_CHARS ? `… ${before.slice(-AROUND_CHARS).replace(/^\S*\s/, "")}` : before;
  const rest = after.length > AROUND_CHARS ? `${after.slice(0, AROUND_CHARS).replace(/\s\S*$/, "")} …` : after;
  return [lead.replaceAll("\n\n", "\n"), mark, rest.replaceAll("\n\n", "\n")];
}

function factsOf(citation, known) {
  const status = citation.decision_status, number = citation.section.case_number;
  const parts = [make("span", {}, known.kinds[citation.document.kind])];
  if (status) parts.unshift(make("span", { class: `status ${status}` }, known.statuses[status]), " ");
  if (citation.page) parts.push(" ", make("span", {}, `sida ${citation.page}`));
  if (number) {
    const path = number.split("/").map(encodeURIComponent).join("/");
    parts.push(" ", make("a", { href: `${SITE}arende/${path}` }, `Ärende ${number}`));
  }
  return make("p", { class: "facts" }, ...parts);
}

function sourceOf(citation, known) {
  const { number } = citation, href = addressOf(citation);
  return make("li", { id: `kalla-${number}`, value: number, tabindex: "-1" },
    make("h3", {}, make("span", { class: "number" }, make("span", { class: "unseen" }, "Källa "), `[${number}]`), " ", make("a", { href }, titleOf(citation))),
    make("p", { class: "place" }, placeOf(citation)),
    factsOf(citation, known),
    make("blockquote", { class: "passage" }, make("p", {}, ...quoteOf(citation))),
    make("p", { class: "more" },
      make("a", { href }, "Läs i handlingen", make("span", { class: "unseen" }, `, källa ${number}`))));
}

function tellProposals(citations) {
  const found = citations.filter((each) => each.decision_status === "proposed").map((each) => `${each.number}`);
  shown.querySelector(":scope > .notice")?.remove();
  if (!found.length) return;
  const listed = new Intl.ListFormat("sv").format(found);
  const text = found.length === 1 ? `Källa ${listed} är ett förslag, inte ett beslut.` : `Källorna ${listed} är förslag, inte beslut.`;
  told.after(make("p", { class: "notice" }, text));
}

function asText(answer, made) {
  const sources = answer.citations.map((each) =>
    `[${each.number}] ${titleOf(each)}, ${placeOf(each)}\n”${each.quote.split(/\s+/).join(" ")}”\n${new URL(each.url, location.origin)}`);
  const limits = shown.dataset.limits && `Avgränsning: ${shown.dataset.limits}`;
  const answered = `Svar: ${answer.answer}`;
  return [`Fråga: ${answer.question}`, limits, answered, answer.reason, "Källor:", ...sources, made].filter(Boolean).join("\n\n");
}

// The whole answer as it was written: its words, its sources and everything that repeats them.
function show(answer) {
  const known = JSON.parse(shown.dataset.words), by = known.by;
  const made = shown.querySelector(".made");
  put(words, ...answer.sentences.flatMap((each) => [`${each.text} `, ...numbers(each)]));
  put(document.querySelector(".sources"), ...answer.citations.map((each) => sourceOf(each, known)));
  tellProposals(answer.citations);
  document.getElementById("svarstext").textContent = asText(answer, `${made.textContent} ${by}`);
  made.append(" Word och PDF har svaret med handlingarnas egna ord.");
  const opinion = document.querySelector(".opinion input[name=svar]");
  if (opinion) opinion.value = answer.answer.slice(0, known.max);
  told.textContent = `Svaret är klart. ${by}`;
}

// Back and forward show what was written, without asking again.
function keep(answer) {
  const state = { written: answer, request: shown.dataset.request };
  history.replaceState(state, "");
  window.addEventListener("hashchange", () => history.replaceState(state, ""));
}

async function write() {
  const response = await fetch(`${SITE}api/v1/ask/stream`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "Paragraf-Page": "1" },
    body: shown.dataset.request,
  });
  if (!response.ok) throw new Error(`status ${response.status}`);
  let begun = false;
  for await (const [name, data] of events(response.body)) {
    if (name === "sentence") {
      // The numbers come with the sources that they lead to.
      if (begun) words.append(`${data.text} `);
      else put(words, `${data.text} `);
      begun = true;
    } else if (name === "replaced") {
      put(words, ...extract);
      begun = false;
    } else if (name === "answer") return data;
    else if (name === "problem") break;
  }
  throw new Error("the stream broke off");
}

async function rewrite() {
  told.textContent = "Svaret skrivs om …";
  words.setAttribute("aria-busy", "true");
  const answer = await write().catch(() => null);
  words.removeAttribute("aria-busy");
  if (answer?.made_by === "generator") {
    show(answer);
    keep(answer);
  } else {
    put(words, ...extract);
    told.textContent = "Svaret står kvar med handlingarnas egna ord.";
  }
}

// Only the line about the writing is read aloud, not each sentence.
document.getElementById("svarsomrade").setAttribute("aria-live", "off");
const kept = history.state;
const isSame = kept?.request === shown.dataset.request && kept.written.snapshot === shown.dataset.snapshot;
if (isSame) {
  show(kept.written);
  keep(kept.written);
} else rewrite();
