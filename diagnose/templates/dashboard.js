"use strict";
/* The chart over time and the list of logs, from the JSON at the end of the page. Text of logs is only ever set as text. */
(() => {
  const [NAME, WHEN, STATUS, KIND, SURE, LINE, STAGE, SYSTEM, ROOT, SOURCE, DIGEST, REPORT, SAID, ANSWER, OTHERS, ERROR, ORIGIN] = Array(17).keys();
  const DIAGNOSED = 0, UNRECOGNISED = 1, CONFIRMED = 1, REJECTED = 2;
  const ROWS = 50, SVG = "http://www.w3.org/2000/svg";
  const root = document.documentElement;
  const state = { text: "", status: "", kind: "", stage: "", sort: "new", bucket: -1, page: 0 };
  let data, haystack, language;

  const page = () => document.querySelector(`[data-page="${language}"]`);
  const say = (key, values = {}) => data.words[language][key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const number = (value) => value.toLocaleString("en-US");
  const made = (tag, name, text) => {
    const one = document.createElement(tag);
    if (name) one.className = name;
    if (text !== undefined) one.textContent = text;
    return one;
  };
  const linked = (text, href) => {
    const one = made("a", "", text);
    one.href = href;
    one.rel = "noreferrer noopener";
    return one;
  };
  const isAddress = (text) => /^https?:\/\//i.test(text);
  const title = (kind) => data.kinds[kind][language === "zh" ? 1 : 2] || data.kinds[kind][1];
  const rootText = (log) => data.roots[log[ROOT]].slice(0, 2).filter(Boolean).join(": ");

  /* ---- the chart over time */

  const drawn = (tag, values, parent) => {
    const one = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(values)) one.setAttribute(name, value);
    if (parent) parent.append(one);
    return one;
  };

  const niceStep = (most) => {
    const power = 10 ** Math.floor(Math.log10(Math.max(most, 1) / 4 || 1));
    return Math.max(1, [1, 2, 5, 10].map((one) => one * power).find((one) => one * 4 >= most) || 1);
  };

  const drawTrend = () => {
    const box = page().querySelector(".trend");
    if (!box || !data.trend.length) return;
    const width = Math.max(260, box.clientWidth), height = 230, left = 46, bottom = 26, top = 10;
    const most = Math.max(1, ...data.trend.map((one) => one[3] + one[4])), step = niceStep(most), high = Math.ceil(most / step) * step;
    const y = (count) => top + (height - top - bottom) * (1 - count / high);
    const each = (width - left - 4) / data.trend.length, gap = Math.min(3, each / 4);
    const svg = drawn("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": box.closest("figure").querySelector("figcaption").textContent });
    for (let count = 0; count <= high; count += step) {
      drawn("line", { x1: left, x2: width, y1: y(count), y2: y(count), class: "grid" }, svg);
      drawn("text", { x: left - 8, y: y(count) + 4, "text-anchor": "end" }, svg).textContent = number(count);
    }
    const often = Math.ceil(92 / each);
    data.trend.forEach(([label, , , known, unknown], place) => {
      const x = left + place * each + gap / 2;
      const column = drawn("g", { class: "column", "data-bucket": place }, svg);
      drawn("title", {}, column).textContent = say("column", { time: label, known: number(known), unknown: number(unknown) });
      drawn("rect", { x: x - gap / 2, y: top, width: each, height: height - top - bottom, class: "touch" }, column);
      if (known) drawn("rect", { x, y: y(known), width: Math.max(1, each - gap), height: y(0) - y(known), class: "known" }, column);
      if (unknown) drawn("rect", { x, y: y(known + unknown), width: Math.max(1, each - gap), height: y(known) - y(known + unknown), class: "unknown" }, column);
      if (place % often === 0 && x + 76 <= width + each) drawn("text", { x: Math.min(x, width - 76), y: height - 7 }, svg).textContent = label;
    });
    box.replaceChildren(svg);
  };

  /* ---- the list */

  const words = (log) => {
    const kind = log[KIND] < 0 ? [] : data.kinds[log[KIND]];
    return [log[NAME], ...kind, ...data.roots[log[ROOT]], log[DIGEST], data.systems[log[SYSTEM]], log[SOURCE] < 0 ? "" : data.sources[log[SOURCE]]].join("\n").toLowerCase();
  };

  const chosen = () => {
    const wanted = state.text.toLowerCase().split(/\s+/).filter(Boolean);
    if (wanted.length && !haystack) haystack = data.logs.map(words);
    const time = data.trend[state.bucket];
    const found = [];
    data.logs.forEach((log, place) => {
      if (state.status !== "" && log[STATUS] !== Number(state.status)) return;
      if (state.kind === "-1" ? log[STATUS] !== UNRECOGNISED : state.kind !== "" && log[KIND] !== Number(state.kind)) return;
      if (state.stage !== "" && log[STAGE] !== Number(state.stage)) return;
      if (time && !(log[STATUS] <= UNRECOGNISED && log[WHEN] && log[WHEN].slice(0, 10) >= time[1] && log[WHEN].slice(0, 10) < time[2])) return;
      if (wanted.some((word) => !haystack[place].includes(word))) return;
      found.push(log);
    });
    if (state.sort === "old") found.reverse();
    else if (state.sort === "unsure") found.sort((a, b) => (a[STATUS] === DIAGNOSED ? a[SURE] : 101) - (b[STATUS] === DIAGNOSED ? b[SURE] : 101));
    else if (state.sort === "name") { const order = new Intl.Collator("en", { numeric: true }); found.sort((a, b) => order.compare(a[NAME], b[NAME])); }
    return found;
  };

  const what = (log) => log[KIND] >= 0 ? title(log[KIND]) : log[ERROR] >= 0 ? data.errors[language][log[ERROR]] : rootText(log) || (log[STATUS] === UNRECOGNISED ? say("no-error") : "");

  const detailed = (log) => {
    const list = made("dl"), body = made("div", "record");
    const row = (key, ...values) => {
      const shown = values.filter((value) => value !== "" && value !== undefined);
      if (!shown.length) return;
      const told = made("dd");
      shown.forEach((value, place) => told.append(...(place ? [" "] : []), value));
      list.append(made("dt", "", say(key)), told);
    };
    const [type, message, fingerprint] = data.roots[log[ROOT]], [tool, revision] = data.origins[log[ORIGIN]];
    const source = log[SOURCE] < 0 ? "" : data.sources[log[SOURCE]];
    if (log[STATUS] === DIAGNOSED && log[KIND] >= 0) row("cause", title(log[KIND]), made("code", "", data.kinds[log[KIND]][0]), log[SAID] === CONFIRMED ? "" : say("sure", { percent: log[SURE] }));
    if (log[LINE]) row("evidence", say("line", { line: number(log[LINE]) }));
    if (type || message) row("root", made("code", "", [type, message].filter(Boolean).join(": ")));
    row("others", ...log[OTHERS].map((one) => made("code", "", data.ids[one])));
    if (log[ERROR] >= 0) row("reason", data.errors[language][log[ERROR]]);
    row("stage", log[STAGE] < 0 ? "" : data.stages[language][log[STAGE]]);
    row("system", data.systems[log[SYSTEM]]);
    row("when", log[WHEN] && log[WHEN] + " UTC");
    row("source", isAddress(source) ? linked(source, source) : source);
    if (fingerprint) row("fingerprint", made("code", "", fingerprint));
    if (log[DIGEST]) row("digest", made("code", "", log[DIGEST].slice(0, 12)));
    if (tool) row("by", revision ? say("revision", { tool, revision }) : tool);
    body.append(list);
    const ways = made("p", "ways");
    if (log[REPORT]) ways.append(linked(say("report"), data.reports + log[DIGEST] + ".html"));
    if (log[ANSWER] >= 0) {
      const [address, name, same] = data.answers[log[ANSWER]];
      if (isAddress(address)) ways.append(linked(same ? say("answer") : say("answer-same", { name }), address));
    }
    if (ways.childNodes.length) body.append(ways);
    if (log[DIGEST] && log[STATUS] <= UNRECOGNISED) {
      body.append(made("p", "small", say("correct")));
      const listing = made("div", "listing"), block = made("pre"), button = made("button", "copy", say("copy"));
      block.append(made("code", "", `sovits-doctor triage confirm ${log[DIGEST].slice(0, 12)} ${log[STATUS] === DIAGNOSED && log[KIND] >= 0 ? data.kinds[log[KIND]][0] : "ID"} --store FILE`));
      button.type = "button";
      button.dataset.copied = say("copied");
      button.dataset.failed = say("copy-failed");
      listing.append(block, button);
      body.append(listing);
    }
    return body;
  };

  const item = (log) => {
    const one = made("li"), details = made("details", ["is-known", "is-unknown", "is-fine", "is-broken"][log[STATUS]]), summary = made("summary");
    const head = made("span", "head");
    head.append(made("span", "word", data.statuses[language][log[STATUS]]), " ", made("span", "what", what(log)));
    if (log[SAID]) head.append(" ", made("span", "tag", say(log[SAID] === CONFIRMED ? "by-hand" : "wrong")));
    if (log[ANSWER] >= 0) head.append(" ", made("span", "tag", say("answer")));
    const meta = [log[NAME], log[WHEN].slice(0, 10), log[STATUS] === DIAGNOSED && log[SAID] !== CONFIRMED ? `${log[SURE]}%` : ""].filter(Boolean).join(" · ");
    summary.append(head, made("span", "meta", meta));
    details.append(summary);
    details.fill = () => details.childElementCount < 2 && details.append(detailed(log));
    details.addEventListener("toggle", () => details.open && details.fill());
    one.append(details);
    return one;
  };

  const showList = () => {
    const found = chosen(), pages = Math.max(1, Math.ceil(found.length / ROWS)), here = page();
    state.page = Math.min(Math.max(0, state.page), pages - 1);
    const list = here.querySelector(".logs");
    list.start = state.page * ROWS + 1;
    list.replaceChildren(...found.slice(state.page * ROWS, (state.page + 1) * ROWS).map(item));
    here.querySelector(".shown").textContent = found.length ? say(data.logs.length === 1 ? "shown-one" : "shown", { shown: number(found.length), total: number(data.logs.length) }) : say("none");
    const within = [state.bucket >= 0 ? say("in", { time: data.trend[state.bucket][0] }) : "", state.kind !== "" ? (state.kind === "-1" ? say("all-unknown") : title(Number(state.kind))) : ""];
    here.querySelector(".within").textContent = within.filter(Boolean).join(" · ");
    here.querySelector(".reset").hidden = !(state.text || state.status || state.kind || state.stage || state.bucket >= 0);
    here.querySelector(".pager").hidden = pages < 2;
    here.querySelector(".where").textContent = say("page", { page: number(state.page + 1), pages: number(pages) });
    for (const button of here.querySelectorAll("[data-turn]")) button.disabled = state.page + Number(button.dataset.turn) < 0 || state.page + Number(button.dataset.turn) >= pages;
  };

  const option = (value, text) => {
    const one = made("option", "", text);
    one.value = value;
    return one;
  };

  /* The form of the shown language says what is chosen. */
  const showForm = () => {
    const form = page().querySelector(".filters"), kinds = form.elements.kind;
    if (kinds.options.length === 1) {
      kinds.append(option("-1", say("all-unknown")), ...data.kinds.map((kind, place) => (kind[0] ? option(place, title(place)) : null)).filter(Boolean));
      const stages = new Set(data.logs.map((log) => log[STAGE]));
      form.elements.stage.append(...data.stages[language].map((text, place) => (stages.has(place) ? option(place, text) : null)).filter(Boolean));
    }
    if (state.kind !== "" && ![...kinds.options].some((one) => one.value === state.kind)) kinds.append(option(state.kind, title(Number(state.kind)).slice(0, 80)));
    for (const name of ["text", "status", "kind", "stage", "sort"]) form.elements[name].value = state[name];
  };

  const show = () => {
    language = root.dataset.show;
    showForm();
    drawTrend();
    showList();
  };

  /* What was chosen in a figure replaces what was chosen before. */
  const pick = (wanted) => {
    Object.assign(state, { text: "", status: "", kind: "", stage: "", bucket: -1, page: 0 }, wanted);
    showForm();
    showList();
    const section = document.getElementById(`${language}-list`), heading = section.querySelector("h2");
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    section.scrollIntoView();
  };

  document.addEventListener("DOMContentLoaded", () => {
    data = JSON.parse(document.getElementById("data").textContent);
    show();
    new MutationObserver(show).observe(root, { attributeFilter: ["data-show"] });
    let waiting = 0, width = innerWidth;
    addEventListener("resize", () => { if (innerWidth !== width) { width = innerWidth; drawTrend(); } });
    document.addEventListener("input", (event) => {
      const field = event.target.closest(".filters [name]");
      if (!field) return;
      state[field.name] = field.value;
      state.page = 0;
      clearTimeout(waiting);
      waiting = setTimeout(showList, field.name === "text" ? 120 : 0);
    });
    document.addEventListener("submit", (event) => event.preventDefault());
    document.addEventListener("click", (event) => {
      const one = event.target.closest("[data-kind], [data-bucket], [data-turn], .reset");
      if (!one) return;
      if (one.matches(".reset")) {
        Object.assign(state, { text: "", status: "", kind: "", stage: "", bucket: -1, page: 0 });
        showForm();
        showList();
        page().querySelector(".filters input").focus();
      } else if (one.dataset.turn) {
        state.page += Number(one.dataset.turn);
        showList();
        document.getElementById(`${language}-list`).scrollIntoView();
      } else if (one.dataset.bucket) pick({ bucket: Number(one.dataset.bucket) });
      else pick({ kind: one.dataset.kind, stage: one.dataset.stage ? String(data.stageIds.indexOf(one.dataset.stage)) : "" });
    });
    addEventListener("beforeprint", () => document.querySelectorAll(".logs details").forEach((one) => one.fill()));
  });
})();
