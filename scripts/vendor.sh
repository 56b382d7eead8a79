#!/bin/sh
# Refresh static/vendor from the npm packages pinned in package.json.
#
# Needs Node >= 20 and npm, and only when it is run: the result is checked in. The packages are
# installed into a temporary directory, so that nothing but static/vendor changes.
set -eu

root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
command -v node >/dev/null || { echo "make vendor needs Node >= 20 (nodejs and npm)." >&2; exit 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

cp "$root/package.json" "$root/scripts/vendor.mjs" "$work/"
(cd "$work" && npm install --no-save --no-package-lock --no-audit --no-fund --ignore-scripts --silent)
node "$work/vendor.mjs" "$work/node_modules/dkfds" "$root/static/vendor/dkfds"

# The reader of QR codes for browsers that have none (Apache 2.0), as it is published.
mkdir -p "$root/static/vendor/jsqr"
cp "$work/node_modules/jsqr/dist/jsQR.js" "$work/node_modules/jsqr/LICENSE" "$root/static/vendor/jsqr/"

# What solves the puzzle past a rate limit, as a worker (MIT), as it is published.
mkdir -p "$root/static/vendor/altcha"
cp "$work/node_modules/altcha/dist/workers/pbkdf2.js" "$work/node_modules/altcha/LICENSE.txt" \
    "$root/static/vendor/altcha/"

# Arabic and Urdu letters for neutral paper (SIL Open Font License 1.1), as they are published.
mkdir -p "$root/static/vendor/noto-sans-arabic"
cp "$work"/node_modules/@fontsource/noto-sans-arabic/files/noto-sans-arabic-arabic-[47]00-normal.woff2 \
    "$work/node_modules/@fontsource/noto-sans-arabic/LICENSE" "$root/static/vendor/noto-sans-arabic/"
du -sh "$root"/static/vendor/*
