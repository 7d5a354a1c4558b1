#!/bin/sh
# Takes docs/summary.png, the README's picture: the job summary of the demo's run
# in quarantine, as a browser shows it. Notes in README.md of which golden summary
# that is; a test fails when its text has changed since. Needs Go and, from
# Debian, chromium, fonts-liberation, fonts-noto-color-emoji and pngquant.
set -eu
cd "$(dirname "$0")/.."

golden=test/e2e/testdata/runs/quarantine.golden
width=1000
highest=500
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fc-list | grep -qi 'color *emoji' || {
  echo 'There is no font with coloured emoji: apt-get install fonts-noto-color-emoji' >&2
  exit 1
}
go run ./demo -state quarantine -html "$work/page.html" >"$work/demo.log" || {
  cat "$work/demo.log" >&2
  exit 1
}

# The page holds no script and allows none: a copy of it says how high it is.
sed 's|<meta http-equiv="Content-Security-Policy"[^>]*>||' "$work/page.html" >"$work/measure.html"
echo '<script>onload = () => { document.title = Math.ceil(document.documentElement.getBoundingClientRect().height) }</script>' >>"$work/measure.html"

# browse PAGE ARGUMENTS... opens a page at the summary alone. Chromium's own
# sandbox wants a user of its own; the page is ours, and needs no network.
browse() {
  page=$1
  shift
  chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
    --disable-component-update --disable-sync --user-data-dir="$work/profile" --hide-scrollbars \
    --force-device-scale-factor=2 "$@" "file://$work/$page#summary" 2>/dev/null
}

height=$(browse measure.html --window-size=$width,$highest --dump-dom | sed -n 's|.*<title>\([0-9]*\)</title>.*|\1|p')
if [ "$height" -gt $highest ]; then
  echo "The summary is $height pixels high at a width of $width; at most $highest fit into the README." >&2
  exit 1
fi
browse page.html --window-size="$width,$height" --screenshot="$work/page.png" >/dev/null
pngquant --strip --force --output docs/summary.png "$work/page.png"

sum=$(sed '1,/^-- summary\.md --$/d' "$golden" | sha256sum | cut -d ' ' -f 1)
sed -i "s|^<!-- picture: .* -->\$|<!-- picture: $golden sha256:$sum -->|" README.md
echo "docs/summary.png: $width by $height pixels, twice as fine; $(wc -c <docs/summary.png) bytes"
