#!/bin/sh
# Renders the golden summary of a run as docs/summary.png, in GitHub's style, and notes in README.md of
# which text the picture is. A test fails when that text has changed since. Needs node, npm, chromium and
# pngquant (Debian: apt-get install nodejs npm chromium fonts-liberation2 fonts-noto-color-emoji pngquant).
set -eu
cd "$(dirname "$0")/.."

golden=internal/e2e/testdata/runs/quarantine.summary.md
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

npm install --silent --no-audit --no-fund --prefix "$work" \
  markdown-it@15.0.3 markdown-it-github-alerts@1.0.1 github-markdown-css@5.9.0 >/dev/null
cat >"$work/render.mjs" <<'EOF'
import { readFileSync, writeFileSync } from 'node:fs'
import MarkdownIt from 'markdown-it'
import alerts from 'markdown-it-github-alerts'

const css = readFileSync('node_modules/github-markdown-css/github-markdown-light.css', 'utf8')
const body = MarkdownIt().use(alerts).render(readFileSync(process.argv[2], 'utf8'))
writeFileSync('page.html', `<!doctype html><meta charset="utf-8"><style>${css}
  body { margin: 0; padding: 1px; background: white }
  main { box-sizing: border-box; padding: 16px 24px; border: 1px solid #d1d9e0; border-radius: 6px }
  main > :last-child { margin-bottom: 0 }
</style><main class="markdown-body">${body}</main>
<script>document.documentElement.dataset.height = Math.ceil(document.body.getBoundingClientRect().height)</script>`)
EOF
golden_path=$PWD/$golden
(cd "$work" && node render.mjs "$golden_path")

# Chromium's own sandbox wants a user of its own; the page is ours, without a network.
shoot() { chromium --headless --no-sandbox --hide-scrollbars --force-device-scale-factor=1.5 "$@" "file://$work/page.html" 2>/dev/null; }
height=$(shoot --window-size=900,2000 --dump-dom | sed -n 's/.*data-height="\([0-9]*\)".*/\1/p')
shoot --window-size="900,$height" --screenshot="$work/page.png"
pngquant --strip --force --output docs/summary.png "$work/page.png"

sum=$(sha256sum "$golden" | cut -d ' ' -f 1)
sed -i "s|^<!-- picture: .* -->\$|<!-- picture: $golden sha256:$sum -->|" README.md
