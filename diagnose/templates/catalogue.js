"use strict";
/* Searches the catalogue for a pasted error: the signs of the rules, much simplified. The real reading is the tool's. */

const LONGEST_LINE = 1000, MOST_LINES = 1500, BELOW = 8, PATIENCE = 1500, MOST_FOUND = 6;
const WEIGHT = { decisive: 4, strong: 3, weak: 1 };

function cleaned(text) {
  return text
    .replace(/\r\n?/g, "\n")
    .replace(/\x1b\[[0-?]*[ -/]*[@-~]/g, "")
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/[\u201c\u201d]/g, '"')
    .replace(/\u00a0/g, " ");
}

function compiled(source, flags) {
  try {
    return new RegExp(source, flags);
  } catch (error) {
    return null; // syntax of another engine: its literals have to do
  }
}

/* Whether a text fits a pattern; its literals are asked first. */
function fits(part, text) {
  if (part.literals && !part.literals.some((literal) => text.includes(literal))) return false;
  if (part.pattern === undefined) part.pattern = compiled(part.source, part.flags);
  return part.pattern ? part.pattern.test(text) : Boolean(part.literals);
}

const FRAME = /File "([^"]*)", line \d+, in (.+)$/;
const RAISED = /^[\s|>│]*(?:\[\w+\]:\s*)?((?:[A-Za-z_]\w*\.)*[A-Z]\w*)(?:: ?(.*))?$/;
const BARE = /((?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:Error|Exception|Interrupt|Exit|NotFound)): (.*)$/;

/* The exceptions in a text: {type, message, frames, line}, and its other lines. */
function read(text) {
  const lines = cleaned(text).split("\n").slice(-MOST_LINES).map((line) => line.slice(0, LONGEST_LINE));
  const raised = [];
  let frames = [], source = false;
  lines.forEach((line, place) => {
    const frame = FRAME.exec(line);
    if (line.includes("Traceback (most recent call last)")) frames = [];
    else if (frame) {
      frames.push({ file: frame[1].replace(/\\/g, "/"), function: frame[2].trim(), source: (lines[place + 1] || "").trim() });
      source = true;
      return;
    } else if (source) {
      source = /^\s*[\^~ ]+$/.test(lines[place + 1] || "");
      if (!RAISED.test(line) || /^\s{3}/.test(line)) return;
    }
    source = false;
    const found = (frames.length && RAISED.exec(line)) || BARE.exec(line);
    if (!found) return;
    const below = lines.slice(place + 1, place + 1 + BELOW);
    const end = below.findIndex((one) => !one.trim() || one.includes("Traceback (most") || FRAME.test(one));
    raised.push({ type: found[1], message: [found[2] || "", ...(end < 0 ? below : below.slice(0, end))].join("\n"), frames, line });
    frames = [];
  });
  return { lines, raised, whole: lines.join("\n") };
}

function ofType(types, printed) {
  return !types.length || types.includes(printed.slice(printed.lastIndexOf(".") + 1));
}

function isFrame(test, frame) {
  return (!test.file.length || test.file.some((file) => ("/" + frame.file).endsWith("/" + file)))
    && (!test.under.length || test.under.some((folder) => frame.file.includes("/" + folder + "/")))
    && (!test.function.length || test.function.includes(frame.function))
    && (!test.source || fits(test.source, frame.source));
}

function isRaised(part, one) {
  return ofType(part.exception, one.type) && (!part.message || fits(part.message, one.message))
    && (!part.last || (one.frames.length > 0 && isFrame(part.last, one.frames[one.frames.length - 1])))
    && (!part.any || one.frames.some((frame) => isFrame(part.any, frame)));
}

/* The line in which a part of a sign or a condition is found; null when it is not. */
function place(part, log) {
  if (part.raises) {
    const one = log.raised.find((raised) => isRaised(part, raised));
    return one ? one.line : null;
  }
  if (part.line) {
    if (part.line.literals && !part.line.literals.some((literal) => log.whole.includes(literal))) return null;
    const line = log.lines.find((one) => fits(part.line, one));
    return line === undefined ? null : line;
  }
  const line = log.lines.find((one) => part.exit.some((code) => new RegExp("(?:^|\\D)" + code + "(?:\\D|$)").test(one) && /exit|code|signal|return|Killed/i.test(one)));
  return line === undefined ? null : line;
}

/* How well one sign fits: {score, line}, or null. What cannot be seen in a paste (facts) weakens it; so does what is not pasted. */
function testSign(log, sign) {
  const line = place(sign, log);
  if (line === null) return null;
  let score = WEIGHT[sign.strength] * Math.pow(0.5, sign.unseen);
  for (const part of sign.also) score *= (place(part, log) !== null) !== part.absent ? 1.1 : 0.3;
  return { score, line: line.trim() };
}

/* Rules that may explain a text, best first: [{rule, score, line}]. */
function findCauses(text, rules) {
  const log = read(text);
  const end = Date.now() + PATIENCE;
  let found = [];
  for (const rule of rules) {
    if (Date.now() > end) break;
    let best = null;
    for (const sign of rule.signs) {
      const told = testSign(log, sign);
      if (told && (!best || told.score > best.score)) best = told;
    }
    if (!best) continue;
    const ruledOut = rule.unless.some((part) => place(part, log) !== null);
    found.push({ rule, score: best.score * (rule.role === "cause" ? 1 : 0.3) * (ruledOut ? 0.2 : 1), line: best.line });
  }
  const beaten = (one) => found.some((other) => other.rule.refines.includes(one.rule.id) && other.score >= 0.6 * one.score);
  found = found.filter((one) => one.score >= 0.5 && !beaten(one));
  found.sort((a, b) => b.score - a.score || (a.rule.id < b.rule.id ? -1 : 1));
  return found.slice(0, MOST_FOUND);
}

/* Rules whose title or id has all words. */
function findWords(text, rules) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return rules.filter((rule) => words.every((word) => rule.words.includes(word)));
}

function begin() {
  document.documentElement.classList.add("js");
  const box = document.getElementById("paste");
  if (!box) return;
  const rules = JSON.parse(document.getElementById("signs").textContent);
  const list = document.getElementById("found"), said = document.getElementById("said");
  const words = said.dataset;

  function show(found) {
    list.replaceChildren(...found.map((one, place) => {
      const item = document.createElement("li");
      if (!place && one.line) item.className = "first";
      const link = document.createElement("a");
      link.href = one.rule.id + ".html";
      link.textContent = one.rule.title;
      item.append(link);
      if (one.rule.role !== "cause") {
        const tag = document.createElement("span");
        tag.className = "tag";
        tag.textContent = words.symptom;
        item.append(tag);
      }
      const line = document.createElement("span");
      line.className = "said";
      line.textContent = (one.line || one.rule.id).slice(0, 240);
      item.append(line);
      return item;
    }));
  }

  function search() {
    const text = box.value.trim();
    let found = text ? findCauses(text, rules) : [];
    const byWords = !found.length && text && !text.includes("\n");
    if (byWords) found = findWords(text, rules).slice(0, 20).map((rule) => ({ rule, line: "" }));
    show(found);
    said.textContent = !text ? "" : found.length ? words[byWords ? "words" : "found"] : words.none;
  }

  let waiting = 0;
  box.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(search, 150); });
  search();
}

if (typeof document !== "undefined") begin();
else if (typeof module !== "undefined") module.exports = { findCauses, findWords, compiled };
