"""The same right notebook as each program that students use saves it: full points, and no remark."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from .lesson import FULL, Notebook, as_bytes, graded, solved

Save = Callable[[Notebook], Any]
SAVED: dict[str, Save] = {}


def saved(save: Save) -> Save:
    SAVED[save.__name__.replace("_", " ")] = save
    return save


def lines(made: Notebook) -> None:
    for each in made["cells"]:
        each["source"] = each["source"].splitlines(keepends=True)


def ran(made: Notebook, **keys: Any) -> None:
    """Every code cell has run and printed something."""
    for number, each in enumerate((each for each in made["cells"] if each["cell_type"] == "code"), start=1):
        each["execution_count"] = number
        each["outputs"] = [
            {"output_type": "stream", "name": "stdout", "text": ["x\n"], **copy.deepcopy(keys)}
        ]


def without_ids(made: Notebook, minor: int) -> None:
    made["nbformat_minor"] = minor
    for each in made["cells"]:
        del each["id"]


@saved
def jupyter_lab(made: Notebook) -> None:
    ran(made)
    lines(made)
    for each in made["cells"]:
        each["metadata"] |= {"editable": True, "slideshow": {"slide_type": ""}, "tags": []}
        if each["cell_type"] == "code":
            each["metadata"]["execution"] = {"iopub.status.busy": "2024-03-01T10:15:30.000000Z"}
    made["metadata"]["widgets"] = {
        "application/vnd.jupyter.widget-state+json": {"state": {}, "version_major": 2}
    }


@saved
def classic_notebook(made: Notebook) -> None:
    ran(made)
    lines(made)
    without_ids(made, 4)
    made["metadata"]["celltoolbar"] = "Create Assignment"
    for each in made["cells"]:
        each["metadata"]["scrolled"] = False


@saved
def jupyter_lite(made: Notebook) -> None:
    ran(made)
    made["metadata"] = {
        "kernelspec": {"display_name": "Python (Pyodide)", "language": "python", "name": "python"},
        "language_info": {
            "codemirror_mode": {"name": "python", "version": 3}, "file_extension": ".py", "name": "python",
            "mimetype": "text/x-python", "nbconvert_exporter": "python", "pygments_lexer": "ipython3",
            "version": "3.8",
        },
    }  # fmt: skip
    for each in made["cells"]:
        each["metadata"]["trusted"] = True


@saved
def vs_code(made: Notebook) -> None:
    ran(made)
    lines(made)
    made["metadata"] = {
        "kernelspec": {"display_name": ".venv", "language": "python", "name": "python3"},
        "language_info": {"name": "python", "version": "3.12.1"}, "orig_nbformat": 4,
        "vscode": {"interpreter": {"hash": "aee8b7b246df8f9039afb4144a1f6fd8"}},
    }  # fmt: skip
    for each in made["cells"]:
        each["metadata"]["vscode"] = {"languageId": "python" if each["cell_type"] == "code" else "markdown"}


@saved
def vs_code_on_windows(made: Notebook) -> bytes:
    vs_code(made)
    for each in made["cells"]:
        each["source"] = [line.replace("\n", "\r\n") for line in each["source"]]
    return json.dumps(made, indent=1).replace("\n", "\r\n").encode()


@saved
def vs_code_without_a_kernel(made: Notebook) -> None:
    lines(made)
    made["metadata"] = {"language_info": {"name": "python"}}


@saved
def colab(made: Notebook) -> None:
    ran(made)
    lines(made)
    without_ids(made, 0)
    made["metadata"] = {
        "kernelspec": {"name": "python3", "display_name": "Python 3"}, "language_info": {"name": "python"},
        "colab": {"provenance": [], "toc_visible": True}, "accelerator": "GPU",
    }  # fmt: skip
    for number, each in enumerate(made["cells"]):
        each["metadata"] |= {
            "id": f"Abc{number}-_x",
            "outputId": "7f3e",
            "colab": {"base_uri": "https://localhost:8080/"},
        }
        each["metadata"]["cellView"] = "form"


@saved
def colab_with_a_result_that_has_no_count(made: Notebook) -> None:
    colab(made)
    for each in made["cells"]:
        if each["cell_type"] == "code":
            each["outputs"] = [
                {"output_type": "execute_result", "data": {"text/plain": ["1"]}, "metadata": {}}
            ]


@saved
def kaggle(made: Notebook) -> None:
    ran(made, metadata={})
    without_ids(made, 4)
    made["metadata"]["kaggle"] = {"accelerator": "none", "dataSources": [], "isInternetEnabled": True}
    made["metadata"]["language_info"] |= {"version": "3.10.13", "mimetype": "text/x-python"}
    for each in made["cells"]:
        each["metadata"] |= {
            "_uuid": "8f2839f25d086af736a60e9eeb907d3b93b6e0e5", "_cell_guid": "b1076dfc", "trusted": True,
            "execution": {"iopub.execute_input": "2024-03-01T10:15:30.1Z", "shell.execute_reply": "x"},
        }  # fmt: skip


@saved
def deepnote(made: Notebook) -> None:
    ran(made)
    without_ids(made, 0)
    made["metadata"] = {
        "deepnote": {},
        "deepnote_notebook_id": "a1",
        "orig_nbformat": 2,
        "deepnote_execution_queue": [],
    }
    for number, each in enumerate(made["cells"]):
        each["block_group"] = "0"
        each["metadata"] |= {
            "cell_id": f"00{number}", "deepnote_cell_type": each["cell_type"], "tags": [],
            "deepnote_to_be_reexecuted": False, "source_hash": "b6",
        }  # fmt: skip


@saved
def pycharm(made: Notebook) -> None:
    lines(made)
    without_ids(made, 0)
    made["metadata"] = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {
            "codemirror_mode": {"name": "ipython", "version": 2}, "file_extension": ".py", "name": "python",
            "mimetype": "text/x-python", "nbconvert_exporter": "python", "pygments_lexer": "ipython2",
            "version": "2.7.6",
        },
    }  # fmt: skip
    for each in made["cells"]:
        if each["cell_type"] == "code":
            each["execution_count"] = None
            each["metadata"] |= {"collapsed": True, "pycharm": {"name": "#%%\n", "is_executing": False}}
        else:
            each["metadata"]["pycharm"] = {"name": "#%% md\n"}


@saved
def pycharm_that_puts_outputs_on_text(made: Notebook) -> None:
    pycharm(made)
    for each in made["cells"]:
        each |= {"outputs": [], "execution_count": None}


@saved
def data_spell(made: Notebook) -> None:
    ran(made)
    lines(made)
    for each in made["cells"]:
        if each["cell_type"] == "code":
            each["metadata"] |= {
                "collapsed": False, "jupyter": {"outputs_hidden": False},
                "ExecuteTime": {"end_time": "2024-03-01T10:15:30.1Z", "start_time": "2024-03-01T10:15:30Z"},
            }  # fmt: skip
        else:
            each["metadata"]["collapsed"] = False
        each["source"] = [*each["source"][:-1], each["source"][-1] + "\n"]


@saved
def papermill(made: Notebook) -> None:
    ran(made)
    made["metadata"]["papermill"] = {
        "default_parameters": {}, "duration": 1.2, "end_time": "2024-03-01T10:15:30", "exception": None,
        "input_path": "in.ipynb", "output_path": "out.ipynb", "parameters": {"a": 1}, "version": "2.5.0",
    }  # fmt: skip
    times = {"duration": 0.01, "end_time": "x", "exception": False, "start_time": "x", "status": "completed"}
    for each in made["cells"]:
        each["metadata"] |= {"papermill": dict(times), "tags": []}
    parameters = {
        "cell_type": "code",
        "id": "injected",
        "execution_count": 1,
        "outputs": [],
        "source": "a = 1",
    }
    made["cells"].insert(1, {**parameters, "metadata": {"tags": ["injected-parameters"]}})


@saved
def datalore(made: Notebook) -> None:
    ran(made)
    without_ids(made, 4)
    made["metadata"] = {
        "kernelspec": {"display_name": "Python", "language": "python", "name": "python"},
        "datalore": {"computation_mode": "JUPYTER", "package_manager": "pip", "version": 1},
    }
    for number, each in enumerate(made["cells"]):
        each["metadata"]["datalore"] = {
            "node_id": f"n{number}",
            "type": "CODE",
            "hide_input_from_viewers": False,
        }


@saved
def azure_data_studio(made: Notebook) -> None:
    ran(made)
    without_ids(made, 2)
    made["metadata"]["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    for each in made["cells"]:
        each["metadata"] |= {"azdata_cell_guid": "5ad5f4a8", "language": "python", "tags": []}
        each.pop("execution_count", None)


@saved
def databricks(made: Notebook) -> None:
    ran(made)
    without_ids(made, 0)
    made["metadata"] = {"application/vnd.databricks.v1+notebook": {"language": "python", "widgets": {}}}
    for each in made["cells"]:
        each["metadata"]["application/vnd.databricks.v1+cell"] = {
            "title": "",
            "showTitle": False,
            "nuid": "1",
        }
        each.pop("execution_count", None)


@saved
def sage_maker(made: Notebook) -> None:
    ran(made)
    made["metadata"] |= {"instance_type": "ml.t3.medium", "availableInstances": [{"_defaultOrder": 0}]}
    made["metadata"]["kernelspec"] = {"display_name": "Python 3 (Data Science)", "name": "arn:aws:1"}


@saved
def co_calc(made: Notebook) -> None:
    ran(made)
    made["metadata"]["kernelspec"] = {
        "argv": ["python3"], "display_name": "Python 3 (system)", "name": "python3", "env": {},
        "metadata": {"cocalc": {"priority": 100}}, "language": "python",
    }  # fmt: skip
    for each in made["cells"]:
        each["metadata"] |= {"cocalc": {"outputs": {}}, "collapsed": False, "scrolled": "auto"}


@saved
def nteract(made: Notebook) -> None:
    ran(made)
    without_ids(made, 4)
    made["metadata"] = {"kernel_info": {"name": "python3"}, "language_info": {"name": "python"},
                        "nteract": {"version": "0.28.0"}, "kernelspec": {"name": "python3"}}  # fmt: skip
    for each in made["cells"]:
        each["metadata"] |= {"inputHidden": False, "outputHidden": False}
        if each["cell_type"] == "code":
            each["metadata"]["jupyter"] = {"source_hidden": False, "outputs_hidden": False}


@saved
def jupytext(made: Notebook) -> None:
    without_ids(made, 5)
    made["metadata"]["jupytext"] = {
        "formats": "ipynb,py:percent",
        "text_representation": {"extension": ".py"},
    }
    for each in made["cells"]:
        each["metadata"]["lines_to_next_cell"] = 2


@saved
def nbstripout(made: Notebook) -> None:
    for number, each in enumerate(made["cells"]):
        each["id"] = str(number)
    del made["metadata"]["language_info"]


@saved
def a_converter_to_the_oldest_of_format_4(made: Notebook) -> None:
    ran(made)
    without_ids(made, 0)
    for each in made["cells"]:
        each["metadata"]["collapsed"] = False
        if each["cell_type"] == "code":
            each["prompt_number"] = 1


@saved
def emacs_with_a_byte_order_mark(made: Notebook) -> bytes:
    return b"\xef\xbb\xbf" + as_bytes(made) + b"\n\n"


@pytest.mark.parametrize("save", SAVED.values(), ids=SAVED.keys())
def test_a_right_notebook_earns_the_same_whatever_saved_it(save: Save) -> None:
    made = solved()
    assert graded(save(made) or made) == (FULL, ())
