# Copyright (c) 2026, the interconnect.equinix authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How Sphinx makes the site out of what antsibull-docs writes; ``make docs`` runs both."""

from docutils import nodes

# The site is built without network, so that the few references to Ansible's own documentation are told here.
ANSIBLE = "https://docs.ansible.com/projects/ansible/latest/"
ELSEWHERE = {
    "common_return_values": f"{ANSIBLE}reference_appendices/common_return_values.html",
    "ansible_configuration_settings": f"{ANSIBLE}reference_appendices/config.html",
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


def link_elsewhere(_app, _env, node, content):
    """Return the link for a reference that the site itself does not hold, None for a mistake."""
    address = ELSEWHERE.get(node["reftarget"])
    return None if address is None else nodes.reference("", content.astext(), refuri=address, internal=False)


def setup(app):
    """Add to Sphinx what this site needs."""
    app.connect("missing-reference", link_elsewhere)
