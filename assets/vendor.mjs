// Puts what comes from other people into place: htmx, the font slices and the map of prefectures.
// Run by `npm run build`; with --check it reads the finished static/dist and fails on leftovers.
import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { optimize } from "svgo";
import japan from "@svg-maps/japan";

const here = fileURLToPath(new URL(".", import.meta.url));
const modules = join(here, "node_modules");
const dist = join(here, "..", "static", "dist");
const data = join(here, "..", "portal", "data");

// JIS X 0401, in the order of its codes.
const PREFECTURES = [
  ["hokkaido", "北海道"], ["aomori", "青森県"], ["iwate", "岩手県"], ["miyagi", "宮城県"], ["akita", "秋田県"],
  ["yamagata", "山形県"], ["fukushima", "福島県"], ["ibaraki", "茨城県"], ["tochigi", "栃木県"], ["gunma", "群馬県"],
  ["saitama", "埼玉県"], ["chiba", "千葉県"], ["tokyo", "東京都"], ["kanagawa", "神奈川県"], ["niigata", "新潟県"],
  ["toyama", "富山県"], ["ishikawa", "石川県"], ["fukui", "福井県"], ["yamanashi", "山梨県"], ["nagano", "長野県"],
  ["gifu", "岐阜県"], ["shizuoka", "静岡県"], ["aichi", "愛知県"], ["mie", "三重県"], ["shiga", "滋賀県"],
  ["kyoto", "京都府"], ["osaka", "大阪府"], ["hyogo", "兵庫県"], ["nara", "奈良県"], ["wakayama", "和歌山県"],
  ["tottori", "鳥取県"], ["shimane", "島根県"], ["okayama", "岡山県"], ["hiroshima", "広島県"], ["yamaguchi", "山口県"],
  ["tokushima", "徳島県"], ["kagawa", "香川県"], ["ehime", "愛媛県"], ["kochi", "高知県"], ["fukuoka", "福岡県"],
  ["saga", "佐賀県"], ["nagasaki", "長崎県"], ["kumamoto", "熊本県"], ["oita", "大分県"], ["miyazaki", "宮崎県"],
  ["kagoshima", "鹿児島県"], ["okinawa", "沖縄県"],
];

const withoutSourceMap = (text) => text.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n");

// One file: htmx starts on a timer once it is read, and hx-sse must be registered before that moment.
function scripts() {
  const { version } = JSON.parse(readFileSync(join(modules, "htmx.org/package.json"), "utf8"));
  const pieces = [
    `/* htmx ${version} and its hx-sse extension: see htmx-LICENSE.txt */`,
    withoutSourceMap(readFileSync(join(modules, "htmx.org/dist/htmx.min.js"), "utf8")),
    withoutSourceMap(readFileSync(join(modules, "htmx.org/dist/ext/hx-sse.min.js"), "utf8")),
    readFileSync(join(here, "live.js"), "utf8"),
    readFileSync(join(here, "page.js"), "utf8"),
  ];
  writeFileSync(join(dist, "app.js"), pieces.map((piece) => piece.trim()).join(";\n").replace("*/;", "*/") + "\n");
  copyFileSync(join(modules, "htmx.org/LICENSE"), join(dist, "htmx-LICENSE.txt"));
}

// The family is renamed, so that app.css can name an installed Noto Sans JP first: then no slice is fetched at all.
function fonts() {
  const source = join(modules, "@fontsource-variable/noto-sans-jp");
  mkdirSync(join(dist, "fonts"), { recursive: true });
  const used = new Set();
  const css = readFileSync(join(source, "wght.css"), "utf8")
    .replace(/\/\*[^]*?\*\//g, "")
    .replaceAll("Noto Sans JP Variable", "Kakehashi Noto")
    .replaceAll("woff2-variations", "woff2")
    .replace(/url\(\.\/files\/([^)]+)\)/g, (_, name) => {
      const short = name.replace("noto-sans-jp-", "").replace("-wght-normal", "");
      copyFileSync(join(source, "files", name), join(dist, "fonts", short));
      used.add(short);
      return `url("fonts/${short}")`;
    })
    .replace(/\s*\n\s*/g, "");
  writeFileSync(join(dist, "fonts.css"), `${css}\n`);
  copyFileSync(join(source, "LICENSE"), join(dist, "fonts", "LICENSE.txt"));
  if (used.size < 100) throw new Error(`only ${used.size} font slices found`);
}

function rounded(path) {
  const { data: svg } = optimize(`<svg xmlns="http://www.w3.org/2000/svg"><path d="${path}"/></svg>`, {
    plugins: [{ name: "convertPathData", params: { floatPrecision: 1 } }],
  });
  return svg.match(/ d="([^"]+)"/)[1];
}

function map() {
  const byId = new Map(japan.locations.map((place) => [place.id, place]));
  const prefectures = PREFECTURES.map(([id, ja], index) => {
    const { name, path } = byId.get(id);
    return JSON.stringify({ code: String(index + 1).padStart(2, "0"), ja, en: name, path: rounded(path) });
  });
  const credit = JSON.stringify("Map shapes: @svg-maps/japan 2.0.0 (CC BY 4.0), coordinates rounded");
  mkdirSync(data, { recursive: true });
  writeFileSync(
    join(data, "japan_map.json"),
    `{"credit": ${credit},\n "viewBox": ${JSON.stringify(japan.viewBox)},\n "prefectures": [\n${prefectures.join(",\n")}\n]}\n`,
  );
}

function check() {
  const leftovers = readdirSync(dist)
    .filter((name) => /\.(css|js)$/.test(name))
    .filter((name) => /sourceMappingURL|https?:\/\/(?!www\.w3\.org|tailwindcss\.com)/.test(readFileSync(join(dist, name), "utf8")));
  if (leftovers.length) throw new Error(`source map or outside address left in: ${leftovers.join(", ")}`);
}

mkdirSync(dist, { recursive: true });
if (process.argv.includes("--check")) {
  check();
} else {
  scripts();
  fonts();
  map();
}
