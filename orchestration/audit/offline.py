"""Makes the Data Docs self-contained. Great Expectations writes pages that load scripts from five hosts.

An attacker who changes one of those scripts could read the audit's findings on every reader's machine.
Without a network, the pages loaded late and without their styles.
"""

import re
from pathlib import Path

SCRIPTS = re.compile(r"<script\b[^>]*>.*?</script\s*>", re.DOTALL | re.IGNORECASE)
FOREIGN = re.compile(r"<(?:link|img)\b[^>]*(?:https?:)?//[^>]*>", re.IGNORECASE)
HEAD = re.compile(r"<head\b[^>]*>", re.IGNORECASE)

# With this policy a browser loads nothing from other hosts, whatever a later version writes into the pages.
POLICY = "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:"

# The remaining styles: a readable page, and text marks in place of icons.
STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem;
       color: #222; background: #fff }
table { border-collapse: collapse; margin: .5rem 0 } th, td { border: 1px solid #ddd; padding: .3rem .6rem;
       text-align: left; vertical-align: top } th { background: #f5f5f5 }
.fa-check-circle::before { content: "\\2713"; color: #0a7d28 }
.fa-times::before { content: "\\2717"; color: #b00020 }
.fa-exclamation-triangle::before { content: "!"; color: #b00020 }
.fa-exclamation-triangle.text-warning::before { color: #9a4a06 }
.modal, .d-none, .nav-tabs, .tab-content, button, input, footer { display: none }
"""


def make_self_contained(folder: Path) -> None:
    """Removes all scripts, and everything that browsers would load from elsewhere, from each page."""
    head = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"><style>{STYLE}</style>'
    for page in folder.rglob("*.html"):
        text = FOREIGN.sub("", SCRIPTS.sub("", page.read_text(encoding="utf-8")))
        page.write_text(HEAD.sub(lambda found: found[0] + head, text, count=1), encoding="utf-8")
