# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How Sphinx makes the site out of what antsibull-docs writes; ``make docs`` runs both."""

import importlib
import re
import sys
from html import escape
from pathlib import Path

import yaml
from docutils import nodes

FOLDER = Path(__file__).parent
sys.path.insert(0, str(FOLDER))

picture = importlib.import_module("figures").picture

# The site is built without network, so that the few references to Ansible's own documentation are told here.
ANSIBLE = "https://docs.ansible.com/projects/ansible/latest/"
ELSEWHERE = {
    "common_return_values": f"{ANSIBLE}reference_appendices/common_return_values.html",
    "ansible_configuration_settings": f"{ANSIBLE}reference_appendices/config.html",
}

# The pages that list what has a page of its own, in the order of the sidebar: title, kinds, and a text.
LISTS = {
    "modules": (
        "Modules",
        ("module",),
        "Each does one thing, and can be used in plays of your own. Those named ``_info`` change nothing.",
    ),
    "roles": ("Roles", ("role",), "What a play of a few lines takes: they put the modules together."),
    "plugins": (
        "Plugins",
        ("inventory", "lookup", "filter"),
        "The inventory plugin, and what the roles decide with; most filters are of use inside the roles only.",
    ),
}

project = "interconnect.equinix"
author = "the interconnect.equinix authors"
copyright = f"2026, {author}"
html_title = "Interconnect Equinix"

extensions = ["sphinx_antsibull_ext"]
default_role = "any"
highlight_language = "yaml+jinja"

html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_show_sphinx = False
html_copy_source = False
html_use_index = False


def write_index(app, _config):
    """Write the first page, with a group of the sidebar for each section, and the pages of LISTS.

    antsibull-docs leaves the pages of modules, roles and plugins out of every table of contents; their short descriptions are in
    its own index, marked up.
    """
    source = Path(app.srcdir)
    theirs = (source / "index.rst").read_text()
    listed = dict(re.findall(r"^\* :ansplugin:`(\w+ \w+) <[^>]+>` -- (.*)$", theirs, re.MULTILINE))
    for stem, (title, kinds, said) in LISTS.items():
        lines = [title, "=" * len(title), "", said, ""]
        entries = []
        for name, kind in (item.split() for kind in kinds for item in sorted(listed) if item.endswith(f" {kind}")):
            # The inventory plugin and the filters have names of their own each, and a filter and a lookup share one.
            entries.append(f"  {name if kind in ('module', 'role') else f'{name} ({kind})'} <{name}_{kind}>")
            lines += [f":doc:`{name} <{name}_{kind}>`", f"  {listed[f'{name} {kind}']}", ""]
        (source / f"{stem}.rst").write_text("\n".join([*lines, ".. toctree::", "  :hidden:", "", *entries, ""]))
    sections = yaml.safe_load((FOLDER / "docsite/extra-docs.yml").read_text())["sections"]
    groups = [(section["title"], [f"docsite/{name}" for name in section["toctree"]]) for section in sections]
    groups.append(("Reference", [*LISTS, "environment_variables"]))
    text = (FOLDER / "index.rst").read_text()
    for title, pages in groups:
        text += "\n".join(["", title, "-" * len(title), "", ".. toctree::", "  :maxdepth: 1", f"  :caption: {title}", "", ""])
        text += "".join(f"  {page}\n" for page in pages)
    (source / "index.rst").write_text(text)


def draw(_app, doctree):
    """Put pictures in the place of the blocks of text that describe them."""
    for block in list(doctree.findall(nodes.literal_block)):
        if "picture" not in block["classes"]:
            continue
        [kind] = [name for name in block["classes"] if name != "picture"]
        whole = block.parent if isinstance(block.parent, nodes.container) else block
        captions = [node.astext() for node in whole.findall(nodes.caption)]
        below = f"<figcaption>{escape(captions[0])}</figcaption>" if captions else ""
        drawn = f'<figure class="picture">{picture(kind, block.astext())}{below}</figure>'
        whole.replace_self(nodes.raw("", drawn, format="html"))


def keep_contents(_app, doctree):
    """Say to the theme that tables of contents within pages are meant; narrow screens have no other."""
    for topic in doctree.findall(nodes.topic):
        if "contents" in topic["classes"]:
            topic["classes"].append("this-will-duplicate-information-and-it-is-still-useful-here")


def link_elsewhere(_app, _env, node, content):
    """Return the link for a reference that the site itself does not hold, None for a mistake."""
    address = ELSEWHERE.get(node["reftarget"])
    return None if address is None else nodes.reference("", content.astext(), refuri=address, internal=False)


def setup(app):
    """Add to Sphinx what this site needs."""
    app.connect("config-inited", write_index)
    app.connect("doctree-read", draw)
    app.connect("doctree-read", keep_contents)
    app.connect("missing-reference", link_elsewhere)
