"""How Sphinx makes the course's pages. Nothing on them comes from another host."""

project = "autodiff_lite"
author = "the autodiff_lite contributors"
project_copyright = author
html_title = "autodiff_lite"
language = "en"

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.mathjax",
    "sphinx.ext.napoleon",
    "sphinx_copybutton",
    "sphinx_design",
]
myst_enable_extensions = ["amsmath", "attrs_inline", "colon_fence", "dollarmath"]
myst_heading_anchors = 3
nb_execution_mode = "off"  # the lessons come with their outputs
nb_ipywidgets_js = {}  # pages hold pictures in place of sliders, and fetch no program for them
nb_merge_streams = True
# A docstring is written for those who read code; a sign in it that Sphinx reads otherwise breaks no page.
suppress_warnings = ["docutils", "mystnb.unknown_mime_type"]

autodoc_typehints = "none"
autodoc_member_order = "bysource"
default_role = "code"
napoleon_numpy_docstring = False

mathjax_path = "mathjax/tex-chtml.js"
mathjax3_config = {"options": {"enableAssistiveMml": False, "enableMenu": False}}

html_theme = "sphinx_book_theme"
html_static_path = ["_static"]
html_css_files = ["course.css"]
html_js_files = ["course.js"]
html_show_sourcelink = False
html_copy_source = False
html_favicon = "_static/mark.svg"
html_logo = "_static/mark.svg"
html_theme_options = {
    "home_page_in_toc": False,
    "navbar_persistent": [],
    "logo": {"text": "autodiff_lite", "alt_text": ""},
    "show_toc_level": 2,
    "use_download_button": False,
    "use_fullscreen_button": False,
    "use_sidenotes": False,
}
copybutton_prompt_text = r">>> |\.\.\. "
copybutton_prompt_is_regexp = True
