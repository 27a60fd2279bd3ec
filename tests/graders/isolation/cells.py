"""Running cells as a grader does, and what comes of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graders.isolation import agent
from graders.isolation.client import KernelClient

Message = tuple[str, dict[str, Any]]


def run_cells(client: KernelClient, codes: Sequence[str], first: int = 1) -> list[list[Message]]:
    """Send cells in one message; gives for each of them the messages that answer it, by kind and content."""
    session = client.session
    cells = [{"id": session.msg_id, "code": code, "count": first + place} for place, code in enumerate(codes)]
    session.send(client.shell_channel.socket, session.msg(agent.CELLS, {"cells": cells}))
    found: dict[str, list[Message]] = {cell["id"]: [] for cell in cells}
    while not (found[cells[-1]["id"]] and found[cells[-1]["id"]][-1][0] == "execute_reply"):
        message = client.get_iopub_msg(timeout=30)
        answered = message["parent_header"].get("msg_id")
        if answered in found:
            found[answered].append((message["header"]["msg_type"], message["content"]))
    return list(found.values())


def printed(messages: Sequence[Message]) -> str:
    return "".join(content["text"] for kind, content in messages if kind == "stream")


def error(messages: Sequence[Message]) -> str | None:
    return next((content["ename"] for kind, content in messages if kind == "error"), None)
