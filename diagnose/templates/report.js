"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  const told = location.hash.slice(1, 3);
  let language = ["zh", "en"].includes(told) ? told : /^zh/i.test(navigator.language || "") ? "zh" : "en";
  root.dataset.show = language;

  const show = (wanted) => {
    language = wanted;
    root.dataset.show = wanted;
    root.lang = wanted === "zh" ? "zh-CN" : "en";
    for (const button of document.querySelectorAll("[data-language]"))
      button.setAttribute("aria-pressed", String(button.dataset.language === wanted));
    const page = document.querySelector(`[data-page="${wanted}"]`);
    if (page) document.title = page.dataset.title;
  };

  // The section at the top of the window keeps its place when the language changes.
  const change = (wanted) => {
    const sections = [...document.querySelectorAll(`[data-page="${language}"] section[id]`)];
    const here = sections.filter((one) => one.getBoundingClientRect().top < innerHeight / 3).pop();
    const before = here && here.getBoundingClientRect().top;
    show(wanted);
    const there = here && document.getElementById(here.id.replace(/^../, wanted));
    if (there && scrollY > 0) scrollBy(0, there.getBoundingClientRect().top - before);
  };

  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const area = document.createElement("textarea");
      area.value = text;
      area.className = "offstage";
      document.body.append(area);
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      return done;
    }
  };

  const answer = (button, done) => {
    const label = button.dataset.label || (button.dataset.label = button.textContent);
    const words = done ? button.dataset.copied : button.dataset.failed;
    button.textContent = words;
    button.classList.toggle("done", done);
    document.querySelector(".live").textContent = words;
    clearTimeout(button.timer);
    button.timer = setTimeout(() => {
      button.textContent = label;
      button.classList.remove("done");
    }, 2000);
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.language) return change(button.dataset.language);
    if (button.matches(".copy")) return answer(button, await copy(button.parentNode.querySelector("code").textContent));
    if (button.matches(".issue")) return answer(button, await copy(button.closest("[data-page]").querySelector(".markdown").value));
  });

  // Paper cannot be unfolded.
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open])")];
    closed.forEach((one) => (one.open = true));
  });
  addEventListener("afterprint", () => closed.forEach((one) => (one.open = false)));

  document.addEventListener("DOMContentLoaded", () => show(language));
})();
