// Cut the Danish public design system (dkfds) down to the part the portal uses.
//
// Called by vendor.sh: node vendor.mjs <dkfds package> <target directory>
//
// The style sheet is changed in four ways, and nowhere edited by hand:
//   1. components that the portal never shows are left out;
//   2. each literal colour becomes var(--fds-<role>-<name>, <the colour>), so that theme.css can
//      give dark and high contrast without repeating dkfds' selectors;
//   3. everything but the font faces is put in the cascade layer `dkfds`, so that the portal's own
//      sheets win without a contest of specificity;
//   4. font faces name only the Latin woff2 subsets (Danish, English, Turkish, Somali).
// A right-to-left copy is made by rtlcss from the same result.

import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { argv } from 'node:process';
import postcss from 'postcss';
import rtlcss from 'rtlcss';

const [, , source, target] = argv;

// Class prefixes of components not in use. `icon-x:not(a)` are background pictures of single
// icons: the portal uses the sprite instead.
const UNUSED = new RegExp(
  '\\.(date-picker|navigation-menu|overflow-|sidemenu|sidenav|header|language-switcher|toast|' +
    'tooltip|toggle-|cookie|fds-modal|modal|spinner|tab-|tabnav|table-pagination|logo|' +
    'footer|portal-|solution-|back-to-top|mainmenu|nav-primary|step-indicator-button|' +
    'table--selectable|icon-[a-z-]+:not\\(a\\)|w-percent|anchor|displayheading|' +
    'order-|offset-|align-content|[mp][trblxy]?-(sm|md|lg|xl)-)',
);

const COLOURS = {
  '#1a1a1a': 'ink', '#454545': 'gray-700', '#707070': 'gray-600', '#8e8e8e': 'gray-500',
  '#bfbfbf': 'gray-300', '#dcdcdc': 'gray-200', '#f5f5f5': 'gray-100', '#fff': 'white',
  white: 'white', '#c00': 'red', '#cc0000': 'red', '#ffe0e0': 'red-tint', '#358000': 'green',
  '#ddf7ce': 'green-tint', '#febb30': 'yellow', '#fec': 'yellow-tint', '#ffeecc': 'yellow-tint',
  '#1b86c3': 'blue', '#e2f2fb': 'blue-tint', '#004d99': 'link', '#800080': 'visited',
  purple: 'visited',
};
const COLOUR = new RegExp(`(?<![\\w-/])(${Object.keys(COLOURS).join('|')})(?![\\w-])`, 'gi');

const LATIN1 =
  'U+0000-00FF,U+0131,U+0152-0153,U+02C6,U+02DA,U+02DC,U+2013-2014,U+2018-201A,U+201C-201E,' +
  'U+2020-2022,U+2026,U+2030,U+2039-203A,U+2044,U+20AC,U+2122,U+2212,U+FB01-FB02';
const LATIN2 =
  'U+0100-0130,U+0132-0151,U+0154-017F,U+018F,U+0192,U+01FA-01FF,U+0218-021B,U+0237,U+0259,' +
  'U+1E80-1E85,U+1E9E';
const FACES = [
  ['Regular', 400, 'normal'], ['Italic', 400, 'italic'], ['Medium', 500, 'normal'],
  ['SemiBold', 600, 'normal'], ['Bold', 700, 'normal'],
];

/** Which family of custom properties a declaration belongs to: text, surface or line. */
function role(property) {
  if (property.startsWith('background')) return 'bg';
  if (/^(border|outline|box-shadow|text-decoration)/.test(property)) return 'line';
  return 'fg';
}

/** Remove selectors of unused components, then rules and at-rules left empty. */
function prune(root) {
  root.walkRules((rule) => {
    const kept = rule.selectors.filter((selector) => !UNUSED.test(selector));
    if (kept.length === 0) rule.remove();
    else rule.selectors = kept;
  });
  root.walkAtRules(/media|supports/, (at) => { if (at.nodes.length === 0) at.remove(); });
}

function tokenise(root) {
  root.walkDecls((decl) => {
    if (decl.value.includes('url(')) return;
    decl.value = decl.value.replace(COLOUR, (colour) => {
      const name = COLOURS[colour.toLowerCase()];
      return `var(--fds-${role(decl.prop)}-${name},${colour.toLowerCase()})`;
    });
  });
}

function fontFaces() {
  const face = ([name, weight, style], part, range) =>
    `@font-face{font-family:"IBM Plex Sans";font-style:${style};font-weight:${weight};` +
    `font-display:swap;src:url("fonts/IBMPlexSans-${name}-${part}.woff2") format("woff2");` +
    `unicode-range:${range}}\n`;
  return FACES.map((f) => face(f, 'Latin1', LATIN1) + face(f, 'Latin2', LATIN2)).join('');
}

/** Copy every picture that the sheet still names and let its address stand beside the sheet. */
function adoptPictures(root) {
  root.walkDecls(/background/, (decl) => {
    decl.value = decl.value.replace(/url\(["']?([^"')]+)["']?\)/g, (_match, path) => {
      const name = basename(path);
      cpSync(join(source, 'dist/img/svg-icons', name), join(target, 'img', name));
      return `url("img/${name}")`;
    });
  });
}

rmSync(target, { recursive: true, force: true });
for (const folder of ['fonts', 'img']) mkdirSync(join(target, folder), { recursive: true });

const sheet = postcss.parse(readFileSync(join(source, 'dist/css/dkfds.min.css'), 'utf8'));
sheet.walkComments((comment) => comment.remove());
sheet.walkAtRules(/font-face|charset/, (at) => at.remove());
prune(sheet);
tokenise(sheet);
adoptPictures(sheet);

const { version } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'));
const banner = `/* dkfds ${version}, cut down by scripts/vendor.mjs. Licences: LICENSE.md */\n`;
const layer = postcss.atRule({ name: 'layer', params: 'dkfds', nodes: [], raws: { between: '' } });
layer.append(sheet.nodes);
layer.walk((node) => { if (node.type !== 'decl') node.raws.before = '\n'; });
const layered = `${layer.toString()}\n`;
const compose = (body) => `@charset "UTF-8";\n${banner}${fontFaces()}${body}`;
writeFileSync(join(target, 'dkfds.css'), compose(layered));
writeFileSync(join(target, 'dkfds.rtl.css'), compose(rtlcss.process(layered)));

// The dark theme needs these in the other shade than the sheet names.
for (const name of ['chevron-down-white.svg', 'check.svg', 'check-white.svg']) {
  cpSync(join(source, 'dist/img/svg-icons', name), join(target, 'img', name));
}
for (const [name] of FACES) {
  for (const part of ['Latin1', 'Latin2']) {
    const file = `IBMPlexSans-${name}-${part}.woff2`;
    cpSync(join(source, 'dist/fonts/IBMPlexSans/split/woff2', file), join(target, 'fonts', file));
  }
}
cpSync(join(source, 'dist/fonts/IBMPlexSans/split/woff2/license.txt'), join(target, 'fonts/LICENSE.txt'));
cpSync(join(source, 'LICENSE.md'), join(target, 'LICENSE.md'));

const sprite = readFileSync(join(source, 'dist/img/all-svg-icons.svg'), 'utf8');
writeFileSync(join(target, 'icons.svg'), sprite.replace(/<!DOCTYPE[^>]*>/, '') + '\n');
const script = readFileSync(join(source, 'dist/js/dkfds.min.js'), 'utf8');
writeFileSync(join(target, 'dkfds.min.js'), script.replace(/\n?\/\/# sourceMappingURL=.*/, '\n'));
