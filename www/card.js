// A plain card for when the view itself cannot be shown.

const WORDS = {
  en: { title: "The viewer stopped", hint: "Reload the page to go on." },
  ko: { title: "뷰어가 멈췄습니다", hint: "계속하려면 페이지를 새로 고치세요." },
};

/** @param {"en" | "ko"} lang @param {string} reason */
export function card(lang, reason) {
  const { title, hint } = WORDS[lang];
  const box = element("section", "sm-card");
  box.lang = lang;
  box.setAttribute("role", "alert");
  box.append(element("h2", "sm-card-title", title), element("p", "sm-card-reason", reason), element("p", "sm-card-hint", hint));
  return box;
}

function element(tag, className, text = "") {
  const node = document.createElement(tag);
  node.className = className;
  node.textContent = text;
  return node;
}
