// The element's attributes, and what each asks of the viewer. Values that make no sense are as if absent.

/** Attributes that are read when the state is made and followed when they change. */
export const STATE_ATTRIBUTES = [
  "filter",
  "view",
  "trace",
  "theme",
  "lang",
  "chrome",
  "latency-warning",
  "latency-critical",
  "error-warning",
  "error-critical",
];

const LIMITS = {
  "latency-warning": ["latency", "warning"],
  "latency-critical": ["latency", "critical"],
  "error-warning": ["errorRate", "warning"],
  "error-critical": ["errorRate", "critical"],
};

/** Words of `format`. */
const FORMATS = ["xray", "otlp", "jaeger", "zipkin"];

/** The only format to read, if one is asked for. @param {unknown} word */
export function formatOf(word) {
  if (word === undefined || word === null || word === "") return undefined;
  if (!FORMATS.includes(word)) throw new TypeError(`No format is called ${JSON.stringify(word)}: there are ${FORMATS.join(", ")}`);
  return word;
}

/** The most spans to load, if any. @param {unknown} number */
export function limitOf(number) {
  if (number === undefined || number === null) return undefined;
  if (!(number >= 1)) throw new TypeError(`The limit of a load is a number of spans, not ${JSON.stringify(number)}`);
  return Math.min(Math.floor(number), 0xffffffff);
}

export const DEFAULT_THRESHOLDS = {
  latency: { warning: 1000, critical: 3000 },
  errorRate: { warning: 0.01, critical: 0.05 },
  services: {},
};

/**
 * @param {HTMLElement} element @param {string} name
 * @param {object} thresholds  those in force
 * @returns {object} a patch of the viewer's settings
 */
export function patchOf(element, name, thresholds) {
  const value = element.getAttribute(name);
  switch (name) {
    case "filter":
      return { filter: value ?? "" };
    case "trace":
      return { trace: value };
    case "view":
      return { view: oneOf(value, ["map", "traces", "trace", "analysis"]) };
    case "theme":
      return { theme: oneOf(value, ["auto", "light", "dark"]) };
    case "chrome":
      return { chrome: oneOf(value, ["full", "minimal", "none"]) };
    case "lang":
      return { lang: language(element) };
    default: {
      const [group, level] = LIMITS[name];
      const limit = value === null || value === "" || !(Number(value) >= 0) ? DEFAULT_THRESHOLDS[group][level] : Number(value);
      return { thresholds: { ...thresholds, [group]: { ...thresholds[group], [level]: limit } } };
    }
  }
}

/** The element's own language, or that of the text around it, or the person's. */
export function language(element) {
  const own = element.getAttribute("lang");
  const around = own && own !== "auto" ? own : element.parentElement?.closest("[lang]")?.getAttribute("lang");
  const wishes = around ? [around] : navigator.languages;
  const known = wishes.map((wish) => wish.slice(0, 2).toLowerCase()).find((wish) => wish === "en" || wish === "ko");
  return known ?? "en";
}

/** The first is the default. */
function oneOf(value, names) {
  return names.includes(value) ? value : names[0];
}
