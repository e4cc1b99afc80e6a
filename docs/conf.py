"""Sphinx: how `make docs` builds these pages.

The source folder is the checkout, so about.md files are read where they lie.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from util.constants import VERSION  # noqa: E402

project = "TokenSPICE"
author = "the TokenSPICE developers"
copyright = author
release = version = VERSION
root_doc = "docs/index"
include_patterns = ["docs/*.md", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "assets/netlists/*/*.md"]
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_click"]

myst_heading_anchors = 4

# In docstrings, `name` is code.
default_role = "code"
napoleon_google_docstring = True
napoleon_use_ivar = True
napoleon_custom_sections = [("Source", "Notes")]
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_default_options = {"members": True, "show-inheritance": True}

html_theme = "furo"
html_title = "TokenSPICE"
html_copy_source = False
