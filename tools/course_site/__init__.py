"""The course as a web site: the lessons in a browser (JupyterLite with Pyodide) and as pages (Sphinx).

Read in this order: `parts` (what is fetched, each file with its hash), `sources` (where from), `distribution`
(Python for the browser), `lessons` (the released lessons), `lite` (JupyterLite), `pages` (Sphinx), `links`
(every link of the site leads somewhere, and none away for what a page needs).
"""
